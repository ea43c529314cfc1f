// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/conditionsearch.h"
#include "app/commands/scenariorun.h"
#include "scenarios/catalogue.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using analysis::Hit;
using scheduler::Loop;
using trace::EventKind;

namespace {

/// Each condition is met in it at least once. main-1 starts four and cancels the victim at 1 s; the producer fills the queue of two, holds the loop
/// for 300 ms and waits for room; the consumer empties it; bad-1 raises at 1.5 s; from 2 s on main-1 waits for ever.
constexpr const char *Story = R"({ "scenario": 1, "name": "story", "queues": { "data": 2, "never": 0 },
    "tasks": {
        "main": { "steps": [ { "spawn": [ "producer", "consumer", "victim", "bad" ] }, { "sleep": "1s" }, { "cancel": 2 }, { "sleep": "1s" }, { "get": "never" } ] },
        "producer": { "steps": [ { "put": "data", "value": 1 }, { "put": "data", "value": 2 }, { "log": "two are in" }, { "compute": "300ms" }, { "put": "data", "value": 3 } ] },
        "consumer": { "steps": [ { "sleep": "100ms" }, { "repeat": 3, "steps": [ { "get": "data" } ] }, { "log": "all taken" } ] },
        "victim": { "steps": [ { "sleep": "10s" } ] },
        "bad": { "steps": [ { "sleep": "1.5s" }, { "raise": "no luck" } ] } },
    "start": "main" })";

QString told(const Hit &hit)
{
    return QStringLiteral("%1 %2").arg(hit.time.ns / 1'000'000).arg(hit.reason.plain());
}

/// The trace of a run that was halted again and again, and where it was.
struct Halted
{
    std::unique_ptr<trace::Trace> trace;
    QStringList halts;
};

Halted halted(const scenarios::Scenario &scenario, const std::vector<analysis::Condition> &conditions)
{
    Halted run { std::make_unique<trace::Trace>(trace::TraceInfo {}), {} };
    trace::Recorder recorder(run.trace->texts());
    scheduler::Loop loop({ .recorder = &recorder });
    app::ConditionHalt halt(conditions, run.trace->texts());
    loop.setWatcher(&halt);
    if (!scenario.start(loop, scenario.check({}).value()))
        qFatal("the story cannot be started");
    for (Loop::End end = Loop::End::Paused; end == Loop::End::Paused;) {
        end = loop.runToEnd(std::nullopt, [&] { recorder.drain(*run.trace); });
        recorder.drain(*run.trace);
        run.trace->advanceTo(loop.now());
        if (end == Loop::End::Deadlock)
            halt.deadlocked(loop.liveTasks().size(), loop.now());
        if (const std::optional<Hit> hit = halt.takeHit()) {
            run.halts << told(*hit);
            // A halt stands before the next resume: nothing runs.
            if (run.trace->latest().running != trace::TaskId::None)
                qFatal("the run was halted in the middle of a step");
        } else if (end == Loop::End::Paused) {
            qFatal("the run was halted for no reason");
        }
    }
    return run;
}

} // namespace

/// Break conditions on real runs of a built-in scenario.
class TestConditionHalt : public QObject
{
    Q_OBJECT

    static app::RunRequest request(const QStringList &conditions)
    {
        app::RunRequest request;
        request.scenario = scenarios::Catalogue::find(u"producer-consumer");
        request.values = request.scenario->check({}).value();
        for (const QString &text : conditions)
            request.breaks.push_back(analysis::Condition::parse(text).value());
        return request;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<scenarios::Scenario> m_story;

private Q_SLOTS:
    void initTestCase()
    {
        QFile file(m_folder.filePath(QStringLiteral("story.scenario.json")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(Story) > 0);
        file.close();
        auto loaded = scenarios::loadScenarioFile(file.fileName());
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message()));
        m_story = std::move(loaded).value();
    }

