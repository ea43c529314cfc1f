// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariorun.h"
#include "scenarios/scenario.h"

#include <QTest>

#include <thread>

using namespace scenarios;
using namespace Qt::StringLiterals;
using scheduler::Loop;
using trace::EventKind;

// Order and times of every kind of step are compared with CPython's by the differential test; here is what that does
// not see.
namespace {

std::unique_ptr<Scenario> scenarioOf(const QByteArray &rest)
{
    auto scenario = loadScenario(
        "{ \"scenario\": 1, \"name\": \"p\",\n" + rest + ", \"start\": \"main\" }", u"p.scenario.json"_s);
    if (!scenario)
        qWarning("%s", qPrintable(scenario.error().message()));
    return scenario ? std::move(scenario).value() : nullptr;
}

// A task main with these steps beside the given other tasks.
std::unique_ptr<Scenario> programOf(const QByteArray &steps, const QByteArray &others = {})
{
    return scenarioOf("\"tasks\": {\n\"main\": { \"steps\": [\n" + steps + "\n] }"
        + (others.isEmpty() ? QByteArray() : ",\n" + others) + " }");
}

} // namespace

class TestProgramRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void awaitsStandAtTheLinesOfTheirSteps();
    void theAsyncStackNamesCompoundSteps();
    void tasksAreDefinedAtTheirLines();
    void tasksAreNumberedOverTheWholeRun();
    void theTextsOfExceptionsAreRecorded();
    void aRaiseStepEndsItsTaskWhateverTheRules();
    void whatAJoinRaisesIsAnErrorLikeAnother();
    void continueOnceForgivesOnce();
    void rulesHoldForTopLevelStepsOnly();
    void waitingForEverIsADeadlock();
    void aTaskLeftBehindGoesOn();
    void offloadedJobsAreModelledInVirtualTime();
    void offloadedJobsLastOnTheRealClock();
    void anOffloadedJobEndsWhenTheRunIsStopped();
    void stepsThatNeverSuspendCanBeStopped();
    void itemsAreRecordedAsText();
    void queuesOutliveTheTaskThatBegan();
};

void TestProgramRun::awaitsStandAtTheLinesOfTheirSteps()
{
    const auto scenario = scenarioOf(R"("queues": { "q": 1 },
"tasks": { "main": { "steps": [
  { "sleep": "1ms" },
  { "spawn": ["other"] },
  { "join": 0 },
  { "gather": ["other"] }, { "put": "q", "value": 1 },
  { "timeout": "1ms",
    "steps": [
      { "put": "q", "value": 2 } ] } ], "on": { "timeout": "continue" } },
"other": { "steps": [ { "sleep": "0s" }, { "offload": "1ms" } ] } })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QStringList lines;
    run.forEach(EventKind::TaskSuspended, [&](const trace::Event &e) {
        const trace::Site site = run.trace->texts()->site(e.site);
        if (run.trace->text(site.file) == u"p.scenario.json"_s)
            lines += run.taskName(e.task) + u':' + QString::number(site.line) + u' '
                + QString::fromLatin1(trace::nameOf(e.reason()).toByteArray()) + u" in "_s
                + run.trace->text(site.function);
    });
    QCOMPARE(lines,
        (QStringList { u"main-1:4 sleep in main"_s, u"main-1:6 join in main"_s, u"other-1:11 yield in other"_s,
            u"other-1:11 job in other"_s, u"main-1:7 gather in main"_s, u"other-2:11 yield in other"_s,
            u"other-2:11 job in other"_s, u"main-1:10 queue-put in main"_s }));
}

void TestProgramRun::theAsyncStackNamesCompoundSteps()
{
    const auto scenario = programOf(
        "{ \"repeat\": 1,\n \"steps\": [ { \"timeout\": \"1s\",\n \"steps\": [\n { \"sleep\": \"1ms\" } ] } ] }");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QList<quint32> lines;
    run.forEach(EventKind::TaskSuspended, [&](const trace::Event &e) {
        for (trace::SiteId id = e.site; id != trace::SiteId::None; id = run.trace->texts()->site(id).caller) {
            if (run.trace->text(run.trace->texts()->site(id).file) == u"p.scenario.json"_s)
                lines += run.trace->texts()->site(id).line;
        }
    });
    QCOMPARE(lines, (QList<quint32> { 7, 5, 4 }));
}

