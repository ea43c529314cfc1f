// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/rowkernel.h"

#include <algorithm>

/// What RowKernel is held to: the same looks, a column at a time and in as many passes as there are rules.
namespace reference {

using timeline::Cell;
using timeline::CellRun;
using timeline::CellStyle;
using trace::Coverage;

inline const CellStyle::Look *lookOf(const Coverage &column, const CellStyle &style)
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

inline bool isSolidRun(const Coverage &column)
{
    return column.running >= 250;
}

/// Gives the first and last columns of each hollow slice a side.
inline void drawSides(std::span<const Coverage> columns, const CellStyle &style, std::span<Cell> cells)
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
inline void drawMarks(std::span<const Coverage> columns, const CellStyle &style, std::span<Cell> cells)
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

inline void computeCells(std::span<const Coverage> columns, const CellStyle &style, std::span<Cell> cells)
{
    Q_ASSERT(columns.size() == cells.size());
    for (size_t n = 0; n < columns.size(); ++n) {
        const CellStyle::Look *look = isSolidRun(columns[n]) ? &style.running : lookOf(columns[n], style);
        cells[n] = look ? look->cell : timeline::mixedCell(columns[n], style);
    }
    drawSides(columns, style, cells);
    if (style.running.cell.over)
        drawMarks(columns, style, cells);
}

inline void mergeCells(std::span<const Cell> cells, std::vector<CellRun> &runs)
{
    runs.clear();
    for (size_t begin = 0; begin < cells.size();) {
        size_t end = begin + 1;
        while (end < cells.size() && cells[end] == cells[begin])
            ++end;
        if (cells[begin] != Cell())
            runs.push_back({ int(begin), int(end), cells[begin] });
        begin = end;
    }
}

} // namespace reference
