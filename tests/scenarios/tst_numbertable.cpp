// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/numbertable.h"

#include <QTest>

using scenarios::NumberTable;

class TestNumberTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSumIsTheExpectedOne_data();
    void theSumIsTheExpectedOne();
    void slicesAddUpToTheWhole();
    void rowsAreRead();
};

void TestNumberTable::theSumIsTheExpectedOne_data()
{
    QTest::addColumn<qint64>("rows");
    for (const qint64 rows : { 0, 1, 2, 999, 1000, 1001, 25'999, 26'000, 26'001, 52'000, 123'457 })
        QTest::addRow("%lld", static_cast<long long>(rows)) << rows;
}

void TestNumberTable::theSumIsTheExpectedOne()
{
    QFETCH(qint64, rows);
    const NumberTable table(rows);
    QCOMPARE(table.sum(0, rows), table.expectedSum());
}

void TestNumberTable::slicesAddUpToTheWhole()
{
    const NumberTable table(30'000);
    for (const qint64 cut : { 0, 1, 15'000, 26'000, 29'999, 30'000 })
        QCOMPARE(table.sum(0, cut) + table.sum(cut, 30'000), table.expectedSum());
}

void TestNumberTable::rowsAreRead()
{
    const NumberTable table(3);
    QCOMPARE(table.sum(0, 1), 11);
    QCOMPARE(table.sum(1, 2), 48);
    QCOMPARE(table.sum(2, 3), 85);
    QCOMPARE(table.sum(1, 1), 0);
}

QTEST_GUILESS_MAIN(TestNumberTable)
#include "tst_numbertable.moc"
