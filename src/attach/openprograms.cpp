// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/openprograms.h"

#include "attach/peer.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <csignal>
#include <optional>

namespace attach {

namespace {

constexpr qint64 MaxAbout = 64 << 10;

bool isAlive(qint64 process)
{
    return ::kill(static_cast<pid_t>(process), 0) == 0;
}

QString textOf(const QJsonObject &about, const char *key)
{
    return about.value(QLatin1String(key)).toString().left(MaxProgramText);
}

/// What PID.json says; nothing where it is not of the process that its name says.
std::optional<OpenProgram> readAbout(const QString &path, qint64 process)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject about = QJsonDocument::fromJson(file.read(MaxAbout)).object();
    if (about.value(QStringLiteral("pid")).toInteger() != process)
        return std::nullopt;
    OpenProgram found;
    found.process = process;
    found.program = textOf(about, "program");
    found.folder = textOf(about, "folder");
    found.interpreter = textOf(about, "interpreter");
    found.since = QDateTime::fromMSecsSinceEpoch(about.value(QStringLiteral("since_ns")).toInteger() / 1'000'000);
    found.isWatched = about.value(QStringLiteral("watched")).toBool();
    return found;
}

} // namespace

QString programsFolder()
{
    const QString base = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (QDir::isAbsolutePath(base) && QFileInfo(base).isDir())
        return base + QStringLiteral("/loopscope");
    return QStringLiteral("/tmp/loopscope-%1").arg(ownUser());
}

QList<OpenProgram> openPrograms(const QString &folder)
{
    QList<OpenProgram> programs;
    if (!isOwnersAlone(folder))
        return programs;
    const QDir dir(folder);
    for (const QString &name : dir.entryList({ QStringLiteral("*.json") }, QDir::Files)) {
        bool isNumber = false;
        const qint64 process = QFileInfo(name).completeBaseName().toLongLong(&isNumber);
        if (!isNumber || process <= 0)
            continue;
        const QString socket = dir.filePath(QStringLiteral("%1.sock").arg(process));
        if (!isAlive(process)) {
            QFile::remove(socket);
            QFile::remove(dir.filePath(name));
            continue;
        }
        std::optional<OpenProgram> found = readAbout(dir.filePath(name), process);
        if (!found || !QFileInfo::exists(socket) || programs.size() >= MaxPrograms)
            continue;
        found->path = socket;
        programs << *found;
    }
    std::sort(programs.begin(), programs.end(), [](const OpenProgram &a, const OpenProgram &b) { return a.since != b.since ? a.since > b.since : a.process > b.process; });
    return programs;
}

} // namespace attach
