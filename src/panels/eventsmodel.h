// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/eventtablemodel.h"

namespace panels {

/// The events of a trace as a table, in order. Item views keep some bytes for every row and walk all of them whenever rows come, which is at
/// every frame of a live run; so at most MaxRows are shown at once, a window that moves to wherever one goes; firstEvent() says which.
class EventsModel : public EventTableModel
{
    Q_OBJECT

public:
    enum Column { Number, Time, Kind, Task, Details, ColumnCount };
    static constexpr quint64 MaxRows = 100'000;

    using EventTableModel::EventTableModel;

    /// Shows this trace as it stands now; rows are added at the end where it is the same one as before.
    void show(const std::shared_ptr<const trace::Trace> &trace);
    /// How many events lie at or before the playhead.
    void setPlayhead(quint64 events);
    /// Index of the event in the first row.
    [[nodiscard]] quint64 firstEvent() const { return m_first; }
    [[nodiscard]] quint64 eventAt(const QModelIndex &index) const override { return m_first + static_cast<quint64>(index.row()); }
    /// Moves the window so that it holds event n where it does not; returns n's row, -1 for an event that is not there. A window that has
    /// moved has n in its middle, so that many steps either way, or many new events, find it in place.
    int bringIn(quint64 n);
    /// Moves the window so that event n < eventCount() is in its middle; false where it cannot be any nearer to it.
    bool centreOn(quint64 n);

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    [[nodiscard]] quint64 count() const override { return m_count; }
    [[nodiscard]] bool isRightAligned(int column) const override { return column == Number || column == Time; }
    [[nodiscard]] QString text(const trace::Event &event, quint64 n, int column) const override;
    [[nodiscard]] QString longText(const trace::Event &event, quint64 n, int column) const override;

private:
    quint64 m_first = 0;
    quint64 m_count = 0;
};

} // namespace panels
