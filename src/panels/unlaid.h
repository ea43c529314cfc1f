// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace panels {

/// Holds a one-line label outside of every layout, for a text that changes at every step or frame: a label in a layout that gets another
/// text has everything laid out anew up to the window. It is as high as the label and as wide as there is room; the text is no reason for more.
class Unlaid : public QWidget
{
public:
    /// Takes the label, which must have its font and margins.
    explicit Unlaid(QLabel *label, QWidget *parent = nullptr)
        : QWidget(parent)
        , m_label(label)
    {
        label->setParent(this);
        QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setSizePolicy(policy);
    }

    [[nodiscard]] QSize sizeHint() const override { return { 1, m_label->sizeHint().height() }; }
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void resizeEvent(QResizeEvent *) override { m_label->setGeometry(rect()); }

private:
    QLabel *m_label;
};

} // namespace panels
