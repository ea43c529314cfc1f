// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/allcommands.h"
#include "app/commands/interruption.h"
#include "app/commands/opentrace.h"
#include "app/commands/progressline.h"
#include "app/commands/table.h"
#include "app/commands/tasknames.h"
#include "app/commands/values.h"
#include "formats/eventfields.h"
#include "panels/eventrows.h"
#include "panels/statetext.h"
#include "trace/timetext.h"

#include <algorithm>

namespace app {

namespace {

constexpr OptionSpec Options[] {
    { "json", nullptr, "one JSON object a line: t_ns, kind, then the fields of that kind" },
    { "range", "T0..T1", "only events from T0 on and before T1; either may be left out" },
    { "task", "NAME", "only events of the task of this name" },
};

constexpr quint64 ProgressStride = 1u << 12;

QString longestTaskName(const trace::Trace &trace)
{
    QString longest;
    for (const trace::TaskRow &row : trace.tasks()) {
        const QString name = row.id == trace::TaskId::None ? QString() : printable(panels::taskName(trace, row.id));
        if (name.size() > longest.size())
            longest = name;
    }
    return longest;
}

class EventLines
{
public:
    EventLines(const trace::Trace &trace, bool isJson) : m_trace(trace), m_isJson(isJson)
    {
        constexpr qsizetype WidestName = 24;
        m_nameWidth = std::min(longestTaskName(trace).size(), WidestName);
        m_timeWidth = std::max<qsizetype>(trace::formatSeconds(trace.range().end, 9).size(), 11);
    }

    void append(const trace::Event &event, QByteArray &out) const
    {
        if (m_isJson) {
            formats::appendJson(m_trace, event, out);
            out.append('\n');
            return;
        }
        constexpr qsizetype KindWidth = 21; // "task-cancel-requested"
        QString line = trace::formatSeconds(event.time, 9).rightJustified(m_timeWidth) + QStringLiteral("  ");
        line += QString::fromLatin1(trace::nameOf(event.kind)).leftJustified(KindWidth) + QStringLiteral("  ");
        line += printable(panels::taskName(m_trace, event.task)).leftJustified(m_nameWidth) + QStringLiteral("  ");
        line += printable(panels::eventDetails(m_trace, event));
        while (line.endsWith(u' '))
            line.chop(1);
        out.append(line.toUtf8()).append('\n');
    }

private:
    const trace::Trace &m_trace;
    bool m_isJson;
    qsizetype m_nameWidth = 0;
    qsizetype m_timeWidth = 0;
};

int run(const Arguments &arguments)
{
    const Interruption interruption;
    const OpenedTrace opened = openTrace(arguments.operands().constFirst(), interruption);
    if (!opened.trace)
        return opened.exitCode;
    const trace::Trace &trace = *opened.trace;
    const auto range = rangeOf(arguments, "range", { {}, trace.range().end + trace::Duration(1) });
    if (!range)
        return fail(ExitCode::Usage, range.error());
    std::vector<trace::TaskId> tasks;
    if (arguments.has("task")) {
        trace::Result<std::vector<trace::TaskId>> named = tasksNamed(trace, arguments.value("task"));
        if (!named)
            return fail(ExitCode::Usage, named.error());
        tasks = std::move(named).value();
    }
    const quint64 first = range.value() ? trace.countBefore(range.value()->begin) : 0;
    const quint64 last = range.value() ? trace.countBefore(range.value()->end) : trace.eventCount();
    const EventLines lines(trace, arguments.has("json"));
    Output out;
    QByteArray buffer;
    trace.forEach(first, last, [&](quint64 index, const trace::Event &event) {
        if (tasks.empty() || std::binary_search(tasks.begin(), tasks.end(), event.task))
            lines.append(event, buffer);
        if (index % ProgressStride == 0) {
            out.write(buffer);
            buffer.clear();
        }
        return !interruption.isRequested();
    });
    out.write(buffer);
    return out.finish(interruption.isRequested() ? ExitCode::Interrupted : ExitCode::Done);
}

} // namespace

const Command eventsCommand {
    "events", "TRACE", 1, 1, "one event a line, in the order of the trace",
    "Prints the events of a trace, one a line: time in seconds, kind, task, and what else is known.\n"
    "TRACE is a .loopscope file, Chrome trace events or a Perfetto trace; - is standard input.",
    Options, nullptr, run
};

} // namespace app
