// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/foreignevents.h"

#include <algorithm>
#include <tuple>

namespace formats {

using trace::Event;
using trace::EventKind;

namespace {

constexpr qint64 EndOfTime = std::numeric_limits<qint64>::max(); // beyond every time: a mark's is below 2^61 and so is its length

} // namespace

ForeignEvents::ForeignEvents(const ForeignTrace &recording, const LaneAssignment &assignment, trace::Trace &trace, qint64 first)
    : m_recording(recording), m_assignment(assignment), m_trace(trace), m_first(first), m_workers(assignment.lanes().size()),
      m_jobs(assignment.lanes().size()), m_isCounterKnown(recording.m_counters.size())
{
}

QString ForeignEvents::laneName(const LaneAssignment::Lane &lane) const
{
    QString name = lane.isSpan ? m_recording.labelled(lane.process, m_assignment.poolName(lane.track)) : m_recording.trackLabel(lane.track);
    if (lane.row > 0)
        name += QStringLiteral(", lane %1").arg(lane.row + 1);
    return lane.level == 0 ? name : QStringLiteral("%1, %2 %3").arg(name, QLatin1String(lane.isSpan ? "lane" : "level")).arg(lane.level + 1);
}

void ForeignEvents::declareLanes()
{
    const std::vector<LaneAssignment::Lane> &lanes = m_assignment.lanes();
    std::vector<quint32> order(lanes.size());
    for (quint32 n = 0; n < order.size(); ++n)
        order[n] = n;
    const auto key = [&](quint32 n) {
        const LaneAssignment::Lane &lane = lanes[n];
        const qint64 place = lane.isSpan ? 0 : m_recording.m_tracks[lane.track].order;
        return std::tuple(m_recording.m_processes[lane.process].order, lane.process, lane.isSpan, place, lane.track, lane.row, lane.level);
    };
    std::sort(order.begin(), order.end(), [&key](quint32 a, quint32 b) { return key(a) < key(b); });
    quint32 worker = 0;
    for (const quint32 lane : order) {
        m_workers[lane] = ++worker;
        m_trace.append({ .object = worker, .text = m_trace.texts()->intern(laneName(lanes[lane])), .kind = EventKind::WorkerCreated });
    }
}

/// The place in "function (path/file.py:12)", which is how VizTracer and others name the slices of functions.
trace::SiteId ForeignEvents::siteIn(trace::TextId name)
{
    const quint32 row = trace::number(name);
    if (row >= m_isSiteKnown.size()) {
        m_isSiteKnown.resize(m_trace.texts()->textCount() + 1);
        m_sites.resize(m_isSiteKnown.size());
    }
    if (m_isSiteKnown[row])
        return m_sites[row];
    m_isSiteKnown[row] = true;
    const QString text = m_trace.text(name);
    const qsizetype open = text.lastIndexOf(QLatin1String(" ("));
    const qsizetype colon = text.lastIndexOf(u':');
    if (open <= 0 || colon < open + 3 || !text.endsWith(u')'))
        return trace::SiteId::None;
    bool isNumber = false;
    const quint32 line = text.mid(colon + 1, text.size() - colon - 2).toUInt(&isNumber);
    if (!isNumber || line == 0)
        return trace::SiteId::None;
    trace::TextTable &texts = *m_trace.texts();
    m_sites[row] = texts.intern({ texts.intern(QStringView(text).mid(open + 2, colon - open - 2)), texts.intern(QStringView(text).first(open)), line, trace::SiteId::None });
    return m_sites[row];
}

void ForeignEvents::begin(const Mark &mark, std::size_t n)
{
    const quint32 lane = mark.place();
    m_jobs[lane] = ++m_jobCount;
    m_trace.append({ .time = at(mark.time), .value = argsOf(n), .other = m_workers[lane], .object = m_jobCount, .text = mark.name, .site = siteIn(mark.name),
        .kind = EventKind::JobStarted });
    if (mark.kind() == Mark::Kind::Slice)
        m_endings.push({ mark.time + mark.extent, lane });
}

void ForeignEvents::end(quint32 lane, qint64 time)
{
    m_trace.append({ .time = at(time), .other = m_workers[lane], .object = std::exchange(m_jobs[lane], 0), .kind = EventKind::JobFinished });
}

void ForeignEvents::endThose(qint64 before)
{
    while (!m_endings.empty() && m_endings.top().time < before) {
        const Ending ending = m_endings.top();
        m_endings.pop();
        end(ending.lane, ending.time);
    }
}

void ForeignEvents::instant(const Mark &mark, std::size_t n)
{
    if (mark.kind() == Mark::Kind::GlobalInstant || m_recording.m_tracks.size() <= 1) {
        const EventKind kind = mark.kind() == Mark::Kind::GlobalInstant ? EventKind::Mark : EventKind::Log;
        m_trace.append({ .time = at(mark.time), .value = argsOf(n), .text = mark.name, .kind = kind });
        return;
    }
    trace::TextId &text = m_instantTexts[{ mark.place(), trace::number(mark.name) }];
    if (text == trace::TextId::None)
        text = m_trace.texts()->intern(QString(m_recording.trackLabel(mark.place()) + QStringLiteral(": ") + m_trace.text(mark.name)));
    m_trace.append({ .time = at(mark.time), .value = argsOf(n), .text = text, .kind = EventKind::Log });
}

void ForeignEvents::count(const Mark &mark)
{
    const quint32 counter = mark.place();
    const ForeignTrace::CounterSeries &series = m_recording.m_counters[counter];
    if (!m_isCounterKnown[counter]) {
        m_isCounterKnown[counter] = true;
        QString name = m_recording.labelled(series.process, series.name);
        if (series.hasFractions)
            name += QStringLiteral(" (thousandths)");
        m_trace.append({ .time = at(mark.time), .object = counter + 1, .text = m_trace.texts()->intern(name), .kind = EventKind::QueueCreated });
    }
    m_trace.append({ .time = at(mark.time), .value = series.hasFractions ? mark.extent : mark.extent / 1000, .object = counter + 1, .kind = EventKind::CounterSet });
}

void ForeignEvents::flow(const Mark &mark)
{
    const auto id = static_cast<quint64>(mark.extent);
    const quint32 job = mark.place() == LaneAssignment::NoLane ? 0 : m_jobs[mark.place()];
    Event event { .time = at(mark.time), .object = job, .text = mark.name, .kind = EventKind::FlowBegun };
    if (mark.kind() != Mark::Kind::FlowBegin) {
        const auto known = m_flows.constFind(id);
        if (known == m_flows.constEnd() && mark.kind() == Mark::Kind::FlowEnd)
            return;
        if (known != m_flows.constEnd()) {
            event.kind = EventKind::FlowEnded;
            event.value = *known;
            m_trace.append(event);
            event.kind = EventKind::FlowBegun;
        }
    }
    if (mark.kind() == Mark::Kind::FlowEnd) {
        m_flows.remove(id);
        return;
    }
    event.value = ++m_flowCount;
    m_flows.insert(id, event.value);
    m_trace.append(event);
}

void ForeignEvents::take(const Mark &mark, std::size_t n)
{
    switch (mark.kind()) {
    case Mark::Kind::Begin:
    case Mark::Kind::Slice:
        endThose(mark.time + 1);
        return begin(mark, n);
    case Mark::Kind::End:
        endThose(mark.time + 1); // what it is around ends first
        return end(mark.place(), mark.time);
    case Mark::Kind::Instant:
    case Mark::Kind::GlobalInstant:
        endThose(mark.time);
        return instant(mark, n);
    case Mark::Kind::Count:
        endThose(mark.time);
        return count(mark);
    case Mark::Kind::FlowBegin:
    case Mark::Kind::FlowPass:
    case Mark::Kind::FlowEnd:
        endThose(mark.time);
        return flow(mark);
    default:
        return;
    }
}

void ForeignEvents::finish()
{
    endThose(EndOfTime);
}

} // namespace formats
