// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format.h"
#include "formats/loopscopefile.h"
#include "formats/loopscopeindex.h"
#include "support/indexedfiles.h"
#include "support/places.h"
#include "support/syntheticload.h"
#include "trace/bytes.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QTest>

#include <cstring>
#include <limits>

using namespace trace;

namespace {

/// A loop with log lines, tasks that end and events lost.
std::unique_ptr<Trace> loadedTrace(quint32 tasks, std::size_t count)
{
    auto texts = std::make_shared<TextTable>();
    support::SyntheticLoad load(*texts, tasks);
    std::vector<Event> events;
    load.fill(events, count);
    TraceInfo info;
    info.name = QStringLiteral("corpus");
    auto trace = std::make_unique<Trace>(info, texts);
    for (std::size_t n = 0; n < events.size(); ++n) {
        trace->append(events[n]);
        if (n % 9 == 0)
            trace->append({ .time = events[n].time, .text = texts->intern(u"said"), .kind = EventKind::Log });
        if (n % 2000 == 1999)
            trace->append({ .time = events[n].time, .value = 3, .kind = EventKind::Lost });
    }
    return trace;
}

/// An indexed file and what it was written from, to be damaged where its numbers stand.
class Indexed
{
public:
    Indexed(quint32 tasks, std::size_t count) : m_trace(loadedTrace(tasks, count))
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        if (formats::writeLoopscope(*m_trace, buffer, {}, 0))
            m_file = buffer.data();
    }
    [[nodiscard]] const Trace &trace() const { return *m_trace; }

    /// The file with all its checksums right.
    [[nodiscard]] QByteArray mended() const
    {
        QByteArray file = m_file;
        support::mendIndex(file);
        return file;
    }
    /// Where the row {time, place} of a lane's whole block stands (BlockPlace): the only place of the pages where its time and that of the next block
    /// stand one row apart. 0 where there is none.
    [[nodiscard]] qsizetype blockRow(const Lane &lane, quint64 block) const
    {
        constexpr quint64 Length = 32;
        const auto timeOf = [&](quint64 n) { return static_cast<quint64>(lane.slice(n * Length, m_trace->range().end).range.begin.ns); };
        const auto [pagesAt, pages] = support::pagesOf(m_file);
        for (auto at = static_cast<qsizetype>(pagesAt); at + 24 <= static_cast<qsizetype>(pagesAt + pages * PageSize); at += 8) {
            if (word(at) == timeOf(block) && word(at + 16) == timeOf(block + 1) && word(at + 8) < pages * PageSize)
                return at;
        }
        return 0;
    }
    /// Where the record of that block stands: u64 first event · u32 runs · u32 line · bits of a time and an event · slots · bytes of a sum · sums.
    [[nodiscard]] qsizetype record(qsizetype row) const { return static_cast<qsizetype>(support::pagesOf(m_file).first + word(row + 8)); }
    /// Where the head says how many events the log has and, in the varint behind, how many runs: the end of the trace and the clamped times stand
    /// before it. 0 where that cannot be found.
    [[nodiscard]] qsizetype logCounts() const
    {
        ByteWriter before;
        before.putSigned(m_trace->range().end.ns);
        before.put(m_trace->clampedCount());
        const qsizetype begin = static_cast<qsizetype>(before.bytes().size());
        before.put(m_trace->eventCount());
        const auto [pagesAt, pages] = support::pagesOf(m_file);
        const qsizetype at = m_file.indexOf(QByteArrayView(before.bytes().data(), static_cast<qsizetype>(before.bytes().size())), static_cast<qsizetype>(pagesAt + pages * PageSize));
        return at < 0 ? 0 : at + begin;
    }

    [[nodiscard]] quint64 word(qsizetype at) const { return qFromLittleEndian<quint64>(m_file.constData() + at); }
    void put(qsizetype at, quint64 value) { qToLittleEndian(value, m_file.data() + at); }
    [[nodiscard]] QByteArray &file() { return m_file; }

private:
    std::unique_ptr<Trace> m_trace;
    QByteArray m_file;
};

