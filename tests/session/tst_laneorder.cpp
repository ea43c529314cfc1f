// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneorder.h"
#include "support/tracebuilder.h"
#include "trace/glob.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <random>

using session::LaneFilter;
using session::LaneId;
using session::LaneOrder;
using session::LaneRow;
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

/// What the filter asks for in the plainest way, made from the trace's tables alone.
class ExpectedOrder
{
public:
    ExpectedOrder(const trace::Trace &trace, const LaneFilter &filter) : m_trace(trace), m_filter(filter)
    {
        for (const LaneId id : filter.pinned) {
            const bool isThere = id.kind == session::LaneKind::Loop || (id.number > 0 && id.number <= countOf(id.kind));
            if (isThere && std::none_of(m_rows.begin(), m_rows.end(), [&](const LaneRow &row) { return row.id == id; }))
                m_rows.push_back({ .id = id, .isPinned = true });
        }
        add({ .id = LaneId::loop() });
        if (filter.sort == LaneFilter::Sort::Tree)
            addChildren(0, 0);
        else
            addFlat(session::LaneKind::Task);
        addFlat(session::LaneKind::Queue);
        addFlat(session::LaneKind::Worker);
    }
    [[nodiscard]] const std::vector<LaneRow> &rows() const { return m_rows; }

private:
    [[nodiscard]] quint32 countOf(session::LaneKind kind) const
    {
        return quint32(kind == session::LaneKind::Task ? m_trace.tasks().size() : kind == session::LaneKind::Queue ? m_trace.queues().size() : m_trace.workers().size());
    }
    [[nodiscard]] quint32 parentOf(quint32 task) const
    {
        const quint32 parent = trace::number(m_trace.tasks()[task - 1].parent);
        return parent < task ? parent : 0;
    }
    void add(LaneRow row)
    {
        const QString name = laneName(m_trace, row.id);
        const auto &globs = m_filter.globs;
        const bool isNamed = globs.isEmpty() || std::any_of(globs.begin(), globs.end(), [&](const QString &glob) { return trace::globMatches(glob, name); });
        if (isNamed && !m_filter.hidden.contains(row.id) && std::find(m_filter.pinned.begin(), m_filter.pinned.end(), row.id) == m_filter.pinned.end())
            m_rows.push_back(row);
    }
    void addChildren(quint32 parent, quint16 depth)
    {
        for (quint32 task = parent + 1; task <= countOf(session::LaneKind::Task); ++task) {
            if (parentOf(task) != parent)
                continue;
            bool hasChildren = false;
            for (quint32 child = task + 1; child <= countOf(session::LaneKind::Task) && !hasChildren; ++child)
                hasChildren = parentOf(child) == task;
            const bool isCollapsed = hasChildren && m_filter.collapsed.contains(LaneId::of(TaskId(task)));
            add({ .id = LaneId::of(TaskId(task)), .depth = depth, .hasChildren = hasChildren, .isCollapsed = isCollapsed });
            if (hasChildren && !isCollapsed)
                addChildren(task, quint16(depth + 1));
        }
    }
    void addFlat(session::LaneKind kind)
    {
        std::vector<quint32> numbers(countOf(kind));
        std::iota(numbers.begin(), numbers.end(), 1u);
        if (m_filter.sort == LaneFilter::Sort::Name)
            std::stable_sort(numbers.begin(), numbers.end(), [&](quint32 a, quint32 b) { return trace::isNaturallyLess(session::laneName(m_trace, { kind, a }), session::laneName(m_trace, { kind, b })); });
        for (const quint32 number : numbers)
            add({ .id = { kind, number } });
    }

    const trace::Trace &m_trace;
    const LaneFilter &m_filter;
    std::vector<LaneRow> m_rows;
};

std::vector<LaneRow> expected(const trace::Trace &trace, const LaneFilter &filter)
{
    return ExpectedOrder(trace, filter).rows();
}

/// What stands in the order is found where it stands, and nothing else is.
void checkLookUps(const LaneOrder &order, const trace::Trace &trace)
{
    const std::vector<LaneRow> rows = order.rows();
    QSet<LaneId> shown;
    for (qsizetype n = 0; n < order.count(); ++n) {
        QCOMPARE(order.row(n), rows[size_t(n)]);
        QCOMPARE(order.indexOf(order.row(n).id), n);
        shown.insert(order.row(n).id);
    }
    for (quint32 task = 0; task < trace.tasks().size() + 3; ++task)
        QCOMPARE(order.indexOf(LaneId::of(TaskId(task))).has_value(), shown.contains(LaneId::of(TaskId(task))));
    qsizetype below = 0;
    for (int kind = 0; kind < session::LaneKindCount; ++kind)
        below += order.countOf(session::LaneKind(kind));
    QCOMPARE(order.pinnedCount() + below, order.count());
}

