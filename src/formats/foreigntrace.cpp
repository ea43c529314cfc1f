// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/foreigntrace.h"

#include "formats/foreignevents.h"
#include "formats/laneassignment.h"

#include <QStringList>

namespace formats {

namespace {

constexpr std::size_t ProgressStride = 4096; // marks: less than a millisecond

QString counted(quint64 count, const char *one, const char *many)
{
    return QStringLiteral("%1 %2").arg(count).arg(QLatin1String(count == 1 ? one : many));
}

} // namespace

QString Repairs::sentence() const
{
    QStringList parts;
    const auto tell = [&parts](quint64 count, const char *one, const char *many) {
        if (count > 0)
            parts << counted(count, one, many);
    };
    tell(unmatchedEnds, "end of something that was not begun was left out", "ends of something that was not begun were left out");
    tell(openSlices, "slice is not ended and lasts to the end", "slices are not ended and last to the end");
    tell(overlaps, "slice overlaps another of its thread and stands on a lane of its own", "slices overlap others of their thread and stand on lanes of their own");
    tell(tooDeep, "slice was left out because there are too many lanes", "slices were left out because there are too many lanes");
    tell(badTimes, "record without a time was left out", "records without a time were left out");
    tell(badDurations, "length that is none was taken as 0", "lengths that are none were taken as 0");
    tell(badCounters, "counter value that is no number was left out", "counter values that are no numbers were left out");
    tell(passedOver, "record of another kind was passed over", "records of other kinds were passed over");
    tell(cutArgs, "slice or instant has args that are cut at 16 KB", "slices or instants have args that are cut at 16 KB");
    tell(leftOutArgs, "slice or instant has lost its args: there is room for 128 MB of them", "slices or instants have lost their args: there is room for 128 MB of them");
    tell(lostPackets, "gap is said to be in the recording", "gaps are said to be in the recording");
    if (isBracketMissing)
        parts << QStringLiteral("the list of records is not closed");
    return parts.join(QStringLiteral(", "));
}

ForeignTrace::ForeignTrace(std::shared_ptr<trace::TextTable> texts) : m_texts(std::move(texts)), m_args(*m_texts) {}

quint32 ForeignTrace::process(qint64 pid)
{
    const auto known = m_processNumbers.constFind(pid);
    if (known != m_processNumbers.constEnd())
        return *known;
    const auto number = static_cast<quint32>(m_processes.size());
    m_processes.push_back({ {}, pid == NoPid ? QString() : QStringLiteral("process %1").arg(pid), Unordered });
    m_knownProcesses += pid == NoPid ? 0 : 1;
    m_processNumbers.insert(pid, number);
    return number;
}

quint32 ForeignTrace::addTrack(quint32 process, const QString &fallback)
{
    m_tracks.push_back({ process, {}, fallback, Unordered, NoGroup });
    return static_cast<quint32>(m_tracks.size()) - 1;
}

quint32 ForeignTrace::addCounter(quint32 process, const QString &name)
{
    m_counters.push_back({ process, name, false });
    return static_cast<quint32>(m_counters.size()) - 1;
}

void ForeignTrace::joinArgs(std::size_t begun, std::size_t end)
{
    const trace::ArgId args = m_marks.argsOf(end);
    if (args == trace::ArgId::None)
        return;
    const trace::ArgId first = m_marks.argsOf(begun);
    if (first == trace::ArgId::None)
        m_marks.setArgs(begun, args);
    else if (first != args && !m_isPart)
        m_marks.setArgs(begun, m_args.joined(first, args));
}

void ForeignTrace::count(quint32 counter, qint64 time, qint64 thousandths)
{
    CounterSeries &series = m_counters[counter];
    series.hasFractions = series.hasFractions || thousandths % 1000 != 0;
    m_marks.append({ time, thousandths, trace::TextId::None, Mark::Kind::Count, counter });
}

QString ForeignTrace::processLabel(quint32 process) const
{
    const Process &row = m_processes[process];
    return row.name.isEmpty() ? row.fallback : row.name;
}

QString ForeignTrace::labelled(quint32 process, const QString &name) const
{
    const QString label = m_knownProcesses > 1 ? processLabel(process) : QString();
    return label.isEmpty() ? name : label + QStringLiteral(" / ") + name;
}

QString ForeignTrace::trackLabel(quint32 track) const
{
    const Track &row = m_tracks[track];
    return labelled(row.process, row.name.isEmpty() ? row.fallback : row.name);
}

std::unique_ptr<trace::Trace> ForeignTrace::build(trace::TraceInfo info, const Progress &progress)
{
    bool isWanted = true;
    // Three rounds over the marks; the last one, which makes the trace, is by far the longest.
    const std::size_t size = m_marks.size();
    const auto goesOn = [&](std::size_t done) {
        isWanted = isWanted && (!progress || progress(done, size));
        return isWanted;
    };
    if (!m_marks.sort([&goesOn] { return goesOn(0); }))
        return nullptr;
    LaneAssignment assignment(*this);
    for (std::size_t n = 0; n < size; ++n) {
        Mark mark = m_marks[n];
        const quint32 placeBefore = mark.placeAndKind;
        assignment.take(mark, n);
        if (mark.placeAndKind != placeBefore)
            m_marks.move(n, mark.placeAndKind);
        if (n % ProgressStride == 0 && !goesOn(n / 4))
            return nullptr;
    }
    assignment.finish();
    m_repairs.cutArgs = m_args.cut();
    m_repairs.leftOutArgs = m_args.leftOut();
    const qint64 first = size > 0 ? m_marks.timeOf(0) : 0;
    info.parameters.insert(QStringLiteral("first-ns"), QString::number(first));
    auto trace = std::make_unique<trace::Trace>(std::move(info), m_texts);
    ForeignEvents events(*this, assignment, *trace, first);
    events.declareLanes();
    for (std::size_t n = 0; n < size; ++n) {
        events.take(m_marks[n], n);
        if ((n + 1) % MarkPages::PageSize == 0)
            m_marks.dropPageOf(n);
        if (n % ProgressStride == 0 && !goesOn(size / 4 + n / 4 * 3))
            return nullptr;
    }
    events.finish();
    m_marks = {};
    return trace;
}

std::unique_ptr<trace::Trace> ForeignTrace::buildPart(std::size_t most, trace::TraceInfo info, const Progress &progress) const
{
    ForeignTrace part(m_texts);
    part.m_isPart = true;
    part.m_processes = m_processes;
    part.m_knownProcesses = m_knownProcesses;
    part.m_tracks = m_tracks;
    part.m_counters = m_counters;
    part.m_marks = m_marks.first(most);
    return part.build(std::move(info), progress);
}

} // namespace formats
