// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <limits>
#include <optional>

class QLineEdit;
class QSlider;

namespace app {

inline constexpr double SlowestSpeed = 0.1;
inline constexpr double FastestSpeed = 1000;
/// As fast as possible, as session::RunControl writes it.
inline constexpr double UnlimitedSpeed = std::numeric_limits<double>::infinity();

/// How many seconds of loop time pass in one second: "0.1×", "1×", "250×", "max".
[[nodiscard]] QString speedText(double speed);
/// Reads what speedText() writes, also without the ×; nothing for any other text and for a speed that is neither in 0.1..1000 nor unlimited.
[[nodiscard]] std::optional<double> parseSpeed(QStringView text);

/// A logarithmic slider with a field beside it. The slider's last notch is "as fast as possible".
class SpeedControl : public QWidget
{
    Q_OBJECT

public:
    explicit SpeedControl(QWidget *parent = nullptr);

    [[nodiscard]] double speed() const { return m_speed; }
    /// Shows a speed without emitting speedChosen().
    void setSpeed(double speed);
    /// Real clocks cannot run as fast as possible; then the last notch is 1000×.
    void setUnlimitedAllowed(bool allowed);
    /// Without its slider the control is a field alone.
    void setSliderShown(bool shown);

Q_SIGNALS:
    void speedChosen(double speed);

private:
    void choose(double speed);
    void readField();

    QSlider *m_slider;
    QLineEdit *m_field;
    double m_speed = 1;
    bool m_isUnlimitedAllowed = true;
};

} // namespace app
