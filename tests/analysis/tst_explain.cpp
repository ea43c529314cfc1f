// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/explain.h"
#include "analysis/inspect.h"
#include "analysis/verdict.h"
#include "analysis/waitchain.h"
#include "situations.h"

#include <QTest>

using namespace analysis;
using namespace trace;
using situations::Situation;

namespace {

constexpr quint32 Tasks = 12;
constexpr quint32 Queues = 8;

Explanation explain(const Trace &trace, Situation::About about, TaskId task, const State &state, Timestamp at)
{
    const Instant instant { trace, state, at };
    return about == Situation::About::Task ? explainTask(instant, task) : about == Situation::About::Moment ? explainMoment(instant) : explainStep(instant);
}

std::vector<Situation> allSituations()
{
    std::vector<Situation> all;
    for (const auto &some : { situations::ofWaits(), situations::ofReadiness(), situations::ofLives(), situations::ofMoments(), situations::ofSteps() })
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

/// The first `events` events of a random trace that has created all its tasks, queues and workers at its beginning.
std::unique_ptr<Trace> randomPrefix(const Trace &random, quint64 events)
{
    auto trace = std::make_unique<Trace>(random.info(), random.texts());
    for (quint32 n = 1; n <= Tasks; ++n)
        trace->append({ .task = TaskId(n), .text = trace->texts()->intern(QStringLiteral("task-%1").arg(n)), .kind = EventKind::TaskCreated });
    for (quint32 n = 1; n <= Queues; ++n)
        trace->append({ .value = n % 3, .object = n, .text = trace->texts()->intern(QStringLiteral("queue-%1").arg(n)), .kind = EventKind::QueueCreated });
    for (quint32 n = 1; n <= Tasks; ++n)
        trace->append({ .object = n, .text = trace->texts()->intern(QStringLiteral("pool-%1").arg(n)), .kind = EventKind::WorkerCreated });
    random.forEach(0, random.eventCount(), [&](quint64, const Event &event) {
        if (trace->eventCount() >= events)
            return false;
        if (event.kind != EventKind::TaskCreated && event.kind != EventKind::QueueCreated && event.kind != EventKind::WorkerCreated)
            trace->append(event);
        return true;
    });
    return trace;
}

bool isGoodText(const LinkedText &text)
{
    const QString plain = text.plain();
    const bool hasHole = plain.contains(QStringLiteral("  ")) || plain.contains(QStringLiteral(" .")) || plain.contains(QStringLiteral(" ,"))
        || plain.contains(QStringLiteral("..")) || plain.contains(QStringLiteral("%1"));
    return !hasHole && (plain.isEmpty() || plain.endsWith(u'.'));
}

} // namespace

class TestExplain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSentenceSaysWhatTheTraceTells_data()
    {
        QTest::addColumn<int>("row");
        const auto all = allSituations();
        QVERIFY(all.size() >= 60);
        for (std::size_t n = 0; n < all.size(); ++n)
            QTest::newRow(all[n].name) << static_cast<int>(n);
    }
    void theSentenceSaysWhatTheTraceTells()
    {
        QFETCH(int, row);
        const Situation situation = allSituations()[static_cast<std::size_t>(row)];
        support::TraceBuilder builder;
        const TaskId task = situation.write(builder);
        const Trace &trace = builder.trace();
        const Explanation explanation = explain(trace, situation.about, task, trace.latest(), trace.range().end);
        QCOMPARE(explanation.sentence.plain(), QString::fromUtf8(situation.sentence));
        QCOMPARE(explanation.detail.plain(), QString::fromUtf8(situation.detail));
    }

    void aTaskThatDoesNotExistYetIsToldFromWhatComes()
    {
        support::TraceBuilder b;
        const TaskId main = b.create(QStringLiteral("main-1"));
        b.ready(main).resume(main).at(std::chrono::seconds(5));
        const TaskId worker = b.create(QStringLiteral("worker-1"), main);
        const State early = b.trace().stateAt({ 1 });
        QCOMPARE(explainTask({ b.trace(), early, { 1 } }, worker).plain(), QStringLiteral("worker-1 does not exist yet: main-1 creates it at 5 s."));
        b.resume(TaskId(3));
        QCOMPARE(explainTask({ b.trace(), early, { 1 } }, TaskId(3)).plain(),
                 QStringLiteral("task 3 is not known yet: the trace first speaks of it at 5 s."));
    }

