// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "support/places.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace {

QJsonObject infoOf(const QString &path)
{
    const Outcome outcome = loopscope({ QStringLiteral("info"), path, QStringLiteral("--json") });
    return outcome.code == 0 && outcome.err.isEmpty() ? QJsonDocument::fromJson(outcome.out).object() : QJsonObject();
}

QList<QJsonObject> eventsOf(const QString &path)
{
    QList<QJsonObject> events;
    const Outcome outcome = loopscope({ QStringLiteral("events"), path, QStringLiteral("--json") });
    for (const QByteArray &line : outcome.out.split('\n')) {
        if (!line.isEmpty())
            events << QJsonDocument::fromJson(line).object();
    }
    return events;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

qint64 number(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toInteger(-1);
}

/// What happened to whom, without when: what has to be the same on any clock.
QStringList orderOf(const QList<QJsonObject> &events)
{
    QStringList order;
    for (const QJsonObject &event : events) {
        const QString kind = event.value(QLatin1String("kind")).toString();
        if (kind == QLatin1String("task-resumed") || kind == QLatin1String("queue-put") || kind == QLatin1String("queue-get"))
            order << kind + u' ' + event.value(QLatin1String("task_name")).toString() + u' ' + event.value(QLatin1String("item")).toString();
    }
    return order;
}

} // namespace

class TestRun : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString run(const char *line, const QString &name)
    {
        const QString path = m_folder.filePath(name);
        const Outcome outcome = loopscope(QStringList { QStringLiteral("run") } + words(line) + QStringList { QStringLiteral("-o"), path });
        if (outcome.code != 0 || !outcome.err.isEmpty())
            qWarning("%s: %d %s", line, outcome.code, outcome.err.constData());
        return path;
    }

