// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/syntheticload.h"
#include "trace/trace.h"

#include <QRandomGenerator>
#include <QTest>

#include <map>

using namespace trace;

namespace {

/// An event that may make no sense at all: any kind about anything, ids that are new, old, or far beyond what there is.
Event wildEvent(QRandomGenerator &random, qint64 &now)
{
    const auto few = [&](quint32 most) { return random.bounded(10) == 0 ? random.generate() >> random.bounded(random.bounded(500) == 0 ? 0 : 20, 32) : quint32(random.bounded(int(most))); };
    now += random.bounded(4) == 0 ? qint64(random.generate64() >> random.bounded(24, 63)) : 0;
    Event event { .time = { now }, .value = random.bounded(3) == 0 ? qint64(random.generate64()) >> random.bounded(64) : qint64(few(12)), .task = TaskId(few(60)), .other = few(60),
                  .object = few(40), .text = TextId(few(30)), .site = SiteId(few(400)), .kind = EventKind(random.bounded(EventKindCount)), .detail = quint8(few(20)) };
    // What most events of a kind leave empty has to be told apart from what this one holds.
    if (random.bounded(2) == 0)
        event.other = event.object = 0;
    if (random.bounded(2) == 0)
        event.value = 0;
    return event;
}

void verifyAgainstReplay(const Trace &trace, const std::vector<Event> &events, QRandomGenerator &random, int moments)
{
    QCOMPARE(trace.eventCount(), quint64(events.size()));
    quint64 seen = 0;
    trace.forEach(0, trace.eventCount(), [&](quint64 n, const Event &event) {
        seen += n == seen && event == events[n] ? 1 : 0;
        return true;
    });
    QCOMPARE(seen, quint64(events.size()));

    std::vector<quint64> wanted;
    for (int n = 0; n < moments; ++n)
        wanted.push_back(random.bounded(quint32(events.size() + 1)));
    std::sort(wanted.begin(), wanted.end());
    State replayed;
    State moved; // forward from the last moment, or from a checkpoint
    State thrown; // to and fro
    for (const quint64 n : wanted) {
        while (replayed.events < n)
            replayed.apply(events[replayed.events]);
        trace.moveState(moved, n);
        trace.moveState(thrown, random.bounded(quint32(events.size() + 1)));
        trace.moveState(thrown, n);
        QVERIFY(trace.stateAfter(n) == replayed);
        QVERIFY(moved == replayed);
        QVERIFY(thrown == replayed);
        if (n == events.size())
            continue;
        QVERIFY(trace.event(n) == events[n]);
        const Timestamp t = events[n].time;
        const auto isBefore = [t](const Event &e) { return e.time < t; };
        const auto isUpTo = [t](const Event &e) { return e.time <= t; };
        QCOMPARE(trace.countBefore(t), quint64(std::partition_point(events.begin(), events.end(), isBefore) - events.begin()));
        QCOMPARE(trace.countUpTo(t), quint64(std::partition_point(events.begin(), events.end(), isUpTo) - events.begin()));
    }
}

} // namespace

class TestTrace : public QObject
{
    Q_OBJECT

    static constexpr TaskId T1 { 1 };

private Q_SLOTS:
    void lanesAreWhatTheEventsSay()
    {
        Trace t({});
        t.append({ .time = { 0 }, .value = 1, .object = 1, .kind = EventKind::IterationBegun });
        t.append({ .time = { 0 }, .task = T1, .text = t.texts()->intern(u"main-1"), .kind = EventKind::TaskCreated });
        t.append({ .time = { 0 }, .task = T1, .kind = EventKind::TaskReady });
        t.append({ .time = { 10 }, .value = 1, .task = T1, .kind = EventKind::TaskResumed });
        t.append({ .time = { 30 }, .task = T1, .kind = EventKind::TaskSuspended, .detail = static_cast<quint8>(AwaitReason::Sleep) });
        t.append({ .time = { 40 }, .value = 1, .kind = EventKind::IterationEnded });
        t.advanceTo({ 100 });
        QCOMPARE(t.range().end.ns, 100);
        QCOMPARE(t.text(t.tasks()[0].name), QStringLiteral("main-1"));
        const Lane &lane = t.taskLane(T1);
        QCOMPARE(lane.count(), quint64(4));
        QVERIFY(lane.slice(0, { 100 }).state == SliceState::Created);
        QVERIFY(lane.slice(1, { 100 }).state == SliceState::Ready);
        const Slice running = lane.slice(2, { 100 });
        QVERIFY(running.state == SliceState::Running && running.range == (TimeRange { { 10 }, { 30 } }) && running.event == 3);
        const Slice asleep = lane.slice(3, { 100 });
        QVERIFY(asleep.isOpen && asleep.reason == AwaitReason::Sleep && asleep.range.end.ns == 100);
        QCOMPARE(t.loopLane().count(), quint64(4));
        QVERIFY(t.loopLane().slice(3, { 100 }).state == SliceState::Idle);
        std::vector<Coverage> columns(10);
        lane.coverage(t.range(), t.range().end, columns);
        QCOMPARE(columns[0].ready, quint8(255));
        QVERIFY(columns[1].running == 255 && columns[1].hasRun && columns[1].isSingle);
        QVERIFY(columns[9].awaiting == 255 && columns[9].reason == AwaitReason::Sleep);
    }

