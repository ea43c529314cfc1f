// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/runwindow.h"

#include "app/window/appearance.h"
#include "app/window/mainwindow.h"

#include <QApplication>
#include <QIcon>

#include <csignal>
#include <cstdlib>
#include <optional>

namespace app {

namespace {

/// Runs the program in the window, and says how it went.
class Watching : public QObject
{
public:
    Watching(MainWindow &window, const WatchedProgram &program)
        : m_workspace(&window.workspace())
        , m_program(&program)
    {
        ProgramControl &control = m_workspace->program();
        connect(&control, &ProgramControl::ended, this, [this](int code) { end(code, {}); });
        m_workspace->runProgram(program.plan);
        if (control.state() == session::RunState::Failed)
            end(-1, control.failure());
        else
            program.begun(control.process());
    }
    /// The exit code of this process; the window has been closed.
    [[nodiscard]] int finish()
    {
        end(128 + SIGTERM, {});
        return m_code;
    }

private:
    void end(int code, const QString &failure)
    {
        if (m_isOver)
            return; // what is run again from the window is the window's
        m_isOver = true;
        m_code = m_program->ended(m_workspace->session().trace(), code, failure);
    }

    Workspace *m_workspace;
    const WatchedProgram *m_program;
    int m_code = 0;
    bool m_isOver = false;
};

int runApplication(int argc, char **argv, const WatchedProgram *program)
{
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("loopscope"));
    QCoreApplication::setApplicationName(QStringLiteral("loopscope"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LOOPSCOPE_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Loopscope"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.loopscope.Loopscope"));
    application.setWindowIcon(QIcon(QStringLiteral(":/icons/loopscope.svg")));
    int code = 0;
    {
        Appearance appearance;
        MainWindow window(appearance);
        window.show();
        std::optional<Watching> watching;
        if (program)
            watching.emplace(window, *program);
        else if (const QStringList words = QCoreApplication::arguments(); words.size() > 1)
            window.openFile(words.at(1));
        code = QApplication::exec();
        if (watching)
            code = watching->finish();
    }
    // A task that computes without ever asking whether to stop still holds its thread; the process must not wait for it, nor tear down what it uses.
    constexpr int PatienceMs = 1000;
    if (!LiveRun::waitForThreads(PatienceMs))
        std::_Exit(code);
    return code;
}

} // namespace

int runWindow(int argc, char **argv)
{
    return runApplication(argc, argv, nullptr);
}

int runWindow(const WatchedProgram &program)
{
    char name[] = "loopscope";
    char *argv[] { name, nullptr };
    return runApplication(1, argv, &program);
}

} // namespace app
