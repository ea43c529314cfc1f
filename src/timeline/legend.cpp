// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/canvas.h"
#include "timeline/framepainter.h"

#include <cmath>

namespace timeline {

using session::FontRole;
using session::mixed;
using session::Theme;

namespace {

constexpr double SwatchWidth = 15;
constexpr double SwatchHeight = 11;
constexpr double Gap = 18;

/// One entry of the legend: how it looks and what it means.
struct Entry
{
    enum class Look : quint8 { Solid, Hollow, Hatched, Mixed } look;
    QColor colour;
    QString name;
};

std::vector<Entry> entriesOf(const Theme &theme, bool hasLosses)
{
    using Look = Entry::Look;
    std::vector<Entry> entries { { Look::Solid, theme.running, QStringLiteral("running") }, { Look::Hollow, theme.ready, QStringLiteral("ready") },
             { Look::Hatched, theme.timer, QStringLiteral("sleep") },   { Look::Hatched, theme.queue, QStringLiteral("queue") },
             { Look::Hatched, theme.task, QStringLiteral("task") },     { Look::Hatched, theme.worker, QStringLiteral("job") },
             { Look::Hatched, theme.io, QStringLiteral("I/O") },        { Look::Hatched, theme.lock, QStringLiteral("lock") },
             { Look::Mixed, theme.running, QStringLiteral("mix of shorter ones") } };
    if (hasLosses)
        entries.push_back({ Look::Hatched, theme.bad, QStringLiteral("lost") });
    return entries;
}

void drawSwatch(Canvas &canvas, const Theme &theme, const Entry &entry, double x, double middle)
{
    const QRectF rect(std::round(x), std::round(middle - SwatchHeight / 2), SwatchWidth, SwatchHeight);
    switch (entry.look) {
    case Entry::Look::Solid:
        canvas.plate(rect, 2, entry.colour, QColor(), 0);
        return;
    case Entry::Look::Hollow:
        canvas.plate(rect, 2, theme.ground, entry.colour, 2);
        return;
    case Entry::Look::Hatched:
        canvas.plate(rect, 2, mixed(theme.ground, entry.colour, 0.13), mixed(theme.ground, entry.colour, 0.85), 1);
        canvas.hatch(rect.adjusted(1, 1, -1, -1), std::round(x) + rect.top() + 4, mixed(theme.ground, entry.colour, 0.62));
        return;
    case Entry::Look::Mixed:
        canvas.fill(rect, mixed(mixed(theme.ground, theme.timer, 0.26), entry.colour, RunningFloor));
        return;
    }
}

} // namespace

// What does not fit is left out from the end, so that the trust text always stands whole.
void drawLegend(Canvas &canvas, const Frame &frame)
{
    const Theme &theme = *frame.theme;
    const QRectF area = frame.layout.legend;
    const double middle = area.top() + 19;
    const double baseline = std::round(middle + capHeight(FontRole::Small) / 2);
    const double right = frame.layout.lanes.right();
    const double trustWidth = textWidth(frame.trust, FontRole::Small);
    canvas.beginGroup(QStringLiteral("legend"));
    canvas.text({ std::max(right - trustWidth, 16.0), baseline }, frame.trust, FontRole::Small, theme.dim);
    double x = 16;
    for (const Entry &entry : entriesOf(theme, frame.trace->lostCount() > 0)) {
        const double next = x + SwatchWidth + 6 + textWidth(entry.name, FontRole::Small) + Gap;
        if (next > right - trustWidth)
            break;
        drawSwatch(canvas, theme, entry, x, middle);
        canvas.text({ x + SwatchWidth + 6, baseline }, entry.name, FontRole::Small, theme.dim);
        x = next;
    }
    for (const trace::Outcome outcome : { trace::Outcome::Returned, trace::Outcome::Raised, trace::Outcome::Cancelled }) {
        const QString name = QString::fromLatin1(trace::nameOf(outcome));
        const double next = x + EndGlyphSize + 6 + textWidth(name, FontRole::Small) + Gap;
        if (next > right - trustWidth)
            break;
        drawEndGlyph(canvas, theme, outcome, { x, std::round(middle) });
        canvas.text({ x + EndGlyphSize + 6, baseline }, name, FontRole::Small, theme.dim);
        x = next;
    }
    canvas.endGroup();
}

} // namespace timeline
