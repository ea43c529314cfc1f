// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/windowfixture.h"

#include "app/window/attachdialog.h"
#include "attach/openprograms.h"
#include "attach/probefiles.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QTreeWidget>

using attach::OpenProgram;
using session::RunState;

namespace {

// Each step writes one line.
const char Counting[] = R"(import asyncio, sys
lines = open(sys.argv[1], "a", buffering=1)
async def count():
    n = 0
    while True:
        lines.write(f"{n}\n")
        n += 1
        await asyncio.sleep(.002)
async def main():
    task = asyncio.create_task(count())
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    task.cancel()
asyncio.run(main())
sys.exit(7)
)";

OpenProgram programOf(qint64 process, const QString &name)
{
    OpenProgram program;
    program.process = process;
    program.program = name;
    program.path = QStringLiteral("/nowhere/%1.sock").arg(process);
    program.since = QDateTime::currentDateTime();
    return program;
}

} // namespace

class TestAttach : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theListFollowsTheProgramsThatAreThere();
    void whereThereIsNoneItSaysWhatToDo();
    void aProgramThatIsWatchedAlreadyCannotBeChosen();
    void aRunningProgramIsHaltedSteppedAndLetGo();
    void aProgramThatHasEndedIsTold();

private:
    [[nodiscard]] qsizetype lineCount() const
    {
        QFile file(m_folder.filePath("lines"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : -1;
    }
    QTemporaryDir m_folder;
};

void TestAttach::initTestCase()
{
    WindowFixture::isolateSettings();
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_folder.path()));
    QFile script(m_folder.filePath("counting.py"));
    QVERIFY(script.open(QIODevice::WriteOnly) && script.write(Counting) > 0);
}

void TestAttach::theListFollowsTheProgramsThatAreThere()
{
    QList<OpenProgram> programs { programOf(7, "<b>seven</b>.py --port 8000") };
    app::AttachDialog dialog([&programs] { return programs; }, "command");
    auto *list = dialog.findChild<QTreeWidget *>("programs");
    QVERIFY(list);
    dialog.show();
    QCOMPARE(list->topLevelItemCount(), 1);
    QCOMPARE(list->topLevelItem(0)->text(0), QStringLiteral("<b>seven</b>.py --port 8000"));
    QVERIFY(!list->topLevelItem(0)->toolTip(0).contains("<b>"));
    QCOMPARE(list->topLevelItem(0)->text(1), QStringLiteral("7"));
    QVERIFY(dialog.program() && dialog.program()->process == 7);
    programs.prepend(programOf(9, "nine.py"));
    QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 2, 20'000);
    QCOMPARE(dialog.program()->process, 7); // the choice stays where it was
    programs.removeLast();
    QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 1, 20'000);
    QVERIFY(dialog.program());
    QCOMPARE(dialog.program()->process, 9);
}

void TestAttach::whereThereIsNoneItSaysWhatToDo()
{
    app::AttachDialog dialog([] { return QList<OpenProgram>(); }, "PYTHONPATH=/x LOOPSCOPE=1 python3 script.py");
    dialog.show();
    QVERIFY(dialog.findChild<QLabel *>("empty")->isVisible());
    QVERIFY(!dialog.findChild<QTreeWidget *>("programs")->isVisible());
    QVERIFY(!dialog.program());
    for (auto *button : dialog.findChildren<QPushButton *>()) {
        if (button->text().contains("Attach"))
            QVERIFY(!button->isEnabled());
        if (button->text().contains("Copy"))
            button->click();
    }
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("PYTHONPATH=/x LOOPSCOPE=1 python3 script.py"));
}

void TestAttach::aProgramThatIsWatchedAlreadyCannotBeChosen()
{
    OpenProgram watched = programOf(7, "seven.py");
    watched.isWatched = true;
    app::AttachDialog dialog([&watched] { return QList<OpenProgram> { watched }; }, "command");
    dialog.show();
    QVERIFY(!dialog.program());
    QVERIFY(dialog.findChild<QTreeWidget *>("programs")->topLevelItem(0)->isDisabled());
}

void TestAttach::aRunningProgramIsHaltedSteppedAndLetGo()
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("PYTHONPATH", attach::probeFolder().value());
    environment.insert("LOOPSCOPE", "1");
    process.setProcessEnvironment(environment);
    process.start("python3", { m_folder.filePath("counting.py"), m_folder.filePath("lines") });
    QVERIFY(process.waitForStarted());
    QTRY_COMPARE_WITH_TIMEOUT(attach::openPrograms().size(), 1, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(lineCount() > 5, 20'000);

    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    app::ProgramControl &program = fixture.window->workspace().program();
    QTimer::singleShot(0, this, [] {
        auto *dialog = qobject_cast<app::AttachDialog *>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        QVERIFY(dialog->program());
        QTest::keyClick(dialog, Qt::Key_Return);
    });
    fixture.window->actions().attachProgram->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(fixture.resumes() > 5, 20'000);
    QCOMPARE(program.state(), RunState::Running);
    QVERIFY2(fixture.window->windowTitle().startsWith(QStringLiteral("counting.py (%1)").arg(process.processId())), qPrintable(fixture.window->windowTitle()));
    QCOMPARE(fixture.trace().tasks().size(), std::size_t(2));

    fixture.window->activateWindow();
    QVERIFY(fixture.isReady());
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), RunState::Paused, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(program.canStep(), 20'000);
    QTest::qWait(50);
    const qsizetype halted = lineCount();
    for (int step = 1; step <= 5; ++step) {
        fixture.press(Qt::Key_F10);
        QTRY_COMPARE_WITH_TIMEOUT(program.steps(), quint64(step), 20'000);
        QCOMPARE(lineCount(), halted + step);
    }
    fixture.press(Qt::Key_F5, Qt::ShiftModifier); // Stop: it is not ours to end
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), RunState::Finished, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(lineCount() > halted + 20, 20'000);
    QCOMPARE(process.state(), QProcess::Running);

    // Run attaches again.
    QTRY_VERIFY_WITH_TIMEOUT(!attach::openPrograms().constFirst().isWatched, 20'000);
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), RunState::Running, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.resumes() > 5, 20'000);
    fixture.window->close();
    QTRY_VERIFY_WITH_TIMEOUT(!attach::openPrograms().constFirst().isWatched, 20'000);
    process.closeWriteChannel();
    QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 20'000);
    QCOMPARE(process.exitCode(), 7);
}

void TestAttach::aProgramThatHasEndedIsTold()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    app::ProgramPlan plan;
    plan.socket = m_folder.filePath("1.sock");
    plan.process = 1;
    plan.title = "gone.py (1)";
    fixture.window->workspace().runProgram(plan);
    QCOMPARE(fixture.window->workspace().program().state(), RunState::Failed);
    QVERIFY(fixture.window->workspace().program().failure().contains("nobody answers there"));
}

QTEST_MAIN(TestAttach)
#include "tst_attach.moc"
