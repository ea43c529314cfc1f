// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/logsearch.h"

#include <QTest>

using session::LogSearch;

namespace {

/// `count` lines "line 0", "line 1", ..., each followed by `between` events that are none.
std::shared_ptr<const trace::Trace> lines(int count, int between)
{
    auto trace = std::make_shared<trace::Trace>(trace::TraceInfo {});
    qint64 time = 0;
    for (int n = 0; n < count; ++n) {
        trace->append({ .time = { time }, .text = trace->texts()->intern(QStringLiteral("Line %1").arg(n)), .kind = trace::EventKind::Log });
        for (int k = 0; k < between; ++k)
            trace->append({ .time = { ++time }, .kind = trace::EventKind::IterationBegun });
    }
    return trace;
}

QStringList found(LogSearch &search, int *parts = nullptr)
{
    int count = 0;
    quint64 done = 0;
    while (!search.isOver()) {
        search.advance();
        ++count;
        if (search.done() < done || search.done() > search.total() || count > 1000)
            qFatal("it does not get on");
        done = search.done();
    }
    QStringList texts;
    for (const LogSearch::Line &line : search.lines())
        texts << line.text;
    if (parts)
        *parts = count;
    return texts;
}

} // namespace

class TestLogSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itGoesOnFromThePlaceAndThenFromTheBeginning_data()
    {
        QTest::addColumn<quint64>("from");
        QTest::addColumn<QStringList>("texts");
        const QStringList all { QStringLiteral("Line 0"), QStringLiteral("Line 1"), QStringLiteral("Line 2") };
        QTest::newRow("beginning") << quint64(0) << all;
        QTest::newRow("after the first") << quint64(1) << QStringList { all[1], all[2], all[0] };
        QTest::newRow("end") << quint64(300'003) << all;
        QTest::newRow("beyond") << quint64(1'000'000'000) << all;
    }
    void itGoesOnFromThePlaceAndThenFromTheBeginning()
    {
        QFETCH(quint64, from);
        QFETCH(QStringList, texts);
        LogSearch search(lines(3, 100'000), QStringLiteral("line"), from, 100);
        int parts = 0;
        QCOMPARE(found(search, &parts), texts);
        QVERIFY(parts > 3); // it can be left in between
        QCOMPARE(search.done(), search.total());
        QVERIFY(!search.isFull());
        for (const LogSearch::Line &line : search.lines())
            QCOMPARE(line.event % 100'001, quint64(0));
    }
    void itEndsWhereThereAreEnough()
    {
        LogSearch search(lines(50, 1), QStringLiteral("LINE"), 10, 3);
        QCOMPARE(found(search), QStringList({ QStringLiteral("Line 5"), QStringLiteral("Line 6"), QStringLiteral("Line 7") }));
        QVERIFY(search.isFull() && search.isOver());
        QVERIFY(search.advance());
        QCOMPARE(search.lines().size(), std::size_t(3));
    }
    void anEmptyTraceIsOverAtOnce()
    {
        LogSearch search(lines(0, 0), QStringLiteral("x"), 0, 100);
        QVERIFY(search.isOver());
        QVERIFY(search.advance());
        QVERIFY(search.lines().empty());
    }
};

QTEST_GUILESS_MAIN(TestLogSearch)
#include "tst_logsearch.moc"
