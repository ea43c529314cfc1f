// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/appearance.h"
#include "app/window/mainwindow.h"
#include "app/window/windowactions.h"
#include "trace/clock.h"
#include "support/runqueue.h"

#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <memory>

/// A shown and active window whose settings touch nothing of the user's.
class WindowFixture
{
public:
    WindowFixture()
        : window(std::make_unique<app::MainWindow>(appearance))
    {
        window->resize(1400, 900);
        window->show();
        window->activateWindow();
    }

    /// Once per test program, before any window.
    static void isolateSettings()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("loopscope-test"));
        QCoreApplication::setApplicationName(QStringLiteral("loopscope-test-%1").arg(QCoreApplication::applicationPid()));
        QSettings().clear();
    }

    [[nodiscard]] bool isReady() { return QTest::qWaitForWindowActive(window.get()); }
    [[nodiscard]] const trace::Trace &trace() { return window->workspace().session().trace(); }
    [[nodiscard]] app::LiveRun &live() { return window->workspace().live(); }
    [[nodiscard]] int resumes()
    {
        int count = 0;
        trace().forEach(0, trace().eventCount(), [&](quint64, const trace::Event &event) {
            count += event.kind == trace::EventKind::TaskResumed;
            return true;
        });
        return count;
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(window.get(), key, modifiers); }
    template<typename Widget>
    [[nodiscard]] Widget *child(const char *name)
    {
        return window->findChild<Widget *>(QLatin1String(name));
    }

    app::Appearance appearance;
    std::unique_ptr<app::MainWindow> window;
};

/// Writes a scenario file and returns its path.
inline QString writeScenario(const QTemporaryDir &folder, const QString &name, const QByteArray &json)
{
    QFile file(folder.filePath(name + QStringLiteral(".scenario.json")));
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

/// The worst gap of a 5 ms timer on this thread during `ms`, in ms; less the time in it for which other threads had the processor.
inline double worstGapMs(int ms)
{
    QTimer timer;
    timer.setTimerType(Qt::PreciseTimer);
    timer.setInterval(5);
    const auto now = [] { return trace::monotonicNow() - support::runqueueWait(); };
    qint64 last = now();
    qint64 worst = 0;
    const auto note = [&] {
        const qint64 next = now();
        worst = std::max(worst, next - last);
        last = next;
    };
    QObject::connect(&timer, &QTimer::timeout, note);
    timer.start();
    QTest::qWait(ms);
    note();
    return static_cast<double>(worst) / 1e6;
}

/// Longer than this the window may never be held up, in ms.
inline constexpr double GapLimitMs = 20 * support::SanitizerSlowdown;

/// The least of the worst gaps of several stretches. Other processes make gaps too, but not in every stretch; a window that its run holds
/// up has them in each.
inline double leastWorstGapMs(int stretches, int ms)
{
    double least = worstGapMs(ms);
    for (int i = 1; i < stretches && least > GapLimitMs; ++i)
        least = std::min(least, worstGapMs(ms));
    return least;
}
