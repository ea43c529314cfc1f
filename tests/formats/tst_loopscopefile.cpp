// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/loopscopefile.h"

#include "support/tracebuilder.h"

#include <QBuffer>
#include <QTest>
#include <QtEndian>

#include <zlib.h>

using namespace formats;
using namespace std::chrono_literals;

namespace {

QByteArray written(const trace::Trace &trace)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const trace::Result<> result = writeLoopscope(trace, buffer, {}, ~quint64(0));
    return result ? buffer.data() : QByteArray();
}

std::unique_ptr<trace::Trace> smallTrace()
{
    support::TraceBuilder builder;
    const trace::TaskId task = builder.create(QStringLiteral("say-1"));
    const trace::SiteId site = builder.trace().texts()->intern({ builder.text(QStringLiteral("hello.cpp")), builder.text(QStringLiteral("say")), 7, {} });
    builder.ready(task).resume(task).suspend(task, trace::AwaitReason::Sleep, 1, site);
    builder.at(1s).ready(task, trace::ReadyCause::Timer).resume(task, 2).log(task, QStringLiteral("hello")).finish(task);
    builder.trace().advanceTo({ 2'000'000'000 });
    return builder.take();
}

// A file of well-formed sections around any payload, checksums right.
QByteArray fileOf(const QList<std::pair<QByteArray, QByteArray>> &sections)
{
    const auto crcOf = [](const QByteArray &bytes) {
        return static_cast<quint32>(crc32_z(0, reinterpret_cast<const Bytef *>(bytes.data()), static_cast<std::size_t>(bytes.size())));
    };
    const auto fixed = [](auto value) {
        QByteArray bytes(sizeof value, '\0');
        qToLittleEndian(value, bytes.data());
        return bytes;
    };
    QByteArray file = LoopscopeMagic.toByteArray() + fixed(LoopscopeVersion) + fixed(~quint64(0)) + fixed(qint64(-1));
    file += fixed(crcOf(file));
    for (const auto &[letters, payload] : sections)
        file += letters + fixed(static_cast<quint32>(payload.size())) + fixed(crcOf(letters + payload)) + payload;
    return file;
}

} // namespace

class TestLoopscopeFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomTracesComeBackWhole()
    {
        const quint32 first = QRandomGenerator::global()->generate();
        for (quint32 n = 0; n < 300; ++n) {
            const quint32 seed = first + n;
            const auto trace = support::randomTrace(seed);
            const QByteArray file = written(*trace);
            const trace::Result<Loaded> loaded = readLoopscope(file, QStringLiteral("f"), {});
            QVERIFY2(loaded, qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(loaded ? QString() : loaded.error().message())));
            QVERIFY(!loaded.value().isCutOff && loaded.value().remark.isEmpty());
            const QString difference = support::firstDifference(*trace, *loaded.value().trace);
            QVERIFY2(difference.isEmpty(), qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(difference)));
            QCOMPARE(written(*loaded.value().trace), file);
        }
    }

    void aTraceOfManyBlocksComesBackWhole()
    {
        support::TraceBuilder builder;
        const trace::TaskId task = builder.create(QStringLiteral("busy-1"));
        for (int n = 0; n < 60'000; ++n)
            builder.at(std::chrono::microseconds(n)).log(task, QStringLiteral("line %1").arg(n % 5000));
        const QByteArray file = written(builder.trace());
        QVERIFY(file.count("EVTS") > 2);
        const trace::Result<Loaded> loaded = readLoopscope(file, QStringLiteral("f"), {});
        QVERIFY(loaded);
        QCOMPARE(support::firstDifference(builder.trace(), *loaded.value().trace), QString());
    }

    void textsAreNumberedByTheirFirstUse()
    {
        const auto direct = smallTrace();
        // The same events over a table in which other texts came first, as with recording threads that race.
        auto texts = std::make_shared<trace::TextTable>();
        for (const char *text : { "zzz", "hello", "say-1", "say" })
            texts->intern(QString::fromLatin1(text));
        trace::Trace other(direct->info(), texts);
        direct->forEach(0, direct->eventCount(), [&](quint64, trace::Event event) {
            trace::Site site = direct->texts()->site(event.site);
            site.file = texts->intern(direct->text(site.file));
            site.function = texts->intern(direct->text(site.function));
            event.text = texts->intern(direct->text(event.text));
            event.site = texts->intern(site);
            other.append(event);
            return true;
        });
        other.advanceTo(direct->range().end);
        QCOMPARE(written(other), written(*direct));
    }

    void aFileCutOffAnywhereOpensUpToItsLastWholeBlock()
    {
        const QByteArray file = written(*smallTrace());
        quint64 most = 0;
        for (qsizetype size = 0; size < file.size(); ++size) {
            const trace::Result<Loaded> loaded = readLoopscope(file.first(size), QStringLiteral("cut"), {});
            if (!loaded) {
                QVERIFY(loaded.error().message().startsWith(QLatin1String("cut")));
                QVERIFY2(most == 0, "what opens with fewer bytes opens with more");
                continue;
            }
            const quint64 count = loaded.value().trace->eventCount();
            QVERIFY(count >= most);
            most = count;
            QVERIFY(loaded.value().isCutOff);
            QVERIFY2(loaded.value().remark.contains(QStringLiteral("%1 events can be read").arg(count)), qPrintable(loaded.value().remark));
            if (count < 8)
                QVERIFY2(loaded.value().remark.contains(QStringLiteral("%1 of 8 are missing").arg(8 - count)), qPrintable(loaded.value().remark));
        }
        QCOMPARE(most, quint64(8));
    }

    void aChangedByteIsNoticed()
    {
        const QByteArray file = written(*smallTrace());
        for (qsizetype at = 0; at < file.size(); ++at) {
            QByteArray damaged = file;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x41);
            if (!isLoopscope(damaged))
                continue;
            const trace::Result<Loaded> loaded = readLoopscope(damaged, QStringLiteral("d"), {});
            QVERIFY2(!loaded || loaded.value().isCutOff, qPrintable(QString::number(at)));
        }
    }

    void nonsenseBehindRightChecksumsIsRefusedWithItsPlace_data()
    {
        using Sections = QList<std::pair<QByteArray, QByteArray>>;
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("message");
        const std::pair<QByteArray, QByteArray> info { "INFO", "{\"name\":\"x\"}" };
        const auto row = [](const char *name, const Sections &sections, const char *message) {
            QTest::newRow(name) << fileOf(sections) << QString::fromLatin1(message);
        };
        row("no description", { { "EVTS", QByteArray::fromHex("0000") } }, "f: byte 32: the description of the trace is expected here");
        row("description is no JSON", { { "INFO", "hello" } }, "f: byte 32: a block \"INFO\" that makes no sense");
        row("text longer than its section", { info, { "TEXT", QByteArray::fromHex("0541") } }, "f: byte 56: a block \"TEXT\" that makes no sense");
        row("site of an unknown text", { info, { "SITE", QByteArray::fromHex("05000100") } }, "f: byte 56: a block \"SITE\" that makes no sense");
        row("site that is its own caller", { info, { "SITE", QByteArray::fromHex("00000101") } }, "f: byte 56: a block \"SITE\" that makes no sense");
        row("event of an unknown text", { info, { "EVTS", QByteArray::fromHex("01001509") } }, "f: byte 56: a block \"EVTS\" that makes no sense");
        row("event of an unknown kind", { info, { "EVTS", QByteArray::fromHex("01001f") } }, "f: byte 56: a block \"EVTS\" that makes no sense");
    }
    void nonsenseBehindRightChecksumsIsRefusedWithItsPlace()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, message);
        const trace::Result<Loaded> loaded = readLoopscope(file, QStringLiteral("f"), {});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().message(), message);
    }

    void sectionsOfLaterVersionsArePassedOver()
    {
        const trace::Result<Loaded> loaded
            = readLoopscope(fileOf({ { "INFO", "{\"name\":\"x\"}" }, { "INDX", "whatever" }, { "EVTS", QByteArray::fromHex("01001500") }, { "END.", QByteArray::fromHex("0105") } }),
                QStringLiteral("f"), {});
        QVERIFY(loaded);
        QVERIFY(!loaded.value().isCutOff);
        QCOMPARE(loaded.value().trace->eventCount(), quint64(1));
        QCOMPARE(loaded.value().trace->range().end.ns, 5);
    }

    void aLaterVersionIsNamed()
    {
        QByteArray file = fileOf({});
        file[8] = 2;
        const trace::Result<Loaded> loaded = readLoopscope(file, QStringLiteral("f"), {});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().message(), QStringLiteral("f: byte 8: version 2 of the format; this program reads version 1"));
    }

    void workEndsWhenItsProgressSaysSo()
    {
        const QByteArray file = written(*smallTrace());
        const trace::Result<Loaded> loaded = readLoopscope(file, QStringLiteral("f"), [](quint64, quint64) { return false; });
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().message(), cancelled().message());
    }
};

QTEST_GUILESS_MAIN(TestLoopscopeFile)
#include "tst_loopscopefile.moc"
