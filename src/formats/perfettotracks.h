// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/foreigntrace.h"
#include "formats/idtable.h"
#include "formats/nametable.h"
#include "formats/ownevents.h"
#include "formats/perfettofields.h"
#include "formats/protowire.h"

#include <array>
#include <deque>
#include <limits>
#include <span>
#include <vector>

namespace formats {

/// What the packets of a Perfetto trace mean. Keeps, for each sequence of packets, its interned names, defaults and clocks.
class PerfettoTracks
{
public:
    /// All are borrowed.
    PerfettoTracks(ForeignTrace &recording, OwnEvents &own, NameTable &names) : m_recording(recording), m_own(own), m_names(names) {}

    /// Takes a TracePacket; the reason where it makes no sense.
    [[nodiscard]] std::optional<QString> take(QByteArrayView packet);
    /// Takes a packet that is what nearly all are: an event of a track with an interned name or a value, a few annotations, and nothing else that counts.
    /// False, and nothing has changed, where it is another one; what take() does with it is the same.
    [[nodiscard]] bool takeShort(QByteArrayView packet);
    /// To be called after the last packet: what has been said of a track's parent after the track itself counts now.
    void finish();
    /// Whether Loopscope wrote the trace.
    [[nodiscard]] bool isOurs() const { return m_isOurs; }

private:
    using Failure = std::optional<QString>;

    struct Clock
    {
        quint64 time = 0; ///< of the snapshot, or of the last packet where it is incremental; in ns
        qint64 offset = 0; ///< to the clock of the trace
        quint64 multiplier = 1;
        bool isIncremental = false;
    };
    struct Sequence
    {
        IdTable<trace::TextId> names;
        IdTable<QByteArray> keys; ///< of annotations
        IdTable<QByteArray> texts; ///< of annotations
        IdTable<Clock> clocks;
        quint64 track = 0;
        std::vector<quint64> extraCounters; ///< tracks of the extra values that events have
        std::vector<quint64> extraDoubles;
        quint32 clock = 0;
        bool isKnown = false;
    };
    struct Track
    {
        quint32 number = 0; ///< of the recording, of a track or a counter
        quint64 parent = 0;
        bool isCounter = false;
        bool isDescribed = false;
        bool isIncremental = false;
        bool isMadeUp = false; ///< by its first event; a descriptor may still come
        bool isUnnamed = false; ///< is to be called as its first event
        bool isMerged = false; ///< shares lanes with others
        bool isOfNoProcess = false; ///< as far as is known
        qint64 multiplier = 1;
        qint64 last = 0;
        qint64 pid = -1;
    };
    struct Descriptor
    {
        quint64 uuid = 0;
        Track track; ///< what it says of it
        qint64 tid = -1;
        QString name;
        QString processName;
        std::optional<qint64> rank;
        quint64 counterType = 0;
        quint64 mergeBehavior = 0;
        QByteArray mergeKey;
        bool isProcess = false;
        bool isThread = false;

        /// What those have in common that share lanes, "" where it shares with none.
        [[nodiscard]] QByteArray groupKey() const;
    };
    /// The fields of a packet that count, found in one pass.
    struct Packet
    {
        std::optional<quint64> time;
        std::optional<quint64> clock;
        QByteArrayView event;
        QByteArrayView descriptor;
        QByteArrayView interned;
        QByteArrayView defaults;
        QByteArrayView clocks;
        quint32 sequence = 0;
        bool isCleared = false;
        bool isGap = false;
        bool isFirst = false;
        bool hasEvent = false;
        bool isOther = false;
    };
    /// Those of a TrackEvent.
    struct Event
    {
        quint64 type = 0;
        std::optional<quint64> track;
        trace::TextId name = trace::TextId::None;
        std::optional<qint64> thousandths;
        std::optional<qint64> absoluteUs;
        QByteArrayView legacy;
        QVarLengthArray<quint64, 4> flows;
        QVarLengthArray<quint64, 4> endingFlows;
        QVarLengthArray<std::optional<qint64>, 4> extraValues; ///< thousandths
        QVarLengthArray<quint64, 4> extraTracks;
        QVarLengthArray<std::optional<qint64>, 4> extraDoubles;
        QVarLengthArray<quint64, 4> extraDoubleTracks;
        QVarLengthArray<QByteArrayView, 12> annotations;
        QByteArrayView category;
    };

    /// A LegacyEvent within an event: one of Chrome's phases.
    struct LegacyEvent
    {
        char phase = 0;
        qint64 lengthUs = 0;
        quint64 id = 0; ///< of a span or an arrow, with its category
        bool isLocal = false; ///< the id is one of the process
        std::optional<quint64> flow; ///< an arrow that is bound to the event, and
        quint64 direction = 0; ///< which way
        trace::TextId name = trace::TextId::None;
    };
    /// A packet of takeShort().
    struct ShortPacket
    {
        static constexpr std::size_t MostAnnotations = 6;
        struct Bytes
        {
            const char *at;
            qsizetype size;
        };

        quint64 time = 0;
        quint64 clock = 0;
        quint64 sequence = 0;
        quint64 type = 0;
        quint64 track = 0;
        quint64 name = 0;
        qint64 value = 0;
        bool hasTime = false;
        bool hasClock = false;
        bool hasEvent = false;
        bool hasTrack = false;
        bool hasName = false;
        bool hasValue = false;
        quint32 annotationCount = 0;
        std::array<Bytes, MostAnnotations> annotations; ///< so many of them are set; the others are nothing, for they would have to be set each time
    };

