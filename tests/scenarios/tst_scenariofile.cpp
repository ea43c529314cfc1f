// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenariorun.h"
#include "scenarios/scenario.h"

#include <QTemporaryDir>
#include <QTest>

using namespace scenarios;
using namespace Qt::StringLiterals;

namespace {

const QByteArray small = R"({ "scenario": 1, "name": "small",
  "tasks": { "main": { "steps": [ { "sleep": "1ms" }, { "log": "done" } ] } }, "start": "main" })";

} // namespace

class TestScenarioFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFileBecomesAScenario();
    void aMissingFileIsNamed();
    void aFolderIsNoScenario();
    void aMalformedFileIsNamedAsTheUserDid();
    void aFileHasNoParameters();
    void aScenarioCanBeStartedAgain();

private:
    QString write(const QByteArray &bytes);
    QTemporaryDir m_folder;
};

QString TestScenarioFile::write(const QByteArray &bytes)
{
    const QString path = m_folder.filePath(u"small.scenario.json"_s);
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
}

void TestScenarioFile::aFileBecomesAScenario()
{
    const auto scenario = loadScenarioFile(write(small));
    QVERIFY(scenario);
    QCOMPARE(scenario.value()->name(), u"small"_s);
    QCOMPARE(scenario.value()->description().sourceFile, u"small.scenario.json"_s); // without its folder
    QCOMPARE(scenario.value()->sourceText(), small);
    QVERIFY(!scenario.value()->description().needsRealClock);
    const ScenarioRun run(*scenario.value(), {});
    QVERIFY(run.end == scheduler::Loop::End::Finished);
    QCOMPARE(run.log(), QStringList { u"1000000 main-1 done"_s });
}

void TestScenarioFile::aMissingFileIsNamed()
{
    const auto scenario = loadScenarioFile(u"/nowhere/x.scenario.json"_s);
    QVERIFY(!scenario);
    QCOMPARE(scenario.error().what, u"/nowhere/x.scenario.json"_s);
    QVERIFY(!scenario.error().why.isEmpty());
}

void TestScenarioFile::aFolderIsNoScenario()
{
    const auto scenario = loadScenarioFile(m_folder.path());
    QVERIFY(!scenario);
    QCOMPARE(scenario.error().what.left(m_folder.path().size()), m_folder.path());
}

void TestScenarioFile::aMalformedFileIsNamedAsTheUserDid()
{
    const QString path = write(QByteArray(small).replace("1ms", "soon"));
    const auto scenario = loadScenarioFile(path);
    QVERIFY(!scenario);
    QCOMPARE(scenario.error().what, path + u":2:46"_s);
    QVERIFY(scenario.error().why.startsWith(u"tasks.main.steps[0].sleep: \"soon\" is not a time"_s));
}

void TestScenarioFile::aFileHasNoParameters()
{
    const auto scenario = loadScenario(small, u"small"_s);
    QVERIFY(scenario);
    const auto checked = scenario.value()->check({ { u"delay"_s, u"1s"_s } });
    QVERIFY(!checked);
    QCOMPARE(checked.error().message(), u"delay: small has no parameters"_s);
}

void TestScenarioFile::aScenarioCanBeStartedAgain()
{
    const auto scenario = loadScenario(small, u"small"_s);
    QVERIFY(scenario);
    const ScenarioRun first(*scenario.value(), {});
    const ScenarioRun second(*scenario.value(), {});
    QVERIFY(first.events() == second.events());
}

QTEST_GUILESS_MAIN(TestScenarioFile)
#include "tst_scenariofile.moc"