void TestProgramRun::tasksAreDefinedAtTheirLines()
{
    const auto scenario = programOf(R"({ "spawn": ["other"] })", R"("other": { "steps": [] })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QStringList places;
    for (const trace::TaskRow &row : run.trace->tasks()) {
        const trace::Site site = run.trace->texts()->site(row.site);
        places
            += run.trace->text(site.file) + u':' + QString::number(site.line) + u' ' + run.trace->text(site.function);
    }
    QCOMPARE(places, (QStringList { u"p.scenario.json:3 main"_s, u"p.scenario.json:6 other"_s }));
}

void TestProgramRun::tasksAreNumberedOverTheWholeRun()
{
    const auto scenario = programOf(R"({ "spawn": ["a", "b", "a"] }, { "gather": ["a", "b"] })",
        R"("a": { "steps": [ { "spawn": ["b"] } ] }, "b": { "steps": [] })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QStringList names;
    for (const trace::TaskRow &row : run.trace->tasks())
        names += run.trace->text(row.name);
    QCOMPARE(names, QStringLiteral("main-1 a-1 b-1 a-2 a-3 b-2 b-3 b-4 b-5").split(u' '));
}

void TestProgramRun::theTextsOfExceptionsAreRecorded()
{
    const auto scenario = programOf(R"({ "raise": "b\u00f6om" })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QCOMPARE(run.error, u"main-1: b\u00f6om"_s);
    QStringList texts;
    run.forEach(EventKind::TaskFinished, [&](const trace::Event &e) { texts += run.trace->text(e.text); });
    QCOMPARE(texts, QStringList { u"b\u00f6om"_s });
}

void TestProgramRun::aRaiseStepEndsItsTaskWhateverTheRules()
{
    const auto scenario = scenarioOf(
        R"("tasks": { "main": { "steps": [ { "repeat": 2, "steps": [ { "log": "once" }, { "raise": "x" } ] }, { "log": "never" } ],
        "on": { "error": "continue" } } })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QCOMPARE(run.log(), QStringList { u"0 main-1 once"_s });
    QVERIFY(run.trace->tasks()[0].outcome == trace::Outcome::Raised);
}

void TestProgramRun::whatAJoinRaisesIsAnErrorLikeAnother()
{
    const auto scenario
        = scenarioOf(R"("tasks": { "main": { "steps": [ { "spawn": ["fails"] }, { "join": 0 }, { "log": "goes on" } ],
        "on": { "error": "continue" } }, "fails": { "steps": [ { "raise": "x" } ], "on": { "error": "continue" } } })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QCOMPARE(run.log(), QStringList { u"0 main-1 goes on"_s });
    QCOMPARE(run.error, QString());
}

void TestProgramRun::continueOnceForgivesOnce()
{
    const auto scenario = scenarioOf(R"("queues": { "q": 0 }, "tasks": { "main": { "steps": [
        { "timeout": "1ms", "steps": [ { "get": "q" } ] }, { "log": "first" },
        { "timeout": "1ms", "steps": [ { "get": "q" } ] }, { "log": "second" } ],
        "on": { "timeout": "continue-once" } } })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QCOMPARE(run.log(), QStringList { u"1000000 main-1 first"_s });
    QCOMPARE(run.error, u"main-1: timeout"_s);
}

void TestProgramRun::rulesHoldForTopLevelStepsOnly()
{
    const auto scenario = scenarioOf(R"("queues": { "q": 0 }, "tasks": { "main": { "steps": [
        { "repeat": 3, "steps": [ { "timeout": "1ms", "steps": [ { "get": "q" } ] }, { "log": "inside" } ] }, { "log": "after" } ],
        "on": { "timeout": "continue" } } })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QCOMPARE(run.log(), QStringList { u"1000000 main-1 after"_s });
}

