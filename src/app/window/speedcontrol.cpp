// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/speedcontrol.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSlider>

#include <cmath>

namespace app {
namespace {

// 24 notches a decade put 0.1, 1, 10, 100 and 1000 exactly on notches; the one after the last decade is "max".
constexpr int NotchesPerDecade = 24;
constexpr int LastSpeedNotch = 4 * NotchesPerDecade;
constexpr int UnlimitedNotch = LastSpeedNotch + 4;

int notchOf(double speed)
{
    if (std::isinf(speed))
        return UnlimitedNotch;
    return static_cast<int>(std::lround((std::log10(speed) + 1) * NotchesPerDecade));
}

double speedAt(int notch)
{
    if (notch > LastSpeedNotch + 1)
        return UnlimitedSpeed;
    const double exact = std::pow(10.0, std::min(notch, LastSpeedNotch) / double(NotchesPerDecade) - 1);
    // Two digits are what a person can read off and type again.
    const double unit = std::pow(10.0, std::floor(std::log10(exact) + 1e-9) - 1);
    return std::round(exact / unit) * unit;
}

} // namespace

QString speedText(double speed)
{
    return std::isfinite(speed) ? QString::number(speed, 'g', 4) + QChar(0xd7) : QStringLiteral("max");
}

std::optional<double> parseSpeed(QStringView text)
{
    text = text.trimmed();
    if (text.compare(QLatin1String("max"), Qt::CaseInsensitive) == 0)
        return UnlimitedSpeed;
    if (text.endsWith(QChar(0xd7)) || text.endsWith(QLatin1Char('x'), Qt::CaseInsensitive))
        text.chop(1);
    bool isNumber = false;
    const double value = text.trimmed().toDouble(&isNumber);
    if (!isNumber || !(value >= SlowestSpeed && value <= FastestSpeed))
        return {};
    return value;
}

SpeedControl::SpeedControl(QWidget *parent)
    : QWidget(parent)
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_field(new QLineEdit(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_slider);
    row->addWidget(m_field);

    m_slider->setRange(0, UnlimitedNotch);
    m_slider->setPageStep(NotchesPerDecade);
    m_slider->setFixedWidth(120);
    m_slider->setAccessibleName(tr("Speed"));
    m_slider->setToolTip(tr("Speed: loop time against your own, 0.1× to 1000×; the right end runs as fast as possible"));
    m_field->setObjectName(QStringLiteral("speedField"));
    m_field->setFixedWidth(56);
    m_field->setAlignment(Qt::AlignCenter);
    m_field->setAccessibleName(tr("Speed, typed"));
    m_field->setToolTip(tr("Type a speed from 0.1 to 1000, or max"));
    setSpeed(m_speed);

    connect(m_slider, &QSlider::valueChanged, this, [this](int notch) { choose(speedAt(notch)); });
    m_slider->setFocusPolicy(Qt::TabFocus);
    connect(m_field, &QLineEdit::returnPressed, m_field, &QWidget::clearFocus);
    connect(m_field, &QLineEdit::editingFinished, this, &SpeedControl::readField);
}

void SpeedControl::setSpeed(double speed)
{
    m_speed = speed;
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(notchOf(speed));
    m_field->setText(speedText(speed));
}

void SpeedControl::setUnlimitedAllowed(bool allowed)
{
    m_isUnlimitedAllowed = allowed;
    const QSignalBlocker quiet(m_slider);
    m_slider->setMaximum(allowed ? UnlimitedNotch : LastSpeedNotch);
    if (!allowed && std::isinf(m_speed))
        choose(FastestSpeed);
}

void SpeedControl::setSliderShown(bool shown)
{
    m_slider->setVisible(shown);
}

void SpeedControl::choose(double speed)
{
    if (std::isinf(speed) && !m_isUnlimitedAllowed)
        speed = FastestSpeed;
    if (speed == m_speed) {
        m_field->setText(speedText(speed));
        return;
    }
    m_speed = speed;
    m_field->setText(speedText(speed));
    Q_EMIT speedChosen(speed);
}

void SpeedControl::readField()
{
    const std::optional<double> typed = parseSpeed(m_field->text());
    if (typed)
        choose(*typed);
    // What could not be read is put back, so that the field never shows a speed that is not in force.
    setSpeed(m_speed);
}

} // namespace app
