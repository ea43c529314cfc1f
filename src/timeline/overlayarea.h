// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/frame.h"

#include <QRect>

#include <vector>

namespace timeline {

/// Where a frame shows what follows the pointer and the playhead: the pieces that have to be painted again when nothing but these has moved, here
/// and where they were before. Logical pixels, whole ones, at most MostAreas of them and cut to the frame; an empty list means everything.
[[nodiscard]] std::vector<QRect> overlayArea(const Frame &frame);
inline constexpr size_t MostAreas = 24;

/// Adds an area to a list unless it lies in one of them; those that lie in it go.
void addArea(std::vector<QRect> &areas, const QRect &area);

} // namespace timeline
