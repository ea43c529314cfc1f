// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventsmodel.h"

#include "panels/storytrace.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using panels::EventsModel;

class tst_EventsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachEventIsARowWithItsWords();
    void itGrowsWithItsTrace();
    void rowsAfterThePlayheadAreLater();
    void anotherTraceReplacesTheFirst();
    void aVeryLongTraceIsShownAsAWindowAroundWhereOneGoes();
    void theWindowOfAGrowingTraceIsNotMadeAnewAtEveryEvent();
};

void tst_EventsModel::eachEventIsARowWithItsWords()
{
    EventsModel model;
    const StoryTrace story = StoryTrace::producerAndConsumer();
    model.show(story.trace);
    QCOMPARE(model.rowCount(), static_cast<int>(story.trace->eventCount()));
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 1; column < EventsModel::ColumnCount; ++column)
            cells << model.index(row, column).data().toString();
        rows << cells.join(QStringLiteral(" | "));
    }
    QCOMPARE(rows[0], QStringLiteral("0.000000 | queue-created |  | data, maxsize 0"));
    QVERIFY2(rows.contains(QStringLiteral("0.000000 | task-created | producer-1 | child of main-1")), qPrintable(rows.join(QLatin1Char('\n'))));
    QVERIFY(rows.contains(QStringLiteral("0.000000 | task-suspended | consumer-1 | awaits sleep, story.cpp:38")));
    QVERIFY(rows.contains(QStringLiteral("0.500000 | task-resumed | consumer-1 | iteration 3")));
    QVERIFY(rows.contains(QStringLiteral("1.000000 | queue-put | producer-1 | data, item b, depth 1")));
    QVERIFY(rows.contains(QStringLiteral("1.000000 | task-ready | consumer-1 | producer-1 changed data")));
    QVERIFY(rows.contains(QStringLiteral("0.000000 | log | consumer-1 | took a")));
    QVERIFY(rows.contains(QStringLiteral("0.000000 | timer-armed | producer-1 | due 1.000 s")));
}

void tst_EventsModel::itGrowsWithItsTrace()
{
    EventsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    StoryTrace story;
    story.task(1, QStringLiteral("a"));
    model.show(story.trace);
    QCOMPARE(model.index(0, EventsModel::Kind).data().toString(), QStringLiteral("task-created"));
    for (int i = 0; i < 1500; ++i) {
        story.log(1, QString::number(i));
        model.show(story.trace);
        QCOMPARE(model.index(model.rowCount() - 1, EventsModel::Details).data().toString(), QString::number(i));
    }
    QCOMPARE(model.rowCount(), 1501);
}

void tst_EventsModel::rowsAfterThePlayheadAreLater()
{
    EventsModel model;
    const StoryTrace story = StoryTrace::producerAndConsumer();
    model.show(story.trace);
    model.setPlayhead(3);
    QVERIFY(!model.index(2, 0).data(EventsModel::IsLaterRole).toBool());
    QVERIFY(model.index(3, 0).data(EventsModel::IsLaterRole).toBool());
}

void tst_EventsModel::anotherTraceReplacesTheFirst()
{
    EventsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.show(StoryTrace::producerAndConsumer().trace);
    StoryTrace other;
    other.task(1, QStringLiteral("z"));
    model.show(other.trace);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, EventsModel::Task).data().toString(), QStringLiteral("z"));
}

void tst_EventsModel::aVeryLongTraceIsShownAsAWindowAroundWhereOneGoes()
{
    EventsModel model;
    StoryTrace story;
    const auto total = static_cast<quint32>(EventsModel::MaxRows + 500'000);
    for (quint32 i = 0; i < total; ++i)
        story.trace->append({ .time = { i }, .kind = trace::EventKind::IterationBegun });
    model.show(story.trace);
    QCOMPARE(static_cast<quint64>(model.rowCount()), EventsModel::MaxRows);
    const int row = model.bringIn(total - 1);
    QCOMPARE(model.index(row, EventsModel::Number).data().toString(), QString::number(total));
    QCOMPARE(model.rowCount(), row + 1);
    QCOMPARE(model.bringIn(0), 0);
    QCOMPARE(model.firstEvent(), 0u);
    QCOMPARE(model.bringIn(total), -1);
}

void tst_EventsModel::theWindowOfAGrowingTraceIsNotMadeAnewAtEveryEvent()
{
    EventsModel model;
    StoryTrace story;
    const auto grow = [&](quint64 count) {
        for (quint64 i = 0; i < count; ++i)
            story.trace->append({ .time = { static_cast<qint64>(story.trace->eventCount()) }, .kind = trace::EventKind::IterationBegun });
    };
    grow(3 * EventsModel::MaxRows);
    model.show(story.trace);
    QVERIFY(model.bringIn(story.trace->eventCount() - 1) >= 0);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    for (int frame = 0; frame < 100; ++frame) {
        grow(100);
        model.show(story.trace);
        const int row = model.bringIn(story.trace->eventCount() - 1);
        QCOMPARE(model.index(row, EventsModel::Number).data().toString(), QString::number(story.trace->eventCount()));
    }
    QCOMPARE(resets.size(), 0);
    QVERIFY(model.centreOn(EventsModel::MaxRows));
    QCOMPARE(model.firstEvent(), EventsModel::MaxRows / 2);
    QVERIFY(!model.centreOn(EventsModel::MaxRows));
}

QTEST_GUILESS_MAIN(tst_EventsModel)
#include "tst_eventsmodel.moc"
