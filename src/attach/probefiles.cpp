// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/probefiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

static void initProbeResources()
{
    Q_INIT_RESOURCE(attach_probe);
}

namespace attach {

namespace {

constexpr const char *Names[] = { "loopscope_probe.py", "sitecustomize.py" };

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray original(const char *name)
{
    initProbeResources();
    return contents(QStringLiteral(":/probe/") + QLatin1String(name));
}

bool isUpToDate(const QString &folder)
{
    for (const char *name : Names) {
        if (contents(folder + u'/' + QLatin1String(name)) != original(name))
            return false;
    }
    return true;
}

} // namespace

trace::Result<> layOutProbe(const QString &folder)
{
    for (const char *name : Names) {
        const QString target = folder + u'/' + QLatin1String(name);
        const QByteArray text = original(name);
        QSaveFile file(target);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
            return trace::Error { target, file.errorString() };
        QFile::setPermissions(target, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    return {};
}

trace::Result<QString> probeFolder()
{
    const QString installed = QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/loopscope/probe"));
    if (isUpToDate(installed))
        return installed;
    const QString own = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/loopscope/probe");
    if (isUpToDate(own))
        return own;
    if (!QDir().mkpath(own))
        return trace::Error { own, QStringLiteral("the folder cannot be made") };
    if (const trace::Result<> laid = layOutProbe(own); !laid)
        return laid.error();
    return own;
}

} // namespace attach