constexpr quint32 BusyTasks = 6; // more than there are queues to wait at
constexpr std::size_t BusyEvents = 4000;
constexpr quint32 FewTasks = 5;
constexpr std::size_t FewEvents = 150;

QByteArray busy()
{
    return Indexed(BusyTasks, BusyEvents).mended();
}

QByteArray few()
{
    return Indexed(FewTasks, FewEvents).mended();
}

/// Slices of another program with args.
std::unique_ptr<Trace> tracedWithArgs()
{
    auto trace = std::make_unique<Trace>(TraceInfo());
    TextTable &texts = *trace->texts();
    trace->append({ .object = 1, .text = texts.intern(u"main"), .kind = EventKind::WorkerCreated });
    for (quint32 job = 1; job <= 20; ++job) {
        const QByteArray args = "{\"n\":" + QByteArray::number(job) + ",\"text\":\"" + QByteArray(100, 'a') + "\"}";
        trace->append({ .time = { 10 * job }, .value = number(texts.args().add(args)), .other = 1, .object = job, .text = texts.intern(u"work"), .kind = EventKind::JobStarted });
        trace->append({ .time = { 10 * job + 5 }, .other = 1, .object = job, .kind = EventKind::JobFinished });
    }
    return trace;
}

QByteArray withArgs()
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    return formats::writeLoopscope(*tracedWithArgs(), buffer, {}, 0) ? buffer.data() : QByteArray();
}

/// Blocks of the loop's lane begin further apart than a Duration holds.
QByteArray timesApart()
{
    Indexed indexed(BusyTasks, BusyEvents);
    const qsizetype row = indexed.blockRow(indexed.trace().loopLane(), 3);
    if (row == 0)
        return {};
    for (qsizetype n = 0; n < 40; n += 2)
        indexed.put(row + 16 * n, static_cast<quint64>(n % 4 == 0 ? std::numeric_limits<qint64>::min() + n : std::numeric_limits<qint64>::max() - n));
    return indexed.mended();
}

/// Blocks of the loop's lane know of more time in a state than there was.
QByteArray sumsBeyondTime()
{
    Indexed indexed(BusyTasks, BusyEvents);
    const qsizetype row = indexed.blockRow(indexed.trace().loopLane(), 3);
    if (row == 0)
        return {};
    for (qsizetype n = 0; n < 40; ++n) {
        const qsizetype record = indexed.record(row + 16 * n);
        const auto slots = static_cast<quint8>(indexed.file().at(record + 18));
        const auto sumBytes = static_cast<quint8>(indexed.file().at(record + 19));
        for (qsizetype byte = 0; byte < (slots - 1) * sumBytes; ++byte)
            indexed.file()[record + 20 + byte] = static_cast<char>(n % 2 == 0 ? 0xff : 0xf0 - n);
    }
    return indexed.mended();
}

/// Blocks of the loop's lane were begun by events that there are not.
QByteArray eventsBeyondCount()
{
    Indexed indexed(BusyTasks, BusyEvents);
    const qsizetype row = indexed.blockRow(indexed.trace().loopLane(), 3);
    if (row == 0)
        return {};
    for (qsizetype n = 0; n < 40; ++n)
        indexed.put(indexed.record(row + 16 * n), static_cast<quint64>(n) << 62);
    return indexed.mended();
}

/// Events of which no run tells where they stand.
QByteArray eventsOfNoRun()
{
    Indexed indexed(FewTasks, FewEvents);
    const qsizetype counts = indexed.logCounts();
    if (counts == 0)
        return {};
    qsizetype runs = counts;
    while (static_cast<quint8>(indexed.file().at(runs)) >= 0x80)
        ++runs;
    indexed.file()[runs + 1] = 0;
    return indexed.mended();
}

std::optional<formats::Loaded> opened(const QByteArray &file)
{
    return formats::openIndexed(static_cast<quint64>(file.size()), [file](quint64 offset, std::span<quint8> to) -> std::size_t {
        if (offset >= static_cast<quint64>(file.size()))
            return 0;
        const auto size = std::min<std::size_t>(to.size(), static_cast<std::size_t>(file.size()) - offset);
        std::memcpy(to.data(), file.constData() + offset, size);
        return size;
    });
}

} // namespace