LaneFilter randomFilter(std::mt19937 &random, bool isFiltered)
{
    LaneFilter filter;
    const auto anyLane = [&] { return LaneId { session::LaneKind(random() % 4), quint32(1 + random() % 40) }; };
    for (auto n = random() % 6; n > 0; --n)
        filter.collapsed.insert(LaneId::of(TaskId(quint32(1 + random() % 40))));
    if (!isFiltered)
        return filter;
    for (auto n = random() % 5; n > 0; --n)
        filter.pinned.push_back(random() % 6 == 0 ? LaneId::loop() : anyLane());
    for (auto n = random() % 8; n > 0; --n)
        filter.hidden.insert(random() % 6 == 0 ? LaneId::loop() : anyLane());
    if (random() % 2 == 0)
        filter.globs = { QStringLiteral("*%1*").arg(random() % 10), QStringLiteral("loop") };
    return filter;
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

    void anOrderThatGrewIsTheOneThatItsFilterAsksFor_data()
    {
        QTest::addColumn<LaneFilter::Sort>("sort");
        QTest::addColumn<bool>("isFiltered");
        QTest::addColumn<int>("mostAtOnce");
        for (const bool isFiltered : { false, true }) {
            for (const int most : { 5, 900 }) {
                const QByteArray how = QByteArray(isFiltered ? ", filtered" : "") + (most > 100 ? ", many at once" : "");
                QTest::newRow(("tree" + how).constData()) << LaneFilter::Sort::Tree << isFiltered << most;
                QTest::newRow(("created" + how).constData()) << LaneFilter::Sort::Created << isFiltered << most;
                QTest::newRow(("name" + how).constData()) << LaneFilter::Sort::Name << isFiltered << most;
            }
        }
    }
    void anOrderThatGrewIsTheOneThatItsFilterAsksFor()
    {
        QFETCH(LaneFilter::Sort, sort);
        QFETCH(bool, isFiltered);
        QFETCH(int, mostAtOnce);
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        const int rounds = mostAtOnce > 100 ? 4 : 40;
        for (int round = 0; round < rounds; ++round) {
            TraceBuilder builder;
            LaneFilter filter = randomFilter(random, isFiltered);
            filter.sort = sort;
            LaneOrder grown;
            quint32 tasks = 0;
            for (int step = 0; step < 25 && tasks < 2000; ++step) {
                for (auto n = random() % unsigned(mostAtOnce); n > 0; --n) {
                    const auto parent = quint32(random() % 4 == 0 ? 0 : random() % 4 == 0 ? tasks : random() % (tasks + 3)); // sometimes itself or unknown
                    builder.create(QString::number(random() % 1000), TaskId(parent));
                    ++tasks;
                }
                if (random() % 8 == 0)
                    builder.queue(QStringLiteral("q%1").arg(random() % 20));
                if (random() % 8 == 0)
                    builder.worker(QStringLiteral("w%1").arg(random() % 20));
                if (random() % 16 == 0)
                    filter.collapsed.insert(LaneId::of(TaskId(quint32(1 + random() % 40))));
                grown.update(builder.trace(), filter);
                QCOMPARE(grown.rows(), expected(builder.trace(), filter));
                LaneOrder fresh;
                fresh.update(builder.trace(), filter);
                QCOMPARE(fresh.rows(), grown.rows());
                QCOMPARE(grown.totalCount(), fresh.totalCount());
                QCOMPARE(grown.count(), qsizetype(grown.rows().size()));
                QCOMPARE(grown.pinnedCount(), fresh.pinnedCount());
                checkLookUps(grown, builder.trace());
            }
        }
    }

    void whatIsNamedOnlyLaterIsMovedThough_data()
    {
        QTest::addColumn<LaneFilter::Sort>("sort");
        QTest::newRow("tree") << LaneFilter::Sort::Tree;
        QTest::newRow("created") << LaneFilter::Sort::Created;
        QTest::newRow("name") << LaneFilter::Sort::Name;
    }
    void whatIsNamedOnlyLaterIsMovedThough()
    {
        QFETCH(LaneFilter::Sort, sort);
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        for (int round = 0; round < 40; ++round) {
            TraceBuilder builder;
            LaneFilter filter = randomFilter(random, round % 2 == 1);
            filter.sort = sort;
            LaneOrder grown;
            for (int step = 0; step < 30; ++step) {
                const auto text = builder.text(QString::number(random() % 1000));
                const auto number = quint32(1 + random() % 60);
                const auto parent = quint32(random() % 60);
                switch (random() % 6) {
                case 0:
                    builder.resume(TaskId(number)).suspend(TaskId(number), trace::AwaitReason::Sleep);
                    break;
                case 1:
                    builder.add({ .object = number % 8 + 1, .text = text, .kind = trace::EventKind::QueueCreated });
                    break;
                case 2:
                    builder.add({ .object = number % 8 + 1, .text = text, .kind = trace::EventKind::WorkerCreated });
                    break;
                default:
                    builder.add({ .task = TaskId(number), .other = parent, .text = text, .kind = trace::EventKind::TaskCreated });
                    break;
                }
                grown.update(builder.trace(), filter);
                QCOMPARE(grown.rows(), expected(builder.trace(), filter));
                checkLookUps(grown, builder.trace());
            }
        }
    }

    void aNameThatComesLateIsAChange()
    {
        TraceBuilder builder;
        LaneFilter filter;
        filter.sort = LaneFilter::Sort::Name;
        builder.create(QStringLiteral("b"));
        builder.ready(TaskId(2));
        LaneOrder order;
        QVERIFY(order.update(builder.trace(), filter));
        QCOMPARE(order.row(1).id, LaneId::of(TaskId(1)));
        builder.create(QStringLiteral("a"));
        QVERIFY(order.update(builder.trace(), filter));
        QCOMPARE(order.row(1).id, LaneId::of(TaskId(2)));
        QVERIFY(!order.update(builder.trace(), filter));
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
