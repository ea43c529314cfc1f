// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QStyledItemDelegate>

namespace panels {

/// Draws the rows of a BreakpointsModel: a check box and the condition, dim where it is off; the row whose condition is met where the playhead stands
/// has a bar and its reason in the playhead's hue.
class BreakpointDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int RowHeight = 24;

    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const session::Theme &theme) { m_theme = &theme; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// A click on the box and Space switch the breakpoint.
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option, const QModelIndex &index) override;

private:
    [[nodiscard]] static QRect boxIn(QRect row);

    const session::Theme *m_theme = &session::Theme::light();
};

} // namespace panels
