// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/programplan.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>

namespace app {

namespace {

QString interpreterIn(const QString &environment)
{
    const QFileInfo python(environment + QStringLiteral("/bin/python3"));
    return python.isExecutable() ? python.absoluteFilePath() : QString();
}

} // namespace

QString ProgramPlan::name() const
{
    return !title.isEmpty() ? title : QFileInfo(script.isEmpty() ? interpreter : script).fileName();
}

QString standardInterpreter(const QString &script)
{
    if (const QString active = qEnvironmentVariable("VIRTUAL_ENV"); !active.isEmpty()) {
        if (const QString python = interpreterIn(active); !python.isEmpty())
            return python;
    }
    QDir folder = QFileInfo(script).absoluteDir();
    for (int level = 0; level < 4; ++level) {
        for (const char *name : { ".venv", "venv" }) {
            if (const QString python = interpreterIn(folder.filePath(QLatin1String(name))); !python.isEmpty())
                return python;
        }
        if (!folder.cdUp())
            break;
    }
    return QStringLiteral("python3");
}

QString joinWords(const QStringList &words)
{
    QStringList quoted;
    for (QString word : words) {
        // As QProcess::splitCommand() reads it: three quotes stand for one.
        const bool isPlain = !word.isEmpty() && !word.contains(u' ') && !word.contains(u'"') && !word.contains(u'\t');
        quoted << (isPlain ? word : u'"' + word.replace(u'"', QStringLiteral("\"\"\"")) + u'"');
    }
    return quoted.join(u' ');
}

QStringList splitWords(const QString &line)
{
    return QProcess::splitCommand(line);
}

} // namespace app
