// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/eventfields.h"
#include "formats/perfettofields.h"
#include "formats/perfettoreader.h"
#include "formats/perfettotracks.h"
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

#include <algorithm>
#include <utility>

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

/// A packet of random fields, most of them those of an event as programs write it, in any order, now and then damaged.
QByteArray randomPacket(QRandomGenerator &random, quint64 &time)
{
    const auto oneIn = [&random](quint32 n) { return random.bounded(n) == 0; };
    const auto shuffled = [&random](QList<QByteArray> fields) {
        std::shuffle(fields.begin(), fields.end(), random);
        return fields.join();
    };
    const auto number = [](quint32 field, quint64 value) {
        QByteArray bytes;
        appendNumberField(field, value, bytes);
        return bytes;
    };
    const auto bytes = [](quint32 field, QByteArrayView content) {
        QByteArray made;
        appendBytesField(field, content, made);
        return made;
    };
    QList<QByteArray> event { number(event::Type, random.bounded(oneIn(8) ? 6u : 4u)) };
    if (!oneIn(8))
        event << number(event::TrackUuid, random.bounded(5u));
    while (!oneIn(2))
        event << number(event::NameId, random.bounded(4u));
    while (oneIn(3))
        event << number(event::CategoryId, 1);
    if (oneIn(3))
        event << number(event::CounterValue, oneIn(4) ? ~quint64(0) >> random.bounded(8) : random.bounded(1000u));
    if (oneIn(12))
        event << bytes(event::Name, "told");
    for (int left = oneIn(4) ? static_cast<int>(random.bounded(8u)) : 0; left > 0; --left)
        event << bytes(event::Annotation, bytes(annotation::Name, QByteArray::number(left)) + number(annotation::Signed, random.bounded(3u)));
    if (oneIn(20))
        event << bytes(event::CounterValue, "?");
    if (oneIn(20))
        event << number(event::AbsoluteTime, time);
    time += random.bounded(1000u);
    QList<QByteArray> packet { bytes(packet::TrackEvent, shuffled(event)) };
    if (!oneIn(20))
        packet << number(packet::Timestamp, oneIn(50) ? ~quint64(0) >> random.bounded(4) : time);
    if (!oneIn(5))
        packet << number(packet::SequenceId, random.bounded(3u));
    if (oneIn(3))
        packet << number(packet::SequenceFlags, oneIn(10) ? packet::StateCleared : packet::NeedsState);
    if (oneIn(5))
        packet << number(packet::TimestampClock, oneIn(3) ? 64 : random.bounded(8u));
    if (oneIn(5))
        packet << number(packet::TrustedPid, 1234) << number(packet::TrustedUid, 1000);
    if (oneIn(20))
        packet << number(packet::IsPreviousDropped, 1);
    if (oneIn(20))
        packet << bytes(packet::TrackEvent, shuffled(event));
    if (oneIn(20))
        packet << bytes(packet::InternedData, bytes(interned::EventName, number(interned::Id, random.bounded(4u)) + bytes(interned::Text, QByteArray::number(random.bounded(9u)))));
    if (oneIn(30))
        packet << bytes(packet::Defaults, bytes(defaults::Event, number(defaults::EventTrackUuid, random.bounded(5u))));
    if (oneIn(30))
        packet << bytes(packet::TrackDescriptor, number(track::Uuid, random.bounded(5u)) + (oneIn(2) ? bytes(track::Name, "track") : QByteArray()) + (oneIn(3) ? bytes(track::Counter, {}) : QByteArray()));
    if (oneIn(40))
        packet << bytes(packet::ClockSnapshot, bytes(clock::Clocks, number(clock::Id, 6) + number(clock::Timestamp, time)) + bytes(clock::Clocks, number(clock::Id, 64) + number(clock::Timestamp, 7) + number(clock::IsIncremental, 1)));
    QByteArray made = shuffled(packet);
    if (oneIn(30) && !made.isEmpty())
        made[static_cast<qsizetype>(random.bounded(static_cast<quint32>(made.size())))] = static_cast<char>(random.bounded(256u));
    if (oneIn(50))
        made.chop(static_cast<qsizetype>(random.bounded(static_cast<quint32>(made.size()))));
    return made;
}

constexpr QByteArrayView TwoJobs { " while another job is on this lane" };

/// What packets come to, those that make no sense left out: the events, one line each, and what was mended.
QByteArray cameOf(const QList<QByteArray> &packets, bool isShortAllowed, qsizetype &shortOnes)
{
    auto texts = std::make_shared<trace::TextTable>();
    NameTable names(*texts);
    OwnEvents own(texts);
    ForeignTrace recording(texts);
    PerfettoTracks tracks(recording, own, names);
    for (const QByteArray &packet : packets) {
        const bool isShort = isShortAllowed && tracks.takeShort(packet);
        shortOnes += isShort ? 1 : 0;
        if (!isShort)
            (void)tracks.take(packet);
    }
    const std::unique_ptr<trace::Trace> trace = recording.build({}, {});
    QByteArray out;
    QHash<quint32, quint32> jobs; // by worker
    trace->forEach(0, trace->eventCount(), [&](quint64, const trace::Event &event) {
        appendJson(*trace, event, out);
        if (event.kind == trace::EventKind::JobStarted && std::exchange(jobs[event.other], event.object) != 0)
            out += TwoJobs;
        else if (event.kind == trace::EventKind::JobFinished)
            jobs.remove(event.other);
        out += '\n';
        return true;
    });
    return out + recording.repairs().sentence().toUtf8();
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

    void aShortPacketComesToWhatAnyOtherWould()
    {
        const quint32 first = QRandomGenerator::global()->generate();
        qsizetype shortOnes = 0;
        qsizetype none = 0;
        for (quint32 n = 0; n < 300; ++n) {
            QRandomGenerator random(first + n);
            quint64 time = 1000;
            QList<QByteArray> packets;
            for (int row = 0; row < 200; ++row)
                packets << randomPacket(random, time);
            const QByteArray now = cameOf(packets, true, shortOnes);
            const QByteArray expected = cameOf(packets, false, none);
            QVERIFY2(!now.contains(TwoJobs), qPrintable(QStringLiteral("seed %1\n%2").arg(first + n).arg(QString::fromUtf8(now))));
            QVERIFY2(now == expected, qPrintable(QStringLiteral("seed %1\n%2\nbut not\n%3").arg(first + n).arg(QString::fromUtf8(now), QString::fromUtf8(expected))));
        }
        QVERIFY2(shortOnes > 300 * 200 / 10 && shortOnes < 300 * 200 * 9 / 10, qPrintable(QString::number(shortOnes)));
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
