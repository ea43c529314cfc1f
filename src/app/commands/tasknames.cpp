// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/tasknames.h"

#include "analysis/summary.h"
#include "app/commands/arguments.h"
#include "trace/nearest.h"
#include "trace/timetext.h"

namespace app {

trace::Result<std::vector<trace::TaskId>> tasksNamed(const trace::Trace &trace, const QString &name)
{
    std::vector<trace::TaskId> found;
    QStringList names;
    for (const trace::TaskRow &row : trace.tasks()) {
        if (row.id == trace::TaskId::None)
            continue;
        names << analysis::taskName(trace, row.id);
        if (names.constLast() == name)
            found.push_back(row.id);
    }
    if (!found.empty())
        return found;
    const QString why = names.isEmpty() ? QStringLiteral("the trace has no tasks")
                                        : QStringLiteral("the trace has no task \"%1\"; the nearest is %2").arg(name, trace::nearest(name, names));
    return trace::Error { QStringLiteral("--task"), why };
}

trace::Result<trace::Timestamp> momentIn(const trace::Trace &trace, const char *option, std::optional<trace::Timestamp> given)
{
    const trace::Timestamp end = trace.range().end;
    if (!given || *given <= end)
        return given.value_or(end);
    return trace::Error { dashed(QLatin1String(option)),
        QStringLiteral("%1 is after the end of the trace at %2")
            .arg(trace::formatDuration(*given - trace::Timestamp {}), trace::formatDuration(end - trace::Timestamp {})) };
}

} // namespace app
