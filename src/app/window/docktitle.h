// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QWidget>

class QDockWidget;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace app {

/// The head of a dock: a small grey title, whatever the dock adds, and buttons to float and close it that show while the pointer is over it.
/// It takes itself away while the dock stands among tabs, which say the same.
class DockTitle : public QWidget
{
    Q_OBJECT

public:
    explicit DockTitle(QDockWidget *dock);

    /// Shown as it is; heads are written in upper case.
    void setTitle(const QString &title);
    /// Adds a widget before the buttons.
    void addWidget(QWidget *widget);
    void setTheme(const session::Theme &theme);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void settle();

    QDockWidget *m_dock;
    QLabel *m_title;
    QHBoxLayout *m_row;
    QToolButton *m_float;
    QToolButton *m_close;
    bool m_isTabbed = false;
};

} // namespace app
