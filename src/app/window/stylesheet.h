// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QPalette>
#include <QString>

namespace app {

/// resources/style/window.qss with the theme's colours put in.
[[nodiscard]] QString styleSheet(const session::Theme &theme);
/// The palette for whatever the style sheet does not reach (text cursors, links, native dialogs of Qt).
[[nodiscard]] QPalette palette(const session::Theme &theme);
/// The colour of text on the accent: whichever of the grounds has the greater contrast.
[[nodiscard]] QColor textOnAccent(const session::Theme &theme);

} // namespace app