    // Thousands are packed some at a time, while events go on changing them.
    void whatWasPackedIsWhatPlainReplayGives_data()
    {
        QTest::addColumn<quint32>("tasks");
        QTest::newRow("a few tasks") << 0u;
        QTest::newRow("thousands of tasks") << 9000u;
    }

    void whatWasPackedIsWhatPlainReplayGives()
    {
        QFETCH(const quint32, tasks);
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        std::vector<Event> events;
        Trace trace({});
        qint64 now = 0;
        for (int n = 0; n < 30'000; ++n) {
            events.push_back(wildEvent(random, now));
            if (tasks > 0 && random.bounded(4) != 0)
                events.back().task = TaskId(1 + random.bounded(tasks));
            trace.append(events.back());
        }
        qInfo("seed %u", seed);
        verifyAgainstReplay(trace, events, random, 30);
        QVERIFY(trace.countUpTo({ -1 }) == 0 && trace.countUpTo({ now }) == events.size());
    }

    void aBusyLoopIsFoundAgainAtEveryMoment_data()
    {
        QTest::addColumn<quint32>("tasks");
        QTest::newRow("300 tasks") << 300u;
        QTest::newRow("6000 tasks") << 6000u;
    }

    void aBusyLoopIsFoundAgainAtEveryMoment()
    {
        QFETCH(const quint32, tasks);
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        qInfo("seed %u", seed);
        const auto texts = std::make_shared<TextTable>();
        support::SyntheticLoad load(*texts, tasks, seed);
        std::vector<Event> events;
        load.fill(events, 100'000);
        // Tasks that finish in the middle, and new ones after them: their rows have to be right before, between and behind.
        State state;
        std::vector<Event> lived;
        quint32 next = tasks;
        for (const Event &event : events) {
            if (random.bounded(200) == 0 && state.running != TaskId::None) {
                lived.push_back({ .time = event.time, .task = state.running, .kind = EventKind::TaskFinished, .detail = quint8(Outcome::Returned) });
                state.apply(lived.back());
                lived.push_back({ .time = event.time, .task = TaskId(++next), .other = 1, .text = TextId(3), .kind = EventKind::TaskCreated });
                state.apply(lived.back());
            }
            lived.push_back(event);
            state.apply(event);
        }
        Trace trace({}, texts);
        for (const Event &event : lived)
            trace.append(event);
        verifyAgainstReplay(trace, lived, random, 30);
        const Trace::Bytes bytes = trace.bytes();
        QVERIFY2(bytes.log <= 5 * lived.size(), "5 bytes an event");
        const auto sum = double(bytes.log + bytes.lanes + bytes.checkpoints);
        QVERIFY2(double(trace.heldBytes()) > 0.8 * sum && double(trace.heldBytes()) < 1.3 * sum, qPrintable(QStringLiteral("%1 held of %2").arg(trace.heldBytes()).arg(sum)));
    }

    void aTaskThatIsSettledByAnIterationWasAsItWasBefore()
    {
        constexpr quint32 Tasks = 5000;
        QRandomGenerator random(11);
        std::vector<Event> events;
        for (quint32 n = 1; n <= Tasks; ++n)
            events.push_back({ .time = { qint64(n) }, .task = TaskId(n), .kind = EventKind::TaskCreated });
        // Of each round the suspend is lost, so that the end of the iteration says where the task must be. A checkpoint falls between the two now and then.
        for (qint64 time = Tasks; events.size() < 8 * Tasks; ++time) {
            const TaskId id { 1 + random.bounded(Tasks) };
            events.push_back({ .time = { time }, .task = id, .kind = EventKind::TaskResumed });
            events.push_back({ .time = { ++time }, .kind = EventKind::Mark });
            events.push_back({ .time = { ++time }, .kind = EventKind::IterationEnded });
        }
        Trace trace({});
        for (const Event &event : events)
            trace.append(event);
        State replayed;
        int checked = 0;
        for (const Event &event : events) {
            replayed.apply(event);
            if (replayed.running == TaskId::None || replayed.events % 3 != 0)
                continue;
            QVERIFY(trace.stateAfter(replayed.events) == replayed);
            ++checked;
        }
        QVERIFY(checked > 1000);
    }

    void lanesAndRowsFollowTheStateThroughEveryEvent()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        qInfo("seed %u", seed);
        std::vector<Event> events;
        qint64 now = 0;
        for (int n = 0; n < 6000; ++n)
            events.push_back(wildEvent(random, now));
        Trace trace({});
        trace.append(std::span<const Event>(events)); // what appending one by one does as well: the other tests say so

        // Of each task, what its status said after each event that changed it.
        struct Begun
        {
            Timestamp time;
            SliceState state;
            AwaitReason reason;
            quint64 event;
            bool operator==(const Begun &) const = default;
        };
        constexpr std::array States { SliceState::Created, SliceState::Ready, SliceState::Running, SliceState::Awaiting, SliceState::Finished };
        std::map<TaskId, std::vector<Begun>> expected;
        State before;
        State after;
        for (const Event &event : events) {
            after.apply(event);
            for (const TaskStatus &task : after.tasks) {
                if (task.id == TaskId::None)
                    continue;
                const TaskStatus *was = before.task(task.id);
                const bool isAwaitingAnew = task.state == TaskState::Awaiting && was && (task.since != was->since || task.reason != was->reason);
                if (!was || was->state != task.state || isAwaitingAnew)
                    expected[task.id].push_back({ after.time, States[std::size_t(task.state)], task.reason, before.events });
            }
            before = after;
        }
        QCOMPARE(trace.tasks().size(), after.tasks.size());
        for (const TaskRow &row : trace.tasks()) {
            if (row.id == TaskId::None)
                continue;
            const Lane &lane = trace.taskLane(row.id);
            std::vector<Begun> told;
            for (quint64 n = 0; n < lane.count(); ++n) {
                const Slice slice = lane.slice(n, trace.range().end);
                told.push_back({ slice.range.begin, slice.state, slice.reason, slice.event });
            }
            QVERIFY(told == expected[row.id]);
            const TaskStatus &last = *after.task(row.id);
            QVERIFY(row.resumes == last.resumes && row.parent == last.parent && row.name == last.name && row.outcome == last.outcome);
            QVERIFY(row.outcome == Outcome::None || row.finished == last.since);
            QCOMPARE(row.created, told.front().time);
        }
    }