private Q_SLOTS:
    void helloLastsOneSecondAndLogsThen()
    {
        const QJsonObject info = infoOf(run("hello", QStringLiteral("h.loopscope")));
        QCOMPARE(number(info, "duration_ns"), 1'000'000'000);
        const QJsonArray log = info.value(QLatin1String("log")).toArray();
        QCOMPARE(log.size(), 1);
        QCOMPARE(number(log.at(0).toObject(), "t_ns"), 1'000'000'000);
        QCOMPARE(log.at(0).toObject().value(QLatin1String("task")).toString(), QStringLiteral("say-1"));
    }

    void twoHellosOverlap()
    {
        const QJsonObject info = infoOf(run("two-hellos", QStringLiteral("t.loopscope")));
        QCOMPARE(number(info, "duration_ns"), 2'000'000'000);
        const QJsonArray log = info.value(QLatin1String("log")).toArray();
        QCOMPARE(log.size(), 2);
        QCOMPARE(number(log.at(0).toObject(), "t_ns"), 1'000'000'000);
        QCOMPARE(log.at(0).toObject().value(QLatin1String("task")).toString(), QStringLiteral("say-2"));
        QCOMPARE(number(log.at(1).toObject(), "t_ns"), 2'000'000'000);
        QCOMPARE(log.at(1).toObject().value(QLatin1String("task")).toString(), QStringLiteral("say-1"));
    }

    void producersAndConsumerHandOverEveryItem()
    {
        const QJsonObject info = infoOf(run("producer-consumer", QStringLiteral("pc.loopscope")));
        const QJsonObject queue = info.value(QLatin1String("queues")).toArray().at(0).toObject();
        QCOMPARE(number(queue, "puts"), 40);
        QCOMPARE(number(queue, "gets"), 40);
        QCOMPARE(number(queue, "left"), 0);
        QVERIFY(number(info, "duration_ns") >= 20'000'000'000);
        QCOMPARE(number(info, "lost"), 0);
        for (const QJsonValue &task : info.value(QLatin1String("tasks")).toArray())
            QCOMPARE(task.toObject().value(QLatin1String("outcome")).toString(), QStringLiteral("returned"));
    }

    void aThirdProducerLeavesItemsAndAFindingSaysSo()
    {
        const QJsonObject info = infoOf(run("producer-consumer --set producers=3 --set consume=40", QStringLiteral("pc3.loopscope")));
        QCOMPARE(number(info.value(QLatin1String("queues")).toArray().at(0).toObject(), "left"), 20);
        QStringList ids;
        for (const QJsonValue &finding : info.value(QLatin1String("findings")).toArray())
            ids << finding.toObject().value(QLatin1String("id")).toString();
        QVERIFY2(ids.contains(QLatin1String("items-left")), qPrintable(ids.join(u' ')));
        QVERIFY2(ids.contains(QLatin1String("no-backpressure")), qPrintable(ids.join(u' ')));
    }

    void theSameLineGivesTheSameBytes_data()
    {
        QTest::addColumn<QString>("suffix");
        for (const char *suffix : { "loopscope", "json", "csv", "png", "svg", "pdf" })
            QTest::newRow(suffix) << QString::fromLatin1(suffix);
    }
    void theSameLineGivesTheSameBytes()
    {
        QFETCH(QString, suffix);
        const QByteArray first = contentOf(run("producer-consumer --seed 7", QStringLiteral("a.") + suffix));
        QVERIFY(!first.isEmpty());
        QVERIFY(contentOf(run("producer-consumer --seed 7", QStringLiteral("b.") + suffix)) == first);
        QVERIFY(contentOf(run("producer-consumer --seed 8", QStringLiteral("c.") + suffix)) != first);
    }

    void theRealClockKeepsTheOrderOfEvents()
    {
        // Delays that differ by milliseconds, so that a busy machine does not swap them.
        const char *scenario = "two-hellos";
        const QList<QJsonObject> onVirtual = eventsOf(run(scenario, QStringLiteral("v.loopscope")));
        const QByteArray line = QByteArray(scenario) + " --clock real --speed 20";
        const QString path = run(line.constData(), QStringLiteral("r.loopscope"));
        QCOMPARE(orderOf(eventsOf(path)), orderOf(onVirtual));
        const QJsonObject info = infoOf(path);
        QCOMPARE(info.value(QLatin1String("clock")).toString(), QStringLiteral("scaled"));
        QVERIFY(number(info, "duration_ns") >= 2'000'000'000);
    }

    void theRunEndsAtTheTimeAskedFor()
    {
        const QJsonObject info = infoOf(run("producer-consumer --until 5s", QStringLiteral("u.loopscope")));
        QCOMPARE(number(info, "duration_ns"), 5'000'000'000);
        QVERIFY(!QJsonDocument(info.value(QLatin1String("findings")).toArray()).toJson().contains("deadlock"));
    }

    void scenarioFilesRunLikeBuiltInOnes()
    {
        QFile file(m_folder.filePath(QStringLiteral("mine.scenario.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({ "scenario": 1, "name": "mine", "queues": { "q": 1 }, "tasks": {
            "main": { "steps": [ { "gather": ["a", "b"] }, { "log": "done" } ] },
            "a": { "steps": [ { "repeat": 3, "steps": [ { "put": "q", "value": 5 } ] } ] },
            "b": { "steps": [ { "repeat": 3, "steps": [ { "get": "q" }, { "sleep": "250ms" } ] } ] } }, "start": "main" })");
        file.close();
        const QJsonObject info = infoOf(run(file.fileName().toUtf8().constData(), QStringLiteral("mine.loopscope")));
        QCOMPARE(info.value(QLatin1String("name")).toString(), QStringLiteral("mine"));
        QCOMPARE(number(info, "duration_ns"), 750'000'000);
    }

    void aDeadlockIsExitOneAndSaysWhoWaitsForWhat()
    {
        QFile file(m_folder.filePath(QStringLiteral("stuck.scenario.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({ "scenario": 1, "name": "stuck", "queues": { "q": 0 }, "tasks": { "a": { "steps": [ { "get": "q" } ] } }, "start": "a" })");
        file.close();
        const QString trace = m_folder.filePath(QStringLiteral("stuck.loopscope"));
        const Outcome outcome = loopscope({ QStringLiteral("run"), file.fileName(), QStringLiteral("-o"), trace });
        QCOMPARE(outcome.code, 1);
        QCOMPARE(outcome.err, QByteArray("loopscope: deadlock: one task is left that nothing can ever wake: a-1 waits to get from q, which is empty\n"));
        QCOMPARE(infoOf(trace).value(QLatin1String("findings")).toArray().at(0).toObject().value(QLatin1String("id")).toString(), QStringLiteral("deadlock"));
    }

    void aTaskThatRaisesToTheTopIsExitOne()
    {
        QFile file(m_folder.filePath(QStringLiteral("boom.scenario.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({ "scenario": 1, "name": "boom", "tasks": { "a": { "steps": [ { "sleep": "1s" }, { "raise": "out of luck" } ] } }, "start": "a" })");
        file.close();
        const QString trace = m_folder.filePath(QStringLiteral("boom.loopscope"));
        const Outcome outcome = loopscope({ QStringLiteral("run"), file.fileName(), QStringLiteral("-o"), trace });
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.startsWith("loopscope: a-1: ") && outcome.err.contains("out of luck"), outcome.err.constData());
        QCOMPARE(infoOf(trace).value(QLatin1String("tasks")).toArray().at(0).toObject().value(QLatin1String("outcome")).toString(), QStringLiteral("raised"));
    }

    void aBreakConditionHaltsTheRunAndIsNoFailure()
    {
        const QString trace = m_folder.filePath(QStringLiteral("halted.loopscope"));
        const Outcome outcome = loopscope({ QStringLiteral("run"), QStringLiteral("producer-consumer"), QStringLiteral("--break"), QStringLiteral("queue data depth >= 3"), QStringLiteral("-o"), trace });
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.err, QByteArray());
        QVERIFY2(outcome.out.contains(": queue data holds 3 items\n") && outcome.out.contains("\nTimers\n"), outcome.out.constData());
        QCOMPARE(number(infoOf(trace).value(QLatin1String("queues")).toArray().at(0).toObject(), "max_depth"), 3);
    }

    void interruptionEndsARunAndKeepsWhatWasRecorded_data()
    {
        QTest::addColumn<QByteArray>("steps");
        QTest::newRow("sleeping") << QByteArray(R"({ "sleep": "60s" })");
        QTest::newRow("holding the loop") << QByteArray(R"({ "compute": "60s" })");
        QTest::newRow("always ready") << QByteArray(R"({ "repeat": 40000000, "steps": [ { "sleep": "0s" } ] })");
    }
    void interruptionEndsARunAndKeepsWhatWasRecorded()
    {
        QFETCH(QByteArray, steps);
        QFile file(m_folder.filePath(QStringLiteral("long.scenario.json")));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(R"({ "scenario": 1, "name": "long", "tasks": { "a": { "steps": [ { "log": "begun" }, { "sleep": "1ms" }, )" + steps + R"( ] } }, "start": "a" })");
        file.close();
        const QString trace = m_folder.filePath(QStringLiteral("long.loopscope"));
        QFile::remove(trace);
        QProcess process;
        process.start(support::buildPath(QStringLiteral("bin/loopscope")), { QStringLiteral("run"), file.fileName(), QStringLiteral("--clock"), QStringLiteral("real"), QStringLiteral("-o"), trace });
        QByteArray out;
        while (!out.contains("begun")) {
            QVERIFY(process.waitForReadyRead(20'000));
            out += process.readAllStandardOutput();
        }
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QCOMPARE(infoOf(trace).value(QLatin1String("log")).toArray().size(), 1);
    }

    // The endpoint answers while the run goes on; Ctrl+C is its proper end, and what was served stands in the trace.
    void anEndpointIsServedUntilInterrupted()
    {
        const QString trace = m_folder.filePath(QStringLiteral("served.loopscope"));
        QProcess process;
        process.start(support::buildPath(QStringLiteral("bin/loopscope")),
            words("run planets --serve 0 --set clients=0 --set upstream-latency=1ms -o") + QStringList { trace });
        QByteArray out;
        while (!out.contains("until stopped")) {
            QVERIFY(process.waitForReadyRead(20'000));
            out += process.readAllStandardOutput();
        }
        static const QRegularExpression address(QStringLiteral("http://127\\.0\\.0\\.1:(\\d+)/planet/3"));
        const quint16 port = address.match(QString::fromUtf8(out)).captured(1).toUShort();
        for (const char *planet : { "3", "9" }) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
            QVERIFY(socket.waitForConnected(20'000));
            socket.write(QByteArray("GET /planet/") + planet + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            QVERIFY(socket.waitForReadyRead(20'000));
            QCOMPARE(socket.readLine().split(' ').value(1), QByteArray(*planet == '3' ? "200" : "404"));
        }
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.readAllStandardError(), QByteArray());
        QCOMPARE(process.exitCode(), 0);
        int returned = 0;
        for (const QJsonValue &task : infoOf(trace).value(QLatin1String("tasks")).toArray()) {
            const QJsonObject of = task.toObject();
            returned += of.value(QLatin1String("name")).toString().startsWith(QLatin1String("request-")) && of.value(QLatin1String("outcome")).toString() == QLatin1String("returned");
        }
        QCOMPARE(returned, 2);
    }

    void helpStandsOnEveryLevel()
    {
        const Outcome top = loopscope({ QStringLiteral("--help") });
        QCOMPARE(top.code, 0);
        for (const char *command : { "scenarios", "run", "render", "convert", "info", "events", "state", "explain" }) {
            QVERIFY2(top.out.contains(QByteArray("\n  ") + command), command);
            const Outcome help = loopscope({ QString::fromLatin1(command), QStringLiteral("--help") });
            QCOMPARE(help.code, 0);
            QVERIFY2(help.out.startsWith(QByteArray("Usage: loopscope ") + command) && help.err.isEmpty(), help.out.constData());
            for (const QByteArray &line : help.out.split('\n'))
                QVERIFY2(line.size() <= 120, line.constData());
        }
        QCOMPARE(loopscope({ QStringLiteral("--version") }).out, QByteArray("loopscope " LOOPSCOPE_VERSION "\n"));
    }

    void theListOfScenariosIsJson()
    {
        const Outcome outcome = loopscope(words("scenarios --json"));
        QCOMPARE(outcome.code, 0);
        QStringList names;
        for (const QJsonValue &scenario : QJsonDocument::fromJson(outcome.out).array())
            names << scenario.toObject().value(QLatin1String("name")).toString();
        for (const char *name : { "hello", "two-hellos", "producer-consumer" })
            QVERIFY2(names.contains(QLatin1String(name)), name);
    }
};

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"
