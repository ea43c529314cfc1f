// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/stepfield.h"

#include "trace/timetext.h"

#include <QLineEdit>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

QString steppedInteger(const scenarios::Parameter &parameter, const QString &text, int steps)
{
    // Words stand behind the largest number, so that Up reaches "all" and Down leaves it.
    const qsizetype word = parameter.words.indexOf(text);
    if (word >= 0) {
        const qsizetype next = word + steps;
        return next < 0 ? QString::number(parameter.maximum) : parameter.words.at(std::min(next, parameter.words.size() - 1));
    }
    bool isNumber = false;
    const qint64 value = text.toLongLong(&isNumber);
    if (!isNumber)
        return parameter.defaultText;
    if (value >= parameter.maximum && steps > 0 && !parameter.words.isEmpty())
        return parameter.words.first();
    if (steps > 0 ? value > parameter.maximum - steps : value < parameter.minimum - steps)
        return QString::number(steps > 0 ? parameter.maximum : parameter.minimum);
    return QString::number(std::clamp(value + steps, parameter.minimum, parameter.maximum));
}

QString steppedNumber(const scenarios::Parameter &parameter, const QString &text, int steps)
{
    bool isNumber = false;
    const double value = text.toDouble(&isNumber);
    if (!isNumber || !std::isfinite(value))
        return parameter.defaultText;
    const double step = value == 0 ? 0.1 : std::pow(10.0, std::floor(std::log10(std::abs(value))) - 1);
    return QString::number(std::clamp(value + steps * step, parameter.least, parameter.most), 'g', 6);
}

QString steppedDuration(const scenarios::Parameter &parameter, const QString &text, int steps)
{
    const std::optional<trace::Duration> value = trace::parseDuration(text);
    if (!value)
        return parameter.defaultText;
    // Down from 100 ms goes on in steps of 10 ms, so that small times are never jumped over.
    const qint64 size = steps < 0 ? value->count() - 1 : value->count();
    qint64 step = 100'000'000;
    while (step > 1 && size < step)
        step /= 10;
    const qint64 next = std::clamp(value->count() + steps * step, parameter.minimum, parameter.maximum);
    return trace::formatDuration(trace::Duration(next)).remove(QLatin1Char(' '));
}

} // namespace

QString stepped(const scenarios::Parameter &parameter, const QString &text, int steps)
{
    using Type = scenarios::Parameter::Type;
    const QString value = text.trimmed();
    if (parameter.type == Type::Integer)
        return steppedInteger(parameter, value, steps);
    if (parameter.type == Type::Number)
        return steppedNumber(parameter, value, steps);
    return steppedDuration(parameter, value, steps);
}

StepField::StepField(scenarios::Parameter parameter, QWidget *parent)
    : QAbstractSpinBox(parent)
    , m_parameter(std::move(parameter))
{
    setFocusPolicy(Qt::StrongFocus);
    connect(lineEdit(), &QLineEdit::textChanged, this, &StepField::valueChanged);
    connect(lineEdit(), &QLineEdit::returnPressed, this, &StepField::confirmed);
}

void StepField::setValue(const QString &text)
{
    lineEdit()->setText(text);
    lineEdit()->setCursorPosition(0);
}

void StepField::stepBy(int steps)
{
    lineEdit()->setText(stepped(m_parameter, text(), steps));
    selectAll();
}

QSize StepField::sizeHint() const
{
    return { 96, QAbstractSpinBox::sizeHint().height() };
}

QAbstractSpinBox::StepEnabled StepField::stepEnabled() const
{
    StepEnabled enabled = StepNone;
    if (stepped(m_parameter, text(), 1) != text().trimmed())
        enabled |= StepUpEnabled;
    if (stepped(m_parameter, text(), -1) != text().trimmed())
        enabled |= StepDownEnabled;
    return enabled;
}

void StepField::wheelEvent(QWheelEvent *event)
{
    // The form scrolls under the wheel; a field that the pointer happens to cross must not change.
    if (hasFocus())
        QAbstractSpinBox::wheelEvent(event);
    else
        event->ignore();
}

} // namespace app
