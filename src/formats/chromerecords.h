// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/bytesink.h"
#include "formats/tracksink.h"

#include <QHash>

namespace formats {

/// Writes the records of a Chrome trace file ("Trace Event Format", Google 2016, JSON object form). One process; threads are the tracks.
///
/// Viewers sort a begin before an end of the same time and would nest touching slices into each other (speedscope does), so between the end of a
/// slice and the next begin on its track lie 2 ns: a slice is shortened by them where it is long enough, else what follows is shifted. On every
/// track times never go back. The exact time of each event stands in its args as t_ns.
class ChromeRecords : public TrackSink
{
public:
    static constexpr qint64 Gap = 2; ///< ns

    ChromeRecords(const trace::Trace &trace, QIODevice &device) : m_trace(trace), m_sink(device) {}

    /// Everything up to the first record.
    void beginFile();
    /// Everything after the last one; says whether all was written.
    [[nodiscard]] trace::Result<> endFile();

    void nameTrack(quint64 track, const QString &name, quint64 place) override;
    void begin(quint64 track, trace::Timestamp time, const QString &name, const char *category, CarriedEvent carried, quint64 arrow) override;
    void end(quint64 track, trace::Timestamp time, CarriedEvent carried) override;
    void instant(quint64 track, trace::Timestamp time, const QString &name, const char *category, CarriedEvent carried, bool isGlobal) override;
    void counter(quint32 id, trace::Timestamp time, const QString &name, qint64 value) override;
    void arrowBegun(quint64 arrow, quint64 track, trace::Timestamp time) override;
    void arrowEnded(quint64 arrow, quint64 track, trace::Timestamp time) override;
    void spanBegun(const char *category, quint32 id, quint64 track, trace::Timestamp time, const QString &name, CarriedEvent carried) override;
    void spanEnded(const char *category, quint32 id, quint64 track, trace::Timestamp time, const QString &name, CarriedEvent carried) override;
    [[nodiscard]] bool hasFailed() const override { return m_sink.hasFailed(); }

private:
    /// How far a track has come.
    struct Front
    {
        qint64 last = 0;
        bool isAfterEnd = false;
    };

    void open(char phase, quint64 track, qint64 ts);
    void label(const QString &name, const char *category);
    void metadata(const char *what, quint64 track, const char *key);
    void carry(CarriedEvent carried);
    void finish();
    void arrow(char phase, quint64 arrow, quint64 track, trace::Timestamp time);
    void span(char phase, const char *category, quint32 id, quint64 track, trace::Timestamp time, const QString &name, CarriedEvent carried);
    [[nodiscard]] qint64 placeOf(quint64 track, trace::Timestamp time);

    const trace::Trace &m_trace;
    ByteSink m_sink;
    QHash<quint64, Front> m_fronts;
    bool m_isFirst = true;
};

} // namespace formats
