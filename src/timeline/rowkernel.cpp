// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/rowkernel.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace timeline {

using session::LaneKind;
using session::mixed;
using session::Theme;
using trace::Coverage;

namespace {

// Shares of the hue in a hatched body, its lines and its edge; `flat` is what fill and lines together come to.
constexpr double HatchFill = 0.13;
constexpr double HatchLine = 0.62;
constexpr double HatchFlat = 0.26;
constexpr double HollowFlat = 0.40;
constexpr double EdgeWeight = 0.85;

} // namespace

CellStyle::CellStyle(const Theme &theme, LaneKind kind, const QColor &onGround, double columnsPerPixel, bool isFlat)
    : ground(onGround.rgb()),
      markColumns(std::max(1, int(std::lround(3 * columnsPerPixel)))),
      crowdedMarkColumns(std::max(1, int(std::lround(2 * columnsPerPixel)))),
      wideGapColumns(std::max(1, int(std::lround(8 * columnsPerPixel)))),
      gapColumns(std::max(1, int(std::lround(columnsPerPixel)))),
      sideColumns(std::max(1, int(std::lround(2 * columnsPerPixel))))
{
    running = solid(kind == LaneKind::Worker ? theme.worker : theme.running);
    if (kind != LaneKind::Task)
        return;
    ready = hollow(theme.ready);
    for (int n = 0; n < trace::AwaitReasonCount; ++n)
        awaiting[size_t(n)] = hatched(theme.hue(trace::AwaitReason(n)));
    if (!isFlat)
        return;
    const auto flatten = [](Look &look) { look.cell = { .fill = look.flat, .hatch = 0, .edge = look.flat, .over = 0 }; };
    flatten(ready);
    std::for_each(awaiting.begin(), awaiting.end(), flatten);
}

CellStyle CellStyle::loopBase(const Theme &theme, const QColor &onGround, double columnsPerPixel)
{
    CellStyle style(theme, LaneKind::Loop, onGround, columnsPerPixel);
    style.running = style.idle = style.solid(mixed(onGround, theme.faint, 0.16));
    style.ready = style.solid(mixed(onGround, theme.faint, 0.5));
    // The bar has no marks: what runs stands in front of it.
    style.running.cell.over = style.idle.cell.over = style.ready.cell.over = 0;
    return style;
}

CellStyle::Look CellStyle::solid(const QColor &colour) const
{
    const QRgb rgb = colour.rgb();
    return { { .fill = rgb, .hatch = 0, .edge = rgb, .over = rgb }, rgb, rgb };
}

CellStyle::Look CellStyle::hatched(const QColor &hue) const
{
    const QColor below(ground);
    const QRgb edge = mixed(below, hue, EdgeWeight).rgb();
    return { { .fill = mixed(below, hue, HatchFill).rgb(), .hatch = mixed(below, hue, HatchLine).rgb(), .edge = edge },
             mixed(below, hue, HatchFlat).rgb(), edge };
}

CellStyle::Look CellStyle::hollow(const QColor &colour) const
{
    const QRgb edge = colour.rgb();
    return { { .fill = ground, .hatch = 0, .edge = edge, .over = 0, .hasThickEdge = true },
             mixed(QColor(ground), colour, HollowFlat).rgb(), edge };
}

namespace {

/// A sum of weighted colours over a ground. Weights are in 1/65536: exact to less than a 1/255 of a colour, and cheaper than fractions.
class Mixture
{
public:
    static constexpr int One = 1 << 16;

