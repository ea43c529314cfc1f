// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "panels/textlines.h"
#include "session/theme.h"

#include <QStyledItemDelegate>

namespace panels {

/// Draws the rows of a table in the theme's text colour, those after the playhead dim. Columns of numbers and times are in the monospaced face.
class DimmingDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// isLaterRole is the model's role that is true for a row after the playhead; bool.
    explicit DimmingDelegate(int isLaterRole, QObject *parent = nullptr);

    void setTheme(const session::Theme &theme) { m_theme = &theme; }
    void setMonospaced(int firstColumn, int lastColumn);
    [[nodiscard]] const TextLines &texts() const { return m_texts; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    mutable TextLines m_texts;
    const session::Theme *m_theme = &session::Theme::light();
    int m_isLaterRole;
    int m_firstMono = 0;
    int m_lastMono = 1;
};

} // namespace panels
