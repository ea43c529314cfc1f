// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/backgroundwork.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QProgressDialog>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <memory>

namespace app {

namespace {

constexpr std::chrono::milliseconds Look { 50 };
constexpr int ShownAfterMs = 300;
constexpr int Parts = 1000;

} // namespace

bool workInBackground(QWidget *parent, const QString &text, const std::function<void(const WorkProgress &)> &work)
{
    std::atomic<quint64> done = 0;
    std::atomic<quint64> total = 0;
    std::atomic<bool> isCancelled = false;
    std::atomic<bool> isDone = false; // what QThread::wait() says too, but not to the thread checker
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        work([&](quint64 nowDone, quint64 nowTotal) {
            done = nowDone;
            total = nowTotal;
            return !isCancelled;
        });
        isDone = true;
    }));
    QProgressDialog progress(text, QCoreApplication::translate("BackgroundWork", "Cancel"), 0, Parts, parent);
    progress.setWindowModality(Qt::ApplicationModal);
    progress.setMinimumDuration(ShownAfterMs);
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &progress, [&] {
        // Never all of it, which would close the dialogue before the work is done.
        progress.setValue(total > 0 ? static_cast<int>(static_cast<double>(done) / static_cast<double>(total) * (Parts - 1)) : 0);
        if (progress.wasCanceled())
            isCancelled = true;
    });
    look.start(Look);
    QEventLoop wait;
    QObject::connect(thread.get(), &QThread::finished, &wait, &QEventLoop::quit);
    thread->start();
    wait.exec();
    thread->wait();
    Q_ASSERT(isDone);
    return isCancelled;
}

} // namespace app
