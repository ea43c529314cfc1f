// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/windowfixture.h"

#include "app/window/outputlines.h"
#include "app/window/programdialog.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QThread>

using app::ProgramPlan;
using session::RunState;

namespace {

// Each task step writes one line, before anything else can run.
const char Counting[] = R"(import asyncio, sys
steps = open(sys.argv[1], "a", buffering=1)
async def count(name):
    for n in range(12):
        steps.write(f"{name}{n}\n")
        await asyncio.sleep(0)
    steps.write(f"{name} ends\n")
async def main():
    a, b = asyncio.ensure_future(count("a")), asyncio.ensure_future(count("b"))
    steps.write("main\n")
    await a
    steps.write("main again\n")
    await b
    steps.write("main ends\n")
    print("done")
    sys.exit(7)
asyncio.run(main())
)";

QString write(const QTemporaryDir &folder, const QString &name, const QByteArray &text)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

QStringList linesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts) : QStringList();
}

QStringList logOf(const trace::Trace &trace)
{
    QStringList lines;
    trace.forEach(0, trace.eventCount(), [&](quint64, const trace::Event &event) {
        if (event.kind == trace::EventKind::Log)
            lines << trace.text(event.text);
        return true;
    });
    return lines;
}

} // namespace

class TestProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void f10RunsExactlyOneTaskStep();
    void aDroppedScriptRunsAtOnceAndIsRemembered();
    void aScriptOpenedAtOnceTakesThePlaceOfTheFirstScenario();
    void stopEndsAProgramThatWaits();
    void aProgramThatCannotBeStartedIsTold();
    void theDialogueAsksForWhatIsThere();
    void aLineFromTheProbeAndItsTwinFromThePipeAreOne();
    void argumentsAreReadAndWritten();
};