    void tasksMomentsAndPlacesAreLinks()
    {
        const auto all = situations::ofReadiness();
        support::TraceBuilder b;
        const TaskId task = all.front().write(b);
        const Explanation explanation = explainTask({ b.trace(), b.trace().latest(), b.trace().range().end }, task);
        std::vector<TaskId> tasks;
        std::vector<Moment> moments;
        for (const Piece &piece : explanation.sentence.pieces()) {
            if (const auto *id = std::get_if<TaskId>(&piece.target)) {
                tasks.push_back(*id);
                QCOMPARE(piece.text, b.trace().text(b.trace().tasks()[rowOf(*id)].name));
            } else if (const auto *moment = std::get_if<Moment>(&piece.target)) {
                moments.push_back(*moment);
            }
        }
        QCOMPARE(tasks, (std::vector<TaskId> { task, TaskId(3), TaskId(2) }));
        QCOMPARE(moments.size(), std::size_t(1));
        // The link leads to the very event among those that share its time.
        QCOMPARE(moments[0].time.ns, qint64(3'204'000'000));
        const Event woken = b.trace().event(moments[0].events.value() - 1);
        QVERIFY(woken.kind == EventKind::TaskReady && woken.task == task);
    }

    void aPlaceInSourceIsALink()
    {
        support::TraceBuilder b;
        const TaskId task = situations::ofWaits().front().write(b);
        const Explanation explanation = explainTask({ b.trace(), b.trace().latest(), b.trace().range().end }, task);
        const auto &pieces = explanation.detail.pieces();
        const auto site = std::find_if(pieces.begin(), pieces.end(), [](const Piece &p) { return std::holds_alternative<SiteId>(p.target); });
        QVERIFY(site != pieces.end());
        QCOMPARE(site->text, QStringLiteral("producerconsumer.cpp:41"));
    }

    void whatIsNextIsNotToldWhileItIsToBePredicted()
    {
        support::TraceBuilder b;
        const TaskId a = b.create(QStringLiteral("a-1"));
        b.ready(a);
        QCOMPARE(explainStep({ b.trace(), b.trace().latest(), {} }, Next::Withheld).plain(), QStringLiteral("No task has run yet."));
        b.resume(a).suspend(a, AwaitReason::Lock).ready(a, ReadyCause::Lock);
        const Instant instant { b.trace(), b.trace().latest(), {} };
        QVERIFY(explainStep(instant).plain().contains(QStringLiteral("Next: a-1")));
        QVERIFY(!explainStep(instant, Next::Withheld).plain().contains(QStringLiteral("Next")));
    }

    void theAnswerToAGuessTellsTheRule()
    {
        support::TraceBuilder b;
        const TaskId one = b.create(QStringLiteral("one"));
        const TaskId two = b.create(QStringLiteral("two"));
        b.ready(one).ready(two);
        const auto verdict = [&b](quint64 before, quint64 resume, TaskId guess) {
            const State state = b.trace().stateAfter(before);
            return verdictOn({ b.trace(), state, state.time }, resume, guess).plain();
        };
        b.resume(one).suspend(one, AwaitReason::Sleep, number(b.arm(one, std::chrono::seconds(2))));
        QCOMPARE(verdict(4, 4, one), QStringLiteral("Right, one: it stood first of 2 in the ready queue, which is served in order of arrival."));
        QCOMPARE(verdict(4, 4, two), QStringLiteral("No, it was one: it stood first of 2 in the ready queue, which is served in order of arrival; two is ready, 2nd of 2 in the queue."));
        const quint64 alone = b.trace().eventCount();
        b.resume(two).suspend(two, AwaitReason::Sleep, number(b.arm(two, std::chrono::seconds(2))));
        QCOMPARE(verdict(alone, alone, two), QStringLiteral("Right, two: it was the only ready task."));
        const quint64 asleep = b.trace().eventCount();
        b.at(std::chrono::seconds(2)).fire(one, TimerId(1)).ready(one, ReadyCause::Timer, TaskId::None, 1).fire(two, TimerId(2)).ready(two, ReadyCause::Timer, TaskId::None, 2);
        const quint64 first = b.trace().eventCount();
        b.resume(one).suspend(one, AwaitReason::Lock);
        QCOMPARE(verdict(asleep, first, one), QStringLiteral("Right, one: nothing was ready, and its timer at 2 s was the first to fall due, the first armed of 2 that fall due then."));
        QCOMPARE(verdict(asleep, first, TaskId(9)), QStringLiteral("No, it was one: nothing was ready, and its timer at 2 s was the first to fall due, the first armed of 2 that fall due then; task 9 did not exist yet."));
        b.resume(two).suspend(two, AwaitReason::Unknown);
        const quint64 idle = b.trace().eventCount();
        b.ready(two, ReadyCause::Unknown).resume(two);
        QCOMPARE(verdict(idle, idle + 1, two), QStringLiteral("Right, two: the trace does not say what woke it."));
    }

    void goingBackSaysTheSameAsBeingThere()
    {
        for (quint32 seed = 1; seed <= 60; ++seed) {
            const auto random = support::randomTrace(seed);
            const auto whole = randomPrefix(*random, ~quint64(0));
            for (quint64 n = Tasks + Queues + Tasks; n <= whole->eventCount(); n += 1 + n / 5) {
                const auto part = randomPrefix(*random, n);
                const State state = whole->stateAfter(n);
                const Timestamp at = part->range().end;
                for (quint32 task = 1; task <= Tasks; ++task) {
                    const Explanation there = explainTask({ *part, part->latest(), at }, TaskId(task));
                    const Explanation back = explainTask({ *whole, state, at }, TaskId(task));
                    QVERIFY2(there.plain() == back.plain(), qPrintable(QStringLiteral("seed %1, event %2: \"%3\" and \"%4\"").arg(seed).arg(n).arg(there.plain(), back.plain())));
                }
                QCOMPARE(explainStep({ *whole, state, at }).plain(), explainStep({ *part, part->latest(), at }).plain());
                QCOMPARE(explainMoment({ *whole, state, at }).plain(), explainMoment({ *part, part->latest(), at }).plain());
            }
        }
    }

    void anyTraceIsExplainedInWholeSentences()
    {
        for (quint32 seed = 1; seed <= 150; ++seed) {
            const auto trace = support::randomTrace(seed);
            for (quint64 n = 0; n <= trace->eventCount(); n += 1 + n / 4) {
                const State state = trace->stateAfter(n);
                const Instant instant { *trace, state, state.time };
                std::vector<Explanation> explanations { explainMoment(instant), explainStep(instant) };
                for (quint32 task = 0; task <= 14; ++task)
                    explanations.push_back(explainTask(instant, TaskId(task)));
                for (const Explanation &e : explanations) {
                    const QString text = QStringLiteral("seed %1, event %2: %3").arg(seed).arg(n).arg(e.plain());
                    QVERIFY2(!e.sentence.isEmpty() && isGoodText(e.sentence) && isGoodText(e.detail), qPrintable(text));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestExplain)
#include "tst_explain.moc"
