// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/perfettofields.h"
#include "formats/perfettoreader.h"
#include "formats/perfettowriter.h"
#include "formats/protowire.h"

#include "support/peakmemory.h"
#include "support/places.h"
#include "support/runqueue.h"
#include "support/tracebuilder.h"

#include <QBuffer>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

using namespace formats;
using namespace formats::perfetto;

namespace {

QByteArray written(const trace::Trace &trace)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const trace::Result<> result = writePerfetto(trace, buffer, {});
    return result ? buffer.data() : QByteArray();
}

trace::Result<Loaded> readBack(const QByteArray &file)
{
    MemorySource source(file);
    return readPerfetto(source, QStringLiteral("f"), {});
}

} // namespace

class TestPerfetto : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomTracesComeBackWhole()
    {
        const quint32 first = QRandomGenerator::global()->generate();
        for (quint32 n = 0; n < 200; ++n) {
            const quint32 seed = first + n;
            const auto trace = support::randomTrace(seed);
            const QByteArray file = written(*trace);
            QVERIFY(isPerfetto(file.first(std::min<qsizetype>(file.size(), 4096))));
            const trace::Result<Loaded> loaded = readBack(file);
            QVERIFY2(loaded, qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(loaded ? QString() : loaded.error().message())));
            const QString difference = support::firstDifference(*trace, *loaded.value().trace);
            QVERIFY2(difference.isEmpty(), qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(difference)));
            QVERIFY2(!loaded.value().isCutOff, qPrintable(loaded.value().remark));
        }
    }

    void slicesNestAndArrowsArePaired()
    {
        const quint32 first = QRandomGenerator::global()->generate();
        for (quint32 n = 0; n < 50; ++n) {
            const QByteArray file = written(*support::randomTrace(first + n));
            QHash<quint64, int> depths;
            QHash<quint64, int> arrows;
            QSet<quint64> described;
            quint64 last = 0;
            ProtoReader packets(file);
            for (ProtoField packet; packets.next(packet);) {
                QCOMPARE(packet.number, trace_file::Packet);
                quint64 type = 0;
                quint64 uuid = 0;
                ProtoReader fields(packet.bytes);
                for (ProtoField field; fields.next(field);) {
                    if (field.number == packet::Timestamp) {
                        QVERIFY(field.value >= last);
                        last = field.value;
                    }
                    const bool isDescriptor = field.number == packet::TrackDescriptor;
                    if (!isDescriptor && field.number != packet::TrackEvent)
                        continue;
                    ProtoReader inner(field.bytes);
                    for (ProtoField member; inner.next(member);) {
                        if (isDescriptor && member.number == track::Uuid)
                            described.insert(member.value);
                        if (isDescriptor)
                            continue;
                        if (member.number == event::Type)
                            type = member.value;
                        else if (member.number == event::TrackUuid)
                            uuid = member.value;
                        else if (member.number == event::FlowId)
                            QCOMPARE(++arrows[member.value], 1);
                        else if (member.number == event::EndingFlowId)
                            QCOMPARE(++arrows[member.value], 2);
                    }
                    QVERIFY(!inner.isBroken());
                }
                QVERIFY(!fields.isBroken());
                QVERIFY(type == 0 || described.contains(uuid));
                depths[uuid] += type == event::SliceBegin ? 1 : type == event::SliceEnd ? -1 : 0;
                QVERIFY(depths[uuid] >= 0);
            }
            QVERIFY(!packets.isBroken());
            for (const int depth : depths)
                QCOMPARE(depth, 0);
            for (const int ends : arrows)
                QCOMPARE(ends, 2);
        }
    }

    void protocDecodesItWithThePublishedNumbers()
    {
        const QString protoc = QStandardPaths::findExecutable(QStringLiteral("protoc"));
        if (protoc.isEmpty())
            QSKIP("protoc is not installed");
        support::TraceBuilder b;
        const trace::TaskId task = b.create(QStringLiteral("say-1"));
        b.ready(task).resume(task).log(task, QStringLiteral("hello"));
        b.suspend(task, trace::AwaitReason::Sleep, 1, b.site(QStringLiteral("a.cpp"), 7, QStringLiteral("say"), b.site(QStringLiteral("a.cpp"), 9, QStringLiteral("main"))));
        b.add({ .value = trace::number(b.trace().texts()->args().add(R"({"n":1})")), .kind = trace::EventKind::Mark });
        QProcess process;
        process.start(protoc, { QStringLiteral("--decode=Trace"), QStringLiteral("--proto_path=") + support::sourcePath(QStringLiteral("tests/formats")), QStringLiteral("perfetto.proto") });
        process.write(written(b.trace()));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
        const QString text = QString::fromUtf8(process.readAllStandardOutput());
        // A field that the published format does not have is printed by its number.
        QVERIFY2(!text.contains(QRegularExpression(QStringLiteral("^\\s*\\d+[:\\s]"), QRegularExpression::MultilineOption)), qPrintable(text));
        for (const char *piece : { "name: \"say-1\"", "type: TYPE_SLICE_BEGIN", "type: TYPE_SLICE_END", "type: TYPE_INSTANT", "name: \"awaiting sleep\"", "string_value: \"hello\"",
                 "array_values", "legacy_json_value: \"{\\\"n\\\":1}\"", "child_ordering: EXPLICIT", "sibling_merge_behavior: SIBLING_MERGE_BEHAVIOR_NONE", "process_name: \"test\"" })
            QVERIFY2(text.contains(QLatin1String(piece)), piece);
    }

    void aFileCutOffAnywhereGivesWhatIsWhole()
    {
        support::TraceBuilder b;
        const trace::TaskId task = b.create(QStringLiteral("say-1"));
        b.ready(task).resume(task).log(task, QStringLiteral("hello")).suspend(task, trace::AwaitReason::Sleep, 1).finish(task);
        const QByteArray file = written(b.trace());
        quint64 most = 0;
        for (qsizetype size = 0; size < file.size(); ++size) {
            const trace::Result<Loaded> loaded = readBack(file.first(size));
            if (!loaded) {
                QVERIFY(most == 0 && !loaded.error().message().isEmpty());
                continue;
            }
            QVERIFY(loaded.value().isCutOff && !loaded.value().remark.isEmpty());
            QVERIFY(loaded.value().trace->eventCount() >= most);
            most = loaded.value().trace->eventCount();
        }
        QCOMPARE(most, quint64(5));
    }

    void nonsenseIsAnErrorWithItsByte()
    {
        QByteArray args;
        appendBytesField(annotation::Name, "seq", args);
        appendNumberField(annotation::Signed, 0, args);
        QByteArray kind;
        appendBytesField(annotation::Name, "kind", kind);
        appendBytesField(annotation::Text, "marc", kind);
        QByteArray body;
        appendBytesField(event::Annotation, args, body);
        appendBytesField(event::Annotation, kind, body);
        QByteArray inner;
        appendBytesField(packet::TrackEvent, body, inner);
        QByteArray file;
        appendBytesField(trace_file::Packet, {}, file);
        appendBytesField(trace_file::Packet, inner, file);
        const trace::Result<Loaded> loaded = readBack(file);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().message(), QStringLiteral("f: byte 2: kind: no event is called \"marc\""));
    }

    // A sequence is told by its first packet of 20 bytes; what is kept of it has to be of that order.
    void hundredsOfThousandsOfSequencesFitInMemory()
    {
        if (support::SanitizerSlowdown > 1)
            QSKIP("under these checks memory is not what it is");
        constexpr quint64 Sequences = 200'000;
        QByteArray name;
        appendNumberField(interned::Id, 1, name);
        appendBytesField(interned::Text, "a", name);
        QByteArray interned;
        appendBytesField(interned::EventName, name, interned);
        QByteArray event;
        appendNumberField(event::Type, event::Instant, event);
        appendNumberField(event::NameId, 1, event);
        QByteArray file;
        for (quint64 n = 1; n <= Sequences; ++n) {
            QByteArray body;
            appendNumberField(packet::Timestamp, n, body);
            appendNumberField(packet::SequenceId, n, body);
            appendBytesField(packet::InternedData, interned, body);
            appendBytesField(packet::TrackEvent, event, body);
            appendBytesField(trace_file::Packet, body, file);
        }
        quint64 events = 0;
        const double most = support::peakMemoryOf([&] {
            const trace::Result<Loaded> loaded = readBack(file);
            events = loaded ? loaded.value().trace->eventCount() : 0;
        });
        QVERIFY(events >= Sequences);
        QVERIFY2(most < 64e6, qPrintable(QStringLiteral("%1 MB for a file of %2 MB").arg(most * 1e-6).arg(static_cast<double>(file.size()) * 1e-6)));
    }

    void textIsNotTakenForIt()
    {
        QVERIFY(!isPerfetto("\n{\"traceEvents\":[]}"));
        QVERIFY(!isPerfetto("\nhello world, this is a text"));
        QVERIFY(!isPerfetto("\x89PNG\r\n\x1a\n"));
        QVERIFY(!isPerfetto(""));
    }
};

QTEST_GUILESS_MAIN(TestPerfetto)
#include "tst_perfetto.moc"
