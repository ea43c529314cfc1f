// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rangesurvey.h"

#include "trace/arena.h"
#include "trace/clock.h"
#include "trace/slicecode.h"

#include <algorithm>
#include <tuple>

namespace analysis {

using trace::AwaitReason;
using trace::Duration;
using trace::Lane;
using trace::Slice;
using trace::SliceState;
using trace::TimeRange;

namespace {

/// Tasks that are sorted at once, some 0.5 ms.
constexpr std::size_t RunLength = 4096;

bool didMore(const TaskShare &a, const TaskShare &b)
{
    return std::tuple(a.running, a.ready, a.resumes) > std::tuple(b.running, b.ready, b.resumes);
}

} // namespace

RangeSurvey::RangeSurvey(const trace::Trace &trace, const Stretch &stretch)
    : m_trace(trace), m_end(trace.range().end), m_taskCount(trace.tasks().size())
{
    m_statistics.stretch = stretch;
    m_statistics.tasks.reserve(m_taskCount); // or growing would copy megabytes in one part
    const trace::StateTimes loop = trace.loopLane().timesIn(stretch.time, m_end);
    for (const SliceState state : { SliceState::Running, SliceState::Ready })
        m_statistics.loopBusy += Duration(loop.states[static_cast<std::size_t>(state)]);
}

double RangeSurvey::progress() const
{
    return isDone() ? 1 : static_cast<double>(m_row) / static_cast<double>(m_taskCount + 1);
}

bool RangeSurvey::advance(Duration work)
{
    constexpr int StepsPerLook = 16; // at the clock: a lane may take no longer than that
    const qint64 until = trace::monotonicNow() + work.count();
    while (!isDone()) {
        if (m_stage == Stage::Sorting) {
            sortSome();
        } else {
            for (int n = 0; n < StepsPerLook && m_row < m_taskCount; ++n) {
                if (!m_walk)
                    beginTask();
                takeSlices();
                if (m_walk->next >= m_walk->end)
                    endTask();
                else
                    break;
            }
            if (m_row == m_taskCount)
                m_stage = Stage::Sorting;
        }
        if (trace::monotonicNow() >= until)
            break;
    }
    return isDone();
}

/// Whether the stretch holds all that there is at this moment, so that no lane has to be asked where it begins and ends in it.
bool RangeSurvey::isOfAll() const
{
    const Stretch &stretch = m_statistics.stretch;
    const TimeRange all = m_trace.range();
    return stretch.firstEvent == 0 && stretch.lastEvent >= m_trace.eventCount() && stretch.time.begin <= all.begin && stretch.time.end >= all.end;
}

// The slice in which the stretch begins belongs to it with a part of its time, but was not begun in it.
RangeSurvey::Walk RangeSurvey::walkOf(const Lane &lane) const
{
    if (isOfAll())
        return { &lane, 0, 0, lane.count() };
    const Stretch &stretch = m_statistics.stretch;
    const auto before = stretch.firstEvent > 0 ? lane.indexAfter(stretch.firstEvent) : std::nullopt;
    const auto last = lane.indexAfter(stretch.lastEvent);
    return { &lane, before.value_or(0), before ? *before + 1 : 0, last ? *last + 1 : 0 };
}

void RangeSurvey::beginTask()
{
    // Of 10^5 lanes none is in a cache: what is read of one is asked for before its turn.
    constexpr std::size_t Apart = 6; // lanes between two steps
    for (int step = 0; step < Lane::AnnounceSteps; ++step) {
        const std::size_t row = m_row + Apart * static_cast<std::size_t>(Lane::AnnounceSteps - step);
        if (row < m_taskCount)
            m_trace.taskLane(static_cast<trace::TaskId>(row + 1)).announce(step);
    }
    const auto id = static_cast<trace::TaskId>(m_row + 1);
    m_walk = walkOf(m_trace.taskLane(id));
    m_task = {};
    m_task.id = id;
    m_latencies.clear();
}

qint64 RangeSurvey::inside(TimeRange range) const
{
    const TimeRange time = m_statistics.stretch.time;
    return std::max<qint64>((std::min(range.end, time.end) - std::max(range.begin, time.begin)).count(), 0);
}

bool RangeSurvey::isInside(TimeRange range) const
{
    return range.begin >= m_statistics.stretch.time.begin && range.end <= m_statistics.stretch.time.end;
}

/// Slices that have both been begun and ended in the stretch, as nearly all, are taken by their lengths alone.
void RangeSurvey::takeSlices()
{
    Walk &walk = *m_walk;
    while (walk.next < std::min(walk.counted, walk.end)) {
        take(walk.lane->slice(walk.next, m_end), false);
        ++walk.next;
    }
    const quint64 until = std::min<quint64>(walk.end, walk.next + SlicesAtOnce);
    if (until <= walk.next)
        return;
    const quint64 whole = until == walk.end ? until - 1 : until;
    if (whole > walk.next + 1) {
        const auto span = [&] { return TimeRange { walk.lane->slice(walk.next, m_end).range.begin, walk.lane->slice(whole - 1, m_end).range.end }; };
        if (isOfAll() || isInside(span())) {
            const auto count = static_cast<std::size_t>(whole - walk.next);
            takeWhole(walk.lane->lengths(walk.next, m_end, std::span(m_lengths).first(count), m_codes));
            walk.next = whole;
        }
    }
    for (; walk.next < until; ++walk.next)
        take(walk.lane->slice(walk.next, m_end), true);
}

void RangeSurvey::takeWhole(std::size_t count)
{
    for (std::size_t n = 0; n < count; ++n) {
        const qint64 length = m_lengths[n];
        switch (trace::stateOfCode(m_codes[n])) {
        case SliceState::Ready:
            m_task.ready += Duration(length);
            addLatency(length);
            break;
        case SliceState::Running:
            m_task.running += Duration(length);
            ++m_task.resumes;
            m_held.add(length);
            break;
        case SliceState::Awaiting: {
            const auto reason = static_cast<std::size_t>(trace::reasonOfCode(m_codes[n]));
            m_task.awaiting += Duration(length);
            m_waited[reason] += length;
            m_waits[reason].add(length);
            break;
        }
        default:
            break;
        }
    }
}

void RangeSurvey::take(const Slice &slice, bool isCounted)
{
    const qint64 within = inside(slice.range);
    const bool isMeasured = isCounted && !slice.isOpen;
    const qint64 length = slice.range.length().count();
    if (slice.state == SliceState::Ready) {
        m_task.ready += Duration(within);
        if (isMeasured)
            addLatency(length);
    } else if (slice.state == SliceState::Running) {
        m_task.running += Duration(within);
        m_task.resumes += isCounted;
        if (isMeasured)
            m_held.add(length);
    } else if (slice.state == SliceState::Awaiting) {
        m_task.awaiting += Duration(within);
        m_waited[static_cast<std::size_t>(slice.reason)] += within;
        if (isMeasured)
            m_waits[static_cast<std::size_t>(slice.reason)].add(length);
    }
}

void RangeSurvey::addLatency(qint64 ns)
{
    if (m_latencies.size() == MostExact) {
        m_latencyHistogram.add(ns);
        return;
    }
    m_latencies.push_back(ns);
}

void RangeSurvey::endTask()
{
    m_walk.reset();
    ++m_row;
    if (m_latencyHistogram.count() > 0) {
        for (const qint64 latency : m_latencies)
            m_latencyHistogram.add(latency);
        m_task.readyLatency = m_latencyHistogram.percentiles();
        m_ready.add(m_latencyHistogram);
        m_latencyHistogram.clear();
    } else {
        for (const qint64 latency : m_latencies)
            m_ready.add(latency);
        m_task.readyLatency = percentilesOf(m_latencies);
    }
    m_statistics.resumes += m_task.resumes;
    m_statistics.running += m_task.running;
    m_statistics.ready += m_task.ready;
    if (m_task.resumes > 0 || m_task.running.count() > 0 || m_task.ready.count() > 0)
        m_statistics.tasks.push_back(m_task);
}

/// Merge sort from below, a run at a time.
void RangeSurvey::sortSome()
{
    std::vector<TaskShare> &tasks = m_statistics.tasks;
    if (m_sorted >= tasks.size() && m_sorted > 0)
        return finish();
    const auto at = [&](std::size_t n) { return tasks.begin() + static_cast<std::ptrdiff_t>(std::min(n, tasks.size())); };
    if (m_sorted == 0) {
        std::stable_sort(at(m_merged), at(m_merged + RunLength), didMore);
        m_merged += RunLength;
        if (m_merged >= tasks.size()) {
            m_sorted = RunLength;
            m_merged = 0;
        }
        return;
    }
    std::inplace_merge(at(m_merged), at(m_merged + m_sorted), at(m_merged + 2 * m_sorted), didMore);
    m_merged += 2 * m_sorted;
    if (m_merged >= tasks.size()) {
        m_sorted *= 2;
        m_merged = 0;
    }
}

void RangeSurvey::finish()
{
    m_stage = Stage::Done;
    m_statistics.readyLatency = m_ready.percentiles();
    m_statistics.holdTime = m_held.percentiles();
    for (std::size_t n = 0; n < m_waits.size(); ++n) {
        if (m_waits[n].count() > 0 || m_waited[n] > 0)
            m_statistics.reasons.push_back({ static_cast<AwaitReason>(n), Duration(m_waited[n]), m_waits[n].percentiles() });
    }
    std::stable_sort(m_statistics.reasons.begin(), m_statistics.reasons.end(), [](const ReasonShare &a, const ReasonShare &b) { return a.total > b.total; });
}

RangeStatistics rangeStatistics(const trace::Trace &trace, const Stretch &stretch)
{
    RangeSurvey survey(trace, stretch);
    while (!survey.advance(std::chrono::seconds(1))) { }
    return survey.statistics();
}

} // namespace analysis
