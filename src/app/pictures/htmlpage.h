// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pictures/figure.h"

namespace app {

/// What an HTML page holds at most; what is left out is counted in it.
inline constexpr quint64 MostPageEvents = 20'000;
inline constexpr quint64 MostPageSteps = 2'000;

/// A figure as one file that opens anywhere and asks no other for anything: the picture as inline SVG, what was found, each step with its sentence
/// (arrow keys go from one to the next and move a playhead over the picture), the events as a table. Of a figure with a range the steps and
/// events inside it. The figure has been checked. Bytes depend on the arguments alone.
[[nodiscard]] QByteArray htmlPage(const trace::Trace &trace, const Figure &figure);

} // namespace app
