// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"
#include "trace/ids.h"

#include <QStyledItemDelegate>

namespace panels {

class StateModel;
struct StateTone;

/// Draws the rows of a StateModel: name, state in its hue with a mark of its own shape, and a time at the right.
class StateDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int RowHeight = 24;

    explicit StateDelegate(QObject *parent = nullptr);

    void setTheme(const session::Theme &theme) { m_theme = &theme; }
    void setSelectedTask(trace::TaskId task) { m_selected = task; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintHead(QPainter &painter, QRect row, const QModelIndex &index) const;
    void paintRow(QPainter &painter, QRect row, const QModelIndex &index) const;
    void paintItems(QPainter &painter, QRect row, const QModelIndex &index) const;
    void paintMark(QPainter &painter, QPointF centre, const StateTone &tone) const;
    [[nodiscard]] QColor hue(const StateTone &tone) const;

    const session::Theme *m_theme = &session::Theme::light();
    trace::TaskId m_selected = trace::TaskId::None;
};

} // namespace panels
