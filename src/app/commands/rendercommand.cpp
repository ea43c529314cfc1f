// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/allcommands.h"
#include "app/commands/interruption.h"
#include "app/commands/opentrace.h"
#include "app/commands/outputs.h"
#include "app/commands/progressline.h"
#include "app/commands/tasknames.h"
#include "app/commands/values.h"
#include "session/laneorder.h"
#include "session/theme.h"
#include "trace/nearest.h"
#include "trace/timetext.h"

#include <algorithm>

namespace app {

namespace {

constexpr int MostColumns = 12;

constexpr OptionSpec Options[] {
    { "o", "FILE", "where to, in the format of its suffix: .png .svg .pdf .html .webp; required, may be\ngiven several times", true },
    { "view", "VIEW", "timeline, or loop: the ready queue, timers, queues and workers at the moment of --cursor" },
    { "size", "W[xH]", "in pixels, of each frame of a storyboard; as high as the lanes need and 1600 wide where it\nis not given" },
    { "scale", "N", "pixels of a PNG or an animation for each pixel of the size, 0.25..8; 1 where it is not given" },
    { "theme", "THEME", "light, dark or print; light where it is not given" },
    { "range", "T0..T1", "the time shown; either may be left out, the whole run where it is not given" },
    { "axis", "AXIS", "time, steps (a resume each) or events; steps for a storyboard, else time, where it is not given" },
    { "cursor", "T", "draws the playhead at this moment" },
    { "mark", "T[=TEXT]", "draws a mark at this moment; may be given several times", true },
    { "chain", "TASK@T", "picks out what the task does at this moment, and draws who woke whom before it as arrows; in\na recording of another program LANE@T, with the flows that its slice has" },
    { "steps", "N..M", "a storyboard: these steps as small frames with their sentences. An SVG is one sheet, a PDF\nhas pages, PNGs are numbered, .webp shows one after the other" },
    { "columns", "K", "frames of a storyboard side by side, 1..12; three in an SVG and one a page where it is not given" },
    { "frame-time", "T", "an animation (.webp) of --steps: how long each is shown, 20ms..60s; 1.2s where it is not given" },
    { "length", "T", "an animation without steps: how long the playhead takes through the range, 100ms..60s; 10s\nwhere it is not given" },
    { "lanes", "GLOB", "only lanes whose name matches (*, ?, [a-z]); may be given several times", true },
    { "title", "TEXT", "in the place of the name of the trace" },
    { "caption", "TEXT", "a line under the picture" },
    { "no-legend", nullptr, "without the key to the states" },
};

trace::Error refused(const char *option, const QString &text, const QString &why)
{
    return { dashed(QLatin1String(option)), QStringLiteral("\"%1\" %2").arg(text, why) };
}

/// "T[=TEXT]"
trace::Result<std::vector<session::UserMark>> marksOf(const Arguments &arguments)
{
    std::vector<session::UserMark> marks;
    for (const QString &text : arguments.values("mark")) {
        const qsizetype equals = text.indexOf(u'=');
        const std::optional<trace::Duration> time = trace::parseDuration(text.left(equals));
        if (!time)
            return refused("mark", text, QStringLiteral("does not begin with a time; write it like 1.25s=begun or 980ms"));
        marks.push_back({ { trace::Timestamp {} + *time, 0 }, equals < 0 ? QString() : text.mid(equals + 1) });
    }
    std::stable_sort(marks.begin(), marks.end(), [](const auto &a, const auto &b) { return a.moment.time < b.moment.time; });
    return marks;
}

/// "N..M"; either may be left out.
trace::Result<std::optional<StepSpan>> stepsOf(const Arguments &arguments, const trace::Trace &trace)
{
    if (!arguments.has("steps"))
        return std::optional<StepSpan>();
    const QString text = arguments.value("steps");
    const quint64 count = trace.resumes().count();
    const qsizetype dots = text.indexOf(QLatin1String(".."));
    const QString first = dots < 0 ? text : text.left(dots);
    const QString last = dots < 0 ? text : text.mid(dots + 2);
    bool isFirst = true;
    bool isLast = true;
    const StepSpan span { first.isEmpty() ? 1 : first.toULongLong(&isFirst), last.isEmpty() ? count : last.toULongLong(&isLast) };
    if (!isFirst || !isLast || text.isEmpty())
        return refused("steps", text, QStringLiteral("is not a span of steps; write it like 3..8, 3.. or ..8"));
    if (span.first > count)
        return refused("steps", text, QStringLiteral("begins after the last step, which is %1").arg(count));
    if (span.first < 1 || span.last < span.first)
        return refused("steps", text, QStringLiteral("is empty: the first step is 1, and the last does not come before the first"));
    return std::optional(StepSpan { span.first, std::min(span.last, count) });
}

/// What a task does at a moment; of what it does in one instant, its running.
session::Selection selectionAt(const trace::Trace &trace, trace::TaskId task, trace::Timestamp t)
{
    const session::LaneId id = session::LaneId::of(task);
    const trace::Lane &lane = trace.taskLane(task);
    std::optional<quint64> n = lane.indexAt(t);
    if (n && *n > 0 && lane.slice(*n, t).state != trace::SliceState::Running) {
        const trace::Slice before = lane.slice(*n - 1, t);
        if (before.state == trace::SliceState::Running && before.range.end == t)
            --*n;
    }
    return { id, n };
}

/// What a worker's lane shows at a moment, where another program's recording has lanes and no tasks.
trace::Result<session::Selection> laneAt(const trace::Trace &trace, const QString &name, trace::Timestamp t)
{
    QStringList names;
    for (const trace::WorkerRow &row : trace.workers()) {
        names << trace.text(row.name);
        if (names.constLast() == name)
            return session::Selection { session::LaneId::of(row.id), trace.workerLane(row.id).indexAt(t) };
    }
    const QString why = names.isEmpty() ? QStringLiteral("the trace has no tasks") : QStringLiteral("the trace has no lane \"%1\"; the nearest is %2").arg(name, trace::nearest(name, names));
    return trace::Error { QStringLiteral("--chain"), why };
}

/// "TASK@T"
trace::Result<session::Selection> chainOf(const Arguments &arguments, const trace::Trace &trace)
{
    if (!arguments.has("chain"))
        return session::Selection();
    const QString text = arguments.value("chain");
    const qsizetype at = text.lastIndexOf(u'@');
    const std::optional<trace::Duration> time = at < 0 ? std::nullopt : trace::parseDuration(text.mid(at + 1));
    if (!time)
        return refused("chain", text, QStringLiteral("is not a task at a moment; write it like consumer-1@4.5s"));
    const trace::Result<trace::Timestamp> moment = momentIn(trace, "chain", trace::Timestamp {} + *time);
    if (!moment)
        return moment.error();
    if (trace.tasks().empty())
        return laneAt(trace, text.left(at), moment.value());
    const trace::Result<std::vector<trace::TaskId>> tasks = tasksNamed(trace, text.left(at));
    if (!tasks)
        return trace::Error { QStringLiteral("--chain"), tasks.error().why };
    return selectionAt(trace, tasks.value().front(), moment.value());
}

/// A stretch of the viewer's time, in ms, of this span.
trace::Result<std::chrono::milliseconds> showTimeOf(const Arguments &arguments, const char *option, std::chrono::milliseconds least, std::chrono::milliseconds most, std::chrono::milliseconds otherwise)
{
    const auto time = timeOf(arguments, option);
    if (!time)
        return time.error();
    if (!time.value())
        return otherwise;
    const std::chrono::nanoseconds shown(time.value()->ns);
    if (shown < least || shown > most) {
        const QString span = QStringLiteral("is not in %1..%2").arg(trace::formatDuration(least), trace::formatDuration(most));
        return refused(option, arguments.value(option), span);
    }
    return std::chrono::duration_cast<std::chrono::milliseconds>(shown);
}

std::optional<trace::Error> readAnimation(const Arguments &arguments, Figure &figure)
{
    const auto stepTime = showTimeOf(arguments, "frame-time", Figure::LeastStepTime, Figure::MostStepTime, figure.stepTime);
    if (!stepTime)
        return stepTime.error();
    const auto length = showTimeOf(arguments, "length", Figure::LeastLength, Figure::MostLength, figure.length);
    if (!length)
        return length.error();
    figure.stepTime = stepTime.value();
    figure.length = length.value();
    const bool hasSteps = arguments.has("steps");
    if (arguments.has("frame-time") && !hasSteps)
        return trace::Error { QStringLiteral("--frame-time"), QStringLiteral("is for an animation of steps; give --steps N..M with it, or --length") };
    if (arguments.has("length") && hasSteps)
        return trace::Error { QStringLiteral("--length"), QStringLiteral("is for an animation without --steps; give --frame-time with them") };
    return std::nullopt;
}

/// What can be said without the trace.
trace::Result<Figure> figureOf(const Arguments &arguments)
{
    Figure figure;
    const auto size = sizeOf(arguments, "size", timeline::PictureOptions::MinSide, timeline::PictureOptions::MaxSide);
    if (!size)
        return size.error();
    const auto scale = numberOf(arguments, "scale", 0.25, 8);
    if (!scale)
        return scale.error();
    const auto theme = wordOf(arguments, "theme", { QStringLiteral("light"), QStringLiteral("dark"), QStringLiteral("print") });
    if (!theme)
        return theme.error();
    const auto axis = wordOf(arguments, "axis", { QStringLiteral("time"), QStringLiteral("steps"), QStringLiteral("events") });
    if (!axis)
        return axis.error();
    const auto view = wordOf(arguments, "view", { QStringLiteral("timeline"), QStringLiteral("loop") });
    if (!view)
        return view.error();
    const auto cursor = timeOf(arguments, "cursor");
    if (!cursor)
        return cursor.error();
    const auto columns = integerOf(arguments, "columns", 1, MostColumns);
    if (!columns)
        return columns.error();
    if (columns.value() && !arguments.has("steps"))
        return trace::Error { QStringLiteral("--columns"), QStringLiteral("is for a storyboard; give --steps N..M with it") };
    const auto marks = marksOf(arguments);
    if (!marks)
        return marks.error();
    if (const auto error = readAnimation(arguments, figure))
        return *error;
    timeline::PictureOptions &options = figure.picture;
    options.size = size.value().value_or(QSize(0, 0));
    options.scale = scale.value().value_or(1);
    if (theme.value())
        options.theme = session::Theme::named(*theme.value());
    if (axis.value())
        options.axis = trace::axisKindNamed(axis.value()->toLatin1()).value_or(trace::AxisKind::Time);
    else if (arguments.has("steps"))
        options.axis = trace::AxisKind::Steps; // in virtual time steps of one instant would stand on top of each other
    options.cursor = cursor.value();
    options.marks = marks.value();
    options.lanes.globs = arguments.values("lanes");
    options.title = arguments.value("title");
    options.caption = arguments.value("caption");
    options.hasLegend = !arguments.has("no-legend");
    figure.view = view.value() == QStringLiteral("loop") ? FigureView::Loop : FigureView::Timeline;
    figure.columns = int(columns.value().value_or(0));
    return figure;
}

std::optional<trace::Error> fitToTrace(const Arguments &arguments, const trace::Trace &trace, Figure &figure)
{
    timeline::PictureOptions &options = figure.picture;
    const trace::TimeRange whole = trace.range();
    const auto range = rangeOf(arguments, "range", whole);
    if (!range)
        return range.error();
    options.range = range.value();
    if (options.range && options.range->begin >= whole.end) {
        const QString end = trace::formatDuration(whole.end - trace::Timestamp {});
        return trace::Error { QStringLiteral("--range"), QStringLiteral("begins after the end of the trace at %1").arg(end) };
    }
    for (session::UserMark &mark : options.marks) {
        if (const auto moment = momentIn(trace, "mark", mark.moment.time); !moment)
            return moment.error();
        mark.moment.events = trace.countUpTo(mark.moment.time);
    }
    const auto chain = chainOf(arguments, trace);
    if (!chain)
        return chain.error();
    options.selection = chain.value();
    const auto steps = stepsOf(arguments, trace);
    if (!steps)
        return steps.error();
    figure.steps = steps.value();
    const trace::Result<trace::Timestamp> cursor = momentIn(trace, "cursor", options.cursor);
    return cursor ? std::nullopt : std::optional(cursor.error());
}

int run(const Arguments &arguments)
{
    if (!arguments.has("o"))
        return fail(ExitCode::Usage, { QStringLiteral("render"), QStringLiteral("-o FILE is missing; see loopscope render --help") });
    QList<OutputTarget> targets;
    for (const QString &path : arguments.values("o")) {
        const trace::Result<OutputTarget> target = outputTarget(path, OutputKind::Picture);
        if (!target)
            return fail(ExitCode::Usage, target.error());
        targets << target.value();
    }
    trace::Result<Figure> figure = figureOf(arguments);
    if (!figure)
        return fail(ExitCode::Usage, figure.error());
    OpenedTrace opened;
    {
        const Interruption interruption;
        opened = openTrace(arguments.operands().constFirst(), interruption);
    }
    if (!opened.trace)
        return opened.exitCode;
    if (const auto error = fitToTrace(arguments, *opened.trace, figure.value()))
        return fail(ExitCode::Usage, *error);
    if (const trace::Result<> checked = checkFigure(*opened.trace, figure.value()); !checked)
        return fail(ExitCode::Usage, { QStringLiteral("--") + checked.error().what, checked.error().why });
    ExitCode code = ExitCode::Done;
    for (const OutputTarget &target : targets) {
        ProgressLine line(QStringLiteral("drawing %1").arg(target.path), nullptr);
        const trace::Result<> result = writeTarget(*opened.trace, target, figure.value(), [&line](quint64 done, quint64 total) { return line.show(done, total); });
        if (!result) {
            fail(ExitCode::Failed, result.error());
            code = ExitCode::Failed;
        }
    }
    return static_cast<int>(code);
}

} // namespace

const Command renderCommand {
    "render", "TRACE -o FILE", 1, 1, "a picture of the timeline: PNG, SVG, PDF, HTML or an animation",
    "Draws the timeline of a trace, its loop at one moment, or a storyboard of its steps. As .webp it moves:\n"
    "a frame a step, or the playhead on its way through the range. The same trace and options give the\n"
    "same bytes.\n"
    "TRACE is a .loopscope file, Chrome trace events or a Perfetto trace; - is standard input.",
    Options, [](const Arguments &) { return true; }, run
};

} // namespace app