    explicit Mixture(QRgb ground) : m_ground(ground) {}
    void add(QRgb colour, int weight)
    {
        m_red += (qRed(colour) - qRed(m_ground)) * weight;
        m_green += (qGreen(colour) - qGreen(m_ground)) * weight;
        m_blue += (qBlue(colour) - qBlue(m_ground)) * weight;
    }
    [[nodiscard]] QRgb colour() const
    {
        const auto part = [](int base, int sum) { return std::clamp(base + ((sum + One / 2) >> 16), 0, 255); };
        return qRgb(part(qRed(m_ground), m_red), part(qGreen(m_ground), m_green), part(qBlue(m_ground), m_blue));
    }

private:
    QRgb m_ground;
    int m_red = 0;
    int m_green = 0;
    int m_blue = 0;
};

const CellStyle::Look *lookOf(const Coverage &column, const CellStyle &style)
{
    if (!column.isSingle)
        return nullptr;
    if (column.running)
        return &style.running;
    if (column.awaiting)
        return &style.awaiting[size_t(column.reason)];
    if (column.ready)
        return &style.ready;
    return column.idle ? &style.idle : nullptr;
}

bool isSolidRun(const Coverage &column)
{
    return column.running >= 250;
}

quint64 bitsOf(const Coverage &column)
{
    static_assert(sizeof(Coverage) == sizeof(quint64) && std::has_unique_object_representations_v<Coverage>);
    return std::bit_cast<quint64>(column);
}

/// The bits of a column that decide its looks: losses are drawn over it.
quint64 looksMask()
{
    Coverage lost;
    lost.isLost = true;
    return ~bitsOf(lost);
}

/// Appends to the runs, which come in order; a neighbour that looks the same becomes longer.
void append(std::vector<CellRun> &runs, int begin, int end, const Cell &cell)
{
    if (begin >= end || cell == Cell())
        return;
    if (!runs.empty() && runs.back().end == begin && runs.back().cell == cell)
        runs.back().end = end;
    else
        runs.push_back({ begin, end, cell });
}

/// A hollow slice has a side at each end, but where the picture cuts it off.
void appendHollow(std::vector<CellRun> &runs, int begin, int end, int size, const CellStyle &style)
{
    const int side = std::min(style.sideColumns, std::max((end - begin) / 3, 1));
    Cell cell = style.ready.cell;
    const int left = begin > 0 ? begin + side : begin;
    const int right = end < size ? std::max(end - side, left) : end;
    Cell sides = cell;
    sides.fill = sides.edge;
    append(runs, begin, left, sides);
    append(runs, left, right, cell);
    append(runs, right, end, sides);
}

} // namespace

Cell mixedCell(const Coverage &column, const CellStyle &style)
{
    const auto weightOf = [](const CellStyle::Look &look, quint8 share) { return look.flat ? (share * Mixture::One + 127) / 255 : 0; };
    const CellStyle::Look &await = style.awaiting[size_t(column.reason)];
    int running = weightOf(style.running, column.running);
    int awaiting = weightOf(await, column.awaiting);
    int ready = weightOf(style.ready, column.ready);
    int idle = weightOf(style.idle, column.idle);
    if (column.hasRun && style.running.flat)
        running = std::max(running, int(RunningFloor * Mixture::One));
    const int others = awaiting + ready + idle;
    if (running + others <= 0)
        return {};
    if (const int room = Mixture::One - running; others > room) {
        const double part = double(room) / others;
        const auto scaled = [part](int weight) { return int(weight * part); };
        awaiting = scaled(awaiting);
        ready = scaled(ready);
        idle = scaled(idle);
    }
    Mixture fill(style.ground);
    Mixture edge(style.ground);
    const auto add = [&](const CellStyle::Look &look, int weight) {
        if (weight <= 0)
            return;
        fill.add(look.flat, weight);
        edge.add(look.flatEdge, weight);
    };
    add(style.running, running);
    add(await, awaiting);
    add(style.ready, ready);
    add(style.idle, idle);
    Cell cell { .fill = fill.colour(), .hatch = 0, .edge = edge.colour() };
    if (running > 0 && style.running.cell.over) {
        Mixture over(style.ground);
        over.add(style.running.flat, running);
        cell.over = over.colour();
    }
    return cell;
}

