// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/perfettorecords.h"

#include "formats/chromeargs.h"
#include "formats/perfettofields.h"
#include "formats/protowire.h"

namespace formats {

using namespace perfetto;
using trace::Timestamp;

namespace {

// Our tracks and counters as uuids: each kind has a range of its own.
constexpr quint64 ProcessUuid = 1;
constexpr quint64 TrackUuids = quint64(1) << 40;
constexpr quint64 CounterUuids = quint64(2) << 40;
constexpr quint64 SpanUuids = quint64(3) << 40;
constexpr quint64 SequenceNumber = 1;
constexpr quint64 CountersBehind = 1u << 30; // rank of the first counter: behind all tracks

} // namespace

/// Puts the fields of an event into debug annotations.
class AnnotationWriter : public EventArgSink
{
public:
    AnnotationWriter(PerfettoRecords &records, quint32 field, QByteArray &out) : m_records(records), m_field(field), m_out(out) {}

    void number(const char *key, qint64 value) override
    {
        start(key);
        appendNumberField(annotation::Signed, static_cast<quint64>(value), m_value);
        finish();
    }
    void text(const char *key, const QString &value) override
    {
        start(key);
        appendBytesField(annotation::Text, value.toUtf8(), m_value);
        finish();
    }
    void json(const char *key, QByteArrayView value) override
    {
        start(key);
        appendBytesField(isStrictJson(value) ? annotation::LegacyJson : annotation::Text, value, m_value);
        finish();
    }
    void callers(std::span<const trace::Site> sites) override
    {
        QByteArray list;
        for (const trace::Site &site : sites) {
            QByteArray place;
            AnnotationWriter members(m_records, annotation::Member, place);
            members.text("file", m_records.m_trace.text(site.file));
            members.number("line", site.line);
            members.text("function", m_records.m_trace.text(site.function));
            appendBytesField(annotation::Element, place, list);
        }
        start("callers");
        m_value.append(list);
        finish();
    }

private:
    void start(const char *key)
    {
        m_value.clear();
        appendNumberField(annotation::NameId, m_records.idOf(m_records.m_keys, QString::fromLatin1(key)), m_value);
    }
    void finish() { appendBytesField(m_field, m_value, m_out); }