void TestProgramRun::waitingForEverIsADeadlock()
{
    const auto scenario = scenarioOf(R"("queues": { "q": 0 }, "tasks": { "main": { "steps": [ { "get": "q" } ] } })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QVERIFY(run.end == Loop::End::Deadlock);
}

void TestProgramRun::aTaskLeftBehindGoesOn()
{
    const auto scenario = programOf(
        R"({ "spawn": ["other"] })", R"("other": { "steps": [ { "sleep": "5ms" }, { "log": "still here" } ] })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QVERIFY(run.end == Loop::End::Finished);
    QCOMPARE(run.log(), QStringList { u"5000000 other-1 still here"_s });
}

void TestProgramRun::offloadedJobsAreModelledInVirtualTime()
{
    const auto scenario = programOf(
        R"({ "gather": ["a", "a", "a"] }, { "log": "done" })", R"("a": { "steps": [ { "offload": "1000s" } ] })");
    QVERIFY(scenario);
    scheduler::LoopOptions two;
    two.workers = 2;
    const ScenarioRun run(*scenario, {}, two);
    QCOMPARE(run.log(), QStringList { u"2000000000000 main-1 done"_s });
    QCOMPARE(run.trace->workers().size(), std::size_t(2));
}

void TestProgramRun::offloadedJobsLastOnTheRealClock()
{
    const auto scenario = programOf(R"({ "offload": "100ms" }, { "log": "done" })");
    QVERIFY(scenario);
    scheduler::LoopOptions scaled;
    scaled.clock = trace::ClockKind::Scaled;
    scaled.scale = 10;
    const ScenarioRun run(*scenario, {}, scaled);
    QVERIFY(run.end == Loop::End::Finished);
    QVERIFY2(run.endTime.ns >= 100'000'000, qPrintable(QString::number(run.endTime.ns)));
}

void TestProgramRun::anOffloadedJobEndsWhenTheRunIsStopped()
{
    const auto scenario = programOf(R"({ "offload": "100000s" })");
    QVERIFY(scenario);
    scheduler::LoopOptions real;
    real.clock = trace::ClockKind::Real;
    Loop loop(real);
    QVERIFY(scenario->start(loop, {}));
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        loop.stop();
    });
    QVERIFY(loop.runToEnd() == Loop::End::Stopped);
    stopper.join();
}

void TestProgramRun::stepsThatNeverSuspendCanBeStopped()
{
    const auto scenario = programOf(R"({ "repeat": 90000000, "steps": [ ] })");
    QVERIFY(scenario);
    Loop loop;
    QVERIFY(scenario->start(loop, {}));
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        loop.stop();
    });
    QVERIFY(loop.runToEnd() == Loop::End::Stopped);
    stopper.join();
}

void TestProgramRun::itemsAreRecordedAsText()
{
    const auto scenario = scenarioOf(
        R"("queues": { "q": 0 }, "tasks": { "main": { "steps": [ { "put": "q", "value": 7 }, { "put": "q", "value": "seven" }, { "put": "q", "value": 1.50 },
        { "put": "q", "value": true }, { "put": "q", "value": null } ] } })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QStringList items;
    run.forEach(EventKind::QueuePut, [&](const trace::Event &e) { items += run.trace->text(e.text); });
    QCOMPARE(items, (QStringList { u"7"_s, u"seven"_s, u"1.50"_s, u"true"_s, u"null"_s }));
}

void TestProgramRun::queuesOutliveTheTaskThatBegan()
{
    const auto scenario
        = scenarioOf(R"("queues": { "q": 1 }, "tasks": { "main": { "steps": [ { "spawn": ["a", "b"] } ] },
        "a": { "steps": [ { "sleep": "1ms" }, { "put": "q", "value": 1 }, { "put": "q", "value": 2 } ] },
        "b": { "steps": [ { "sleep": "2ms" }, { "get": "q" }, { "get": "q" }, { "log": "both" } ] } })");
    QVERIFY(scenario);
    const ScenarioRun run(*scenario, {});
    QCOMPARE(run.log(), QStringList { u"2000000 b-1 both"_s });
}

QTEST_GUILESS_MAIN(TestProgramRun)
#include "tst_programrun.moc"
