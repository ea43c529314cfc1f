// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/nearest.h"

#include <algorithm>
#include <vector>

namespace trace {

namespace {
constexpr qsizetype LongestWord = 64; // what users mistype is shorter; bounds the table for input that is no word at all
}

int editDistance(QStringView a, QStringView b)
{
    const QString left = a.left(LongestWord).toString().toCaseFolded();
    const QString right = b.left(LongestWord).toString().toCaseFolded();
    const auto rows = static_cast<std::size_t>(left.size()) + 1;
    const auto columns = static_cast<std::size_t>(right.size()) + 1;
    std::vector<int> cost(rows * columns);
    const auto at = [&](std::size_t row, std::size_t column) -> int & { return cost[row * columns + column]; };
    const auto l = [&](std::size_t row) { return left.at(static_cast<qsizetype>(row) - 1); };
    const auto r = [&](std::size_t column) { return right.at(static_cast<qsizetype>(column) - 1); };
    for (std::size_t row = 0; row < rows; ++row)
        at(row, 0) = static_cast<int>(row);
    for (std::size_t column = 0; column < columns; ++column)
        at(0, column) = static_cast<int>(column);
    for (std::size_t row = 1; row < rows; ++row) {
        for (std::size_t column = 1; column < columns; ++column) {
            int best = at(row - 1, column - 1) + (l(row) == r(column) ? 0 : 1);
            best = std::min({ best, at(row - 1, column) + 1, at(row, column - 1) + 1 });
            if (row > 1 && column > 1 && l(row) == r(column - 1) && l(row - 1) == r(column))
                best = std::min(best, at(row - 2, column - 2) + 1);
            at(row, column) = best;
        }
    }
    return cost.back();
}

QString nearest(QStringView word, const QStringList &candidates)
{
    const QString *best = nullptr;
    int bestDistance = 0;
    for (const QString &candidate : candidates) {
        int distance = editDistance(word, candidate);
        if (distance > 1 && !word.isEmpty() && candidate.startsWith(word, Qt::CaseInsensitive))
            distance = 1;
        if (!best || distance < bestDistance) {
            best = &candidate;
            bestDistance = distance;
        }
    }
    return best ? *best : QString();
}

} // namespace trace
