// SPDX-License-Identifier: GPL-3.0-or-later
// What TrackDescriptors say: which process a track belongs to, how it is called, and which others it shares its lanes with.
#include "formats/perfettotracks.h"

namespace formats {

using namespace perfetto;

namespace {

qint64 numberOfId(const ProtoField &field)
{
    return static_cast<qint64>(static_cast<qint32>(field.value));
}

} // namespace

/// As in Perfetto, where a program that describes a track for each of its requests is shown a few lanes of them.
QByteArray PerfettoTracks::Descriptor::groupKey() const
{
    if (isProcess || isThread || track.isCounter || mergeBehavior == track::NoMerge)
        return {};
    if (mergeBehavior == track::MergeByKey)
        return mergeKey;
    return name.isEmpty() ? QByteArray() : 'n' + name.toUtf8();
}

void PerfettoTracks::readOwner(const ProtoField &message, Descriptor &descriptor)
{
    ProtoReader members(message.bytes);
    for (ProtoField member; members.next(member);) {
        if (message.number == track::Process) {
            descriptor.isProcess = true;
            if (member.number == process::Pid)
                descriptor.track.pid = numberOfId(member);
            else if (member.number == process::Name)
                descriptor.processName = QString::fromUtf8(member.bytes);
        } else {
            descriptor.isThread = true;
            if (member.number == thread::Pid)
                descriptor.track.pid = numberOfId(member);
            else if (member.number == thread::Tid)
                descriptor.tid = numberOfId(member);
            else if (member.number == thread::Name && !member.bytes.isEmpty())
                descriptor.name = QString::fromUtf8(member.bytes);
        }
    }
}

PerfettoTracks::Descriptor PerfettoTracks::readDescriptor(QByteArrayView bytes)
{
    Descriptor descriptor;
    ProtoReader fields(bytes);
    for (ProtoField field; fields.next(field);) {
        switch (field.number) {
        case track::Uuid:
            descriptor.uuid = field.value;
            break;
        case track::ParentUuid:
            descriptor.track.parent = field.value;
            break;
        case track::SiblingRank:
            descriptor.rank = numberOfId(field);
            break;
        case track::MergeBehavior:
            descriptor.mergeBehavior = field.value;
            break;
        case track::MergeKey:
            descriptor.mergeKey = 'k' + field.bytes.toByteArray();
            break;
        case track::MergeKeyNumber:
            descriptor.mergeKey = 'i' + QByteArray::number(field.value);
            break;
        case track::Name:
        case track::StaticName:
        case track::AtraceName:
            if (descriptor.name.isEmpty())
                descriptor.name = QString::fromUtf8(field.bytes);
            break;
        case track::Process:
        case track::Thread:
            readOwner(field, descriptor);
            break;
        case track::Counter: {
            descriptor.track.isCounter = true;
            ProtoReader members(field.bytes);
            for (ProtoField member; members.next(member);) {
                if (member.number == counter::Type)
                    descriptor.counterType = member.value;
                else if (member.number == counter::UnitMultiplier)
                    descriptor.track.multiplier = std::max<qint64>(member.asSigned(), 1);
                else if (member.number == counter::IsIncremental)
                    descriptor.track.isIncremental = member.value != 0;
            }
            break;
        }
        default:
            break;
        }
    }
    return descriptor;
}

qint64 PerfettoTracks::pidOf(const Track &track) const
{
    const Track *at = &track;
    for (int level = 0; level < 16; ++level) {
        if (at->pid >= 0)
            return at->pid;
        const Track *const *parent = at->parent == 0 ? nullptr : m_tracks.find(at->parent);
        if (!parent)
            break;
        at = *parent;
    }
    return ForeignTrace::NoPid;
}

void PerfettoTracks::makeUp(Track &track, quint64 uuid, bool isCounter)
{
    track.isDescribed = true;
    track.isMadeUp = true;
    track.isCounter = isCounter;
    const quint32 process = m_recording.process(ForeignTrace::NoPid);
    const QString name = uuid == 0 ? QStringLiteral("events of no track") : QStringLiteral("%1 %2").arg(QLatin1String(isCounter ? "counter" : "track")).arg(uuid);
    track.number = isCounter ? m_recording.addCounter(process, name) : m_recording.addTrack(process, name);
}

void PerfettoTracks::merge(Track &track, const QByteArray &key)
{
    const auto next = static_cast<quint32>(m_groups.size());
    const auto known = m_groups.constFind({ track.parent, key });
    m_recording.shareLanes(track.number, known == m_groups.constEnd() ? next : *known);
    if (known == m_groups.constEnd())
        m_groups.insert({ track.parent, key }, next);
    track.isMerged = true;
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

/// Descriptors are said again whenever a sequence begins anew; the name may have become known meanwhile.
void PerfettoTracks::describeAgain(Track &track, const Descriptor &descriptor)
{
    if (descriptor.isProcess && !descriptor.processName.isEmpty() && track.pid >= 0)
        m_recording.nameProcess(m_recording.process(track.pid), descriptor.processName);
    if (track.isCounter || descriptor.isProcess || descriptor.name.isEmpty() || track.isMerged)
        return;
    m_recording.nameTrack(track.number, descriptor.name);
    track.isUnnamed = false;
    if (const QByteArray key = descriptor.groupKey(); !key.isEmpty())
        merge(track, key);
}

void PerfettoTracks::takeDescriptor(QByteArrayView bytes)
{
    const Descriptor descriptor = readDescriptor(bytes);
    const quint64 uuid = descriptor.uuid;
    Track &track = rowOf(uuid);
    // Events may stand before what describes their track, where they come from several sequences.
    const bool isMadeUp = track.isMadeUp && track.isCounter == descriptor.track.isCounter;
    if (track.isDescribed && !isMadeUp)
        return describeAgain(track, descriptor);
    const quint32 number = track.number;
    track = descriptor.track;
    track.isDescribed = true;
    const qint64 pid = pidOf(track);
    track.isOfNoProcess = pid == ForeignTrace::NoPid;
    const quint32 process = m_recording.process(pid);
    if (!descriptor.processName.isEmpty())
        m_recording.nameProcess(process, descriptor.processName);
    if (track.isCounter) {
        const QString fallback = descriptor.counterType == counter::ThreadTime ? QStringLiteral("thread time (ns)")
            : descriptor.counterType == counter::ThreadInstructions        ? QStringLiteral("thread instructions")
                                                                           : QStringLiteral("counter %1").arg(uuid);
        const QString name = descriptor.name.isEmpty() ? fallback : descriptor.name;
        track.number = isMadeUp ? number : m_recording.addCounter(process, name);
        m_recording.nameCounter(track.number, name);
        return m_recording.moveCounter(track.number, process);
    }
    const QString fallback = descriptor.isProcess ? QStringLiteral("process") : descriptor.tid >= 0 ? QStringLiteral("thread %1").arg(descriptor.tid) : QStringLiteral("track %1").arg(uuid);
    const QString name = descriptor.name.isEmpty() ? fallback : descriptor.name;
    track.number = isMadeUp ? number : m_recording.addTrack(process, name);
    m_recording.nameTrack(track.number, name);
    m_recording.moveTrack(track.number, process);
    if (descriptor.rank)
        m_recording.orderTrack(track.number, *descriptor.rank);
    if (const QByteArray key = descriptor.groupKey(); !key.isEmpty())
        merge(track, key);
    track.isUnnamed = descriptor.name.isEmpty() && !descriptor.isProcess && !descriptor.isThread && descriptor.mergeBehavior < track::NoMerge;
}

void PerfettoTracks::finish()
{
    for (const Track &track : m_trackRows) {
        const qint64 pid = track.isOfNoProcess ? pidOf(track) : ForeignTrace::NoPid;
        if (pid == ForeignTrace::NoPid)
            continue;
        if (track.isCounter)
            m_recording.moveCounter(track.number, m_recording.process(pid));
        else
            m_recording.moveTrack(track.number, m_recording.process(pid));
    }
}

} // namespace formats
