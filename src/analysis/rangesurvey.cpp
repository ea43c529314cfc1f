// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rangesurvey.h"

#include "trace/clock.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace analysis {

using trace::AwaitReason;
using trace::Duration;
using trace::Lane;
using trace::Slice;
using trace::SliceState;
using trace::TimeRange;

namespace {

constexpr quint64 SlicesAtOnce = 4096; // some 80 us
constexpr std::size_t MostSamples = 16'384; // of a task, sorted out exactly; more go into a histogram

} // namespace

RangeSurvey::RangeSurvey(const trace::Trace &trace, const Stretch &stretch)
    : m_trace(trace), m_end(trace.range().end), m_taskCount(trace.tasks().size())
{
    m_statistics.stretch = stretch;
}

double RangeSurvey::progress() const
{
    return m_isDone ? 1 : static_cast<double>(m_lane) / static_cast<double>(m_taskCount + 1);
}

bool RangeSurvey::advance(Duration work)
{
    const qint64 until = trace::monotonicNow() + work.count();
    while (!m_isDone) {
        if (!m_walk && !beginLane()) {
            finish();
            break;
        }
        takeSlices(SlicesAtOnce);
        if (m_walk->next >= m_walk->end)
            endLane();
        if (trace::monotonicNow() >= until)
            break;
    }
    return m_isDone;
}

// The slice in which the stretch begins belongs to it with a part of its time, but was not begun in it.
RangeSurvey::Walk RangeSurvey::walkOf(const Lane &lane) const
{
    const Stretch &stretch = m_statistics.stretch;
    const auto before = lane.indexAfter(stretch.firstEvent);
    const auto last = lane.indexAfter(stretch.lastEvent);
    return { &lane, before.value_or(0), before ? *before + 1 : 0, last ? *last + 1 : 0 };
}

bool RangeSurvey::beginLane()
{
    if (m_lane > m_taskCount)
        return false;
    if (m_lane == 0) {
        m_walk = walkOf(m_trace.loopLane());
        return true;
    }
    const auto id = static_cast<trace::TaskId>(m_lane);
    m_walk = walkOf(m_trace.taskLane(id));
    m_task = {};
    m_task.id = id;
    m_latencies.clear();
    m_latencyHistogram = {};
    return true;
}

qint64 RangeSurvey::inside(TimeRange range) const
{
    const TimeRange time = m_statistics.stretch.time;
    return std::max<qint64>((std::min(range.end, time.end) - std::max(range.begin, time.begin)).count(), 0);
}

void RangeSurvey::takeSlices(quint64 most)
{
    Walk &walk = *m_walk;
    const quint64 until = std::min(walk.end, walk.next + most);
    for (; walk.next < until; ++walk.next) {
        const Slice slice = walk.lane->slice(walk.next, m_end);
        if (m_lane > 0)
            takeOfTask(slice, inside(slice.range), walk.next >= walk.counted);
        else if (slice.state == SliceState::Running || slice.state == SliceState::Ready)
            m_statistics.loopBusy += Duration(inside(slice.range));
    }
}

void RangeSurvey::takeOfTask(const Slice &slice, qint64 inside, bool isCounted)
{
    const bool isMeasured = isCounted && !slice.isOpen;
    const qint64 length = slice.range.length().count();
    if (slice.state == SliceState::Ready) {
        m_task.ready += Duration(inside);
        if (!isMeasured)
            return;
        m_ready.add(length);
        if (m_latencies.size() < MostSamples) {
            m_latencies.push_back(length);
            return;
        }
        if (m_latencyHistogram.count() == 0) {
            for (const qint64 earlier : m_latencies)
                m_latencyHistogram.add(earlier);
        }
        m_latencyHistogram.add(length);
    } else if (slice.state == SliceState::Running) {
        m_task.running += Duration(inside);
        m_task.resumes += isCounted;
        if (isMeasured)
            m_held.add(length);
    } else if (slice.state == SliceState::Awaiting) {
        m_task.awaiting += Duration(inside);
        m_waited[static_cast<std::size_t>(slice.reason)] += inside;
        if (isMeasured)
            m_waits[static_cast<std::size_t>(slice.reason)].add(length);
    }
}

void RangeSurvey::endLane()
{
    m_walk.reset();
    if (m_lane++ == 0)
        return;
    m_task.readyLatency = m_latencyHistogram.count() > 0 ? m_latencyHistogram.percentiles() : percentilesOf(m_latencies);
    m_statistics.resumes += m_task.resumes;
    m_statistics.running += m_task.running;
    m_statistics.ready += m_task.ready;
    if (m_task.resumes > 0 || m_task.running.count() > 0 || m_task.ready.count() > 0)
        m_statistics.tasks.push_back(m_task);
}

void RangeSurvey::finish()
{
    m_isDone = true;
    m_statistics.readyLatency = m_ready.percentiles();
    m_statistics.holdTime = m_held.percentiles();
    std::stable_sort(m_statistics.tasks.begin(), m_statistics.tasks.end(), [](const TaskShare &a, const TaskShare &b) {
        return std::tuple(a.running, a.ready, a.resumes) > std::tuple(b.running, b.ready, b.resumes);
    });
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
