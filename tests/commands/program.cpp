// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "support/places.h"

#include <QProcess>

Outcome loopscope(const QStringList &arguments, const QString &folder, const QByteArray &input)
{
    QProcess process;
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    const QString leakOptions = QStringLiteral("LSAN_OPTIONS"); // where the program is built to check itself
    if (qEnvironmentVariableIsSet("LSAN_OPTIONS"))
        environment.insert(leakOptions, qEnvironmentVariable("LSAN_OPTIONS"));
    process.setProcessEnvironment(environment);
    if (!folder.isEmpty())
        process.setWorkingDirectory(folder);
    process.start(support::buildPath(QStringLiteral("bin/loopscope")), arguments);
    process.write(input);
    process.closeWriteChannel();
    Outcome outcome;
    const bool hasEnded = process.waitForFinished(60'000);
    if (!hasEnded) {
        process.kill();
        process.waitForFinished();
    }
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    if (hasEnded && process.exitStatus() == QProcess::NormalExit)
        outcome.code = process.exitCode();
    return outcome;
}

QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(u' ', Qt::SkipEmptyParts);
}
