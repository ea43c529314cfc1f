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
                sequence.extraCounters.append(member.value);
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

qint64 PerfettoTracks::pidOf(quint64 uuid) const
{
    for (int level = 0; level < 16; ++level) {
        const Track *const *known = m_tracks.find(uuid);
        if (!known)
            return 0;
        const Track &track = **known;
        if (track.pid >= 0)
            return track.pid;
        if (track.parent == uuid || track.parent == 0)
            return 0;
        uuid = track.parent;
    }
    return 0;
}

void PerfettoTracks::makeUp(Track &track, quint64 uuid, bool isCounter)
{
    track.isDescribed = true;
    track.isCounter = isCounter;
    const QString name = uuid == 0 ? QStringLiteral("events of no track") : QStringLiteral("%1 %2").arg(QLatin1String(isCounter ? "counter" : "track")).arg(uuid);
    track.number = isCounter ? m_recording.addCounter(m_recording.process(0), name) : m_recording.addTrack(m_recording.process(0), name);
}

void PerfettoTracks::merge(const Track &track, const QByteArray &key)
{
    const auto next = static_cast<quint32>(m_groups.size());
    const auto known = m_groups.constFind({ track.parent, key });
    m_recording.shareLanes(track.number, known == m_groups.constEnd() ? next : *known);
    if (known == m_groups.constEnd())
        m_groups.insert({ track.parent, key }, next);
}

void PerfettoTracks::nameByEvent(Track &track, trace::TextId name)
{
    if (name == trace::TextId::None)
        return;
    track.isUnnamed = false;
    const QString text = m_names.texts().text(name);
    m_recording.nameTrack(track.number, text);
    merge(track, 'n' + text.toUtf8());
}

void PerfettoTracks::takeDescriptor(QByteArrayView bytes)
{
    Track described;
    quint64 uuid = 0;
    qint64 tid = -1;
    QString name;
    QString processName;
    std::optional<quint64> rank;
    quint64 mergeBehavior = 0;
    QByteArray mergeKey;
    bool isProcess = false;
    bool isThread = false;
    const auto inside = [&](QByteArrayView message, auto visit) {
        ProtoReader inner(message);
        for (ProtoField member; inner.next(member);)
            visit(member);
    };
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field);) {
        if (field.number == track::Uuid)
            uuid = field.value;
        else if (field.number == track::ParentUuid)
            described.parent = field.value;
        else if (field.number == track::SiblingRank)
            rank = field.value;
        else if (field.number == track::MergeBehavior)
            mergeBehavior = field.value;
        else if (field.number == track::MergeKey)
            mergeKey = 'k' + field.bytes.toByteArray();
        else if (field.number == track::MergeKeyNumber)
            mergeKey = 'i' + QByteArray::number(field.value);
        else if ((field.number == track::Name || field.number == track::StaticName || field.number == track::AtraceName) && name.isEmpty())
            name = QString::fromUtf8(field.bytes);
        else if (field.number == track::Process)
            inside(field.bytes, [&](const ProtoField &member) {
                isProcess = true;
                if (member.number == process::Pid)
                    described.pid = static_cast<qint64>(static_cast<qint32>(member.value));
                else if (member.number == process::Name)
                    processName = QString::fromUtf8(member.bytes);
            });
        else if (field.number == track::Thread)
            inside(field.bytes, [&](const ProtoField &member) {
                isThread = true;
                if (member.number == thread::Pid)
                    described.pid = static_cast<qint64>(static_cast<qint32>(member.value));
                else if (member.number == thread::Tid)
                    tid = static_cast<qint64>(static_cast<qint32>(member.value));
                else if (member.number == thread::Name && !member.bytes.isEmpty())
                    name = QString::fromUtf8(member.bytes);
            });
        else if (field.number == track::Counter) {
            described.isCounter = true;
            inside(field.bytes, [&](const ProtoField &member) {
                if (member.number == counter::UnitMultiplier)
                    described.multiplier = std::max<qint64>(member.asSigned(), 1);
                else if (member.number == counter::IsIncremental)
                    described.isIncremental = member.value != 0;
            });
        }
    }
    Track &track = rowOf(uuid);
    if (track.isDescribed) {
        // Descriptors are said again whenever a sequence begins anew; the name may have become known meanwhile.
        if (!track.isCounter && !name.isEmpty() && !isProcess)
            m_recording.nameTrack(track.number, name);
        return;
    }
    track = described;
    track.isDescribed = true;
    const quint32 process = m_recording.process(pidOf(uuid));
    if (!processName.isEmpty())
        m_recording.nameProcess(process, processName);
    if (isProcess && name.isEmpty())
        name = QStringLiteral("process");
    const QString fallback = tid >= 0 ? QStringLiteral("thread %1").arg(tid) : QStringLiteral("track %1").arg(uuid);
    if (track.isCounter) {
        track.number = m_recording.addCounter(process, name.isEmpty() ? QStringLiteral("counter %1").arg(uuid) : name);
        return;
    }
    track.number = m_recording.addTrack(process, name.isEmpty() ? fallback : name);
    if (rank)
        m_recording.orderTrack(track.number, static_cast<qint64>(static_cast<qint32>(*rank)));
    // As in Perfetto, where a program that describes a track for each of its requests is shown a few lanes of them.
    if (isProcess || isThread || mergeBehavior == track::NoMerge)
        return;
    if (mergeBehavior == track::MergeByKey && !mergeKey.isEmpty())
        merge(track, mergeKey);
    else if (mergeBehavior != track::MergeByKey && !name.isEmpty())
        merge(track, 'n' + name.toUtf8());
    track.isUnnamed = name.isEmpty() && mergeBehavior != track::MergeByKey;
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
