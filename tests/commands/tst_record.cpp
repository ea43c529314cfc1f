// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "support/places.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace {

const char Queueing[] = R"(import asyncio, sys
async def producer(queue):
    for n in range(3):
        await queue.put(n)
        await asyncio.sleep(.2)
async def consumer(queue):
    for n in range(3):
        print("got", await queue.get())
        await asyncio.sleep(.02)
async def main():
    queue = asyncio.Queue()
    await asyncio.gather(producer(queue), consumer(queue))
asyncio.run(main())
sys.exit(int(sys.argv[1]))
)";

const char QueueingScenario[] = R"({ "scenario": 1, "name": "queueing", "queues": { "data": 0 }, "tasks": {
  "main": { "steps": [ { "gather": [ "producer", "consumer" ] } ] },
  "producer": { "steps": [ { "repeat": 3, "steps": [ { "put": "data", "value": 1 }, { "sleep": "200ms" } ] } ] },
  "consumer": { "steps": [ { "repeat": 3, "steps": [ { "get": "data" }, { "sleep": "20ms" } ] } ] } }, "start": "main" })";

const char Hellos[] = R"(import asyncio
async def say(text, delay):
    await asyncio.sleep(delay)
    print(text)
async def main():
    await asyncio.gather(say("hello", .3), say("world", .03))
asyncio.run(main())
)";

const char HellosScenario[] = R"({ "scenario": 1, "name": "hellos", "tasks": {
  "main": { "steps": [ { "gather": [ "late", "early" ] } ] },
  "late": { "steps": [ { "sleep": "300ms" }, { "log": "hello" } ] },
  "early": { "steps": [ { "sleep": "30ms" }, { "log": "world" } ] } }, "start": "main" })";

/// The system's own: a version switch of a developer's needs an environment, and these programs run without one.
QString python()
{
    const QString own = QStandardPaths::findExecutable(QStringLiteral("python3"), { QStringLiteral("/usr/bin"), QStringLiteral("/usr/local/bin") });
    return own.isEmpty() ? QStandardPaths::findExecutable(QStringLiteral("python3")) : own;
}

void write(const QString &path, const char *text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) < 0)
        qFatal("cannot write %s", qPrintable(path));
}

/// Which task was resumed when, by number, leaving out what asyncio.run() starts for itself at the end.
QList<int> resumeOrder(const QString &folder, const QString &path)
{
    QList<int> order;
    const Outcome events = loopscope({ "events", path, "--json" }, folder);
    QSet<int> ownTasks;
    for (const QByteArray &line : events.out.split('\n')) {
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        const int task = event["task"].toInt();
        if (event["kind"] == QStringLiteral("task-created") && event["name"].toString().startsWith(QLatin1String("shutdown_")))
            ownTasks.insert(task);
        if (event["kind"] == QStringLiteral("task-resumed") && !ownTasks.contains(task))
            order << task;
    }
    return order;
}

} // namespace

class tst_Record : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void programsAreResumedInTheOrderOfOurScenarios_data();
    void programsAreResumedInTheOrderOfOurScenarios();
    void inputOutputAndExitCodeAreTheProgramsOwn();
    void whatWasRecordedCanBeAsked();
    void everyTaskItemAndJobOfABigProgramIsThere();
    void aSignalIsPassedOnAndTheTraceKept();
    void aProgramThatASignalEndsGivesItsNumber();
    void aProgramThatIsNotPythonRunsUnrecorded();
    void theWindowWatchesAProgramAndItsTraceIsWritten();
    void aWrongLineIsNamed();

private:
    QTemporaryDir m_folder;
};

void tst_Record::initTestCase()
{
    QVERIFY(!python().isEmpty());
    write(m_folder.filePath("queueing.py"), Queueing);
    write(m_folder.filePath("queueing.scenario.json"), QueueingScenario);
    write(m_folder.filePath("hellos.py"), Hellos);
    write(m_folder.filePath("hellos.scenario.json"), HellosScenario);
}

void tst_Record::programsAreResumedInTheOrderOfOurScenarios_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("two sleepers") << QStringLiteral("hellos");
    QTest::newRow("a producer and a consumer") << QStringLiteral("queueing");
}

void tst_Record::programsAreResumedInTheOrderOfOurScenarios()
{
    QFETCH(QString, name);
    const Outcome recorded = loopscope({ "record", "-o", "real.loopscope", "--", python(), name + ".py", "0" }, m_folder.path());
    QCOMPARE(recorded.code, 0);
    const Outcome ran = loopscope({ "run", name + ".scenario.json", "-o", "ours.loopscope" }, m_folder.path());
    QCOMPARE(ran.code, 0);
    const QList<int> ours = resumeOrder(m_folder.path(), "ours.loopscope");
    QVERIFY(ours.size() >= 6);
    QCOMPARE(resumeOrder(m_folder.path(), "real.loopscope"), ours);
}

