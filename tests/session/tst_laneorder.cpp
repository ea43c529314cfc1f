// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneorder.h"
#include "support/tracebuilder.h"

#include <QTest>

#include <random>

using session::LaneFilter;
using session::LaneId;
using session::LaneOrder;
using support::TraceBuilder;
using trace::TaskId;

namespace {

/// main-1 with two children, one of which has a child; a queue; a worker.
TraceBuilder family()
{
    TraceBuilder builder;
    builder.queue(QStringLiteral("data"));
    const TaskId main = builder.create(QStringLiteral("main-1"));
    const TaskId first = builder.create(QStringLiteral("task-10"), main);
    builder.create(QStringLiteral("other-1"));
    builder.create(QStringLiteral("task-2"), main);
    builder.create(QStringLiteral("leaf-1"), first);
    builder.worker(QStringLiteral("pool-1"));
    return builder;
}

/// "loop main-1 .task-10": a dot for each level, + for collapsed, * for pinned.
QString shown(const trace::Trace &trace, const LaneFilter &filter)
{
    LaneOrder order;
    order.update(trace, filter);
    QStringList names;
    for (const session::LaneRow &row : order.rows())
        names << QString(row.depth, u'.') + (row.isPinned ? QStringLiteral("*") : QString()) + laneName(trace, row.id) + (row.isCollapsed ? QStringLiteral("+") : QString());
    return names.join(u' ');
}

} // namespace

class TestLaneOrder : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tasksStandUnderTheirParents()
    {
        TraceBuilder builder = family();
        QCOMPARE(shown(builder.trace(), {}), QStringLiteral("loop main-1 .task-10 ..leaf-1 .task-2 other-1 data pool-1"));
    }

    void collapsedTasksHideTheirChildren()
    {
        TraceBuilder builder = family();
        LaneFilter filter;
        filter.collapsed = { LaneId::of(TaskId(2)), LaneId::of(TaskId(5)) };
        QCOMPARE(shown(builder.trace(), filter), QStringLiteral("loop main-1 .task-10+ .task-2 other-1 data pool-1"));
    }

    void pinnedLanesStandAboveAllOthersEvenOutOfCollapsedParents()
    {
        TraceBuilder builder = family();
        LaneFilter filter;
        filter.pinned = { LaneId::of(trace::QueueId(1)), LaneId::of(TaskId(5)), LaneId::of(TaskId(99)), LaneId::of(TaskId(5)) };
        filter.collapsed = { LaneId::of(TaskId(1)) };
        QCOMPARE(shown(builder.trace(), filter), QStringLiteral("*data *leaf-1 loop main-1+ other-1 pool-1"));
    }

    void hiddenLanesAreLeftOut()
    {
        TraceBuilder builder = family();
        LaneFilter filter;
        filter.hidden = { LaneId::loop(), LaneId::of(TaskId(1)), LaneId::of(trace::WorkerId(1)) };
        QCOMPARE(shown(builder.trace(), filter), QStringLiteral(".task-10 ..leaf-1 .task-2 other-1 data"));
    }

    void globsChooseByName()
    {
        TraceBuilder builder = family();
        LaneFilter filter;
        filter.globs = { QStringLiteral("task-*"), QStringLiteral("loop") };
        QCOMPARE(shown(builder.trace(), filter), QStringLiteral("loop .task-10 .task-2"));
    }

    void sortingByNameCountsNumbers()
    {
        TraceBuilder builder = family();
        LaneFilter filter;
        filter.sort = LaneFilter::Sort::Name;
        QCOMPARE(shown(builder.trace(), filter), QStringLiteral("loop leaf-1 main-1 other-1 task-2 task-10 data pool-1"));
        filter.sort = LaneFilter::Sort::Created;
        QCOMPARE(shown(builder.trace(), filter), QStringLiteral("loop main-1 task-10 other-1 task-2 leaf-1 data pool-1"));
    }

    void anOrderIsOnlyRebuiltWhenThereIsSomethingNew()
    {
        TraceBuilder builder = family();
        LaneOrder order;
        QVERIFY(order.update(builder.trace(), {}));
        QVERIFY(!order.update(builder.trace(), {}));
        builder.log(TaskId(1), QStringLiteral("nothing new"));
        QVERIFY(!order.update(builder.trace(), {}));
        builder.create(QStringLiteral("late-1"));
        QVERIFY(order.update(builder.trace(), {}));
        QVERIFY(order.indexOf(LaneId::of(TaskId(6))));
    }

    void anOrderThatGrewIsTheOneMadeAnew_data()
    {
        QTest::addColumn<LaneFilter::Sort>("sort");
        QTest::newRow("tree") << LaneFilter::Sort::Tree;
        QTest::newRow("created") << LaneFilter::Sort::Created;
        QTest::newRow("name") << LaneFilter::Sort::Name;
    }
    void anOrderThatGrewIsTheOneMadeAnew()
    {
        QFETCH(LaneFilter::Sort, sort);
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        for (int round = 0; round < 60; ++round) {
            TraceBuilder builder;
            LaneFilter filter;
            filter.sort = sort;
            for (int n = int(random() % 6); n > 0; --n)
                filter.collapsed.insert(LaneId::of(TaskId(quint32(1 + random() % 40))));
            LaneOrder grown;
            quint32 tasks = 0;
            for (int step = 0; step < 30; ++step) {
                for (int n = int(random() % 5); n > 0; --n) {
                    const auto parent = quint32(random() % 4 == 0 ? 0 : random() % (tasks + 3)); // sometimes itself or unknown
                    builder.create(QString::number(random() % 1000), TaskId(parent));
                    ++tasks;
                }
                if (random() % 8 == 0)
                    builder.queue(QStringLiteral("q"));
                if (random() % 8 == 0)
                    builder.worker(QStringLiteral("w"));
                grown.update(builder.trace(), filter);
                LaneOrder fresh;
                fresh.update(builder.trace(), filter);
                QCOMPARE(grown.rows(), fresh.rows());
                QCOMPARE(grown.totalCount(), fresh.totalCount());
                for (qsizetype n = 0; n < grown.count(); ++n)
                    QCOMPARE(grown.indexOf(grown.row(n).id), n);
            }
        }
    }

    void lanesWithoutANameSaySo()
    {
        TraceBuilder builder;
        builder.resume(TaskId(3));
        QCOMPARE(shown(builder.trace(), {}), QStringLiteral("loop task 1 task 2 task 3"));
    }

    void everyTaskIsShownOnceWhateverTheParentsAre()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        for (int round = 0; round < 50; ++round) {
            TraceBuilder builder;
            const int tasks = 1 + int(random() % 200);
            for (int n = 0; n < tasks; ++n)
                builder.create(QString::number(n), TaskId(random() % quint32(tasks + 5))); // also itself, later ones, and unknown ones
            LaneOrder order;
            order.update(builder.trace(), {});
            QCOMPARE(order.count(), qsizetype(builder.trace().tasks().size()) + 1);
            for (qsizetype n = 0; n < order.count(); ++n)
                QCOMPARE(order.indexOf(order.row(n).id), n);
        }
    }
};

QTEST_GUILESS_MAIN(TestLaneOrder)
#include "tst_laneorder.moc"
