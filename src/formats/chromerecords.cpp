// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromerecords.h"

#include "formats/chromeargs.h"
#include "formats/eventfields.h"
#include "formats/trackwriter.h"

#include <algorithm>

namespace formats {

using trace::Timestamp;

namespace {

void appendMicroseconds(qint64 ns, QByteArray &out)
{
    const QByteArray rest = QByteArray::number(ns % 1000).rightJustified(3, '0');
    out.append(QByteArray::number(ns / 1000)).append('.').append(rest);
}

} // namespace

void ChromeRecords::open(char phase, quint64 track, qint64 ts)
{
    QByteArray &out = m_sink.buffer();
    out.append(m_isFirst ? "\n" : ",\n");
    m_isFirst = false;
    out.append("{\"ph\":\"").append(phase).append("\",\"pid\":1,\"tid\":").append(QByteArray::number(track)).append(",\"ts\":");
    appendMicroseconds(ts, out);
}

void ChromeRecords::label(const QString &name, const char *category)
{
    QByteArray &out = m_sink.buffer();
    out.append(",\"name\":");
    appendJsonString(name, out);
    out.append(",\"cat\":\"").append(category).append('"');
}

// Names come with a time as well: readers that sort by it stumble over records without one.
void ChromeRecords::metadata(const char *what, quint64 track, const char *key)
{
    open('M', track, 0);
    m_sink.buffer().append(",\"name\":\"").append(what).append("\",\"args\":{\"").append(key).append("\":");
}

void ChromeRecords::carry(CarriedEvent carried)
{
    if (carried.seq == NoSequence)
        return;
    m_sink.buffer().append(",\"args\":");
    appendChromeArgs(m_trace, carried.seq, *carried.event, m_sink.buffer());
}

void ChromeRecords::finish()
{
    m_sink.buffer().append('}');
    m_sink.next();
}

/// Where something stands that happens on the track, not before what stands there already.
qint64 ChromeRecords::placeOf(quint64 track, Timestamp time)
{
    Front &front = m_fronts[track];
    front.last = std::max(time.ns, front.last);
    return front.last;
}

void ChromeRecords::beginFile()
{
    QByteArray &out = m_sink.buffer();
    out.append("{\"displayTimeUnit\":\"ns\",\"otherData\":");
    appendChromeHeader(m_trace, out);
    out.append(",\n\"traceEvents\":[");
    const QString name = m_trace.info().name;
    metadata("process_name", TrackWriter::LoopTrack, "name");
    appendJsonString(name.isEmpty() ? QStringLiteral("event loop") : name, out);
    out.append('}');
    finish();
}

trace::Result<> ChromeRecords::endFile()
{
    m_sink.write("\n]}\n");
    return m_sink.finish();
}

void ChromeRecords::nameTrack(quint64 track, const QString &name, quint64 place)
{
    metadata("thread_name", track, "name");
    appendJsonString(name, m_sink.buffer());
    m_sink.buffer().append('}');
    finish();
    metadata("thread_sort_index", track, "sort_index");
    m_sink.buffer().append(QByteArray::number(place)).append('}');
    finish();
}

void ChromeRecords::begin(quint64 track, Timestamp time, const QString &name, const char *category, CarriedEvent carried, quint64 arrow)
{
    Front &front = m_fronts[track];
    front.last = std::max(time.ns, front.isAfterEnd ? front.last + Gap : front.last);
    front.isAfterEnd = false;
    open('B', track, front.last);
    label(name, category);
    carry(carried);
    finish();
    if (arrow != NoSequence)
        arrowEnded(arrow, track, time);
}

void ChromeRecords::end(quint64 track, Timestamp time, CarriedEvent carried)
{
    Front &front = m_fronts[track];
    front.last = std::max(time.ns - Gap, front.last);
    front.isAfterEnd = true;
    open('E', track, front.last);
    if (carried.seq != NoSequence) {
        // Viewers put the args of both ends together: those of the end keep to themselves.
        m_sink.buffer().append(",\"args\":{\"end\":");
        appendChromeArgs(m_trace, carried.seq, *carried.event, m_sink.buffer());
        m_sink.buffer().append('}');
    }
    finish();
}

void ChromeRecords::instant(quint64 track, Timestamp time, const QString &name, const char *category, CarriedEvent carried, bool isGlobal)
{
    open('i', track, placeOf(track, time));
    label(name, category);
    m_sink.buffer().append(isGlobal ? ",\"s\":\"g\"" : ",\"s\":\"t\"");
    carry(carried);
    finish();
}

void ChromeRecords::counter(quint32 id, Timestamp time, const QString &name, qint64 value)
{
    open('C', TrackWriter::LoopTrack, time.ns);
    label(name, "queue");
    m_sink.buffer().append(",\"id\":").append(QByteArray::number(id)); // keeps counters of one name apart
    m_sink.buffer().append(",\"args\":{\"depth\":").append(QByteArray::number(value)).append('}');
    finish();
}

void ChromeRecords::arrow(char phase, quint64 arrow, quint64 track, Timestamp time)
{
    open(phase, track, placeOf(track, time));
    label(QStringLiteral("wakes"), "wake");
    m_sink.buffer().append(",\"id\":").append(QByteArray::number(arrow));
    if (phase == 'f')
        m_sink.buffer().append(",\"bp\":\"e\"");
    finish();
}

void ChromeRecords::arrowBegun(quint64 number, quint64 track, Timestamp time)
{
    arrow('s', number, track, time);
}

void ChromeRecords::arrowEnded(quint64 number, quint64 track, Timestamp time)
{
    arrow('f', number, track, time);
}

void ChromeRecords::span(char phase, const char *category, quint32 id, quint64 track, Timestamp time, const QString &name, CarriedEvent carried)
{
    open(phase, track, time.ns);
    label(name, category);
    m_sink.buffer().append(",\"id\":").append(QByteArray::number(id));
    carry(carried);
    finish();
}

void ChromeRecords::spanBegun(const char *category, quint32 id, quint64 track, Timestamp time, const QString &name, CarriedEvent carried)
{
    span('b', category, id, track, time, name, carried);
}

void ChromeRecords::spanEnded(const char *category, quint32 id, quint64 track, Timestamp time, const QString &name, CarriedEvent carried)
{
    span('e', category, id, track, time, name, carried);
}

} // namespace formats
