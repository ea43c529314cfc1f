// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/parameter.h"

#include <QAbstractSpinBox>

namespace app {

/// A text field with arrows for a number or a time. What is typed is kept as it is, also out of range: the form says what is wrong with it,
/// instead of a field that swallows keys. Arrows, Up and Down stay within the limits.
class StepField : public QAbstractSpinBox
{
    Q_OBJECT

public:
    /// parameter is of type Integer, Number or Duration.
    explicit StepField(scenarios::Parameter parameter, QWidget *parent = nullptr);

    void setValue(const QString &text);
    [[nodiscard]] QString value() const { return text(); }

    void stepBy(int steps) override;
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void valueChanged(const QString &text);
    /// Return was pressed.
    void confirmed();

protected:
    [[nodiscard]] StepEnabled stepEnabled() const override;
    void wheelEvent(QWheelEvent *event) override;

private:
    scenarios::Parameter m_parameter;
};

/// The value `steps` arrows away from a text of the parameter: integers by 1, numbers by a tenth of their size's power of ten, times by a tenth of the
/// unit they are best read in (0.1 s, 100 ms below a second by 10 ms, ...). Stays within the limits; a text that is no value steps from the default.
[[nodiscard]] QString stepped(const scenarios::Parameter &parameter, const QString &text, int steps);

} // namespace app
