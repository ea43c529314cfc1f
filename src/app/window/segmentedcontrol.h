// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;

namespace app {

/// A few exclusive choices side by side, one of them pressed ("Real | Virtual"). Works by mouse, Tab and arrow keys.
class SegmentedControl : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentedControl(QWidget *parent = nullptr);

    /// Adds a choice at the end and returns its index, counted from 0. The first one is pressed. A screen reader says accessibleName() before it.
    int addChoice(const QString &text, const QString &toolTip);
    /// Index of the pressed choice, -1 while there is none.
    [[nodiscard]] int currentIndex() const;
    /// Presses a choice without emitting chosen().
    void setCurrentIndex(int index);
    void setChoiceEnabled(int index, bool enabled);

Q_SIGNALS:
    /// The user pressed another choice.
    void chosen(int index);

private:
    QButtonGroup *m_buttons;
};

} // namespace app