    void namesOfWhatWasKnownBeforeAreCounted()
    {
        Trace t({});
        const TextId a = t.texts()->intern(u"a");
        const TextId b = t.texts()->intern(u"b");
        const auto create = [&](quint32 task, quint32 parent, TextId name) {
            t.append({ .task = TaskId(task), .other = parent, .text = name, .kind = EventKind::TaskCreated });
        };
        create(1, 0, a);
        create(2, 1, b);
        t.append({ .object = 1, .text = a, .kind = EventKind::QueueCreated });
        t.append({ .object = 1, .text = a, .kind = EventKind::WorkerCreated });
        t.append({ .task = TaskId(4), .kind = EventKind::TaskReady });
        QCOMPARE(t.lateNameCount(), quint64(0));
        create(3, 1, a); // whose row came with that of 4
        create(4, 2, a);
        create(4, 1, b); // a task is created once
        QCOMPARE(t.lateNameCount(), quint64(2));
        t.append({ .object = 1, .text = b, .kind = EventKind::QueueCreated });
        t.append({ .object = 1, .text = b, .kind = EventKind::WorkerCreated });
        t.append({ .object = 1, .text = b, .kind = EventKind::WorkerCreated });
        QCOMPARE(t.lateNameCount(), quint64(4));
    }

    void aTimeThatRunsBackwardsIsRaisedAndCounted()
    {
        Trace t({});
        t.append({ .time = { 50 }, .kind = EventKind::Mark });
        t.append({ .time = { 20 }, .kind = EventKind::Mark });
        QCOMPARE(t.event(1).time.ns, 50);
        QCOMPARE(t.clampedCount(), quint64(1));
        QCOMPARE(t.countBefore({ 50 }), quint64(0));
        QCOMPARE(t.countUpTo({ 50 }), quint64(2));
    }
};

QTEST_GUILESS_MAIN(TestTrace)
#include "tst_trace.moc"
