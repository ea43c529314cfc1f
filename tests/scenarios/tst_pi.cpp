// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariorun.h"
#include "scenarios/catalogue.h"

#include <QTest>

#include <thread>

using namespace scenarios;
using namespace Qt::StringLiterals;
using scheduler::Loop;

namespace {

ScenarioRun runWith(const Values &values, trace::ClockKind clock)
{
    scheduler::LoopOptions options;
    options.clock = clock;
    return ScenarioRun(*Catalogue::find(u"pi"), values, options);
}

// The tasks in the order in which they finished, main left out.
QStringList finishers(const ScenarioRun &run)
{
    QStringList names;
    run.forEach(trace::EventKind::TaskFinished, [&](const trace::Event &e) { names += run.taskName(e.task); });
    names.removeAll(u"main-1"_s);
    return names;
}

} // namespace

class TestPi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onThePoolGreetersRunAtOnce_data();
    void onThePoolGreetersRunAtOnce();
    void onTheLoopGreetersStandBehindIt_data() { onThePoolGreetersRunAtOnce_data(); }
    void onTheLoopGreetersStandBehindIt();
    void cooperativelyGreetersRunBetween_data() { onThePoolGreetersRunAtOnce_data(); }
    void cooperativelyGreetersRunBetween();
    void theDigitsAreLogged();
    void theWorkerLaneIsModelledInVirtualTime();
    void aLongComputationCanBeStopped_data();
    void aLongComputationCanBeStopped();
};

void TestPi::onThePoolGreetersRunAtOnce_data()
{
    QTest::addColumn<trace::ClockKind>("clock");
    QTest::newRow("virtual") << trace::ClockKind::Virtual;
    QTest::newRow("real") << trace::ClockKind::Real;
}

void TestPi::onThePoolGreetersRunAtOnce()
{
    QFETCH(trace::ClockKind, clock);
    const ScenarioRun run = runWith({ { u"digits"_s, u"20000"_s } }, clock);
    QVERIFY(run.end == Loop::End::Finished);
    QCOMPARE(finishers(run), (QStringList { u"greet-1"_s, u"greet-2"_s, u"pi-1"_s }));
    QCOMPARE(run.trace->workers().size(), std::size_t(1));
    QCOMPARE(run.trace->workers()[0].jobs, 1U);
}

void TestPi::onTheLoopGreetersStandBehindIt()
{
    QFETCH(trace::ClockKind, clock);
    const ScenarioRun run = runWith({ { u"where"_s, u"loop"_s } }, clock);
    QCOMPARE(finishers(run), (QStringList { u"pi-1"_s, u"greet-1"_s, u"greet-2"_s }));
    QCOMPARE(run.trace->tasks()[1].resumes, 1U);
    QVERIFY(run.trace->workers().empty());
    // The greeters' logs come when pi's computation is over, not before.
    run.forEach(trace::EventKind::TaskResumed, [&](const trace::Event &e) {
        if (run.taskName(e.task).startsWith(u"greet"))
            QVERIFY(e.time >= run.trace->tasks()[1].finished);
    });
}

void TestPi::cooperativelyGreetersRunBetween()
{
    QFETCH(trace::ClockKind, clock);
    const ScenarioRun run = runWith({ { u"where"_s, u"cooperative"_s }, { u"chunk"_s, u"10"_s } }, clock);
    QCOMPARE(finishers(run), (QStringList { u"greet-1"_s, u"greet-2"_s, u"pi-1"_s }));
    QCOMPARE(run.trace->tasks()[1].resumes, 7U); // 58 terms, 10 at a time, and the end
    QStringList resumed;
    run.forEach(trace::EventKind::TaskResumed, [&](const trace::Event &e) { resumed += run.taskName(e.task); });
    QCOMPARE(resumed.mid(0, 5), (QStringList { u"main-1"_s, u"pi-1"_s, u"greet-1"_s, u"greet-2"_s, u"pi-1"_s }));
}

void TestPi::theDigitsAreLogged()
{
    for (const QString &where : { u"pool"_s, u"loop"_s, u"cooperative"_s }) {
        const QStringList log = runWith({ { u"where"_s, where } }, trace::ClockKind::Virtual).log().filter(u"pi is"_s);
        QCOMPARE(log.size(), 1);
        QVERIFY2(log[0].endsWith(u" pi-1 pi is 3.14159265358979323846 ... 05973173281609631859"_s), qPrintable(log[0]));
    }
    const QStringList few = runWith({ { u"digits"_s, u"5"_s } }, trace::ClockKind::Virtual).log().filter(u"pi is"_s);
    QVERIFY(few[0].endsWith(u"pi is 3.14159"_s));
}

void TestPi::theWorkerLaneIsModelledInVirtualTime()
{
    const ScenarioRun run = runWith({}, trace::ClockKind::Virtual);
    QVERIFY(run.endTime.ns > 10'000 && run.endTime.ns < 1'000'000'000);
    const ScenarioRun held = runWith({ { u"where"_s, u"loop"_s } }, trace::ClockKind::Virtual);
    QCOMPARE(held.endTime.ns, run.endTime.ns); // the same work lasts the same
}

void TestPi::aLongComputationCanBeStopped_data()
{
    QTest::addColumn<QString>("where");
    for (const char *where : { "pool", "loop", "cooperative" })
        QTest::newRow(where) << QString::fromLatin1(where);
}

void TestPi::aLongComputationCanBeStopped()
{
    QFETCH(QString, where);
    scheduler::LoopOptions real;
    real.clock = trace::ClockKind::Real;
    Loop loop(real);
    QVERIFY(Catalogue::find(u"pi")->start(loop, { { u"where"_s, where }, { u"digits"_s, u"1000000"_s } }));
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        loop.stop();
    });
    const Loop::End end = loop.runToEnd();
    stopper.join();
    QVERIFY(end == Loop::End::Stopped);
}

QTEST_GUILESS_MAIN(TestPi)
#include "tst_pi.moc"
