// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/bytesink.h"
#include "trace/trace.h"

namespace formats {

inline constexpr quint64 NoSequence = ~quint64(0);

/// An event whose record is written when what it begins has ended.
struct BegunEvent
{
    quint64 seq = NoSequence; ///< its index in the trace
    trace::Event event;

    [[nodiscard]] bool isOpen() const { return seq != NoSequence; }
};

/// Writes the single records of a Chrome trace file. Knows nothing of what they mean together.
class ChromeRecords
{
public:
    ChromeRecords(const trace::Trace &trace, QIODevice &device) : m_trace(trace), m_sink(device) {}

    [[nodiscard]] ByteSink &sink() { return m_sink; }

    /// Everything up to the first record.
    void beginFile();
    /// Everything after the last one; says whether all was written.
    [[nodiscard]] trace::Result<> endFile();

    /// M: names something of a track.
    void name(const char *what, quint64 tid, const QString &value);
    /// M: the place of a track among the others.
    void order(quint64 tid, quint64 place);
    /// i: an event without length. Scope 't' is its track, 'g' all tracks.
    void instant(const QString &name, const char *category, quint64 tid, quint64 seq, const trace::Event &event, char scope = 't');
    /// X: what `begun` began, up to `to`, and the event that ended it where one did.
    void slice(const QString &name, const char *category, quint64 tid, const BegunEvent &begun, trace::Timestamp to, quint64 endSeq = NoSequence,
               const trace::Event *endEvent = nullptr);
    /// X: one that stands for no event of its own.
    void bareSlice(const QString &name, const char *category, quint64 tid, trace::Timestamp from, trace::Timestamp to);
    /// s or f: one end of an arrow.
    void flow(char phase, quint64 id, quint64 tid, trace::Timestamp ts);
    /// C: a counter's value; `id` keeps counters of one name apart.
    void counter(const QString &name, const char *category, quint64 tid, quint32 id, trace::Timestamp ts, qint64 value);
    /// b or e: one end of what may overlap with others on its track; without seq it stands for no event of its own.
    void span(char phase, const char *category, const QString &name, quint64 tid, quint64 seq, const trace::Event &event);

private:
    void begin(char phase, const QString &name, const char *category, quint64 tid, trace::Timestamp ts);
    void beginMetadata(const char *what, quint64 tid, const char *key);
    void duration(trace::Timestamp from, trace::Timestamp to);
    void next();
    void end();

    const trace::Trace &m_trace;
    ByteSink m_sink;
    bool m_isFirst = true;
};

} // namespace formats
