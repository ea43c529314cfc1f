// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/bytesink.h"
#include "formats/tracksink.h"

#include <QHash>

namespace formats {

/// Writes a Perfetto trace: TrackEvent packets of one sequence, names interned (perfettofields.h). Times are those of the trace in ns, exact.
///
/// Tracks are children of one process track, in our order; spans go to tracks of their category that are used again. The fields of an event are
/// its debug annotations; those of an end stand in one annotation "end".
class PerfettoRecords : public TrackSink
{
public:
    PerfettoRecords(const trace::Trace &trace, QIODevice &device) : m_trace(trace), m_sink(device) {}

    void beginFile();
    [[nodiscard]] trace::Result<> endFile() { return m_sink.finish(); }

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
    friend class AnnotationWriter;

    /// Names of one kind that have been given numbers.
    struct Interned
    {
        QHash<QString, quint64> ids;
        quint32 field = 0; ///< of InternedData
    };
    struct SpanTracks
    {
        QList<quint64> free;
        quint64 count = 0;
    };

    [[nodiscard]] quint64 idOf(Interned &names, const QString &name);
    void describe(quint64 uuid, const QString &name, std::optional<quint64> place, bool isCounter);
    /// Makes a track known that has no name.
    void know(quint64 uuid, const QString &name);
    void startEvent(quint64 type, quint64 uuid);
    void label(const QString &name, const char *category);
    void carry(CarriedEvent carried, bool isEnd = false);
    void finishEvent(trace::Timestamp time);
    void packet(QByteArrayView body);

    const trace::Trace &m_trace;
    ByteSink m_sink;
    QByteArray m_event; ///< the TrackEvent that is put together
    QByteArray m_interned; ///< new names that its packet has to bring
    QByteArray m_packet;
    Interned m_names { {}, 2 };
    Interned m_categories { {}, 1 };
    Interned m_keys { {}, 3 };
    QHash<quint64, bool> m_known; ///< tracks that have been described, by uuid
    QHash<QByteArray, SpanTracks> m_spanTracks; ///< by category
    QHash<std::pair<QByteArray, quint32>, quint64> m_spans; ///< open ones, by category and id: their track
};

} // namespace formats
