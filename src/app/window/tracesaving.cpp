// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/tracesaving.h"

#include "app/window/liverun.h"
#include "formats/format.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QFileDialog>
#include <QFileInfo>
#include <QProgressDialog>
#include <QSaveFile>
#include <QThread>
#include <QTimer>

#include <atomic>

namespace app {
namespace {

constexpr int ProgressMs = 100;

QString tr(const char *text)
{
    return QCoreApplication::translate("TraceSaving", text);
}

trace::Result<> writeFile(const trace::Trace &trace, formats::Format format, const QString &path, const formats::Progress &progress)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return trace::Error { path, file.errorString() };
    const trace::Result<> written = formats::write(trace, format, file, progress);
    if (!written)
        file.cancelWriting();
    else if (!file.commit())
        return trace::Error { path, file.errorString() };
    return written ? written : trace::Result<>(trace::Error { written.error().what.isEmpty() ? path : written.error().what, written.error().why });
}

} // namespace

trace::Result<QString> saveTraceTo(const QString &path, const session::Session &session, LiveRun &live, QWidget *parent)
{
    const std::optional<formats::Format> format = formats::formatOfSuffix(path);
    if (!format)
        return trace::Error { path, tr("its name has to end in one of %1").arg(formats::writtenSuffixes().join(QStringLiteral(", "))) };
    live.pause();
    live.setDraining(false);
    const std::shared_ptr<const trace::Trace> trace = session.sharedTrace();
    std::atomic<quint64> done = 0, total = 0;
    std::atomic<bool> isCancelled = false;
    trace::Result<> result;
    std::unique_ptr<QThread> thread(QThread::create([&] {
        result = writeFile(*trace, *format, path, [&](quint64 d, quint64 t) {
            done = d;
            total = t;
            return !isCancelled;
        });
    }));

    QProgressDialog progress(tr("Writing %1").arg(QFileInfo(path).fileName()), tr("Cancel"), 0, 1000, parent);
    progress.setWindowModality(Qt::ApplicationModal);
    progress.setMinimumDuration(300);
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, &progress, [&] {
        progress.setValue(total ? static_cast<int>(double(done) / double(total) * 999) : 0);
        if (progress.wasCanceled())
            isCancelled = true;
    });
    tick.start(ProgressMs);
    QEventLoop wait;
    QObject::connect(thread.get(), &QThread::finished, &wait, &QEventLoop::quit);
    thread->start();
    wait.exec();
    thread->wait();
    live.setDraining(true);
    if (isCancelled && !result)
        return QString();
    return result ? trace::Result<QString>(path) : trace::Result<QString>(result.error());
}

trace::Result<QString> saveTrace(const session::Session &session, LiveRun &live, QWidget *parent)
{
    QStringList patterns;
    for (const QString &suffix : formats::writtenSuffixes())
        patterns << QLatin1Char('*') + suffix;
    const QString name = QFileInfo(session.source().name).completeBaseName();
    const QString path = QFileDialog::getSaveFileName(parent, tr("Save trace"), QDir::home().filePath((name.isEmpty() ? QStringLiteral("trace") : name) + QStringLiteral(".loopscope")),
        tr("Traces (%1)").arg(patterns.join(QLatin1Char(' '))));
    return path.isEmpty() ? trace::Result<QString>(QString()) : saveTraceTo(path, session, live, parent);
}

} // namespace app
