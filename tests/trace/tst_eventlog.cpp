// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/eventlog.h"

#include <QTest>
#include <QtEndian>

#include <cstring>
#include <limits>

using namespace trace;

namespace {

constexpr quint64 Events = 800; // of one page
constexpr quint64 RunCount = (Events + RunLength - 1) / RunLength;

/// A log as save() writes it, in memory, with the numbers of its head apart.
struct SavedLog
{
    std::vector<quint8> pages;
    quint64 count = 0;
    quint64 runs = 0;
    PagePlace place = 0; ///< of the rows of runs
    std::vector<quint64> shapes;

    SavedLog()
    {
        Arena arena;
        EventLog log(arena);
        for (quint64 n = 0; n < Events; ++n)
            log.append({ .time = { static_cast<qint64>(n) * 10 }, .value = static_cast<qint64>(n), .task = TaskId(n % 7 + 1), .kind = n % 2 == 0 ? EventKind::TaskResumed : EventKind::Mark });
        PageWriter writer([this](std::span<const quint8> page) { pages.insert(pages.end(), page.begin(), page.end()); });
        ByteWriter head;
        if (!log.save(writer, head, [](quint64, Event &) { return true; }))
            return;
        writer.endPage();
        ByteReader in(head.bytes());
        count = in.take();
        runs = in.take();
        place = in.take();
        for (quint64 left = in.takeCount(); left > 0; --left)
            shapes.push_back(in.take());
    }
    [[nodiscard]] std::unique_ptr<PageFile> file() const
    {
        return std::make_unique<PageFile>(pages.size() / PageSize, [this](quint64 page, std::span<quint8> to) {
            if ((page + to.size() / PageSize) * PageSize > pages.size())
                return false;
            std::memcpy(to.data(), pages.data() + page * PageSize, to.size());
            return true;
        });
    }
    /// Word `n` of the row of a run: number of its first event, its time, its place; with the page's checksum made right.
    void putRow(std::size_t run, std::size_t n, quint64 value)
    {
        const quint64 page = place / PageSize;
        qToLittleEndian(value, pages.data() + place + 24 * run + 8 * n);
        qToLittleEndian(pageSum(pages.data() + page * PageSize, page), pages.data() + page * PageSize + PageContent);
    }
    [[nodiscard]] std::vector<quint8> head() const
    {
        ByteWriter head;
        head.put(count);
        head.put(runs);
        head.put(place);
        head.put(shapes.size());
        for (const quint64 shape : shapes)
            head.put(shape);
        return { head.bytes().begin(), head.bytes().end() };
    }
    [[nodiscard]] bool opens() const
    {
        const std::unique_ptr<PageFile> pageFile = file();
        const std::vector<quint8> bytes = head();
        Arena arena;
        EventLog log(arena);
        ByteReader in(bytes);
        log.open(*pageFile, in);
        return !in.isBroken();
    }
};

} // namespace

class TestEventLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasSavedOpens()
    {
        const SavedLog saved;
        QCOMPARE(saved.count, Events);
        QCOMPARE(saved.runs, RunCount);
        const std::unique_ptr<PageFile> file = saved.file();
        const std::vector<quint8> head = saved.head();
        Arena arena;
        EventLog log(arena);
        ByteReader in(head);
        log.open(*file, in);
        QVERIFY(!in.isBroken() && in.isAtEnd());
        QCOMPARE(log.count(), Events);
        EventLog::Reader reader(log, 0);
        Event event;
        for (quint64 n = 0; n < Events; ++n) {
            reader.next(event);
            QCOMPARE(event.time.ns, static_cast<qint64>(n) * 10);
        }
        QVERIFY(!file->damagedPage());
    }

    void countsAndPlacesOutOfBoundsAreRefused_data()
    {
        QTest::addColumn<quint64>("count");
        QTest::addColumn<quint64>("runs");
        QTest::addColumn<qint64>("moved");
        QTest::addColumn<bool>("opens");
        constexpr quint64 Most = std::numeric_limits<quint64>::max();
        QTest::newRow("as saved") << Events << RunCount << qint64(0) << true;
        QTest::newRow("nothing") << quint64(0) << quint64(0) << qint64(0) << true;
        QTest::newRow("as many as the runs hold") << RunCount * RunLength << RunCount << qint64(0) << true;
        QTest::newRow("one event a run") << RunCount << RunCount << qint64(0) << true;
        QTest::newRow("one more than the runs hold") << RunCount * RunLength + 1 << RunCount << qint64(0) << false;
        QTest::newRow("fewer events than runs") << RunCount - 1 << RunCount << qint64(0) << false;
        QTest::newRow("one event of no run") << quint64(1) << quint64(0) << qint64(0) << false;
        QTest::newRow("a run's events of no run") << quint64(RunLength) - 1 << quint64(0) << qint64(0) << false;
        QTest::newRow("as many events as there are numbers") << Most << RunCount << qint64(0) << false;
        QTest::newRow("as many runs as there are numbers") << Most << Most << qint64(0) << false;
        QTest::newRow("more runs than the pages hold") << quint64(100'000) << quint64(1000) << qint64(0) << false;
        QTest::newRow("a place between two words") << Events << RunCount << qint64(4) << false;
        QTest::newRow("a place at the last word of the last page") << Events << RunCount << qint64(PageContent) - 8 << false;
        QTest::newRow("a place in a checksum") << Events << RunCount << qint64(PageContent) << false;
        QTest::newRow("a place behind the last page") << Events << RunCount << qint64(PageSize) << false;
        QTest::newRow("a place far away") << Events << RunCount << std::numeric_limits<qint64>::max() / 8 * 8 << false;
    }
    void countsAndPlacesOutOfBoundsAreRefused()
    {
        QFETCH(quint64, count);
        QFETCH(quint64, runs);
        QFETCH(qint64, moved);
        QFETCH(bool, opens);
        SavedLog log;
        QCOMPARE(log.place / PageSize + 1, log.pages.size() / PageSize); // the rows stand in the last page
        log.count = count;
        log.runs = runs;
        if (moved != 0)
            log.place = (moved == 4 ? log.place : log.place / PageSize * PageSize) + static_cast<quint64>(moved);
        QCOMPARE(log.opens(), opens);
    }

    void aShapeThatIsThereTwiceIsRefused()
    {
        SavedLog log;
        log.shapes.push_back(log.shapes.front());
        QVERIFY(!log.opens());
    }

    void aRunThatIsNotWhereItShouldBeIsDamage_data()
    {
        QTest::addColumn<int>("word");
        QTest::addColumn<quint64>("value");
        QTest::newRow("first event behind the next run") << 0 << quint64(700);
        QTest::newRow("first event beyond all") << 0 << std::numeric_limits<quint64>::max() - 1;
        QTest::newRow("first event again") << 0 << quint64(0);
        QTest::newRow("bytes behind the last page") << 2 << (quint64(1) << 40);
        QTest::newRow("bytes in a checksum") << 2 << quint64(PageContent);
    }
    void aRunThatIsNotWhereItShouldBeIsDamage()
    {
        QFETCH(int, word);
        QFETCH(quint64, value);
        SavedLog saved;
        saved.putRow(1, static_cast<std::size_t>(word), value);
        const std::unique_ptr<PageFile> file = saved.file();
        const std::vector<quint8> head = saved.head();
        Arena arena;
        EventLog log(arena);
        ByteReader in(head);
        log.open(*file, in);
        QVERIFY(!in.isBroken());
        EventLog::Reader reader(log, 0);
        Event event;
        quint64 read = 0;
        while (reader.index() < log.count() && read < 10 * Events) {
            reader.next(event);
            ++read;
        }
        QVERIFY(read < 10 * Events); // it comes to an end
        QVERIFY(file->damagedPage());
        for (const quint64 n : { quint64(0), quint64(RunLength), quint64(300), Events - 1 })
            (void)log.event(n);
        QVERIFY(log.countBefore({ 5000 }) <= log.count());
    }
};

QTEST_GUILESS_MAIN(TestEventLog)
#include "tst_eventlog.moc"
