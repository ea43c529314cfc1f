// SPDX-License-Identifier: GPL-3.0-or-later
// The packets that a trace has by the million, read in one pass without a look at what they could hold besides.
#include "formats/perfettotracks.h"

namespace formats {

using namespace perfetto;

namespace {

/// What a field begins with, as it stands in the file: one byte, for numbers of 16 and more two.
constexpr quint32 tagOf(quint32 field, WireType type)
{
    const quint32 tag = field << 3 | static_cast<quint32>(type);
    return tag < 0x80 ? tag : (tag & 0x7f) | 0x80 | tag >> 7 << 8;
}

/// The tag at `at`, in bounds; one of more than two bytes is none of those that tagOf() gives for the fields here.
quint32 readTag(const char *&at, const char *end)
{
    quint32 tag = static_cast<quint8>(*at++);
    if (tag >= 0x80 && at != end)
        tag |= static_cast<quint32>(static_cast<quint8>(*at++)) << 8;
    return tag;
}

} // namespace

bool PerfettoTracks::readShortEvent(const char *at, const char *end, ShortPacket &packet)
{
    while (at != end) {
        quint64 number = 0;
        switch (readTag(at, end)) {
        case tagOf(event::Type, WireType::Varint):
            if (!readVarint(at, end, packet.type))
                return false;
            break;
        case tagOf(event::TrackUuid, WireType::Varint):
            if (!readVarint(at, end, packet.track))
                return false;
            packet.hasTrack = true;
            break;
        case tagOf(event::NameId, WireType::Varint):
            if (packet.hasName || !readVarint(at, end, packet.name))
                return false;
            packet.hasName = true;
            break;
        case tagOf(event::CounterValue, WireType::Varint):
            if (!readVarint(at, end, number))
                return false;
            packet.value = static_cast<qint64>(number);
            packet.hasValue = true;
            break;
        case tagOf(event::Annotation, WireType::Bytes):
            if (packet.annotationCount == ShortPacket::MostAnnotations || !readVarint(at, end, number) || number > static_cast<quint64>(end - at))
                return false;
            packet.annotations[packet.annotationCount++] = { at, static_cast<qsizetype>(number) };
            at += number;
            break;
        case tagOf(event::CategoryId, WireType::Varint):
            if (!readVarint(at, end, number))
                return false;
            break;
        default:
            return false;
        }
    }
    return true;
}

bool PerfettoTracks::readShort(QByteArrayView bytes, ShortPacket &packet)
{
    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    while (at != end) {
        quint64 number = 0;
        switch (readTag(at, end)) {
        case tagOf(packet::Timestamp, WireType::Varint):
            if (!readVarint(at, end, packet.time))
                return false;
            packet.hasTime = true;
            break;
        case tagOf(packet::SequenceId, WireType::Varint):
            if (!readVarint(at, end, packet.sequence))
                return false;
            break;
        case tagOf(packet::SequenceFlags, WireType::Varint):
            if (!readVarint(at, end, number) || (number & packet::StateCleared) != 0)
                return false;
            break;
        case tagOf(packet::TimestampClock, WireType::Varint):
            if (!readVarint(at, end, packet.clock))
                return false;
            packet.hasClock = true;
            break;
        case tagOf(packet::TrackEvent, WireType::Bytes):
            if (packet.hasEvent || !readVarint(at, end, number) || number > static_cast<quint64>(end - at) || !readShortEvent(at, at + number, packet))
                return false;
            packet.hasEvent = true;
            at += number;
            break;
        case tagOf(packet::TrustedUid, WireType::Varint):
        case tagOf(packet::TrustedPid, WireType::Varint):
        case tagOf(packet::MachineId, WireType::Varint):
            if (!readVarint(at, end, number))
                return false;
            break;
        default:
            return false;
        }
    }
    return packet.hasEvent && packet.hasTime;
}

bool PerfettoTracks::takeShort(QByteArrayView bytes)
{
    ShortPacket packet;
    if (!readShort(bytes, packet))
        return false;
    const bool isSlice = packet.type == event::SliceBegin || packet.type == event::SliceEnd || packet.type == event::Instant;
    const std::optional<qint64> thousandths = packet.hasValue ? thousandthsOf(packet.value) : std::nullopt;
    if (!isSlice && (packet.type != event::Counter || !thousandths))
        return false;
    if (packet.annotationCount > 0 && (m_isOurs || m_recording.isEmpty())) // it may be one of our events
        return false;
    Sequence &sequence = sequenceOf(static_cast<quint32>(packet.sequence));
    sequence.isKnown = true;
    const std::optional<qint64> time = timeOf(packet.time, packet.hasClock ? static_cast<quint32>(packet.clock) : sequence.clock, sequence);
    if (m_isOurs)
        return true;
    if (!time) {
        ++m_recording.repairs().badTimes;
        return true;
    }
    const quint64 uuid = packet.hasTrack ? packet.track : sequence.track;
    if (!isSlice) {
        takeCounter(uuid, *thousandths, *time);
        return true;
    }
    Track &track = trackOf(uuid, false);
    if (track.isCounter) {
        ++m_recording.repairs().passedOver;
        return true;
    }
    const trace::ArgId args = packet.annotationCount == 0 ? trace::ArgId::None : argsOf(packet, sequence);
    if (packet.type == event::SliceEnd) {
        m_recording.end(track.number, *time, trace::TextId::None, args);
        return true;
    }
    const trace::TextId *const known = packet.hasName ? sequence.names.find(packet.name) : nullptr;
    const trace::TextId name = known ? *known : trace::TextId::None;
    if (track.isUnnamed) [[unlikely]]
        nameByEvent(track, name);
    if (packet.type == event::SliceBegin)
        m_recording.begin(track.number, *time, name, args);
    else
        m_recording.instant(track.number, *time, name, false, args);
    return true;
}

} // namespace formats
