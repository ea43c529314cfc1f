// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/opentrace.h"

#include "app/commands/interruption.h"
#include "app/commands/progressline.h"
#include "formats/format.h"

#include <QFile>
#include <QFileInfo>

#include <cstdio>

namespace app {

namespace {

trace::Result<formats::Loaded> readInput(const formats::Progress &progress)
{
    const QString name = QStringLiteral("standard input");
    QFile in;
    if (!in.open(stdin, QIODevice::ReadOnly))
        return trace::Error { name, in.errorString() };
    return formats::readStream(in, name, progress);
}

} // namespace

OpenedTrace::~OpenedTrace()
{
    if (const QString remark = trace ? formats::damageRemark(*trace) : QString(); !remark.isEmpty())
        warn({ path, remark });
}

OpenedTrace openTrace(const QString &path, const Interruption &interruption)
{
    ProgressLine line(QStringLiteral("reading %1").arg(QFileInfo(path).fileName()), &interruption);
    const formats::Progress progress = [&line](quint64 done, quint64 total) { return line.show(done, total); };
    trace::Result<formats::Loaded> loaded = path == QLatin1String("-") ? readInput(progress) : formats::readFile(path, progress);
    OpenedTrace opened;
    opened.path = path;
    if (!loaded) {
        opened.exitCode = interruption.isRequested() ? static_cast<int>(ExitCode::Interrupted) : fail(ExitCode::BadInput, loaded.error());
        return opened;
    }
    if (!loaded.value().remark.isEmpty())
        warn({ path, loaded.value().remark });
    opened.trace = std::move(loaded.value().trace);
    opened.isCutOff = loaded.value().isCutOff;
    return opened;
}

} // namespace app
