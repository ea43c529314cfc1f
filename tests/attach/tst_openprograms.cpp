// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/openprograms.h"
#include "attach/probefiles.h"
#include "attach/programrun.h"
#include "attach/remoteentry.h"

#include <QDir>
#include <QFile>
#include <QLocalServer>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using attach::OpenProgram;

namespace {

const char Beating[] = R"(import asyncio, sys
async def beat():
    while True:
        await asyncio.sleep(.01)
async def main():
    task = asyncio.create_task(beat())
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    task.cancel()
asyncio.run(main())
sys.exit(7)
)";

/// Programs that listen in a run-time folder of their own.
struct Programs
{
    Programs()
    {
        QFile script(runtime.filePath("beating.py"));
        if (!script.open(QIODevice::WriteOnly) || script.write(Beating) < 0)
            qFatal("the script cannot be written");
    }
    std::unique_ptr<QProcess> start(const QString &python = QStringLiteral("python3"), bool isListening = true) const
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("XDG_RUNTIME_DIR", runtime.path());
        environment.insert("PYTHONDONTWRITEBYTECODE", "1");
        if (isListening) {
            environment.insert("PYTHONPATH", attach::probeFolder().value());
            environment.insert("LOOPSCOPE", "1");
        }
        process->setProcessEnvironment(environment);
        process->start(python, { runtime.filePath("beating.py"), "--fast" });
        if (!process->waitForStarted())
            qFatal("no %s", qPrintable(python));
        return process;
    }
    [[nodiscard]] QString folder() const { return runtime.filePath("loopscope"); }
    [[nodiscard]] QList<OpenProgram> open() const { return attach::openPrograms(folder()); }

    QTemporaryDir runtime;
};

struct Attached
{
    Attached()
    {
        QObject::connect(&run, &attach::ProgramRun::bytesWaiting, &run, [this] {
            while (run.read(1 << 16)) {
            }
        });
    }
    [[nodiscard]] int count(trace::EventKind kind) const
    {
        int found = 0;
        trace->forEach(0, trace->eventCount(), [&](quint64, const trace::Event &event) {
            found += event.kind == kind;
            return true;
        });
        return found;
    }
    std::shared_ptr<trace::Trace> trace = std::make_shared<trace::Trace>(trace::TraceInfo());
    attach::ProgramRun run { trace };
    QSignalSpy finished { &run, &attach::ProgramRun::finished };
};

} // namespace

class tst_OpenPrograms : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void programsAppearAndGo();
    void whatAKilledOneLeftBehindIsTakenAway();
    void aFolderOfOthersHoldsNone();
    void nonsenseInTheFolderIsPassedOver();
    void aRunningProgramIsWatchedLetGoAndWatchedAgain();
    void twoProgramsAreWatchedAtOnce();
    void aSecondViewerIsTurnedAway();
    void whereNobodyAnswersIsAnError();
    void aProgramWithoutTheProbeIsEntered();
};

