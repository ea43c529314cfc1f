// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/perfettotracks.h"

namespace formats {

using namespace perfetto;

namespace {

/// Number and text of an interned entry.
std::pair<quint64, QByteArrayView> entryOf(QByteArrayView bytes)
{
    std::pair<quint64, QByteArrayView> entry;
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field);) {
        if (field.number == interned::Id)
            entry.first = field.value;
        else if (field.number == interned::Text)
            entry.second = field.bytes;
    }
    return entry;
}

} // namespace

bool PerfettoTracks::readPacket(QByteArrayView bytes, Packet &packet)
{
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field);) {
        switch (field.number) {
        case packet::Timestamp:
            packet.time = field.value;
            break;
        case packet::TimestampClock:
            packet.clock = field.value;
            break;
        case packet::SequenceId:
            packet.sequence = static_cast<quint32>(field.value);
            break;
        case packet::SequenceFlags:
            packet.isCleared = packet.isCleared || (field.value & packet::StateCleared) != 0;
            break;
        case packet::IsStateCleared:
            packet.isCleared = packet.isCleared || field.value != 0;
            break;
        case packet::IsPreviousDropped:
            packet.isGap = field.value != 0;
            break;
        case packet::IsFirstOnSequence:
            packet.isFirst = field.value != 0;
            break;
        case packet::TrackEvent:
            packet.event = field.bytes;
            packet.hasEvent = field.type == WireType::Bytes;
            break;
        case packet::TrackDescriptor:
            packet.descriptor = field.bytes;
            break;
        case packet::InternedData:
            packet.interned = field.bytes;
            break;
        case packet::Defaults:
            packet.defaults = field.bytes;
            break;
        case packet::ClockSnapshot:
            packet.clocks = field.bytes;
            break;
        default:
            packet.isOther = packet.isOther || field.type == WireType::Bytes;
        }
    }
    return !fields.isBroken();
}

void PerfettoTracks::takeInterned(QByteArrayView bytes, Sequence &sequence)
{
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field);) {
        if (field.type != WireType::Bytes)
            continue;
        const auto [id, text] = entryOf(field.bytes);
        if (field.number == interned::EventName)
            sequence.names[id] = m_names.of(text);
        else if (field.number == interned::AnnotationName)
            sequence.keys[id] = text.toByteArray();
        else if (field.number == interned::AnnotationText)
            sequence.texts[id] = text.toByteArray();
    }
}

void PerfettoTracks::takeDefaults(QByteArrayView bytes, Sequence &sequence)
{
    sequence.track = 0;
    sequence.clock = 0;
    sequence.extraCounters.clear();
    sequence.extraDoubles.clear();
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field);) {
        if (field.number == defaults::TimestampClock)
            sequence.clock = static_cast<quint32>(field.value);
        if (field.number != defaults::Event)
            continue;
        ProtoReader inner(field.bytes);
        for (ProtoField member; inner.next(member);) {
            if (member.number == defaults::EventTrackUuid)
                sequence.track = member.value;
            else if (member.number == defaults::EventExtraCounterTrack && member.type == WireType::Varint)
                sequence.extraCounters.push_back(member.value);
            else if (member.number == defaults::EventExtraDoubleTrack && member.type == WireType::Varint)
                sequence.extraDoubles.push_back(member.value);
        }
    }
}

/// All clocks of a snapshot were read at one moment; that of the trace is CLOCK_BOOTTIME, or the first where it is not among them.
void PerfettoTracks::takeClocks(QByteArrayView bytes, Sequence &sequence)
{
    QVarLengthArray<std::pair<quint32, Clock>, 8> clocks;
    std::optional<quint64> now;
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field);) {
        if (field.number != clock::Clocks)
            continue;
        quint32 id = 0;
        Clock clock;
        ProtoReader inner(field.bytes);
        for (ProtoField member; inner.next(member);) {
            if (member.number == clock::Id)
                id = static_cast<quint32>(member.value);
            else if (member.number == clock::Timestamp)
                clock.time = member.value;
            else if (member.number == clock::IsIncremental)
                clock.isIncremental = member.value != 0;
            else if (member.number == clock::Multiplier)
                clock.multiplier = std::max<quint64>(member.value, 1);
        }
        clock.time *= clock.multiplier;
        clocks.append({ id, clock });
        if (id == clock::Boottime || !now)
            now = clock.time;
    }
    for (auto &[id, clock] : clocks) {
        clock.offset = static_cast<qint64>(*now - clock.time);
        if (id >= clock::FirstOfSequence && id < 2 * clock::FirstOfSequence)
            sequence.clocks[id] = clock;
        else if (!m_clockOffsets.contains(id))
            m_clockOffsets.insert(id, clock.offset); // one offset for the whole trace: clocks drift, but no one is to see steps
    }
}

quint64 PerfettoTracks::ofOtherClock(quint64 time, quint32 id, Sequence &sequence)
{
    if (id < clock::FirstOfSequence || id >= 2 * clock::FirstOfSequence)
        return time + static_cast<quint64>(m_clockOffsets.value(id));
    Clock &clock = sequence.clocks[id];
    time = time * clock.multiplier + (clock.isIncremental ? clock.time : 0);
    if (clock.isIncremental)
        clock.time = time;
    return time + static_cast<quint64>(clock.offset);
}

std::optional<QString> PerfettoTracks::take(QByteArrayView bytes)
{
    Packet packet;
    if (!readPacket(bytes, packet))
        return QStringLiteral("a packet that makes no sense");
    Sequence &sequence = sequenceOf(packet.sequence);
    if (packet.isCleared) {
        sequence.names.clear();
        sequence.keys.clear();
        sequence.texts.clear();
        sequence.clock = 0;
        sequence.track = 0;
    }
    if (packet.isGap && sequence.isKnown && !packet.isFirst)
        ++m_recording.repairs().lostPackets;
    sequence.isKnown = true;
    if (!packet.clocks.isEmpty())
        takeClocks(packet.clocks, sequence);
    if (!packet.defaults.isEmpty())
        takeDefaults(packet.defaults, sequence);
    if (!packet.interned.isEmpty())
        takeInterned(packet.interned, sequence);
    if (!packet.descriptor.isEmpty() && !m_isOurs)
        takeDescriptor(packet.descriptor);
    if (packet.hasEvent)
        return takeEvent(packet, sequence);
    if (packet.isOther)
        ++m_recording.repairs().passedOver;
    return {};
}

} // namespace formats
