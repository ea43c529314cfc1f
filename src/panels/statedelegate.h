// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/textlines.h"
#include "session/theme.h"
#include "trace/ids.h"

#include <QStyledItemDelegate>

namespace panels {

struct StateCell;
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
    [[nodiscard]] const TextLines &texts() const { return m_texts; }

private:
    void paintGround(QPainter &painter, const QStyleOptionViewItem &option, const StateCell &cell) const;
    void paintHead(QPainter &painter, QRect row, const StateCell &cell) const;
    void paintRow(QPainter &painter, QRect row, const StateCell &cell, const StateTone &tone) const;
    void paintItems(QPainter &painter, QRect row, const StateCell &cell) const;
    void paintMark(QPainter &painter, QPointF centre, const StateTone &tone) const;
    [[nodiscard]] QColor hue(const StateTone &tone) const;

    mutable TextLines m_texts;

    const session::Theme *m_theme = &session::Theme::light();
    trace::TaskId m_selected = trace::TaskId::None;
};

} // namespace panels