void RowKernel::noteResumes(const Coverage &column, int begin, int end)
{
    if (!column.hasRun)
        return;
    if (!m_resumes.empty() && m_resumes.back().end == begin)
        m_resumes.back().end = end;
    else
        m_resumes.push_back({ begin, end });
}

void RowKernel::noteSingles(int begin, int end)
{
    if (end - begin >= LeastSingles)
        m_singles.push_back({ begin, end });
}

// Every short stretch of columns with a resume is drawn as a mark. Each side grows by at most half the room to its neighbour, so that the
// result depends only on distances and does not change as the picture scrolls by whole pixels.
void RowKernel::findMarks(int size, const CellStyle &style)
{
    m_marks.clear();
    int previousEnd = -style.wideGapColumns;
    for (size_t n = 0; n < m_resumes.size(); ++n) {
        const auto [begin, end] = m_resumes[n];
        // Nothing is known beyond the picture.
        const int next = n + 1 < m_resumes.size() ? m_resumes[n + 1].begin : size + style.wideGapColumns;
        if (end - begin < style.markColumns) {
            const bool isCrowded = std::min(begin - previousEnd, next - end) < style.wideGapColumns;
            const int missing = std::max((isCrowded ? style.crowdedMarkColumns : style.markColumns) - (end - begin), 0);
            const int right = std::clamp((next - end - style.gapColumns + 1) / 2, 0, (missing + 1) / 2);
            const int left = std::clamp((begin - previousEnd - style.gapColumns) / 2, 0, missing - right);
            m_marks.push_back({ std::max(begin - left, 0), std::min(end + right, size) });
        }
        previousEnd = end;
    }
}

// Equal neighbours are found by comparing columns as words, so a lane in which little happens costs next to nothing; marks are laid over the
// stretches found, both being in order.
void RowKernel::compute(std::span<const Coverage> columns, const CellStyle &style, std::vector<CellRun> &runs)
{
    static const quint64 mask = looksMask();
    const auto size = int(columns.size());
    m_base.clear();
    m_resumes.clear();
    m_singles.clear();
    runs.clear();
    int singleSince = 0; // columns from here on are filled by one slice each
    for (int begin = 0; begin < size;) {
        const Coverage &column = columns[size_t(begin)];
        const quint64 bits = bitsOf(column) & mask;
        int end = begin + 1;
        while (end < size && (bitsOf(columns[size_t(end)]) & mask) == bits)
            ++end;
        noteResumes(column, begin, end);
        const CellStyle::Look *look = isSolidRun(column) ? &style.running : lookOf(column, style);
        if (look == &style.ready && style.ready.cell.hasThickEdge) {
            // One box, also where a resume of no length touches it.
            for (; end < size && lookOf(columns[size_t(end)], style) == look; ++end)
                noteResumes(columns[size_t(end)], end, end + 1);
            appendHollow(m_base, begin, end, size, style);
        } else {
            append(m_base, begin, end, look ? look->cell : mixedCell(column, style));
        }
        if (!column.isSingle) {
            noteSingles(singleSince, begin);
            singleSince = end;
        }
        begin = end;
    }
    noteSingles(singleSince, size);
    if (m_resumes.empty() || !style.running.cell.over) {
        runs.swap(m_base);
        return;
    }
    findMarks(size, style);
    auto mark = m_marks.cbegin();
    int markedTo = 0;
    for (CellRun run : m_base) {
        run.begin = std::max(run.begin, markedTo);
        for (; mark != m_marks.cend() && mark->begin < run.end; ++mark) {
            append(runs, run.begin, mark->begin, run.cell);
            append(runs, mark->begin, mark->end, style.running.cell);
            markedTo = mark->end;
            run.begin = std::max(run.begin, markedTo);
        }
        append(runs, run.begin, run.end, run.cell);
    }
    for (; mark != m_marks.cend(); ++mark)
        append(runs, mark->begin, mark->end, style.running.cell);
}

} // namespace timeline
