// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/tracesaving.h"

#include "app/window/backgroundwork.h"
#include "app/window/liverun.h"
#include "formats/format.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSaveFile>

namespace app {
namespace {

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
    trace::Result<> result;
    const bool isCancelled = workInBackground(parent, tr("Writing %1").arg(QFileInfo(path).fileName()), [&](const WorkProgress &progress) { result = writeFile(*trace, *format, path, progress); });
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
