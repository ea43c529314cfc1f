// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/eventrows.h"

#include <QAbstractTableModel>

namespace panels {

/// What tables of events have in common: each row is one event of a trace, dim after the playhead, told column by column.
class EventTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role { IsLaterRole = Qt::UserRole + 1 }; ///< bool: after the playhead

    using QAbstractTableModel::QAbstractTableModel;

    /// Index in the log of the event that a row is about.
    [[nodiscard]] virtual quint64 eventAt(const QModelIndex &index) const = 0;
    /// That event.
    [[nodiscard]] const trace::Event &eventOf(const QModelIndex &index) const { return m_events.event(eventAt(index)); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

protected:
    /// Rows that are shown.
    [[nodiscard]] virtual quint64 count() const = 0;
    [[nodiscard]] virtual bool isRightAligned(int column) const = 0;
    [[nodiscard]] virtual QString text(const trace::Event &event, quint64 n, int column) const = 0;
    /// The longer form for a tool tip; text() where it has none.
    [[nodiscard]] virtual QString longText(const trace::Event &event, quint64 n, int column) const { return text(event, n, column); }
    /// The trace has grown: the last decoded block may have been shorter then.
    void forgetDecoded();
    [[nodiscard]] const trace::Trace &trace() const { return *m_events.trace(); }

    EventRows m_events;
    quint64 m_playhead = 0; ///< events at or before it
};

} // namespace panels
