// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/conditionsearch.h"
#include "analysis/explain.h"
#include "analysis/inspect.h"
#include "analysis/waitchain.h"
#include "scenarios/catalogue.h"
#include "scheduler/loop.h"
#include "trace/recorder.h"

#include <QTest>

using namespace analysis;
using trace::TaskId;

namespace {

/// All that a scenario file can say, with joins, timeouts and cancellations that succeed and fail.
constexpr const char *Mixture = R"({ "scenario": 1, "name": "mixture", "queues": { "data": 2, "wide": 0 },
  "tasks": {
    "main": { "steps": [ { "spawn": ["worker", "victim", "slow", "thief", "boss", "pair"] }, { "gather": ["producer", "producer", "consumer"] }, { "cancel": 1 },
                         { "cancel": 4 }, { "join": 0 }, { "timeout": "500ms", "steps": [ { "join": 2 } ] },
                         { "timeout": "20ms", "steps": [ { "sleep": "1s" } ] }, { "log": "all done" } ],
              "on": { "timeout": "continue", "error": "continue", "cancelled": "continue" } },
    "producer": { "steps": [ { "repeat": 6, "steps": [ { "put": "data", "value": 7 }, { "sleep": "10ms" } ] } ] },
    "consumer": { "steps": [ { "repeat": 9, "steps": [ { "get": "data" }, { "compute": "3ms" }, { "sleep": "30ms" } ] } ] },
    "thief":    { "steps": [ { "repeat": 3, "steps": [ { "get": "data" }, { "sleep": "0s" } ] } ] },
    "boss":     { "steps": [ { "gather": ["slow", "slow"] } ] },
    "pair":     { "steps": [ { "gather": ["slow", "martyr"] } ] },
    "martyr":   { "steps": [ { "sleep": "0s" }, { "cancel": "self" }, { "sleep": "1s" } ] },
    "worker":   { "steps": [ { "offload": "400ms" }, { "raise": "ValueError: no such planet" } ] },
    "victim":   { "steps": [ { "get": "wide" } ] },
    "slow":     { "steps": [ { "sleep": "9s" } ] } },
  "start": "main" })";

/// Two tasks that join each other through a queue and one that waits for both.
constexpr const char *Stuck = R"({ "scenario": 1, "name": "stuck", "queues": { "data": 1 },
  "tasks": { "main": { "steps": [ { "gather": ["left", "left"] } ] },
             "left": { "steps": [ { "get": "data" }, { "put": "data", "value": 1 } ] } },
  "start": "main" })";

struct Run
{
    std::unique_ptr<trace::Trace> trace;
    scheduler::Loop::End end;
};

