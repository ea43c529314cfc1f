// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/perfettotracks.h"

#include "formats/chromeargs.h"

#include <QJsonDocument>

#include <cmath>

namespace formats {

using namespace perfetto;

namespace {

JsonToken textToken(QByteArrayView bytes)
{
    return { bytes.begin(), bytes.end(), JsonToken::Kind::Text, false };
}

} // namespace

std::optional<qint64> PerfettoTracks::thousandthsOf(double value)
{
    return std::abs(value) < 9e15 ? std::optional(std::llround(value * 1000)) : std::nullopt;
}

bool PerfettoTracks::readEvent(QByteArrayView bytes, const Sequence &sequence, Event &event)
{
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field);) {
        switch (field.number) {
        case event::Type:
            event.type = field.value;
            break;
        case event::TrackUuid:
            event.track = field.value;
            break;
        case event::NameId:
            if (const trace::TextId *name = sequence.names.find(field.value))
                event.name = *name;
            break;
        case event::Name:
            event.name = m_names.of(field.bytes);
            break;
        case event::CounterValue:
            event.thousandths = thousandthsOf(field.asSigned());
            break;
        case event::DoubleCounterValue:
            event.thousandths = thousandthsOf(field.asDouble());
            break;
        case event::AbsoluteTime:
            event.absoluteUs = field.asSigned();
            break;
        case event::Legacy:
            event.legacy = field.bytes;
            break;
        case event::FlowId:
        case event::OldFlowId:
            event.flows.append(field.value);
            break;
        case event::EndingFlowId:
        case event::OldEndingFlowId:
            event.endingFlows.append(field.value);
            break;
        case event::ExtraCounterValue:
            event.extraValues.append(thousandthsOf(field.asSigned()));
            break;
        case event::ExtraCounterTrack:
            event.extraTracks.append(field.value);
            break;
        case event::ExtraDoubleValue:
            event.extraDoubles.append(thousandthsOf(field.asDouble()));
            break;
        case event::ExtraDoubleTrack:
            event.extraDoubleTracks.append(field.value);
            break;
        case event::Annotation:
            event.annotations.append(field.bytes);
            break;
        case event::Category:
            event.category = field.bytes;
            break;
        default:
            break;
        }
    }
    return !fields.isBroken();
}

void PerfettoTracks::readCaller(QByteArrayView bytes, const Sequence &sequence)
{
    EventArgs::Place place;
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field);) {
        if (field.number != annotation::Member)
            continue;
        QByteArrayView key;
        ProtoReader inner(field.bytes);
        for (ProtoField member; inner.next(member);) {
            if (member.number == annotation::NameId)
                key = textOf(sequence.keys, member.value);
            else if (member.number == annotation::Signed && key == "line")
                place.line = member.asSigned();
            else if (member.number == annotation::Text && key == "file")
                place.file = textToken(member.bytes);
            else if (member.number == annotation::Text && key == "function")
                place.function = textToken(member.bytes);
        }
    }
    m_args.addCaller(place);
}

void PerfettoTracks::readAnnotation(QByteArrayView bytes, const Sequence &sequence, bool isTop)
{
    QByteArrayView key;
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field);) {
        switch (field.number) {
        case annotation::NameId:
            key = textOf(sequence.keys, field.value); // stays there while the packet is taken
            break;
        case annotation::Name:
            key = field.bytes;
            break;
        case annotation::Signed:
        case annotation::Unsigned:
            m_args.add(key, field.asSigned());
            break;
        case annotation::Text:
        case annotation::LegacyJson:
            m_args.add(key, textToken(field.bytes));
            break;
        case annotation::Member:
            if (isTop && key == "end")
                readAnnotation(field.bytes, sequence, false);
            break;
        case annotation::Element:
            if (key == "callers")
                readCaller(field.bytes, sequence);
            break;
        default:
            break;
        }
    }
}

