// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/chromescan.h"
#include "formats/foreigntrace.h"
#include "formats/nametable.h"

#include <QSet>

#include <array>

namespace formats {

/// What the records of a Chrome trace of any producer mean ("Trace Event Format", Google 2016): which thread, span, counter or arrow each is about.
///
/// B E X on a thread; b n e and the older S T p F spans by category and id; C one counter for each key of its args; i I R n instants; s t f arrows;
/// M names and order of processes and threads. Others (samples, objects, memory dumps, clock marks) are passed over and counted.
class ChromeTracks
{
public:
    /// Both are borrowed.
    ChromeTracks(ForeignTrace &recording, NameTable &names) : m_recording(recording), m_names(names) {}

    void take(const ChromeRecord &record);

private:
    /// A number for a pid or tid: itself where it is one, else one that its text is known by.
    [[nodiscard]] qint64 numberOf(const JsonToken &token);
    /// Its process, named by its pid where that is a text, until it is given another name.
    [[nodiscard]] quint32 processOf(const ChromeRecord &record);
    [[nodiscard]] quint32 trackOf(const ChromeRecord &record);
    [[nodiscard]] quint32 newTrack(const ChromeRecord &record, qint64 pid, qint64 tid);
    [[nodiscard]] trace::TextId nameOf(const JsonToken &token);
    [[nodiscard]] trace::ArgId argsOf(const ChromeRecord &record)
    {
        return record.args().kind == JsonToken::Kind::Object ? m_recording.args().of(record.args().bytes()) : trace::ArgId::None;
    }
    [[nodiscard]] quint64 spanIdOf(const ChromeRecord &record);
    [[nodiscard]] quint64 flowIdOf(const ChromeRecord &record);
    void takeMetadata(const ChromeRecord &record);
    void takeCounter(const ChromeRecord &record, qint64 time);
    void takeSlice(const ChromeRecord &record, qint64 time);
    void takeSpan(const ChromeRecord &record, qint64 time);
    void takeFlow(const ChromeRecord &record, qint64 time);

    struct KnownTrack
    {
        qint64 pid = 0;
        qint64 tid = 0;
        quint32 track = ~0u;
    };

    ForeignTrace &m_recording;
    NameTable &m_names;
    std::array<KnownTrack, 64> m_recent; ///< by a few bits of both numbers
    QHash<std::pair<qint64, qint64>, quint32> m_tracks;
    QSet<qint64> m_textPids; ///< those that have named their process
    QHash<quint64, quint32> m_counters; ///< by hash of process, name, id and key
};

} // namespace formats
