// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/laneassignment.h"

#include <algorithm>
#include <functional>

namespace formats {

namespace {

constexpr quint32 MostNamedPools = 512; // of one process; spans of further names share one

quint64 spanKey(const Mark &mark)
{
    return static_cast<quint64>(mark.extent) ^ (static_cast<quint64>(mark.place()) * 0x9e3779b97f4a7c15u);
}

} // namespace

LaneAssignment::LaneAssignment(ForeignTrace &recording) : m_recording(recording), m_tracks(recording.m_tracks.size())
{
    for (quint32 track = 0; track < m_tracks.size(); ++track) {
        const quint32 group = recording.m_tracks[track].group;
        m_tracks[track].group = group;
        if (group == ForeignTrace::NoGroup)
            continue;
        if (group >= m_groups.size())
            m_groups.resize(group + 1);
        m_groups[group].track = std::min(m_groups[group].track, track);
    }
}

quint32 LaneAssignment::laneAt(std::vector<quint32> &lanes, quint32 level, const Lane &lane)
{
    while (lanes.size() <= level) {
        if (m_lanes.size() >= MostLanes)
            return NoLane;
        lanes.push_back(static_cast<quint32>(m_lanes.size()));
        m_lanes.push_back(lane);
        m_lanes.back().level = static_cast<quint32>(lanes.size()) - 1;
    }
    return lanes[level];
}

void LaneAssignment::takeRow(TrackState &state)
{
    Group &group = m_groups[state.group];
    if (group.free.empty()) {
        state.row = static_cast<quint32>(group.rows.size());
        group.rows.emplace_back();
        return;
    }
    std::pop_heap(group.free.begin(), group.free.end(), std::greater<>());
    state.row = group.free.back();
    group.free.pop_back();
    state.lanes.swap(group.rows[state.row]);
}

void LaneAssignment::leaveRow(TrackState &state)
{
    Group &group = m_groups[state.group];
    group.rows[state.row].swap(state.lanes);
    group.free.push_back(state.row);
    std::push_heap(group.free.begin(), group.free.end(), std::greater<>());
}

/// Slices of known length are over when a later time has come.
void LaneAssignment::leaveEnded(TrackState &state, qint64 before)
{
    if (state.open.empty())
        return;
    if (state.isNested) {
        while (!state.open.empty() && state.open.back().end < before)
            state.open.pop_back();
    } else {
        std::erase_if(state.open, [before](const OpenSlice &slice) { return slice.end < before; });
        state.isNested = state.open.size() <= 1;
    }
    if (state.open.empty() && state.group != ForeignTrace::NoGroup)
        leaveRow(state);
}

/// The lowest level below all slices that the new one lies within, and on which none is open.
quint32 LaneAssignment::freeLevel(const TrackState &state, qint64 end) const
{
    std::vector<bool> isTaken(state.open.size() + 1);
    quint32 least = 0;
    for (const OpenSlice &slice : state.open) {
        if (slice.end >= end)
            least = std::max(least, slice.level + 1);
    }
    for (const OpenSlice &slice : state.open) {
        if (slice.level >= least && slice.level - least < isTaken.size())
            isTaken[slice.level - least] = true;
    }
    return least + static_cast<quint32>(std::find(isTaken.begin(), isTaken.end(), false) - isTaken.begin());
}

void LaneAssignment::begin(Mark &mark, std::size_t n, qint64 end)
{
    const quint32 track = mark.place();
    TrackState &state = m_tracks[track];
    leaveEnded(state, mark.time + 1);
    quint32 level = 0;
    if (state.open.empty()) {
        state.isNested = true;
        if (state.group != ForeignTrace::NoGroup)
            takeRow(state);
    } else if (state.isNested && (end == Open || state.open.back().end >= end)) {
        level = state.open.back().level + 1;
    } else {
        if (end != Open) {
            const bool isOverlap = std::any_of(state.open.begin(), state.open.end(), [end](const OpenSlice &slice) { return slice.end < end; });
            m_recording.m_repairs.overlaps += isOverlap ? 1 : 0;
        }
        level = freeLevel(state, end);
        state.isNested = false;
    }
    quint32 lane = NoLane;
    if (level < MostLevels)
        lane = laneAt(state.lanes, level, { m_recording.m_tracks[track].process, false, state.group == ForeignTrace::NoGroup ? track : m_groups[state.group].track, 0, state.row });
    if (lane == NoLane)
        ++m_recording.m_repairs.tooDeep;
    if (state.open.size() < 4 * MostLevels)
        state.open.push_back({ n, end, lane, level, mark.name });
    mark.become(lane == NoLane ? Mark::Kind::Nothing : mark.kind(), lane);
}

void LaneAssignment::end(Mark &mark, std::size_t n)
{
    TrackState &state = m_tracks[mark.place()];
    leaveEnded(state, mark.time);
    const auto isMatch = [&mark](const OpenSlice &slice) {
        return slice.end == Open && (mark.name == trace::TextId::None || slice.name == trace::TextId::None || slice.name == mark.name);
    };
    const auto found = std::find_if(state.open.rbegin(), state.open.rend(), isMatch);
    if (found == state.open.rend()) {
        ++m_recording.m_repairs.unmatchedEnds;
        mark.become(Mark::Kind::Nothing, NoLane);
        return;
    }
    // What began later and is still open lasts longer than what it began in.
    const bool isInnermost = std::all_of(state.open.rbegin(), found, [&mark](const OpenSlice &slice) { return slice.end == mark.time; });
    if (!isInnermost) {
        ++m_recording.m_repairs.overlaps;
        state.isNested = false;
    }
    m_recording.joinArgs(found->mark, n);
    const quint32 lane = found->lane;
    state.open.erase(std::next(found).base());
    if (state.open.empty() && state.group != ForeignTrace::NoGroup)
        leaveRow(state);
    mark.become(lane == NoLane ? Mark::Kind::Nothing : Mark::Kind::End, lane);
}

quint32 LaneAssignment::poolOf(quint32 process, trace::TextId name)
{
    const std::pair key(process, trace::number(name));
    if (const auto known = m_poolNumbers.constFind(key); known != m_poolNumbers.constEnd())
        return *known;
    quint32 &count = m_namedPools[process];
    if (name != trace::TextId::None && count >= MostNamedPools)
        return poolOf(process, trace::TextId::None);
    ++count;
    const auto number = static_cast<quint32>(m_pools.size());
    const QString text = m_recording.m_texts->text(name);
    m_pools.push_back({ text.isEmpty() ? QStringLiteral("spans") : text, {}, {} });
    m_poolNumbers.insert(key, number);
    return number;
}

void LaneAssignment::beginSpan(Mark &mark, std::size_t n)
{
    const quint32 number = poolOf(mark.place(), mark.name);
    Pool &pool = m_pools[number];
    quint32 level = static_cast<quint32>(pool.lanes.size());
    if (!pool.free.empty()) {
        std::pop_heap(pool.free.begin(), pool.free.end(), std::greater<>());
        level = pool.free.back();
        pool.free.pop_back();
    }
    const quint32 lane = laneAt(pool.lanes, level, { mark.place(), true, number, 0, 0 });
    if (lane == NoLane)
        ++m_recording.m_repairs.tooDeep;
    m_spans[spanKey(mark)].push_back({ mark.name, number, level, lane, n });
    mark.become(lane == NoLane ? Mark::Kind::Nothing : Mark::Kind::Begin, lane);
}

void LaneAssignment::endSpan(Mark &mark, std::size_t n)
{
    const auto open = m_spans.find(spanKey(mark));
    const auto isMatch = [&mark](const OpenSpan &span) { return mark.name == trace::TextId::None || span.name == mark.name; };
    if (open == m_spans.end() || std::none_of(open->begin(), open->end(), isMatch)) {
        ++m_recording.m_repairs.unmatchedEnds;
        mark.become(Mark::Kind::Nothing, NoLane);
        return;
    }
    const auto found = std::find_if(open->rbegin(), open->rend(), isMatch);
    const OpenSpan span = *found;
    m_recording.joinArgs(span.mark, n);
    open->erase(std::next(found).base());
    if (open->empty())
        m_spans.erase(open);
    if (span.lane != NoLane) {
        std::vector<quint32> &free = m_pools[span.pool].free;
        free.push_back(span.level);
        std::push_heap(free.begin(), free.end(), std::greater<>());
    }
    mark.become(span.lane == NoLane ? Mark::Kind::Nothing : Mark::Kind::End, span.lane);
}

/// An arrow belongs to the innermost slice that is open, also to one that ends just then.
void LaneAssignment::bind(Mark &mark)
{
    TrackState &state = m_tracks[mark.place()];
    leaveEnded(state, mark.time);
    const OpenSlice *inner = nullptr;
    for (auto slice = state.open.rbegin(); slice != state.open.rend(); ++slice) {
        if (!inner || slice->level > inner->level)
            inner = &*slice;
        if (state.isNested)
            break;
    }
    mark.become(mark.kind(), inner ? inner->lane : NoLane);
}

void LaneAssignment::take(Mark &mark, std::size_t n)
{
    switch (mark.kind()) {
    case Mark::Kind::Begin:
        return begin(mark, n, Open);
    case Mark::Kind::Slice:
        return begin(mark, n, mark.time + mark.extent);
    case Mark::Kind::End:
        return end(mark, n);
    case Mark::Kind::SpanBegin:
        return beginSpan(mark, n);
    case Mark::Kind::SpanEnd:
        return endSpan(mark, n);
    case Mark::Kind::FlowBegin:
    case Mark::Kind::FlowPass:
    case Mark::Kind::FlowEnd:
        return bind(mark);
    default:
        return;
    }
}

void LaneAssignment::finish()
{
    quint64 &open = m_recording.m_repairs.openSlices;
    for (const TrackState &state : m_tracks)
        open += static_cast<quint64>(std::count_if(state.open.begin(), state.open.end(), [](const OpenSlice &slice) { return slice.end == Open; }));
    for (const std::vector<OpenSpan> &spans : std::as_const(m_spans))
        open += spans.size();
}

} // namespace formats