void tst_Record::inputOutputAndExitCodeAreTheProgramsOwn()
{
    write(m_folder.filePath("echo.py"), "import asyncio, sys\nasync def main():\n    print(sys.stdin.read().upper(), end='')\n    print('oops', file=sys.stderr)\n    return 5\nsys.exit(asyncio.run(main()))\n");
    const Outcome outcome = loopscope({ "record", "-o", "echo.json", "-o", "echo.loopscope", "--", python(), "echo.py" }, m_folder.path(), "hello\n");
    QCOMPARE(outcome.code, 5);
    QCOMPARE(outcome.out, QByteArray("HELLO\n"));
    QVERIFY2(outcome.err.startsWith("oops\n"), outcome.err.constData());
    QVERIFY2(outcome.err.contains("loopscope: echo: recorded ") && outcome.err.endsWith("written to echo.json, echo.loopscope\n"), outcome.err.constData());
    QVERIFY(QFile::exists(m_folder.filePath("echo.json")));
}

void tst_Record::whatWasRecordedCanBeAsked()
{
    QCOMPARE(loopscope({ "record", "-o", "asked.loopscope", "--", python(), "queueing.py", "0" }, m_folder.path()).code, 0);
    const Outcome info = loopscope({ "info", "asked.loopscope", "--json" }, m_folder.path());
    QCOMPARE(info.code, 0);
    const QJsonObject all = QJsonDocument::fromJson(info.out).object();
    QCOMPARE(all["name"].toString(), QStringLiteral("queueing"));
    QCOMPARE(all["clock"].toString(), QStringLiteral("real"));
    QCOMPARE(all["lost"].toInt(-1), 0);
    const QJsonObject queue = all["queues"].toArray().at(0).toObject();
    QCOMPARE(queue["puts"].toInt(), 3);
    QCOMPARE(queue["gets"].toInt(), 3);
    QCOMPARE(all["log"].toArray().size(), 3);
    QCOMPARE(all["log"].toArray().at(0).toObject()["text"].toString(), QStringLiteral("got 0"));
    // While the producer sleeps for the first time, the consumer has gone to sleep or waits for the next item.
    const Outcome state = loopscope({ "state", "asked.loopscope", "--at", QString::number(all["duration_ns"].toDouble() / 2, 'f', 0) + "ns", "--json" }, m_folder.path());
    QCOMPARE(state.code, 0);
    const QJsonArray tasks = QJsonDocument::fromJson(state.out).object()["tasks"].toArray();
    QVERIFY(tasks.size() >= 3);
    QCOMPARE(tasks.at(0).toObject()["reason"].toString(), QStringLiteral("gather"));
    QVERIFY(tasks.at(0).toObject()["file"].toString().endsWith("queueing.py"));
    const Outcome told = loopscope({ "explain", "asked.loopscope", "--task", "main-1", "--at", QString::number(all["duration_ns"].toDouble() / 2, 'f', 0) + "ns" }, m_folder.path());
    QCOMPARE(told.code, 0);
    QVERIFY2(told.out.contains("main-1"), told.out.constData());
    QCOMPARE(loopscope({ "render", "asked.loopscope", "-o", "asked.svg" }, m_folder.path()).code, 0);
}

