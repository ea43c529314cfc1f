// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromerecords.h"

#include "formats/chromeargs.h"
#include "formats/eventfields.h"

namespace formats {

using trace::Event;
using trace::Timestamp;

namespace {

void appendMicroseconds(qint64 ns, QByteArray &out)
{
    const QByteArray rest = QByteArray::number(ns % 1000).rightJustified(3, '0');
    out.append(QByteArray::number(ns / 1000)).append('.').append(rest);
}

} // namespace

void ChromeRecords::next()
{
    m_sink.buffer().append(m_isFirst ? "\n" : ",\n");
    m_isFirst = false;
}

void ChromeRecords::begin(char phase, const QString &name, const char *category, quint64 tid, Timestamp ts)
{
    next();
    QByteArray &out = m_sink.buffer();
    out.append("{\"ph\":\"").append(phase).append("\",\"name\":");
    appendJsonString(name, out);
    out.append(",\"cat\":\"").append(category).append("\",\"pid\":1,\"tid\":").append(QByteArray::number(tid)).append(",\"ts\":");
    appendMicroseconds(ts.ns, out);
}

void ChromeRecords::beginMetadata(const char *what, quint64 tid, const char *key)
{
    next();
    QByteArray &out = m_sink.buffer();
    out.append("{\"ph\":\"M\",\"name\":\"").append(what).append("\",\"pid\":1,\"tid\":").append(QByteArray::number(tid));
    out.append(",\"args\":{\"").append(key).append("\":");
}

void ChromeRecords::duration(Timestamp from, Timestamp to)
{
    m_sink.buffer().append(",\"dur\":");
    appendMicroseconds((to - from).count(), m_sink.buffer());
}

void ChromeRecords::end()
{
    m_sink.buffer().append('}');
    m_sink.next();
}

void ChromeRecords::beginFile()
{
    QByteArray &out = m_sink.buffer();
    out.append("{\"displayTimeUnit\":\"ns\",\"otherData\":");
    appendChromeHeader(m_trace, out);
    out.append(",\n\"traceEvents\":[");
}

trace::Result<> ChromeRecords::endFile()
{
    m_sink.write("\n]}\n");
    return m_sink.finish();
}

void ChromeRecords::name(const char *what, quint64 tid, const QString &value)
{
    beginMetadata(what, tid, "name");
    appendJsonString(value, m_sink.buffer());
    m_sink.buffer().append('}');
    end();
}

void ChromeRecords::order(quint64 tid, quint64 place)
{
    beginMetadata("thread_sort_index", tid, "sort_index");
    m_sink.buffer().append(QByteArray::number(place)).append('}');
    end();
}

void ChromeRecords::instant(const QString &name, const char *category, quint64 tid, quint64 seq, const Event &event, char scope)
{
    begin('i', name, category, tid, event.time);
    m_sink.buffer().append(",\"s\":\"").append(scope).append("\",\"args\":");
    appendChromeArgs(m_trace, seq, event, m_sink.buffer());
    end();
}

void ChromeRecords::slice(const QString &name, const char *category, quint64 tid, const BegunEvent &begun, Timestamp to, quint64 endSeq,
                          const Event *endEvent)
{
    begin('X', name, category, tid, begun.event.time);
    duration(begun.event.time, to);
    QByteArray &out = m_sink.buffer();
    out.append(",\"args\":");
    appendChromeArgs(m_trace, begun.seq, begun.event, out);
    if (endEvent) {
        out.chop(1); // the closing brace
        out.append(",\"end\":");
        appendChromeArgs(m_trace, endSeq, *endEvent, out);
        out.append('}');
    }
    end();
}

void ChromeRecords::bareSlice(const QString &name, const char *category, quint64 tid, Timestamp from, Timestamp to)
{
    begin('X', name, category, tid, from);
    duration(from, to);
    end();
}

void ChromeRecords::flow(char phase, quint64 id, quint64 tid, Timestamp ts)
{
    begin(phase, QStringLiteral("wakes"), "wake", tid, ts);
    m_sink.buffer().append(",\"id\":").append(QByteArray::number(id));
    if (phase == 'f')
        m_sink.buffer().append(",\"bp\":\"e\"");
    end();
}

void ChromeRecords::counter(const QString &name, const char *category, quint64 tid, quint32 id, Timestamp ts, qint64 value)
{
    begin('C', name, category, tid, ts);
    m_sink.buffer().append(",\"id\":").append(QByteArray::number(id));
    m_sink.buffer().append(",\"args\":{\"depth\":").append(QByteArray::number(value)).append('}');
    end();
}

void ChromeRecords::span(char phase, const char *category, const QString &name, quint64 tid, quint64 seq, const Event &event)
{
    begin(phase, name, category, tid, event.time);
    m_sink.buffer().append(",\"id\":").append(QByteArray::number(event.object));
    if (seq != NoSequence) {
        m_sink.buffer().append(",\"args\":");
        appendChromeArgs(m_trace, seq, event, m_sink.buffer());
    }
    end();
}

} // namespace formats
