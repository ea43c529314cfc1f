// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/outputfile.h"

#include <QBuffer>
#include <QFileInfo>
#include <QSaveFile>

#include <cstdio>

namespace app {

namespace {

trace::Error failed(const QString &path, const QString &why)
{
    return { path, why.isEmpty() ? QStringLiteral("cannot be written") : why };
}

trace::Result<> writeBeside(const QString &path, const std::function<trace::Result<>(QIODevice &)> &content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return failed(path, file.errorString());
    if (const trace::Result<> result = content(file); !result) {
        file.cancelWriting();
        return failed(path, result.error().why);
    }
    if (!file.commit())
        return failed(path, file.errorString());
    return {};
}

trace::Result<> writeDirectly(QFile &file, const QString &path, const std::function<trace::Result<>(QIODevice &)> &content)
{
    const trace::Result<> result = content(file);
    if (!result)
        return failed(path, result.error().why);
    if (!file.flush())
        return failed(path, file.errorString());
    return {};
}

} // namespace

trace::Result<> writeOutput(const QString &path, const std::function<trace::Result<>(QIODevice &)> &content)
{
    if (path == QLatin1String("-")) {
        QFile out;
        if (!out.open(stdout, QIODevice::WriteOnly))
            return failed(QStringLiteral("standard output"), out.errorString());
        return writeDirectly(out, QStringLiteral("standard output"), content);
    }
    const QFileInfo info(path);
    if (info.isDir())
        return failed(path, QStringLiteral("is a folder"));
    if (!info.exists() || info.isFile())
        return writeBeside(path, content);
    // Renaming over a device would replace it by a file.
    QFile device(path);
    if (!device.open(QIODevice::WriteOnly | QIODevice::ExistingOnly))
        return failed(path, device.errorString());
    return writeDirectly(device, path, content);
}

} // namespace app