/// The corpus of fuzz_index, which is worth something only as long as the reader takes it: whoever changes what an index holds writes it anew by
/// `UPDATE_GOLDEN=1 tst_indexcorpus`, and looks that all of this still passes.
class TestIndexCorpus : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theCorpusReachesTheReader_data()
    {
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<std::shared_ptr<Trace>>("whole");
        QTest::addColumn<bool>("opens");
        const std::shared_ptr<Trace> none;
        QTest::newRow("busy") << busy() << std::shared_ptr<Trace>(loadedTrace(BusyTasks, BusyEvents)) << true;
        QTest::newRow("few") << few() << std::shared_ptr<Trace>(loadedTrace(FewTasks, FewEvents)) << true;
        QTest::newRow("args") << withArgs() << std::shared_ptr<Trace>(tracedWithArgs()) << true;
        QTest::newRow("times-apart") << timesApart() << none << true;
        QTest::newRow("sums-beyond-time") << sumsBeyondTime() << none << true;
        QTest::newRow("events-beyond-count") << eventsBeyondCount() << none << true;
        QTest::newRow("events-of-no-run") << eventsOfNoRun() << none << false;
    }
    void theCorpusReachesTheReader()
    {
        QFETCH(QByteArray, now);
        QFETCH(std::shared_ptr<Trace>, whole);
        QFETCH(bool, opens);
        QVERIFY(!now.isEmpty());
        QFile file(support::sourcePath(QStringLiteral("tests/fuzz/corpus/index/%1.loopscope").arg(QLatin1String(QTest::currentDataTag()))));
        if (qEnvironmentVariableIsSet("UPDATE_GOLDEN")) {
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(now) == now.size());
            file.close();
        }
        QVERIFY(file.open(QIODevice::ReadOnly));
        for (const QByteArray &bytes : { file.readAll(), now }) {
            const std::optional<formats::Loaded> loaded = opened(bytes);
            QCOMPARE(loaded.has_value(), opens);
            if (!loaded)
                continue;
            const quint64 seen = support::lookAtAll(*loaded->trace);
            QVERIFY(!loaded->trace->isDamaged()); // all checksums are right, whatever else is not
            QVERIFY(seen != support::lookAtAll(*loadedTrace(BusyTasks, BusyEvents)) || whole);
            if (whole)
                QCOMPARE(seen, support::lookAtAll(*whole));
        }
    }

    /// Of each earlier version a file that it has written, of the same events as those of the corpus.
    void aFileOfAnEarlierVersionIsReadWhole_data()
    {
        QTest::addColumn<std::shared_ptr<Trace>>("whole");
        QTest::newRow("LOOPIDX2") << std::shared_ptr<Trace>(loadedTrace(FewTasks, FewEvents));
        QTest::newRow("LOOPIDX3") << std::shared_ptr<Trace>(tracedWithArgs());
        QTest::newRow("LOOPIDX4") << std::shared_ptr<Trace>(loadedTrace(FewTasks, FewEvents));
    }
    void aFileOfAnEarlierVersionIsReadWhole()
    {
        QFETCH(std::shared_ptr<Trace>, whole);
        const QLatin1String version(QTest::currentDataTag());
        const QString path = support::sourcePath(QStringLiteral("tests/golden/index/%1.loopscope").arg(version));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly) && file.readAll().endsWith(QByteArray(version.data(), version.size())));
        QVERIFY(!formats::openIndexed(path));
        const Result<formats::Loaded> loaded = formats::readFile(path);
        QVERIFY(loaded && !loaded.value().isCutOff && loaded.value().remark.isEmpty());
        QCOMPARE(support::lookAtAll(*loaded.value().trace), support::lookAtAll(*whole));
    }

    void whatIsKnownOfTheCorpusIsAllOfIt()
    {
        const QStringList names = QDir(support::sourcePath(QStringLiteral("tests/fuzz/corpus/index"))).entryList(QDir::Files, QDir::Name);
        QCOMPARE(names.size(), 7); // one that libFuzzer has found joins the rows above, made by what is wrong with it
    }
};

QTEST_GUILESS_MAIN(TestIndexCorpus)
#include "tst_indexcorpus.moc"
