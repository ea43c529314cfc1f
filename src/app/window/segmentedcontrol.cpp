// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/segmentedcontrol.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QToolButton>

namespace app {

SegmentedControl::SegmentedControl(QWidget *parent)
    : QWidget(parent)
    , m_buttons(new QButtonGroup(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_buttons->setExclusive(true);
    connect(m_buttons, &QButtonGroup::idClicked, this, &SegmentedControl::chosen);
}

int SegmentedControl::addChoice(const QString &text, const QString &toolTip)
{
    const auto buttons = m_buttons->buttons();
    const int index = static_cast<int>(buttons.size());
    // The style sheet rounds only the outer corners; it learns a segment's place from this property.
    if (!buttons.isEmpty())
        buttons.last()->setProperty("segment", index == 1 ? QStringLiteral("first") : QStringLiteral("middle"));
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(accessibleName() + QLatin1String(": ") + text);
    button->setCheckable(true);
    button->setChecked(index == 0);
    button->setFocusPolicy(Qt::TabFocus);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setProperty("segment", QStringLiteral("last"));
    m_buttons->addButton(button, index);
    layout()->addWidget(button);
    return index;
}

int SegmentedControl::currentIndex() const
{
    return m_buttons->checkedId();
}

void SegmentedControl::setCurrentIndex(int index)
{
    if (QAbstractButton *button = m_buttons->button(index))
        button->setChecked(true);
}

void SegmentedControl::setChoiceEnabled(int index, bool enabled)
{
    if (QAbstractButton *button = m_buttons->button(index))
        button->setEnabled(enabled);
}

} // namespace app
