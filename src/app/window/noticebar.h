// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace app {

/// One line above the timeline for what is out of the ordinary: a deadlock, a file that could not be read, work that takes its time.
/// Hidden while there is nothing to say.
class NoticeBar : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { Information, Fault };

    explicit NoticeBar(QWidget *parent = nullptr);

    void setTheme(const session::Theme &theme);
    /// `lasting` > 0: ms after which it goes by itself, for what need not be dealt with.
    void show(Kind kind, const QString &text, int lasting = 0);
    /// Shows work under way with a Cancel button; total 0: its size is not known.
    void showProgress(const QString &text, quint64 done, quint64 total);
    /// Takes the notice away.
    void clear();
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    /// The user wants the work to end.
    void cancelled();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const session::Theme *m_theme = &session::Theme::light();
    Kind m_kind = Kind::Information;
    QTimer m_passing;
    QLabel *m_text;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    QToolButton *m_close;
};

} // namespace app