void tst_Record::everyTaskItemAndJobOfABigProgramIsThere()
{
    // 10 000 tasks beside main, 50 000 puts, 50 000 gets, 200 jobs.
    write(m_folder.filePath("big.py"), R"(import asyncio
async def worker(queue, out):
    for _ in range(2):
        await out.put(await queue.get())
async def main():
    queue, out = asyncio.Queue(), asyncio.Queue()
    tasks = [asyncio.ensure_future(worker(queue, out)) for _ in range(10_000)]
    for n in range(20_000):
        await queue.put(n)
    await asyncio.gather(*tasks)
    for n in range(10_000):
        queue.put_nowait(out.get_nowait())
    for n in range(10_000):
        queue.get_nowait()
        out.get_nowait()
    loop = asyncio.get_running_loop()
    await asyncio.gather(*[loop.run_in_executor(None, str, n) for n in range(200)])
asyncio.run(main())
)");
    const Outcome recorded = loopscope({ "record", "-o", "big.loopscope", "--", python(), "big.py" }, m_folder.path());
    QVERIFY2(recorded.code == 0, recorded.err.constData());
    const QJsonObject all = QJsonDocument::fromJson(loopscope({ "info", "big.loopscope", "--json" }, m_folder.path()).out).object();
    QCOMPARE(all["lost"].toInt(-1), 0);
    const QJsonArray tasks = all["tasks"].toArray();
    QCOMPARE(tasks.size(), 10'001);
    for (const auto &task : tasks)
        QCOMPARE(task.toObject()["outcome"].toString(), QStringLiteral("returned"));
    int puts = 0;
    int gets = 0;
    for (const auto &queue : all["queues"].toArray()) {
        puts += queue.toObject()["puts"].toInt();
        gets += queue.toObject()["gets"].toInt();
        QCOMPARE(queue.toObject()["left"].toInt(-1), 0);
    }
    QCOMPARE(puts, 50'000);
    QCOMPARE(gets, 50'000);
    int jobs = 0;
    for (const auto &worker : all["workers"].toArray())
        jobs += worker.toObject()["jobs"].toInt();
    QCOMPARE(jobs, 200);
}

void tst_Record::aSignalIsPassedOnAndTheTraceKept()
{
    write(m_folder.filePath("wait.py"), "import asyncio, sys\nasync def main():\n    print('ready', flush=True)\n    await asyncio.sleep(30)\ntry:\n    asyncio.run(main())\nexcept KeyboardInterrupt:\n    sys.exit(7)\n");
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(support::buildPath(QStringLiteral("bin/loopscope")), { "record", "-o", "wait.loopscope", "--", python(), "wait.py" });
    QVERIFY(QTest::qWaitFor([&process] { return process.readAllStandardOutput().contains("ready"); }, 20'000));
    QTest::qWait(100);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 7);
    QCOMPARE(loopscope({ "info", "wait.loopscope" }, m_folder.path()).code, 0);
}

void tst_Record::aProgramThatASignalEndsGivesItsNumber()
{
    write(m_folder.filePath("die.py"), "import asyncio, os\nasync def main():\n    await asyncio.sleep(.1)\n    os.kill(os.getpid(), 15)\nasyncio.run(main())\n");
    const Outcome outcome = loopscope({ "record", "-o", "die.loopscope", "--", python(), "die.py" }, m_folder.path());
    QCOMPARE(outcome.code, 128 + 15);
    QVERIFY2(outcome.err.contains("its last moments are missing"), outcome.err.constData());
    QCOMPARE(loopscope({ "info", "die.loopscope" }, m_folder.path()).code, 0);
}

void tst_Record::aProgramThatIsNotPythonRunsUnrecorded()
{
    const Outcome outcome = loopscope({ "record", "-o", "none.loopscope", "--", "/bin/sh", "-c", "echo hi; exit 4" }, m_folder.path());
    QCOMPARE(outcome.code, 4);
    QCOMPARE(outcome.out, QByteArray("hi\n"));
    QVERIFY2(outcome.err.contains("nothing was recorded"), outcome.err.constData());
    QVERIFY(!QFile::exists(m_folder.filePath("none.loopscope")));
}

void tst_Record::theWindowWatchesAProgramAndItsTraceIsWritten()
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder.filePath("config"));
    process.setProcessEnvironment(environment);
    process.start(support::buildPath(QStringLiteral("bin/loopscope")), { "record", "--live", "-o", "live.loopscope", "--", python(), "queueing.py", "3" });
    QByteArray err;
    QVERIFY(QTest::qWaitFor([&] { return (err += process.readAllStandardError()).contains("written to live.loopscope"); }, 30'000));
    QCOMPARE(process.readAllStandardOutput(), QByteArray("got 0\ngot 1\ngot 2\n")); // the program's output is not the window's
    QCOMPARE(process.state(), QProcess::Running); // the window stays
    const Outcome info = loopscope({ "info", "live.loopscope", "--json" }, m_folder.path());
    QCOMPARE(QJsonDocument::fromJson(info.out).object()["queues"].toArray().at(0).toObject()["puts"].toInt(), 3);
    process.terminate();
    QVERIFY(process.waitForFinished(20'000));
}

void tst_Record::aWrongLineIsNamed()
{
    QCOMPARE(loopscope({ "record" }).code, 2);
    QCOMPARE(loopscope({ "record", "--live" }).code, 2);
    QCOMPARE(loopscope({ "record", "--live", "-o", "a.loopscop", "--", python(), "x.py" }).code, 2);
    const Outcome suffix = loopscope({ "record", "-o", "a.loopscop", "--", python(), "x.py" });
    QCOMPARE(suffix.code, 2);
    QVERIFY2(suffix.err.contains(".loopscope"), suffix.err.constData());
    const Outcome missing = loopscope({ "record", "-o", "a.loopscope", "--", "/nowhere/python3", "x.py" }, m_folder.path());
    QCOMPARE(missing.code, 2);
    QVERIFY2(missing.err.startsWith("loopscope: /nowhere/python3: "), missing.err.constData());
}

QTEST_GUILESS_MAIN(tst_Record)
#include "tst_record.moc"
