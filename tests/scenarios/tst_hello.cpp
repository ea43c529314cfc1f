// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariorun.h"
#include "scenarios/catalogue.h"

#include <QTest>

using namespace scenarios;
using namespace Qt::StringLiterals;

class TestHello : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void helloSpeaksAfterOneSecond();
    void theDelayIsAParameter();
    void twoHellosRunAtTheSameTime();
};

void TestHello::helloSpeaksAfterOneSecond()
{
    const ScenarioRun run(*Catalogue::find(u"hello"), {});
    QVERIFY(run.end == scheduler::Loop::End::Finished);
    QCOMPARE(run.log(), QStringList { u"1000000000 say-1 hello world"_s });
    QCOMPARE(run.trace->range().end.ns, 1'000'000'000);
    QCOMPARE(run.trace->tasks()[0].resumes, 2U);
}

void TestHello::theDelayIsAParameter()
{
    const ScenarioRun run(*Catalogue::find(u"hello"), { { u"delay"_s, u"250ms"_s } });
    QCOMPARE(run.endTime.ns, 250'000'000);
}

void TestHello::twoHellosRunAtTheSameTime()
{
    const ScenarioRun run(*Catalogue::find(u"two-hellos"), {});
    QCOMPARE(run.log(),
        (QStringList {
            u"1000000000 say-2 hello from the second task"_s, u"2000000000 say-1 hello from the first task"_s }));
    QCOMPARE(run.trace->range().end.ns, 2'000'000'000);
}

QTEST_GUILESS_MAIN(TestHello)
#include "tst_hello.moc"
