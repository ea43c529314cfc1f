// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/runwindow.h"

#include "app/window/appearance.h"
#include "app/window/mainwindow.h"

#include <QApplication>
#include <QIcon>

#include <cstdlib>
#include <optional>

namespace app {

int runWindow(int argc, char **argv)
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
        if (const QStringList words = QCoreApplication::arguments(); words.size() > 1)
            window.openFile(words.at(1));
        code = QApplication::exec();
    }
    // A task that computes without ever asking whether to stop still holds its thread; the process must not wait for it, nor tear down what it uses.
    constexpr int PatienceMs = 1000;
    if (!LiveRun::waitForThreads(PatienceMs))
        std::_Exit(code);
    return code;
}

} // namespace app