void TestProgram::f10RunsExactlyOneTaskStep()
{
    QTemporaryDir folder;
    const QString steps = folder.filePath("steps");
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    app::ProgramControl &program = fixture.window->workspace().program();
    ProgramPlan plan;
    plan.script = write(folder, "counting.py", Counting);
    plan.arguments = QStringList { steps };
    fixture.window->workspace().runProgram(plan, true);
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), RunState::Paused, 20'000);
    QCOMPARE(linesOf(steps), QStringList());

    for (int step = 1; step <= 20; ++step) {
        fixture.press(Qt::Key_F10);
        QTRY_COMPARE_WITH_TIMEOUT(program.steps(), quint64(step), 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.resumes(), step, 20'000);
        QCOMPARE(linesOf(steps).size(), step);
        QCOMPARE(program.state(), RunState::Paused);
    }
    QStringList expected { "main" };
    for (int n = 0; expected.size() < 20; ++n)
        expected << QStringLiteral("a%1").arg(n) << QStringLiteral("b%1").arg(n);
    QCOMPARE(linesOf(steps), expected.first(20));

    fixture.press(Qt::Key_F11, Qt::ShiftModifier); // the iteration: all that is ready
    QTRY_COMPARE_WITH_TIMEOUT(linesOf(steps).size(), 22, 20'000);
    fixture.press(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), RunState::Finished, 20'000);
    QCOMPARE(program.exitCode(), 7);
    QCOMPARE(linesOf(steps).size(), 29);
    QCOMPARE(linesOf(steps).last(), QStringLiteral("main ends"));
    QCOMPARE(logOf(fixture.trace()).filter("done").size(), 1);
    QVERIFY(!fixture.window->workspace().session().isLive());
}

void TestProgram::aDroppedScriptRunsAtOnceAndIsRemembered()
{
    QTemporaryDir folder;
    const QString script = write(folder, "hello.py", "import asyncio, sys, os\nasync def say(text):\n    await asyncio.sleep(.01)\n    print(text, sys.argv[1:])\n    os.system('echo child')\nasyncio.run(say('hi'))\n");
    app::WindowSettings settings;
    ProgramPlan plan = settings.program(script);
    plan.arguments = QStringList { "a b", "c" };
    settings.setProgram(plan);

    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(script) });
    QDragEnterEvent enter({ 300, 300 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(fixture.window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({ 300, 300 }, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(fixture.window.get(), &drop);
    app::ProgramControl &program = fixture.window->workspace().program();
    QVERIFY(program.plan());
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), RunState::Finished, 20'000);
    QCOMPARE(program.exitCode(), 0);
    // What the child wrote is there too, once, and nothing twice.
    QCOMPARE(logOf(fixture.trace()), QStringList({ "hi ['a b', 'c']", "child" }));
    QVERIFY(fixture.window->windowTitle().startsWith("hello.py"));
    QCOMPARE(settings.lastProgram(), script);
    QVERIFY(settings.recentFiles().contains(script));

    // Rerun, halted; the next one runs from there.
    QCOMPARE(fixture.window->workspace().control().state(), RunState::Finished);
    fixture.press(Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), RunState::Paused, 20'000);
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), RunState::Finished, 20'000);

    // A scenario takes its place.
    fixture.window->workspace().load("producer-consumer");
    QVERIFY(!program.plan());
    QCOMPARE(fixture.window->workspace().control().state(), RunState::Paused);
}

void TestProgram::aScriptOpenedAtOnceTakesThePlaceOfTheFirstScenario()
{
    QTemporaryDir folder;
    WindowFixture fixture;
    // As `loopscope x.py` does: the host of the scenario that stands there first has reported, but nobody has heard it yet.
    QThread::msleep(200);
    fixture.window->openFile(write(folder, "hello.py", "import asyncio\nasync def main():\n    print('hello')\nasyncio.run(main())\n"));
    QTRY_COMPARE_WITH_TIMEOUT(fixture.window->workspace().control().state(), RunState::Finished, 20'000);
    QVERIFY(logOf(fixture.trace()).contains(QStringLiteral("hello")));
}

void TestProgram::stopEndsAProgramThatWaits()
{
    QTemporaryDir folder;
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    ProgramPlan plan;
    plan.script = write(folder, "wait.py", "import asyncio, sys\nasync def main():\n    print('waits')\n    await asyncio.sleep(60)\ntry:\n    asyncio.run(main())\nexcept KeyboardInterrupt:\n    sys.exit(3)\n");
    app::ProgramControl &program = fixture.window->workspace().program();
    fixture.window->workspace().runProgram(plan);
    QTRY_VERIFY_WITH_TIMEOUT(logOf(fixture.trace()).contains("waits"), 20'000);
    QCOMPARE(program.state(), RunState::Running);
    fixture.press(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), RunState::Finished, 20'000);
    QCOMPARE(program.exitCode(), 3);
}

void TestProgram::aProgramThatCannotBeStartedIsTold()
{
    QTemporaryDir folder;
    WindowFixture fixture;
    ProgramPlan plan;
    plan.script = write(folder, "a.py", "");
    plan.interpreter = QStringLiteral("/nowhere/python3");
    fixture.window->workspace().runProgram(plan);
    QCOMPARE(fixture.window->workspace().program().state(), RunState::Failed);
    QVERIFY(fixture.window->workspace().control().failure().startsWith("/nowhere/python3: "));
}

void TestProgram::theDialogueAsksForWhatIsThere()
{
    QTemporaryDir folder;
    ProgramPlan plan;
    plan.script = write(folder, "a.py", "");
    plan.arguments = QStringList { "--port", "80 80" };
    app::ProgramDialog dialog(plan);
    const auto isRunnable = [&dialog] {
        for (const QPushButton *button : dialog.findChildren<QPushButton *>()) {
            if (button->isDefault())
                return button->isEnabled();
        }
        return false;
    };
    QVERIFY(isRunnable());
    QCOMPARE(dialog.plan(), plan);
    dialog.findChild<QLineEdit *>("script")->setText(folder.filePath("none.py"));
    QVERIFY(!isRunnable());
}

void TestProgram::aLineFromTheProbeAndItsTwinFromThePipeAreOne()
{
    app::OutputLines lines;
    lines.addPiped("both", 0);
    lines.addPiped("pipe only", 1);
    QCOMPARE(lines.takeUntold(2, false), QStringList());
    lines.addTold("both");
    QCOMPARE(lines.takeUntold(3, false), QStringList());
    QCOMPARE(lines.takeUntold(app::OutputLines::Patience + 1, false), QStringList({ "pipe only" }));
    lines.addPiped("last", 0);
    QCOMPARE(lines.takeUntold(0, true), QStringList({ "last" }));
}

void TestProgram::argumentsAreReadAndWritten()
{
    const QStringList words { "plain", "two words", "a \"quoted\" one" };
    QCOMPARE(app::splitWords(app::joinWords(words)), words);
}

QTEST_MAIN(TestProgram)
#include "tst_ownprogram.moc"
