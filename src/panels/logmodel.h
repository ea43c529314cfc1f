// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/eventtablemodel.h"

namespace panels {

/// The log lines of a trace: time, task, text. Their places in the log are found by reading it once, a part at a time, so that opening a trace of
/// 1e8 events does not stop the window; 8 bytes a line.
class LogModel : public EventTableModel
{
    Q_OBJECT

public:
    enum Column { Time, Task, Text, ColumnCount };
    static constexpr quint64 EventsAtOnce = 200'000;

    using EventTableModel::EventTableModel;

    /// Reads on in this trace, at most EventsAtOnce events; returns whether it has been read to its present end.
    bool read(const std::shared_ptr<const trace::Trace> &trace);
    /// Events that have been looked at.
    [[nodiscard]] quint64 eventsRead() const { return m_read; }
    /// How many events lie at or before the playhead, and whether later lines are shown at all (dimmed) or left out.
    void setPlayhead(quint64 events, bool showsLater);
    /// The row of the last line at or before the playhead, -1 for none.
    [[nodiscard]] int lastRowBeforePlayhead() const { return static_cast<int>(m_before) - 1; }
    [[nodiscard]] quint64 eventAt(const QModelIndex &index) const override { return m_lines[static_cast<std::size_t>(index.row())]; }

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;

protected:
    [[nodiscard]] quint64 count() const override { return m_shown; }
    [[nodiscard]] bool isRightAligned(int column) const override { return column == Time; }
    [[nodiscard]] QString text(const trace::Event &event, quint64 n, int column) const override;
    [[nodiscard]] QString longText(const trace::Event &event, quint64 n, int column) const override;

private:
    void setShown(quint64 rows);

    std::vector<quint64> m_lines; ///< indices of log events
    quint64 m_read = 0;
    quint64 m_before = 0; ///< lines at or before the playhead
    quint64 m_shown = 0;
    bool m_showsLater = false;
};

} // namespace panels