PerfettoTracks::Failure PerfettoTracks::takeOwn(const Event &event, const Sequence &sequence, bool &isOwn)
{
    m_args.clear();
    for (const QByteArrayView annotation : event.annotations)
        readAnnotation(annotation, sequence, true);
    if (m_args.isEvent()) {
        isOwn = m_isOurs = true;
        const trace::Result<NumberedEvent> read = m_args.event(m_names);
        if (!read)
            return read.error().message();
        m_own.take(read.value());
    } else if (const QByteArray about = m_args.text("loopscope"); !about.isEmpty() && !m_own.isDescribed()) {
        const QJsonObject header = QJsonDocument::fromJson(about).object();
        trace::TraceInfo info;
        qint64 endNs = 0;
        isOwn = readChromeHeader(header, info, endNs);
        if (isOwn)
            m_own.describe(std::move(info), endNs, header.value(QLatin1String("events")).toString().toULongLong());
        m_isOurs = m_isOurs || isOwn;
    }
    return {};
}

void PerfettoTracks::takeCounter(quint64 uuid, qint64 thousandths, qint64 time)
{
    Track &track = trackOf(uuid, true);
    qint64 value = 0;
    if (!track.isCounter || __builtin_mul_overflow(thousandths, track.multiplier, &value)
        || (track.isIncremental && __builtin_add_overflow(value, track.last, &value))) {
        ++m_recording.repairs().badCounters;
        return;
    }
    track.last = value;
    m_recording.count(track.number, time, value);
}

void PerfettoTracks::takeExtraCounters(std::span<const std::optional<qint64>> values, std::span<const quint64> tracks, qint64 time)
{
    for (std::size_t n = 0; n < values.size(); ++n) {
        if (values[n] && n < tracks.size())
            takeCounter(tracks[n], *values[n], time);
        else
            ++m_recording.repairs().badCounters;
    }
}

void PerfettoTracks::takeFlows(const Event &event, quint32 track, qint64 time)
{
    for (const quint64 flow : event.flows)
        m_recording.passFlow(track, flow, time, trace::TextId::None);
    for (const quint64 flow : event.endingFlows)
        m_recording.endFlow(track, flow, time, trace::TextId::None);
}

PerfettoTracks::LegacyEvent PerfettoTracks::readLegacy(const Event &event, const Sequence &sequence)
{
    LegacyEvent read;
    read.name = event.name;
    ProtoReader fields(event.legacy);
    for (ProtoField field; fields.next(field);) {
        if (field.number == legacy::Phase) {
            read.phase = static_cast<char>(field.value);
        } else if (field.number == legacy::Duration) {
            read.lengthUs = field.asSigned();
        } else if (field.number == legacy::UnscopedId || field.number == legacy::LocalId || field.number == legacy::GlobalId) {
            read.id = field.value * 3 + (field.number == legacy::GlobalId ? 1 : 0);
            read.isLocal = field.number == legacy::LocalId;
        } else if (field.number == legacy::BindId) {
            read.flow = field.value;
        } else if (field.number == legacy::FlowDirection) {
            read.direction = field.value;
        } else if (field.number == legacy::NameId && event.name == trace::TextId::None) {
            if (const trace::TextId *known = sequence.names.find(field.value))
                read.name = *known;
        }
    }
    read.id ^= hashOf(event.category);
    return read;
}

/// Chrome's older phases, carried over into this format.
void PerfettoTracks::takeLegacy(const Event &event, const Sequence &sequence, quint32 track, qint64 time)
{
    const LegacyEvent legacy = readLegacy(event, sequence);
    const bool isFitting = legacy.lengthUs >= 0 && legacy.lengthUs < ForeignTrace::MostTime / 1000;
    if (!isFitting)
        ++m_recording.repairs().badDurations;
    const trace::ArgId args = argsOf(event.annotations, sequence);
    const auto process = [&] { return legacy.isLocal ? m_recording.processOf(track) : m_recording.process(ForeignTrace::NoPid); };
    const quint64 arrow = legacy.id ^ (static_cast<quint64>(trace::number(legacy.name)) + 1) * 0x9e3779b97f4a7c15u; // one of the name and category
    switch (legacy.phase) {
    case 'B':
        m_recording.begin(track, time, legacy.name, args);
        return takeFlows(event, legacy, track, time);
    case 'E':
        takeFlows(event, legacy, track, time); // they are those of what ends
        return m_recording.end(track, time, legacy.name, args);
    case 'X':
        m_recording.slice(track, time, isFitting ? legacy.lengthUs * 1000 : 0, legacy.name, args);
        return takeFlows(event, legacy, track, time);
    case 'i':
    case 'I':
    case 'R':
    case 'n':
    case 'T':
    case 'p':
        m_recording.instant(track, time, legacy.name, false, args);
        return takeFlows(event, legacy, track, time);
    case 'b':
    case 'S':
        return m_recording.beginSpan(process(), legacy.id, time, legacy.name, args);
    case 'e':
    case 'F':
        return m_recording.endSpan(process(), legacy.id, time, legacy.name, args);
    case 's':
        return m_recording.beginFlow(track, arrow, time, legacy.name);
    case 't':
        return m_recording.passFlow(track, arrow, time, legacy.name);
    case 'f':
        return m_recording.endFlow(track, arrow, time, legacy.name);
    default:
        ++m_recording.repairs().passedOver;
    }
}