    /// Thousandths of a counter's value, nothing where they do not fit.
    [[nodiscard]] static std::optional<qint64> thousandthsOf(qint64 value)
    {
        constexpr qint64 Most = std::numeric_limits<qint64>::max() / 1000;
        return value >= -Most && value <= Most ? std::optional(value * 1000) : std::nullopt;
    }
    [[nodiscard]] static std::optional<qint64> thousandthsOf(double value);
    [[nodiscard]] static bool readShort(QByteArrayView bytes, ShortPacket &packet);
    [[nodiscard]] static bool readShortEvent(const char *at, const char *end, ShortPacket &packet);
    [[nodiscard]] static bool readPacket(QByteArrayView bytes, Packet &packet);
    [[nodiscard]] bool readEvent(QByteArrayView bytes, const Sequence &sequence, Event &event);
    void takeInterned(QByteArrayView bytes, Sequence &sequence);
    void takeDefaults(QByteArrayView bytes, Sequence &sequence);
    void takeClocks(QByteArrayView bytes, Sequence &sequence);
    [[nodiscard]] static Descriptor readDescriptor(QByteArrayView bytes);
    /// Reads the process or thread that a descriptor is of.
    static void readOwner(const ProtoField &message, Descriptor &descriptor);
    void takeDescriptor(QByteArrayView bytes);
    void describeAgain(Track &track, const Descriptor &descriptor);
    Failure takeEvent(const Packet &packet, Sequence &sequence);
    /// Takes the event if it is one of ours.
    Failure takeOwn(const Event &event, const Sequence &sequence, bool &isOwn);
    void takeForeign(const Event &event, const Sequence &sequence, qint64 time);
    [[nodiscard]] static LegacyEvent readLegacy(const Event &event, const Sequence &sequence);
    void takeLegacy(const Event &event, const Sequence &sequence, quint32 track, qint64 time);
    void takeCounter(quint64 uuid, qint64 thousandths, qint64 time);
    /// Values beside that of the event itself, each of the track at its place.
    void takeExtraCounters(std::span<const std::optional<qint64>> values, std::span<const quint64> tracks, qint64 time);
    void takeFlows(const Event &event, quint32 track, qint64 time);
    void takeFlows(const Event &event, const LegacyEvent &legacy, quint32 track, qint64 time);
    /// The time of a packet on the clock of the trace; nothing where it is beyond ForeignTrace::MostTime.
    [[nodiscard]] std::optional<qint64> timeOf(quint64 time, quint32 clock, Sequence &sequence)
    {
        const auto moved = static_cast<qint64>(clock == 0 ? time : ofOtherClock(time, clock, sequence));
        return moved >= -ForeignTrace::MostTime && moved <= ForeignTrace::MostTime ? std::optional(moved) : std::nullopt;
    }
    [[nodiscard]] quint64 ofOtherClock(quint64 time, quint32 clock, Sequence &sequence);
    [[nodiscard]] Sequence &sequenceOf(quint32 id)
    {
        Sequence *&sequence = m_sequences[id];
        if (!sequence)
            sequence = &m_sequenceRows.emplace_back();
        return *sequence;
    }
    /// What is known of the track, which may not have been described.
    [[nodiscard]] Track &rowOf(quint64 uuid)
    {
        Track *&track = m_tracks[uuid];
        if (!track)
            track = &m_trackRows.emplace_back();
        return *track;
    }
    /// The track, made up where nothing has described it.
    [[nodiscard]] Track &trackOf(quint64 uuid, bool isCounter)
    {
        Track &track = rowOf(uuid);
        if (!track.isDescribed)
            makeUp(track, uuid, isCounter);
        return track;
    }
    void makeUp(Track &track, quint64 uuid, bool isCounter);
    /// Puts the track together with others that have the same key and parent.
    void merge(Track &track, const QByteArray &key);
    void nameByEvent(Track &track, trace::TextId name);
    /// A text that a sequence has given the number, "" where it has not.
    [[nodiscard]] static QByteArrayView textOf(const IdTable<QByteArray> &texts, quint64 id)
    {
        const QByteArray *text = texts.find(id);
        return text ? QByteArrayView(*text) : QByteArrayView();
    }
    /// That of its process, found by its parents; NoPid where they do not say.
    [[nodiscard]] qint64 pidOf(const Track &track) const;
    /// The annotations of an event that is not ours, kept as JSON.
    [[nodiscard]] trace::ArgId argsOf(std::span<const QByteArrayView> annotations, const Sequence &sequence);
    [[nodiscard]] trace::ArgId argsOf(const ShortPacket &packet, const Sequence &sequence);
    void appendMember(QByteArrayView bytes, const Sequence &sequence, int depth);
    void appendValue(QByteArrayView bytes, const Sequence &sequence, int depth);
    void appendNested(QByteArrayView bytes, int depth);
    /// Reads an annotation into m_args; false where it holds nothing of use.
    void readAnnotation(QByteArrayView bytes, const Sequence &sequence, bool isTop);
    void readCaller(QByteArrayView bytes, const Sequence &sequence);

    ForeignTrace &m_recording;
    OwnEvents &m_own;
    NameTable &m_names;
    // Sequences and tracks stay where they are.
    std::deque<Sequence> m_sequenceRows;
    std::deque<Track> m_trackRows;
    IdTable<Sequence *> m_sequences; ///< by their id
    IdTable<Track *> m_tracks; ///< by uuid
    QHash<std::pair<quint64, QByteArray>, quint32> m_groups; ///< of tracks that are merged, by parent and key
    QHash<quint32, qint64> m_clockOffsets; ///< of clocks of the whole trace to that of the trace
    EventArgs m_args;
    QByteArray m_json;
    bool m_isOurs = false;
};

} // namespace formats
