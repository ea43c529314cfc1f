// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/catalogue.h"
#include "scenarios/scenariorun.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QTest>

#include <functional>

using scenarios::Catalogue;
using scenarios::Scenario;

// However a scenario is led through its run in virtual time, it leaves the same trace.
class tst_Stepping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byStepsAloneItIsTheSameRun_data() { everyVirtualScenario(); }
    void byStepsAloneItIsTheSameRun();
    void byEventsAloneItIsTheSameRun_data() { everyVirtualScenario(); }
    void byEventsAloneItIsTheSameRun();
    void anyMixIsTheSameRun_data() { everyVirtualScenario(); }
    void anyMixIsTheSameRun();

private:
    void everyVirtualScenario();
};

namespace {

/// Small enough that a run takes a moment.
scenarios::Values smallValues(const Scenario &scenario)
{
    scenarios::Values values;
    for (const scenarios::Parameter &parameter : scenario.parameters()) {
        if (parameter.name == QLatin1String("digits"))
            values.insert(parameter.name, QStringLiteral("120"));
    }
    return scenario.check(values) ? scenario.check(values).value() : scenario.check({}).value();
}

QStringList linesOf(const trace::Trace &trace)
{
    QStringList lines;
    trace.forEach(0, trace.eventCount(), [&](quint64, const trace::Event &e) {
        const trace::Site site = trace.texts()->site(e.site);
        lines << QStringLiteral("%1 %2 task %3 other %4 object %5 value %6 detail %7 '%8' %9:%10")
                     .arg(e.time.ns)
                     .arg(QString::fromLatin1(trace::nameOf(e.kind)))
                     .arg(trace::number(e.task))
                     .arg(e.other)
                     .arg(e.object)
                     .arg(e.value)
                     .arg(e.detail)
                     .arg(trace.text(e.text), trace.text(site.file))
                     .arg(site.line);
        return true;
    });
    return lines;
}

/// The trace of a run that `lead` is asked to lead on until it says that there is nothing more.
QStringList ledBy(const Scenario &scenario, const std::function<bool(scheduler::Loop &)> &lead)
{
    trace::Trace trace({});
    trace::Recorder recorder(trace.texts());
    scheduler::LoopOptions options;
    options.recorder = &recorder;
    options.seed = 3;
    scheduler::Loop loop(options);
    if (!scenario.start(loop, smallValues(scenario)))
        return { QStringLiteral("it does not start") };
    while (lead(loop))
        recorder.drain(trace);
    recorder.drain(trace);
    return linesOf(trace);
}

QStringList wholeRun(const Scenario &scenario)
{
    return ledBy(scenario, [](scheduler::Loop &loop) {
        (void)loop.runToEnd();
        return false;
    });
}

/// The first line that differs, for the message of a test.
QByteArray difference(const QStringList &expected, const QStringList &found)
{
    for (qsizetype n = 0; n < std::max(expected.size(), found.size()); ++n) {
        if (expected.value(n) != found.value(n))
            return QStringLiteral("event %1: expected %2, got %3").arg(n).arg(expected.value(n), found.value(n)).toUtf8();
    }
    return {};
}

} // namespace

void tst_Stepping::everyVirtualScenario()
{
    QTest::addColumn<QString>("name");
    for (const std::unique_ptr<Scenario> &scenario : Catalogue::scenarios()) {
        if (!scenario->description().needsRealClock)
            QTest::newRow(qPrintable(scenario->name())) << scenario->name();
    }
}

void tst_Stepping::byStepsAloneItIsTheSameRun()
{
    QFETCH(QString, name);
    const Scenario &scenario = *Catalogue::find(name);
    const QStringList expected = wholeRun(scenario);
    QVERIFY(expected.size() > 3);
    const QStringList found = ledBy(scenario, [](scheduler::Loop &loop) { return loop.step(); });
    QVERIFY2(found == expected, difference(expected, found).constData());
}

void tst_Stepping::byEventsAloneItIsTheSameRun()
{
    QFETCH(QString, name);
    const Scenario &scenario = *Catalogue::find(name);
    const QStringList expected = wholeRun(scenario);
    const QStringList found = ledBy(scenario, [](scheduler::Loop &loop) { return loop.stepEvent(); });
    QVERIFY2(found == expected, difference(expected, found).constData());
}

void tst_Stepping::anyMixIsTheSameRun()
{
    QFETCH(QString, name);
    const Scenario &scenario = *Catalogue::find(name);
    const QStringList expected = wholeRun(scenario);
    const quint32 first = QRandomGenerator::global()->generate();
    for (quint32 seed = first; seed != first + 8; ++seed) {
        QRandomGenerator random(seed);
        const QStringList found = ledBy(scenario, [&](scheduler::Loop &loop) {
            switch (random.bounded(6)) {
            case 0:
                return loop.step();
            case 1:
                return loop.stepIteration();
            case 2:
                return loop.stepEvent();
            case 3:
                loop.runUntilResumed(trace::TaskId(1 + random.bounded(5u)));
                break;
            case 4:
                (void)loop.runToEnd(loop.now() + trace::Duration(random.bounded(2'000'000'000)));
                return !loop.isFinished() && !loop.isDeadlocked();
            default:
                loop.run();
            }
            // One slice of the loop, at most a millisecond, or its end.
            QCoreApplication::processEvents();
            if (random.bounded(2))
                loop.pause();
            return !loop.isFinished() && !loop.isDeadlocked();
        });
        QVERIFY2(found == expected, QByteArray("seed " + QByteArray::number(seed) + ", " + difference(expected, found)).constData());
    }
}

QTEST_GUILESS_MAIN(tst_Stepping)
#include "tst_stepping.moc"
