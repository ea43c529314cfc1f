// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/remoteentry.h"

#include "attach/peer.h"
#include "attach/probefiles.h"
#include "trace/clock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryFile>
#include <QThread>

namespace attach {

namespace {

constexpr int FirstMinor = 14; // of the CPython 3 that lets a script be run in it from outside
constexpr qint64 MaxCommandLine = 4096;
constexpr int InterpreterMs = 10'000;
constexpr int LookMs = 20;

QString procOf(qint64 process, const char *name)
{
    return QStringLiteral("/proc/%1/%2").arg(process).arg(QLatin1String(name));
}

/// The minor version of the CPython 3 that an executable's name tells, -1 for none.
int minorOf(const QString &executable)
{
    static const QRegularExpression name(QStringLiteral("^python3\\.(\\d+)t?$"));
    const QRegularExpressionMatch match = name.match(QFileInfo(executable).fileName());
    return match.hasMatch() ? match.captured(1).toInt() : -1;
}

QString commandLineOf(qint64 process)
{
    QFile file(procOf(process, "cmdline"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray words = file.read(MaxCommandLine);
    while (words.endsWith('\0'))
        words.chop(1);
    words.replace('\0', ' ');
    return QString::fromLocal8Bit(words).section(u' ', 1).left(MaxProgramText);
}

QString quoted(QString text)
{
    return u'\'' + text.replace(u'\\', QLatin1String("\\\\")).replace(u'\'', QLatin1String("\\'")).replace(u'\n', QLatin1String("\\n")) + u'\'';
}

} // namespace

QList<OpenProgram> enterablePrograms(const QList<OpenProgram> &listening)
{
    QSet<qint64> known;
    for (const OpenProgram &program : listening)
        known.insert(program.process);
    QList<OpenProgram> programs;
    for (const QString &name : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        bool isNumber = false;
        const qint64 process = name.toLongLong(&isNumber);
        if (!isNumber || known.contains(process) || QFileInfo(procOf(process, "")).ownerId() != ownUser())
            continue;
        const QString executable = QFile::symLinkTarget(procOf(process, "exe"));
        const int minor = minorOf(executable);
        if (minor < FirstMinor || programs.size() >= MaxPrograms)
            continue;
        OpenProgram found;
        found.process = process;
        found.program = commandLineOf(process);
        found.folder = QFile::symLinkTarget(procOf(process, "cwd"));
        found.interpreter = QStringLiteral("CPython 3.%1").arg(minor);
        programs << found;
    }
    return programs;
}

trace::Result<OpenProgram> enterProgram(const OpenProgram &program, const QString &folder, int ms)
{
    const QString what = QStringLiteral("process %1").arg(program.process);
    const trace::Result<QString> probe = probeFolder();
    if (!probe)
        return probe.error();
    QTemporaryFile script(QDir::tempPath() + QStringLiteral("/loopscope-XXXXXX.py"));
    if (!script.open())
        return trace::Error { script.fileName(), script.errorString() };
    // The folder of the sockets is ours to say: the program may have been started with another environment.
    script.write(QStringLiteral("import sys\nsys.path.insert(0, %1)\ntry:\n    import loopscope_probe\nfinally:\n    sys.path.remove(%1)\nloopscope_probe.listen(%2)\n")
                     .arg(quoted(probe.value()), quoted(QFileInfo(folder).absoluteFilePath()))
                     .toUtf8());
    script.close();
    QProcess interpreter;
    interpreter.start(procOf(program.process, "exe"),
        { QStringLiteral("-I"), QStringLiteral("-c"), QStringLiteral("import sys; sys.remote_exec(int(sys.argv[1]), sys.argv[2])"), QString::number(program.process), script.fileName() });
    if (!interpreter.waitForStarted(InterpreterMs) || !interpreter.waitForFinished(InterpreterMs))
        return trace::Error { what, interpreter.errorString() };
    if (interpreter.exitCode() != 0 || interpreter.exitStatus() != QProcess::NormalExit) {
        const QString said = QString::fromUtf8(interpreter.readAllStandardError()).trimmed().section(u'\n', -1);
        return trace::Error { what, said.isEmpty() ? QStringLiteral("its interpreter does not let us in") : said };
    }
    constexpr qint64 Millisecond = 1'000'000;
    for (const qint64 end = trace::monotonicNow() + ms * Millisecond; trace::monotonicNow() < end; QThread::msleep(LookMs)) {
        for (const OpenProgram &open : openPrograms(folder)) {
            if (open.process == program.process)
                return open;
        }
    }
    return trace::Error { what, QStringLiteral("it has not run any Python code since, or it does not use asyncio") };
}

} // namespace attach