    /// Live, and on its recording forwards and backwards.
    void eachConditionHaltsARunAndIsFoundInItsRecording_data()
    {
        QTest::addColumn<QString>("condition");
        QTest::addColumn<QStringList>("live");
        QTest::addColumn<QStringList>("recorded"); ///< empty: as live
        const auto row = [](const char *condition, std::initializer_list<const char *> live, std::initializer_list<const char *> recorded = {}) {
            QStringList lists[2];
            for (const char *hit : live)
                lists[0] << QString::fromUtf8(hit);
            for (const char *hit : recorded)
                lists[1] << QString::fromUtf8(hit);
            QTest::newRow(condition) << QString::fromUtf8(condition) << lists[0] << lists[1];
        };
        row("task bad-* resumes", { "300 bad-1 is about to resume", "1800 bad-1 is about to resume" }, { "300 bad-1 resumes", "1800 bad-1 resumes" });
        row("task consumer-1 suspends", { "300 consumer-1 suspends", "400 consumer-1 suspends" });
        row("task consumer-1 finishes", { "400 consumer-1 finishes: it returned" });
        row("task * raises", { "1800 bad-1 raises no luck" });
        row("task victim-1 is cancelled", { "1000 victim-1 is cancelled by main-1", "1000 victim-1 ends, cancelled" });
        row("queue data depth >= 2", { "0 queue data holds 2 items" });
        row("queue data depth <= 1", { "400 queue data holds 1 item" });
        row("queue data full", { "0 queue data is full (2 of 2)" });
        row("queue data empty", { "400 queue data is empty", "400 queue data is empty" });
        row("ready > 200ms", { "300 consumer-1 has been ready for 300 ms; it passed 200 ms at 200 ms", "300 victim-1 has been ready for 300 ms; it passed 200 ms at 200 ms" }, { "200 consumer-1 has been ready for more than 200 ms" });
        row("held > 100ms", { "300 producer-1 has held the loop for 300 ms; it passed 100 ms at 100 ms" }, { "100 producer-1 has held the loop for more than 100 ms" });
        row("log ~ ^two", { "0 producer-1 logs \"two are in\"" });
        row("time >= 700ms", { "700 700 ms is reached" });
        row("deadlock", { "2000 1 task is left that nothing can ever wake" });
    }
    void eachConditionHaltsARunAndIsFoundInItsRecording()
    {
        QFETCH(QString, condition);
        QFETCH(QStringList, live);
        QFETCH(QStringList, recorded);
        const std::vector wanted { analysis::Condition::parse(condition).value() };
        const Halted run = halted(*m_story, wanted);
        QCOMPARE(run.halts, live);
        QStringList forwards, backwards;
        analysis::Place at;
        while (const auto hit = findNext(*run.trace, wanted, at)) {
            forwards << told(*hit);
            at = placeOf(*hit);
        }
        QCOMPARE(forwards, recorded.isEmpty() ? live : recorded);
        // A deadlock is where the trace ends, and there is nothing after it to come back from.
        at = { run.trace->eventCount(), run.trace->range().end };
        while (const auto hit = findPrevious(*run.trace, wanted, at)) {
            backwards.prepend(told(*hit));
            at = placeOf(*hit);
        }
        QCOMPARE(backwards, wanted.front().kind == analysis::Condition::Kind::Deadlock ? QStringList() : forwards);
        // Halting changes nothing about the run.
        const Halted whole = halted(*m_story, {});
        QCOMPARE(run.trace->eventCount(), whole.trace->eventCount());
    }

    void aRunHaltsWhereAConditionIsFirstMet_data()
    {
        QTest::addColumn<QString>("condition");
        QTest::newRow("queue") << QStringLiteral("queue data depth >= 3");
        QTest::newRow("log") << QStringLiteral("log ~ item 7");
        QTest::newRow("resume") << QStringLiteral("task consumer-1 resumes");
        QTest::newRow("finish") << QStringLiteral("task producer-* finishes");
        QTest::newRow("time") << QStringLiteral("time >= 4.5s");
    }
    void aRunHaltsWhereAConditionIsFirstMet()
    {
        QFETCH(QString, condition);
        app::ScenarioRun run(request({ condition }));
        QVERIFY(run.start());
        QVERIFY(run.drive([](const trace::Event &) {}) == Loop::End::Paused);
        QVERIFY(run.hit());
        QVERIFY(!run.hit()->reason.plain().isEmpty());
        QVERIFY(run.trace().latest().running == trace::TaskId::None);
        // What a recording of the whole run says about the same condition; a resume is halted before, there it is met by the event itself.
        app::ScenarioRun whole(request({}));
        QVERIFY(whole.start());
        QVERIFY(whole.drive([](const trace::Event &) {}) == Loop::End::Finished);
        QVERIFY(!whole.hit());
        QVERIFY(run.trace().eventCount() < whole.trace().eventCount());
        for (quint64 n = 0; n < run.trace().eventCount(); ++n)
            QVERIFY2(run.trace().event(n).time == whole.trace().event(n).time && run.trace().event(n).kind == whole.trace().event(n).kind, "the halted run is a beginning of the whole one");
    }

    void ofSeveralConditionsTheFirstThatIsMetIsTold()
    {
        app::ScenarioRun run(request({ QStringLiteral("time >= 100s"), QStringLiteral("time >= 2s"), QStringLiteral("time >= 5s") }));
        QVERIFY(run.start());
        QVERIFY(run.drive([](const trace::Event &) {}) == Loop::End::Paused);
        QCOMPARE(run.hit()->condition, std::size_t(1));
        QCOMPARE(run.trace().range().end.ns, 2'000'000'000);
    }

    void aConditionThatIsNeverMetChangesNothing()
    {
        app::ScenarioRun run(request({ QStringLiteral("queue data depth >= 1000") }));
        QVERIFY(run.start());
        QVERIFY(run.drive([](const trace::Event &) {}) == Loop::End::Finished);
        QVERIFY(!run.hit());
    }
};

QTEST_GUILESS_MAIN(TestConditionHalt)
#include "tst_conditionhalt.moc"
