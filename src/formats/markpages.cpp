// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/markpages.h"

#include <algorithm>
#include <limits>
#include <queue>

namespace formats {

namespace {

constexpr std::size_t RunSize = 16 * MarkPages::PageSize;

bool isEarlier(const Mark &a, const Mark &b)
{
    return a.time < b.time;
}

} // namespace

MarkPages MarkPages::first(std::size_t most) const
{
    MarkPages copy;
    for (std::size_t n = 0; n < std::min(most, m_size); ++n)
        copy.append(whole(n));
    return copy;
}

// Runs of 64 K marks stay in the cache while they are sorted.
bool MarkPages::sortRuns(const std::function<bool()> &goesOn)
{
    std::vector<Mark> run;
    for (std::size_t first = 0; first < m_size; first += RunSize) {
        const std::size_t last = std::min(first + RunSize, m_size);
        run.clear();
        for (std::size_t n = first; n < last; ++n)
            run.push_back(whole(n));
        if (!std::is_sorted(run.begin(), run.end(), isEarlier)) {
            std::stable_sort(run.begin(), run.end(), isEarlier);
            for (std::size_t n = first; n < last; ++n)
                replace(n, run[n - first]);
        }
        if (!goesOn())
            return false;
    }
    return true;
}

// A run joins the merge when the merge has come to its first mark: in a file that is nearly in order only a few take part at a time.
bool MarkPages::mergeRuns(const std::function<bool()> &goesOn)
{
    struct Cursor
    {
        std::size_t next;
        std::size_t last;
        qint64 time;
        bool operator<(const Cursor &other) const { return time != other.time ? time > other.time : next > other.next; }
    };
    std::vector<Cursor> waiting; // by their first marks, latest first
    for (std::size_t first = 0; first < m_size; first += RunSize)
        waiting.push_back({ first, std::min(first + RunSize, m_size), timeOf(first) });
    std::sort(waiting.begin(), waiting.end());
    std::priority_queue<Cursor> active;
    MarkPages merged;
    while (!active.empty() || !waiting.empty()) {
        while (!waiting.empty() && (active.empty() || active.top() < waiting.back() || active.top().time == waiting.back().time)) {
            active.push(waiting.back());
            waiting.pop_back();
        }
        Cursor cursor = active.top();
        active.pop();
        const qint64 bound = active.empty() ? std::numeric_limits<qint64>::max() : active.top().time;
        const qint64 outside = waiting.empty() ? std::numeric_limits<qint64>::max() : waiting.back().time;
        const qint64 until = std::min(bound, outside);
        do {
            merged.append(whole(cursor.next));
            ++cursor.next;
            if (cursor.next % PageSize == 0 || cursor.next == cursor.last)
                dropPageOf(cursor.next - 1);
            if (merged.size() % (4 * PageSize) == 0 && !goesOn())
                return false;
        } while (cursor.next < cursor.last && timeOf(cursor.next) < until);
        if (cursor.next < cursor.last) {
            cursor.time = timeOf(cursor.next);
            active.push(cursor);
        }
    }
    *this = std::move(merged);
    return true;
}

void MarkPages::arrange(std::size_t first, std::size_t last)
{
    // Nearly all groups are two or three marks in order already; these allocate nothing.
    qint64 least = std::numeric_limits<qint64>::max();
    bool hasFlow = false;
    bool isOrdered = true;
    for (std::size_t n = first; n < last; ++n) {
        const Mark mark = (*this)[n];
        hasFlow = hasFlow || mark.kind() == Mark::Kind::FlowEnd || mark.kind() == Mark::Kind::FlowPass;
        if (mark.kind() == Mark::Kind::Slice) {
            isOrdered = isOrdered && mark.extent <= least;
            least = mark.extent;
        }
    }
    if (isOrdered && !hasFlow)
        return;
    std::vector<std::size_t> places;
    std::vector<Mark> slices;
    for (std::size_t n = first; n < last; ++n) {
        if ((*this)[n].kind() == Mark::Kind::Slice) {
            places.push_back(n);
            slices.push_back(whole(n));
        }
    }
    std::stable_sort(slices.begin(), slices.end(), [](const Mark &a, const Mark &b) { return a.extent > b.extent; });
    for (std::size_t n = 0; n < places.size(); ++n)
        replace(places[n], slices[n]);
    if (!hasFlow)
        return;
    // Behind the last slice that begins on the same track just then.
    std::vector<Mark> group;
    for (std::size_t n = first; n < last; ++n)
        group.push_back(whole(n));
    const auto isBegin = [](const Mark &mark) { return mark.kind() == Mark::Kind::Begin || mark.kind() == Mark::Kind::Slice; };
    std::vector<std::pair<quint32, std::size_t>> begins; // track, last place
    for (std::size_t n = 0; n < group.size(); ++n) {
        if (isBegin(group[n]))
            begins.emplace_back(group[n].place(), n);
    }
    std::sort(begins.begin(), begins.end());
    std::vector<std::pair<std::size_t, std::size_t>> order; // where it goes, where it was
    for (std::size_t n = 0; n < group.size(); ++n) {
        std::size_t at = n;
        if (group[n].kind() == Mark::Kind::FlowEnd || group[n].kind() == Mark::Kind::FlowPass) {
            const auto after = std::upper_bound(begins.begin(), begins.end(), std::pair(group[n].place(), std::numeric_limits<std::size_t>::max()));
            if (after != begins.begin() && (after - 1)->first == group[n].place())
                at = std::max(at, (after - 1)->second);
        }
        order.emplace_back(at, at == n ? 0 : n + 1);
    }
    std::vector<std::size_t> sorted(group.size());
    for (std::size_t n = 0; n < sorted.size(); ++n)
        sorted[n] = n;
    std::stable_sort(sorted.begin(), sorted.end(), [&order](std::size_t a, std::size_t b) { return order[a] < order[b]; });
    for (std::size_t n = 0; n < sorted.size(); ++n)
        replace(first + n, group[sorted[n]]);
}

bool MarkPages::sort(const std::function<bool()> &goesOn)
{
    if (!m_isSorted && (!sortRuns(goesOn) || !mergeRuns(goesOn)))
        return false;
    m_isSorted = true;
    std::size_t first = 0;
    qint64 time = m_size > 0 ? timeOf(0) : 0;
    for (std::size_t n = 1; m_needsArranging && n <= m_size; ++n) {
        const qint64 next = n < m_size ? timeOf(n) : time;
        if (n < m_size && next == time)
            continue;
        if (n - first > 1)
            arrange(first, n);
        first = n;
        time = next;
        if (n % (4 * PageSize) == 0 && !goesOn())
            return false;
    }
    return true;
}

} // namespace formats
