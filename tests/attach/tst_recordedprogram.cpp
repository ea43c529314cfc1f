// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/programrun.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace {

const char Greeting[] = R"(
import asyncio, sys
async def say(text, delay):
    await asyncio.sleep(delay)
    print(text)
async def main():
    await asyncio.gather(say("late", .3), say("early", .01))
    sys.exit(3)
asyncio.run(main())
)";

/// A run of a script in a folder of its own.
struct Run
{
    explicit Run(const char *source)
    {
        QFile script(folder.filePath("script.py"));
        if (!script.open(QIODevice::WriteOnly) || script.write(source) < 0)
            qFatal("the script cannot be written");
        program.executable = QStringLiteral("python3");
        program.arguments = QStringList { script.fileName() };
        program.isOutputOurs = true;
        QObject::connect(&run, &attach::ProgramRun::bytesWaiting, &run, [this] {
            while (run.read(1 << 16)) {
            }
        });
        QObject::connect(&run, &attach::ProgramRun::output, &run, [this](const QString &line) { lines << line; });
    }
    [[nodiscard]] bool waitForEnd() const { return QTest::qWaitFor([this] { return !finished.isEmpty(); }, 20'000); }

    QTemporaryDir folder;
    attach::Program program;
    std::shared_ptr<trace::Trace> trace = std::make_shared<trace::Trace>(trace::TraceInfo());
    attach::ProgramRun run { trace };
    QSignalSpy finished { &run, &attach::ProgramRun::finished };
    QStringList lines;
};

QStringList resumed(const trace::Trace &trace)
{
    QStringList names;
    trace.forEach(0, trace.eventCount(), [&](quint64, const trace::Event &event) {
        if (event.kind == trace::EventKind::TaskResumed)
            names << trace.text(trace.tasks()[rowOf(event.task)].name);
        return true;
    });
    return names;
}

} // namespace

class tst_RecordedProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aScriptIsRecordedAndKeepsItsExitCode();
    void aSignalThatEndsItIsTold();
    void aProgramWithoutAsyncioLeavesNoRecording();
    void aProgramThatDoesNotExistIsAnError();
    void aPausedProgramMakesOneStepAtATime();
    void anInterruptReachesAPausedProgram();
};

void tst_RecordedProgram::aScriptIsRecordedAndKeepsItsExitCode()
{
    Run run(Greeting);
    QVERIFY(run.run.start(run.program));
    QVERIFY(run.waitForEnd());
    QCOMPARE(run.run.exitCode(), 3);
    QVERIFY(run.run.isWhole());
    QCOMPARE(run.run.streamError(), QString());
    QCOMPARE(run.lines, QStringList({ "early", "late" }));
    QCOMPARE(resumed(*run.trace).first(6), QStringList({ "main-1", "say-1", "say-2", "say-2", "say-1", "main-1" }));
    QCOMPARE(run.trace->clampedCount(), 0u);
    QCOMPARE(run.trace->latest().ignored, 0u);
    QCOMPARE(run.run.stream().probeErrors(), 0u);
}

void tst_RecordedProgram::aSignalThatEndsItIsTold()
{
    Run run("import asyncio, os\nasync def main():\n    await asyncio.sleep(.1)\n    os.kill(os.getpid(), 9)\nasyncio.run(main())\n");
    QVERIFY(run.run.start(run.program));
    QVERIFY(run.waitForEnd());
    QCOMPARE(run.run.exitCode(), 128 + SIGKILL);
    QVERIFY(!run.run.isWhole());
    QVERIFY(run.trace->eventCount() > 0);
}

void tst_RecordedProgram::aProgramWithoutAsyncioLeavesNoRecording()
{
    Run run("print('plain')\n");
    QVERIFY(run.run.start(run.program));
    QVERIFY(run.waitForEnd());
    QCOMPARE(run.run.exitCode(), 0);
    QVERIFY(!run.run.receiver().hasBeenConnected());
    QCOMPARE(run.lines, QStringList({ "plain" }));
}

void tst_RecordedProgram::aProgramThatDoesNotExistIsAnError()
{
    Run run("");
    run.program.executable = QStringLiteral("/nowhere/python3");
    const trace::Result<> started = run.run.start(run.program);
    QVERIFY(!started);
    QVERIFY(started.error().message().startsWith("/nowhere/python3: "));
}

void tst_RecordedProgram::aPausedProgramMakesOneStepAtATime()
{
    Run run(Greeting);
    run.program.isPaused = true;
    QVERIFY(run.run.start(run.program));
    const auto hasStood = [&run](quint64 steps) {
        return QTest::qWaitFor([&] { return run.run.stream().state() && run.run.stream().state()->steps == steps && run.run.stream().state()->parked > 0; }, 20'000);
    };
    QVERIFY(hasStood(0));
    QVERIFY(run.run.stream().state()->isPaused);
    run.run.step();
    QVERIFY(hasStood(1));
    run.run.step();
    QVERIFY(hasStood(2));
    QTRY_COMPARE_WITH_TIMEOUT(resumed(*run.trace), QStringList({ "main-1", "say-1" }), 20'000); // its records follow its count
    run.run.continueRun();
    QVERIFY(run.waitForEnd());
    QCOMPARE(run.run.exitCode(), 3);
    run.lines.sort(); // its clock went on while it was paused: either may be first
    QCOMPARE(run.lines, QStringList({ "early", "late" }));
}

void tst_RecordedProgram::anInterruptReachesAPausedProgram()
{
    Run run("import asyncio\nasync def main():\n    await asyncio.sleep(30)\nasyncio.run(main())\n");
    run.program.isPaused = true;
    QVERIFY(run.run.start(run.program));
    QVERIFY(QTest::qWaitFor([&] { return run.run.stream().state() && run.run.stream().state()->parked > 0; }, 20'000));
    run.run.interrupt();
    QVERIFY(run.waitForEnd());
    QVERIFY(run.run.exitCode() == 128 + SIGINT || run.run.exitCode() == 1);
    QVERIFY(run.run.isWhole());
}

QTEST_GUILESS_MAIN(tst_RecordedProgram)
#include "tst_recordedprogram.moc"
