// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/rowkernel.h"

#include <algorithm>
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

/// Gives the first and last columns of each hollow slice a side.
void drawSides(std::span<const Coverage> columns, const CellStyle &style, std::span<Cell> cells)
{
    const auto isHollow = [&](size_t n) { return columns[n].isSingle && columns[n].ready && style.ready.flat; };
    for (size_t begin = 0; begin < columns.size(); ++begin) {
        if (!isHollow(begin))
            continue;
        size_t end = begin + 1;
        while (end < columns.size() && isHollow(end))
            ++end;
        // A side that the picture cuts off is none.
        const size_t side = std::min(size_t(style.sideColumns), std::max<size_t>((end - begin) / 3, 1));
        if (begin > 0)
            std::for_each(cells.begin() + qsizetype(begin), cells.begin() + qsizetype(begin + side), [](Cell &cell) { cell.fill = cell.edge; });
        if (end < columns.size())
            std::for_each(cells.begin() + qsizetype(end - side), cells.begin() + qsizetype(end), [](Cell &cell) { cell.fill = cell.edge; });
        begin = end;
    }
}

/// Draws every short stretch of columns with a resume as a mark. Each side grows by at most half the room to its neighbour, so that the
/// result depends only on distances and does not change as the picture scrolls by whole pixels.
void drawMarks(std::span<const Coverage> columns, const CellStyle &style, std::span<Cell> cells)
{
    const int size = int(columns.size());
    int previousEnd = -style.wideGapColumns;
    for (int begin = 0; begin < size;) {
        if (!columns[size_t(begin)].hasRun) {
            ++begin;
            continue;
        }
        int end = begin + 1;
        while (end < size && columns[size_t(end)].hasRun)
            ++end;
        int next = end;
        while (next < size && !columns[size_t(next)].hasRun)
            ++next;
        if (next == size)
            next = size + style.wideGapColumns; // nothing is known beyond the picture
        const bool isCrowded = std::min(begin - previousEnd, next - end) < style.wideGapColumns;
        const int width = isCrowded ? style.crowdedMarkColumns : style.markColumns;
        if (end - begin < style.markColumns) {
            const int missing = std::max(width - (end - begin), 0);
            const int right = std::clamp((next - end - style.gapColumns + 1) / 2, 0, (missing + 1) / 2);
            const int left = std::clamp((begin - previousEnd - style.gapColumns) / 2, 0, missing - right);
            std::fill(cells.begin() + std::max(begin - left, 0), cells.begin() + std::min(end + right, size), style.running.cell);
        }
        previousEnd = end;
        begin = end;
    }
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
        const auto scaled = [&](int weight) { return int(qint64(weight) * room / others); };
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

void computeCells(std::span<const Coverage> columns, const CellStyle &style, std::span<Cell> cells)
{
    Q_ASSERT(columns.size() == cells.size());
    for (size_t n = 0; n < columns.size(); ++n) {
        const CellStyle::Look *look = isSolidRun(columns[n]) ? &style.running : lookOf(columns[n], style);
        cells[n] = look ? look->cell : mixedCell(columns[n], style);
    }
    drawSides(columns, style, cells);
    if (style.running.cell.over)
        drawMarks(columns, style, cells);
}

void mergeCells(std::span<const Cell> cells, std::vector<CellRun> &runs)
{
    runs.clear();
    for (size_t begin = 0; begin < cells.size();) {
        size_t end = begin + 1;
        while (end < cells.size() && cells[end] == cells[begin])
            ++end;
        if (cells[begin] != Cell())
            runs.push_back({ qsizetype(begin), qsizetype(end), cells[begin] });
        begin = end;
    }
}

} // namespace timeline
