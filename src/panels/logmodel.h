// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/eventtablemodel.h"

namespace panels {

/// The log lines of a trace: time, task, text. The trace knows where they stand (Trace::logs()), so what is shown costs what is visible.
class LogModel : public EventTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Task, Text, ColumnCount };

    using EventTableModel::EventTableModel;

    /// Shows this trace, as it is now; null for none.
    void setTrace(const std::shared_ptr<const trace::Trace> &trace);
    /// How many events lie at or before the playhead, and whether later lines are shown at all (dimmed) or left out.
    void setPlayhead(quint64 events, bool showsLater);
    /// The row of the last line at or before the playhead, -1 for none.
    [[nodiscard]] int lastRowBeforePlayhead() const { return static_cast<int>(m_before) - 1; }
    [[nodiscard]] quint64 eventAt(const QModelIndex &index) const override { return trace().logs().at(static_cast<quint64>(index.row())); }

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;

protected:
    [[nodiscard]] quint64 count() const override { return m_shown; }
    [[nodiscard]] bool isRightAligned(int column) const override { return column == Time; }
    [[nodiscard]] QString text(const trace::Event &event, quint64 n, int column) const override;
    [[nodiscard]] QString longText(const trace::Event &event, quint64 n, int column) const override;

private:
    void setShown(quint64 rows);

    quint64 m_lines = 0; ///< that there are
    quint64 m_before = 0; ///< lines at or before the playhead
    quint64 m_shown = 0;
    bool m_showsLater = false;
};

} // namespace panels
