// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <QString>

namespace formats {

inline constexpr quint64 NoSequence = ~quint64(0);

/// An event that a record stands for: it goes into the record with all its fields, so that the file reads back whole.
struct CarriedEvent
{
    quint64 seq = NoSequence; ///< its index in the trace; NoSequence: the record stands for none
    const trace::Event *event = nullptr;
};

/// Where trackwriter.h tells a trace as tracks with slices, counters, arrows and spans: a file of a format that has these.
/// Calls come in order of time, ends before begins that touch them; on one track begins and ends nest and are balanced.
class TrackSink
{
public:
    virtual ~TrackSink() = default;

    /// A track's name and its place among the others; before anything happens on it.
    virtual void nameTrack(quint64 track, const QString &name, quint64 place) = 0;
    /// A slice begins; `arrow` is the number of one that arrives with it, NoSequence none.
    virtual void begin(quint64 track, trace::Timestamp time, const QString &name, const char *category, CarriedEvent carried, quint64 arrow = NoSequence) = 0;
    /// The innermost slice of the track ends.
    virtual void end(quint64 track, trace::Timestamp time, CarriedEvent carried = {}) = 0;
    /// Something without length, on its track or, where isGlobal, on all.
    virtual void instant(quint64 track, trace::Timestamp time, const QString &name, const char *category, CarriedEvent carried, bool isGlobal = false) = 0;
    /// A counter's new value.
    virtual void counter(quint32 id, trace::Timestamp time, const QString &name, qint64 value) = 0;
    /// An arrow leaves the slice that is open on the track.
    virtual void arrowBegun(quint64 arrow, quint64 track, trace::Timestamp time) = 0;
    /// An arrow arrives at the track without a slice that begins.
    virtual void arrowEnded(quint64 arrow, quint64 track, trace::Timestamp time) = 0;
    /// Ends of something that may overlap with others of its category; balanced by category and id.
    virtual void spanBegun(const char *category, quint32 id, quint64 track, trace::Timestamp time, const QString &name, CarriedEvent carried) = 0;
    virtual void spanEnded(const char *category, quint32 id, quint64 track, trace::Timestamp time, const QString &name, CarriedEvent carried) = 0;
    /// Whether writing has failed, so that going on is of no use.
    [[nodiscard]] virtual bool hasFailed() const = 0;
};

} // namespace formats
