// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QStyledItemDelegate>

namespace app {

/// Draws a scenario as a title over one dim line, or two where the summary is long and the view narrow; the loaded one with the accent at its left.
class ScenarioDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// The second line; QString.
    static constexpr int SummaryRole = Qt::UserRole + 1;
    static constexpr int RowHeight = 44;

    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const session::Theme &theme) { m_theme = &theme; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const session::Theme *m_theme = &session::Theme::light();
};

} // namespace app
