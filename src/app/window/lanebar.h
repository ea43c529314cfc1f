// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "session/theme.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace app {

/// The patterns that a lane's name may match, of what is typed: parts between commas, of which those without *, ? and [ stand for all names that hold
/// them, in capitals or not. Empty for nothing but blanks and commas.
[[nodiscard]] QStringList lanePatterns(const QString &typed);

/// A line above the timeline that tells when not all lanes are shown, and which are: the pattern of their names, how many of how many, how many are hidden
/// by hand. So nobody takes a part for the whole. It is not there while all are shown and nobody is typing.
class LaneBar : public QWidget
{
    Q_OBJECT

public:
    /// The session is borrowed and outlives this.
    explicit LaneBar(session::Session &session, QWidget *parent = nullptr);

    void setTheme(const session::Theme &theme);
    /// Shows it, to type a pattern.
    void ask();
    /// "12 of 340 lanes", "12 of 340 lanes · 2 hidden"; what it tells.
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    /// The user is done typing: keys are for the timeline again.
    void left();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();
    void applyTo(session::LaneFilter filter);
    void dropTyped();
    void showAll();
    void leave();
    void refresh();

    session::Session *m_session;
    QLineEdit *m_field;
    QLabel *m_count;
    QPushButton *m_all;
    QToolButton *m_close;
    QTimer m_pause; ///< runs while letters follow each other
    QStringList m_applied; ///< the patterns that the field's text stands for
};

} // namespace app
