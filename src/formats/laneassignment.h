// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/foreigntrace.h"

namespace formats {

/// Finds for each slice and span of a recording the lane it stands on. The marks come in order of time; a mark that begins or ends something is
/// changed into one whose place is a lane, and one that belongs nowhere into Nothing.
///
/// Tracks of one group have their slices on rows that they take in turn: a track holds the first row that is free while any slice is open on it.
/// That one of known length has ended is noticed when its track is spoken of again.
///
/// A slice stands one level below the slices that are around it, on the lowest level that is free then. Where slices nest that is the depth of the
/// call stack and costs O(1); where they overlap it costs O(slices open on the track), which MostLevels bounds.
class LaneAssignment
{
public:
    static constexpr quint32 NoLane = Mark::MostPlaces;
    static constexpr quint32 MostLanes = 60000; ///< the trace keeps 2^16 workers
    static constexpr quint32 MostLevels = 4096; ///< of one track

    struct Lane
    {
        quint32 process = 0;
        bool isSpan = false; ///< of async spans, not of a track
        quint32 track = 0; ///< or the number of the pool of spans; of a group its first track
        quint32 level = 0;
        quint32 row = 0; ///< of its group
    };

    explicit LaneAssignment(ForeignTrace &recording);

    /// Takes the next mark, the n-th.
    void take(Mark &mark, std::size_t n);
    /// To be called after the last one.
    void finish();

    [[nodiscard]] const std::vector<Lane> &lanes() const { return m_lanes; }
    /// The name of a lane of spans without its level.
    [[nodiscard]] QString poolName(quint32 pool) const { return m_pools[pool].name; }

private:
    static constexpr qint64 Open = std::numeric_limits<qint64>::max();

    struct OpenSlice
    {
        std::size_t mark; ///< that began it
        qint64 end; ///< Open until an end comes
        quint32 lane;
        quint32 level;
        trace::TextId name;
    };
    struct TrackState
    {
        std::vector<OpenSlice> open; ///< in order of their begin
        std::vector<quint32> lanes; ///< by level; of a group those of its row, while it has one
        bool isNested = true; ///< each one lies within the one before
        quint32 group = ForeignTrace::NoGroup;
        quint32 row = 0;
    };
    struct Group
    {
        quint32 track = ~0u; ///< the first
        std::vector<std::vector<quint32>> rows; ///< lanes by level of those that are free
        std::vector<quint32> free; ///< rows, a heap with the lowest on top
    };
    struct OpenSpan
    {
        trace::TextId name;
        quint32 pool;
        quint32 level;
        quint32 lane;
        std::size_t mark; ///< that began it
    };
    struct Pool
    {
        QString name;
        std::vector<quint32> lanes; ///< by level
        std::vector<quint32> free; ///< levels, a heap with the lowest on top
    };

    void begin(Mark &mark, std::size_t n, qint64 end);
    void end(Mark &mark, std::size_t n);
    void beginSpan(Mark &mark, std::size_t n);
    void endSpan(Mark &mark, std::size_t n);
    void bind(Mark &mark);
    void leaveEnded(TrackState &state, qint64 before);
    void takeRow(TrackState &state);
    void leaveRow(TrackState &state);
    [[nodiscard]] quint32 freeLevel(const TrackState &state, qint64 end) const;
    [[nodiscard]] quint32 laneAt(std::vector<quint32> &lanes, quint32 level, const Lane &lane);
    [[nodiscard]] quint32 poolOf(quint32 process, trace::TextId name);

    ForeignTrace &m_recording;
    std::vector<TrackState> m_tracks;
    std::vector<Group> m_groups;
    std::vector<Lane> m_lanes;
    std::vector<Pool> m_pools;
    QHash<std::pair<quint32, quint32>, quint32> m_poolNumbers; ///< by process and name
    QHash<quint32, quint32> m_namedPools; ///< by process: how many pools it has
    QHash<quint64, std::vector<OpenSpan>> m_spans; ///< by process and id, innermost last
};

} // namespace formats
