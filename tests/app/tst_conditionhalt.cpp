// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/scenariorun.h"
#include "scenarios/catalogue.h"

#include <QTest>

using scheduler::Loop;
using trace::EventKind;

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

private Q_SLOTS:
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