void PerfettoTracks::takeFlows(const Event &event, const LegacyEvent &legacy, quint32 track, qint64 time)
{
    takeFlows(event, track, time);
    if (legacy.flow && legacy.direction == legacy::FlowOut)
        m_recording.beginFlow(track, *legacy.flow, time, trace::TextId::None);
    else if (legacy.flow && legacy.direction == legacy::FlowIn)
        m_recording.endFlow(track, *legacy.flow, time, trace::TextId::None);
    else if (legacy.flow && legacy.direction == legacy::FlowInOut)
        m_recording.passFlow(track, *legacy.flow, time, trace::TextId::None);
}

void PerfettoTracks::takeForeign(const Event &event, const Sequence &sequence, qint64 time)
{
    const quint64 uuid = event.track.value_or(sequence.track);
    takeExtraCounters(event.extraValues, event.extraTracks.isEmpty() ? std::span<const quint64>(sequence.extraCounters) : event.extraTracks, time);
    takeExtraCounters(event.extraDoubles, event.extraDoubleTracks.isEmpty() ? std::span<const quint64>(sequence.extraDoubles) : event.extraDoubleTracks, time);
    if (event.type == event::Counter) {
        if (event.thousandths)
            takeCounter(uuid, *event.thousandths, time);
        else
            ++m_recording.repairs().badCounters;
        return;
    }
    Track &track = trackOf(uuid, false);
    if (track.isCounter) {
        ++m_recording.repairs().passedOver;
        return;
    }
    const quint32 number = track.number;
    if (track.isUnnamed && event.type != event::SliceEnd)
        nameByEvent(track, event.name);
    switch (event.type) {
    case event::SliceBegin:
        m_recording.begin(number, time, event.name, argsOf(event.annotations, sequence));
        return takeFlows(event, number, time);
    case event::SliceEnd:
        takeFlows(event, number, time);
        return m_recording.end(number, time, trace::TextId::None, argsOf(event.annotations, sequence));
    case event::Instant:
        m_recording.instant(number, time, event.name, false, argsOf(event.annotations, sequence));
        return takeFlows(event, number, time);
    default:
        if (!event.legacy.isEmpty())
            return takeLegacy(event, sequence, number, time);
        ++m_recording.repairs().passedOver;
    }
}

PerfettoTracks::Failure PerfettoTracks::takeEvent(const Packet &packet, Sequence &sequence)
{
    Event event;
    if (!readEvent(packet.event, sequence, event))
        return QStringLiteral("a TrackEvent that makes no sense");
    std::optional<qint64> time;
    if (event.absoluteUs && *event.absoluteUs >= 0 && *event.absoluteUs < ForeignTrace::MostTime / 1000)
        time = *event.absoluteUs * 1000;
    else if (packet.time)
        time = timeOf(*packet.time, static_cast<quint32>(packet.clock.value_or(sequence.clock)), sequence);
    if (!event.annotations.isEmpty() && (m_isOurs || m_recording.isEmpty())) {
        bool isOwn = false;
        if (const Failure failure = takeOwn(event, sequence, isOwn); failure || isOwn)
            return failure;
    }
    if (m_isOurs)
        return {};
    if (time)
        takeForeign(event, sequence, *time);
    else
        ++m_recording.repairs().badTimes;
    return {};
}

} // namespace formats