    PerfettoRecords &m_records;
    quint32 m_field;
    QByteArray &m_out;
    QByteArray m_value;
};

quint64 PerfettoRecords::idOf(Interned &names, const QString &name)
{
    quint64 &id = names.ids[name];
    if (id == 0) {
        id = static_cast<quint64>(names.ids.size());
        QByteArray entry;
        appendNumberField(interned::Id, id, entry);
        appendBytesField(interned::Text, name.toUtf8(), entry);
        appendBytesField(names.field, entry, m_interned);
    }
    return id;
}

void PerfettoRecords::packet(QByteArrayView body)
{
    appendBytesField(trace_file::Packet, body, m_sink.buffer());
    m_sink.next();
}

void PerfettoRecords::describe(quint64 uuid, const QString &name, std::optional<quint64> place, bool isCounter)
{
    QByteArray descriptor;
    appendNumberField(track::Uuid, uuid, descriptor);
    appendNumberField(track::ParentUuid, ProcessUuid, descriptor);
    appendBytesField(track::Name, name.toUtf8(), descriptor);
    if (isCounter)
        appendBytesField(track::Counter, {}, descriptor);
    if (place) {
        appendNumberField(track::SiblingRank, *place, descriptor);
        appendNumberField(track::MergeBehavior, track::NoMerge, descriptor); // two tasks of one name are two
    }
    QByteArray body;
    appendNumberField(packet::SequenceId, SequenceNumber, body);
    appendBytesField(packet::TrackDescriptor, descriptor, body);
    packet(body);
    m_known.insert(uuid, true);
}

void PerfettoRecords::know(quint64 uuid, const QString &name)
{
    if (!m_known.contains(uuid))
        describe(uuid, name, {}, false);
}

void PerfettoRecords::beginFile()
{
    const QString name = m_trace.info().name;
    QByteArray process;
    appendNumberField(process::Pid, 1, process);
    appendBytesField(process::Name, (name.isEmpty() ? QStringLiteral("event loop") : name).toUtf8(), process);
    QByteArray descriptor;
    appendNumberField(track::Uuid, ProcessUuid, descriptor);
    appendBytesField(track::Process, process, descriptor);
    appendNumberField(track::ChildOrdering, track::Explicit, descriptor);
    QByteArray body;
    appendNumberField(packet::SequenceId, SequenceNumber, body);
    appendNumberField(packet::SequenceFlags, packet::StateCleared, body);
    appendNumberField(packet::IsFirstOnSequence, 1, body);
    appendBytesField(packet::TrackDescriptor, descriptor, body);
    packet(body);
    // What the trace is about, as in a JSON file.
    QByteArray about;
    appendChromeHeader(m_trace, about);
    QByteArray value;
    appendNumberField(annotation::NameId, idOf(m_keys, QStringLiteral("loopscope")), value);
    appendBytesField(annotation::Text, about, value);
    startEvent(event::Instant, ProcessUuid);
    label(QStringLiteral("recorded by Loopscope"), "loopscope");
    appendBytesField(event::Annotation, value, m_event);
    finishEvent({});
}

void PerfettoRecords::nameTrack(quint64 number, const QString &name, quint64 place)
{
    describe(TrackUuids + number, name, place, false);
}

void PerfettoRecords::startEvent(quint64 type, quint64 uuid)
{
    m_event.resize(0);
    appendNumberField(event::Type, type, m_event);
    appendNumberField(event::TrackUuid, uuid, m_event);
}

void PerfettoRecords::label(const QString &name, const char *category)
{
    appendNumberField(event::CategoryId, idOf(m_categories, QString::fromLatin1(category)), m_event);
    appendNumberField(event::NameId, idOf(m_names, name), m_event);
}

void PerfettoRecords::carry(CarriedEvent carried, bool isEnd)
{
    if (carried.seq == NoSequence)
        return;
    if (!isEnd) {
        AnnotationWriter values(*this, event::Annotation, m_event);
        return visitEventArgs(m_trace, carried.seq, *carried.event, values);
    }
    QByteArray value;
    appendNumberField(annotation::NameId, idOf(m_keys, QStringLiteral("end")), value);
    AnnotationWriter members(*this, annotation::Member, value);
    visitEventArgs(m_trace, carried.seq, *carried.event, members);
    appendBytesField(event::Annotation, value, m_event);
}

void PerfettoRecords::finishEvent(Timestamp time)
{
    m_packet.resize(0);
    appendNumberField(packet::Timestamp, static_cast<quint64>(time.ns), m_packet);
    appendNumberField(packet::SequenceId, SequenceNumber, m_packet);
    appendNumberField(packet::SequenceFlags, packet::NeedsState, m_packet);
    if (!m_interned.isEmpty())
        appendBytesField(packet::InternedData, m_interned, m_packet);
    m_interned.resize(0);
    appendBytesField(packet::TrackEvent, m_event, m_packet);
    packet(m_packet);
}

void PerfettoRecords::begin(quint64 number, Timestamp time, const QString &name, const char *category, CarriedEvent carried, quint64 arrow)
{
    know(TrackUuids + number, QStringLiteral("task %1").arg(number));
    startEvent(event::SliceBegin, TrackUuids + number);
    label(name, category);
    if (arrow != NoSequence)
        appendFixed64Field(event::EndingFlowId, arrow + 1, m_event);
    carry(carried);
    finishEvent(time);
}

void PerfettoRecords::end(quint64 number, Timestamp time, CarriedEvent carried)
{
    startEvent(event::SliceEnd, TrackUuids + number);
    carry(carried, true);
    finishEvent(time);
}

void PerfettoRecords::instant(quint64 number, Timestamp time, const QString &name, const char *category, CarriedEvent carried, bool isGlobal)
{
    if (!isGlobal)
        know(TrackUuids + number, QStringLiteral("task %1").arg(number));
    startEvent(event::Instant, isGlobal ? ProcessUuid : TrackUuids + number);
    label(name, category);
    carry(carried);
    finishEvent(time);
}

void PerfettoRecords::counter(quint32 id, Timestamp time, const QString &name, qint64 value)
{
    if (!m_known.contains(CounterUuids + id))
        describe(CounterUuids + id, name, CountersBehind + id % CountersBehind, true);
    startEvent(event::Counter, CounterUuids + id);
    appendNumberField(event::CounterValue, static_cast<quint64>(value), m_event);
    finishEvent(time);
}

void PerfettoRecords::arrowBegun(quint64 arrow, quint64 number, Timestamp time)
{
    know(TrackUuids + number, QStringLiteral("task %1").arg(number));
    startEvent(event::Instant, TrackUuids + number);
    label(QStringLiteral("wakes"), "wake");
    appendFixed64Field(event::FlowId, arrow + 1, m_event);
    finishEvent(time);
}

void PerfettoRecords::arrowEnded(quint64 arrow, quint64 number, Timestamp time)
{
    know(TrackUuids + number, QStringLiteral("task %1").arg(number));
    startEvent(event::Instant, TrackUuids + number);
    label(QStringLiteral("woken"), "wake");
    appendFixed64Field(event::EndingFlowId, arrow + 1, m_event);
    finishEvent(time);
}

void PerfettoRecords::spanBegun(const char *category, quint32 id, quint64, Timestamp time, const QString &name, CarriedEvent carried)
{
    SpanTracks &tracks = m_spanTracks[category];
    const bool isNew = tracks.free.isEmpty();
    const quint64 uuid = isNew ? SpanUuids + (hashOf(category) % (1u << 20) << 20) + tracks.count++ : tracks.free.takeLast();
    if (isNew)
        describe(uuid, QString::fromLatin1(category), {}, false);
    m_spans.insert({ category, id }, uuid);
    startEvent(event::SliceBegin, uuid);
    label(name, category);
    carry(carried);
    finishEvent(time);
}

void PerfettoRecords::spanEnded(const char *category, quint32 id, quint64, Timestamp time, const QString &, CarriedEvent carried)
{
    const quint64 uuid = m_spans.take({ category, id });
    m_spanTracks[category].free.append(uuid);
    startEvent(event::SliceEnd, uuid);
    carry(carried, true);
    finishEvent(time);
}

} // namespace formats
