// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/allcommands.h"
#include "app/commands/interruption.h"
#include "app/commands/opentrace.h"
#include "app/commands/outputs.h"
#include "app/commands/tasknames.h"
#include "app/commands/values.h"
#include "session/laneorder.h"
#include "session/theme.h"
#include "trace/timetext.h"

namespace app {

namespace {

constexpr OptionSpec Options[] {
    { "o", "FILE", "where to, in the format of its suffix: .png .svg .pdf; required, may be given\nseveral times", true },
    { "size", "WxH", "in pixels; as high as the lanes need, and 1600 wide, where it is not given" },
    { "scale", "N", "pixels of a PNG for each pixel of the size, 0.25..8; 1 where it is not given" },
    { "theme", "THEME", "light, dark or print; light where it is not given" },
    { "range", "T0..T1", "the time shown; either may be left out, the whole run where it is not given" },
    { "axis", "AXIS", "time, steps (a resume each) or events; time where it is not given" },
    { "cursor", "T", "draws the playhead at this moment" },
    { "lanes", "GLOB", "only lanes whose name matches (*, ?, [a-z]); may be given several times", true },
    { "title", "TEXT", "in the place of the name of the trace" },
    { "caption", "TEXT", "a line under the picture" },
    { "no-legend", nullptr, "without the key to the states" },
};

trace::Result<timeline::PictureOptions> pictureOptions(const Arguments &arguments)
{
    timeline::PictureOptions options;
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
    const auto cursor = timeOf(arguments, "cursor");
    if (!cursor)
        return cursor.error();
    options.size = size.value().value_or(QSize(0, 0));
    options.scale = scale.value().value_or(1);
    if (theme.value())
        options.theme = session::Theme::named(*theme.value());
    if (axis.value())
        options.axis = trace::axisKindNamed(axis.value()->toLatin1()).value_or(trace::AxisKind::Time);
    options.cursor = cursor.value();
    options.lanes.globs = arguments.values("lanes");
    options.title = arguments.value("title");
    options.caption = arguments.value("caption");
    options.hasLegend = !arguments.has("no-legend");
    return options;
}

std::optional<trace::Error> fitToTrace(const Arguments &arguments, const trace::Trace &trace, timeline::PictureOptions &options)
{
    const trace::TimeRange whole = trace.range();
    const auto range = rangeOf(arguments, "range", whole);
    if (!range)
        return range.error();
    options.range = range.value();
    if (options.range && options.range->begin >= whole.end) {
        const QString end = trace::formatDuration(whole.end - trace::Timestamp {});
        return trace::Error { QStringLiteral("--range"), QStringLiteral("begins after the end of the trace at %1").arg(end) };
    }
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
    trace::Result<timeline::PictureOptions> options = pictureOptions(arguments);
    if (!options)
        return fail(ExitCode::Usage, options.error());
    OpenedTrace opened;
    {
        const Interruption interruption;
        opened = openTrace(arguments.operands().constFirst(), interruption);
    }
    if (!opened.trace)
        return opened.exitCode;
    if (const auto error = fitToTrace(arguments, *opened.trace, options.value()))
        return fail(ExitCode::Usage, *error);
    ExitCode code = ExitCode::Done;
    for (const OutputTarget &target : targets) {
        if (const trace::Result<> result = writeTarget(*opened.trace, target, options.value(), {}); !result) {
            fail(ExitCode::Failed, result.error());
            code = ExitCode::Failed;
        }
    }
    return static_cast<int>(code);
}

} // namespace

const Command renderCommand {
    "render", "TRACE -o FILE", 1, 1, "a picture of the timeline: PNG, SVG or PDF",
    "Draws the timeline of a trace. The same trace and options give the same bytes.\n"
    "TRACE is a .loopscope file or Chrome trace events that Loopscope wrote; - is standard input.",
    Options, [](const Arguments &) { return true; }, run
};

} // namespace app