void tst_OpenPrograms::programsAppearAndGo()
{
    const Programs programs;
    QCOMPARE(programs.open(), QList<OpenProgram>());
    const auto first = programs.start();
    QTRY_COMPARE_WITH_TIMEOUT(programs.open().size(), 1, 20'000);
    const auto second = programs.start();
    QTRY_COMPARE_WITH_TIMEOUT(programs.open().size(), 2, 20'000);
    const OpenProgram youngest = programs.open().constFirst();
    QCOMPARE(youngest.process, second->processId());
    QVERIFY2(youngest.program.endsWith("beating.py --fast"), qPrintable(youngest.program));
    QVERIFY(youngest.interpreter.startsWith("CPython 3."));
    QVERIFY(!youngest.isWatched);
    QVERIFY(std::abs(youngest.since.secsTo(QDateTime::currentDateTime())) < 60);
    first->closeWriteChannel();
    second->closeWriteChannel();
    QTRY_VERIFY_WITH_TIMEOUT(first->state() == QProcess::NotRunning && second->state() == QProcess::NotRunning, 20'000);
    QCOMPARE(first->exitCode(), 7);
    QCOMPARE(programs.open(), QList<OpenProgram>());
}

void tst_OpenPrograms::whatAKilledOneLeftBehindIsTakenAway()
{
    const Programs programs;
    const auto process = programs.start();
    QTRY_COMPARE_WITH_TIMEOUT(programs.open().size(), 1, 20'000);
    process->kill();
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 20'000);
    QCOMPARE(QDir(programs.folder()).entryList(QDir::Files | QDir::System).size(), 2);
    QCOMPARE(programs.open(), QList<OpenProgram>());
    QCOMPARE(QDir(programs.folder()).entryList(QDir::Files | QDir::System), QStringList());
}

void tst_OpenPrograms::aFolderOfOthersHoldsNone()
{
    const Programs programs;
    const auto process = programs.start();
    QTRY_COMPARE_WITH_TIMEOUT(programs.open().size(), 1, 20'000);
    const QString socket = programs.open().constFirst().path;
    QVERIFY(QFile::setPermissions(programs.folder(), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner | QFileDevice::ExeGroup));
    QCOMPARE(programs.open(), QList<OpenProgram>());
    Attached viewer;
    const trace::Result<> attached = viewer.run.attach(socket);
    QVERIFY(!attached);
    QVERIFY(attached.error().message().contains("its owner's alone"));
    process->closeWriteChannel();
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 20'000);
}

void tst_OpenPrograms::nonsenseInTheFolderIsPassedOver()
{
    const Programs programs;
    QVERIFY(QDir().mkdir(programs.folder()));
    QVERIFY(QFile::setPermissions(programs.folder(), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
    const auto write = [&](const QString &name, const QByteArray &text) {
        QFile file(programs.folder() + u'/' + name);
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
    };
    const QString own = QString::number(getpid());
    QVERIFY(write("hello.json", "{}") && write("-1.json", "{}") && write("0.json", "{\"pid\":0}") && write("99999999999999999999.json", "{}"));
    for (const QByteArray &text : { QByteArray("not json"), QByteArray("[1]"), QByteArray("{\"pid\":1}"), "{\"pid\":" + own.toUtf8() + "}", QByteArray(200'000, '[') }) {
        QVERIFY(write(own + ".json", text));
        QCOMPARE(programs.open(), QList<OpenProgram>()); // even the true one: there is no socket
    }
    QLocalServer server;
    QVERIFY(server.listen(programs.folder() + u'/' + own + ".sock"));
    QVERIFY(write(own + ".json", "{\"pid\":" + own.toUtf8() + ",\"program\":\"" + QByteArray(5000, 'x') + "\",\"since_ns\":\"soon\"}"));
    QCOMPARE(programs.open().size(), 1);
    QCOMPARE(programs.open().constFirst().program.size(), attach::MaxProgramText);
}

void tst_OpenPrograms::aRunningProgramIsWatchedLetGoAndWatchedAgain()
{
    const Programs programs;
    const auto process = programs.start();
    QTRY_COMPARE_WITH_TIMEOUT(programs.open().size(), 1, 20'000);
    for (int round = 0; round < 3; ++round) {
        Attached viewer;
        QVERIFY(viewer.run.attach(programs.open().constFirst().path));
        QTRY_VERIFY_WITH_TIMEOUT(viewer.count(trace::EventKind::TaskResumed) >= 5, 20'000);
        QCOMPARE(viewer.trace->tasks().size(), std::size_t(2));
        QVERIFY(viewer.run.isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(programs.open().constFirst().isWatched, 20'000);
        viewer.run.letGo();
        QTRY_COMPARE_WITH_TIMEOUT(viewer.finished.size(), 1, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!programs.open().constFirst().isWatched, 20'000);
    }
    {
        Attached viewer;
        QVERIFY(viewer.run.attach(programs.open().constFirst().path));
        QTRY_VERIFY_WITH_TIMEOUT(viewer.count(trace::EventKind::TaskResumed) >= 2, 20'000);
        viewer.run.pause();
        QTRY_VERIFY_WITH_TIMEOUT(viewer.run.stream().state() && viewer.run.stream().state()->isPaused, 20'000);
    } // gone while it is paused
    process->closeWriteChannel();
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 20'000);
    QCOMPARE(process->exitCode(), 7);
    QCOMPARE(process->readAllStandardError(), QByteArray());
}

void tst_OpenPrograms::twoProgramsAreWatchedAtOnce()
{
    const Programs programs;
    const auto first = programs.start();
    const auto second = programs.start();
    QTRY_COMPARE_WITH_TIMEOUT(programs.open().size(), 2, 20'000);
    Attached viewers[2];
    for (int n = 0; n < 2; ++n)
        QVERIFY(viewers[n].run.attach(programs.open().at(n).path));
    for (Attached &viewer : viewers)
        QTRY_VERIFY_WITH_TIMEOUT(viewer.count(trace::EventKind::TaskResumed) >= 5, 20'000);
    QVERIFY(viewers[0].run.stream().header()->process != viewers[1].run.stream().header()->process);
    first->closeWriteChannel();
    second->closeWriteChannel();
    for (Attached &viewer : viewers) {
        QTRY_COMPARE_WITH_TIMEOUT(viewer.finished.size(), 1, 20'000);
        QVERIFY(viewer.run.isWhole());
    }
    QTRY_VERIFY_WITH_TIMEOUT(first->state() == QProcess::NotRunning && second->state() == QProcess::NotRunning, 20'000);
}

void tst_OpenPrograms::aSecondViewerIsTurnedAway()
{
    const Programs programs;
    const auto process = programs.start();
    QTRY_COMPARE_WITH_TIMEOUT(programs.open().size(), 1, 20'000);
    const QString path = programs.open().constFirst().path;
    Attached first;
    Attached second;
    QVERIFY(first.run.attach(path));
    QTRY_VERIFY_WITH_TIMEOUT(first.count(trace::EventKind::TaskResumed) >= 2, 20'000);
    QVERIFY(second.run.attach(path));
    QTRY_COMPARE_WITH_TIMEOUT(second.finished.size(), 1, 20'000);
    QVERIFY(!second.run.stream().header());
    const int before = first.count(trace::EventKind::TaskResumed);
    QTRY_VERIFY_WITH_TIMEOUT(first.count(trace::EventKind::TaskResumed) > before + 2, 20'000);
    process->closeWriteChannel();
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 20'000);
}

void tst_OpenPrograms::whereNobodyAnswersIsAnError()
{
    const QTemporaryDir folder;
    Attached viewer;
    const trace::Result<> attached = viewer.run.attach(folder.filePath("1.sock"));
    QVERIFY(!attached);
    QVERIFY(attached.error().message().contains("nobody answers there"));
}

void tst_OpenPrograms::aProgramWithoutTheProbeIsEntered()
{
    const QString python = QStandardPaths::findExecutable("python3.14");
    if (python.isEmpty())
        QSKIP("no CPython 3.14 here");
    const Programs programs;
    const auto process = programs.start(python, false);
    QTRY_VERIFY_WITH_TIMEOUT(!attach::enterablePrograms({}).isEmpty(), 20'000);
    OpenProgram found;
    for (const OpenProgram &program : attach::enterablePrograms({})) {
        if (program.process == process->processId())
            found = program;
    }
    QVERIFY2(found.program.endsWith("beating.py --fast"), qPrintable(found.program));
    QVERIFY(QDir().mkdir(programs.folder()));
    QVERIFY(QFile::setPermissions(programs.folder(), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
    const trace::Result<OpenProgram> entered = attach::enterProgram(found, programs.folder());
    QVERIFY2(entered, entered ? "" : qPrintable(entered.error().message()));
    Attached viewer;
    QVERIFY(viewer.run.attach(entered.value().path));
    QTRY_VERIFY_WITH_TIMEOUT(viewer.count(trace::EventKind::TaskResumed) >= 5, 20'000);
    viewer.run.letGo();
    process->closeWriteChannel();
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 20'000);
    QCOMPARE(process->exitCode(), 7);
}

QTEST_GUILESS_MAIN(tst_OpenPrograms)
#include "tst_openprograms.moc"