Run record(const scenarios::Scenario &scenario, const scenarios::Values &values = {})
{
    auto texts = std::make_shared<trace::TextTable>();
    Run run { std::make_unique<trace::Trace>(trace::TraceInfo { scenario.name(), trace::ClockKind::Virtual, 1, {}, {} }, texts), {} };
    trace::Recorder recorder(texts);
    scheduler::Loop loop({ .recorder = &recorder });
    const auto started = scenario.start(loop, values);
    if (!started)
        qFatal("%s", qPrintable(started.error().message()));
    run.end = loop.runToEnd(trace::Timestamp { 120'000'000'000 }, [&] { recorder.drain(*run.trace); });
    recorder.drain(*run.trace);
    return run;
}

Run record(const char *file)
{
    const auto scenario = scenarios::loadScenario(file, QStringLiteral("test.scenario.json"));
    if (!scenario)
        qFatal("%s", qPrintable(scenario.error().message()));
    return record(*scenario.value());
}

/// What is said of a trace at every event, about every task.
QStringList allThatIsSaid(const trace::Trace &trace)
{
    QStringList texts;
    trace::State state;
    for (quint64 n = 0; n <= trace.eventCount(); ++n) {
        const Instant instant { trace, state, state.time };
        texts << explainStep(instant).plain() << explainMoment(instant).plain();
        for (quint32 task = 1; task <= state.tasks.size(); ++task)
            texts << explainTask(instant, TaskId(task)).plain();
        if (n < trace.eventCount())
            state.apply(trace.event(n));
    }
    return texts;
}

bool isUnsure(const QString &text)
{
    return text.contains(QStringLiteral("does not say")) || text.contains(QStringLiteral("not known")) || text.contains(QStringLiteral("known by name only"));
}

} // namespace

class TestOwnRuns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofOurOwnRunsNothingIsUnknown_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &scenario : scenarios::Catalogue::scenarios()) {
            if (!scenario->description().needsRealClock)
                QTest::newRow(qPrintable(scenario->name())) << scenario->name();
        }
        QTest::newRow("mixture") << QString();
    }
    void ofOurOwnRunsNothingIsUnknown()
    {
        QFETCH(QString, name);
        const Run run = name.isEmpty() ? record(Mixture) : record(*scenarios::Catalogue::find(name));
        QVERIFY(run.trace->eventCount() > 0);
        for (const QString &text : allThatIsSaid(*run.trace))
            QVERIFY2(!isUnsure(text), qPrintable(text));
        for (quint32 task = 1; task <= run.trace->tasks().size(); ++task) {
            for (quint64 n = 0; n < run.trace->taskLane(TaskId(task)).count(); ++n) {
                const auto report = inspectTask(*run.trace, TaskId(task), n);
                QVERIFY(report);
                for (const SliceReport::Row &row : report->rows)
                    QVERIFY2(!isUnsure(row.value.plain()), qPrintable(report->title.plain() + QStringLiteral(": ") + row.value.plain()));
            }
        }
    }

    void aRunThatEndsShowsNoDeadlockOnTheWay()
    {
        const Run run = record(Mixture);
        QVERIFY(run.end == scheduler::Loop::End::Finished);
        trace::State state;
        for (quint64 n = 0; n < run.trace->eventCount(); ++n) {
            // What a step does and what the loop does between two events is not seen; where it sleeps or begins an iteration all is told.
            const trace::Event event = run.trace->event(n);
            if (event.kind == trace::EventKind::IterationBegun)
                QVERIFY2(!isDeadlock({ *run.trace, state, state.time }), qPrintable(explainMoment({ *run.trace, state, state.time }).plain()));
            state.apply(event);
        }
    }

    void aDeadlockIsFoundAndExplained()
    {
        const Run run = record(Stuck);
        QVERIFY(run.end == scheduler::Loop::End::Deadlock);
        const trace::State &state = run.trace->latest();
        const Explanation explanation = explainMoment({ *run.trace, state, state.time });
        QCOMPARE(explanation.sentence.plain(), QStringLiteral("Deadlock: 3 tasks are left that nothing can ever wake."));
        QCOMPARE(explanation.detail.plain(), QStringLiteral("main-1 waits for the 2 tasks it gathers: left-1 and left-2. left-1 waits to get from data, which is empty, "
                                                            "1st of 2 in line. left-2 waits to get from data, which is empty, 2nd of 2 in line."));
        const auto hit = findNext(*run.trace, { Condition::parse(QStringLiteral("deadlock")).value() }, {});
        QCOMPARE(hit.value().events, run.trace->eventCount());
    }

    void whoCancelledWhomIsFollowedThroughJoinsAndGathers()
    {
        const Run run = record(Mixture);
        const trace::State &state = run.trace->latest();
        QStringList endings;
        for (quint32 task = 1; task <= run.trace->tasks().size(); ++task) {
            const QString text = explainTask({ *run.trace, state, state.time }, TaskId(task)).sentence.plain();
            if (text.contains(QStringLiteral("cancelled")))
                endings << text;
        }
        endings.sort();
        QCOMPARE(endings, QStringList({ QStringLiteral("boss-1 was cancelled at 297 ms; main-1 asked it to cancel at 297 ms."),
                                        QStringLiteral("martyr-1 was cancelled at 3 ms; it asked for that itself at 3 ms."),
                                        QStringLiteral("pair-1 was cancelled at 3 ms; martyr-1, which it gathers, was cancelled at 3 ms."),
                                        QStringLiteral("slow-1 was cancelled at 900 ms; the timeout of main-1, which awaits it, ran out at 900 ms."),
                                        QStringLiteral("slow-2 was cancelled at 297 ms; main-1 asked it to cancel through boss-1, which awaits it, at 297 ms."),
                                        QStringLiteral("slow-3 was cancelled at 297 ms; main-1 asked it to cancel through boss-1, which awaits it, at 297 ms."),
                                        QStringLiteral("victim-1 was cancelled at 297 ms; main-1 asked it to cancel at 297 ms.") }));
    }
};

QTEST_GUILESS_MAIN(TestOwnRuns)
#include "tst_ownruns.moc"
