// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"

#include <QIcon>

namespace app {

/// The drawing resources/icons/NAME.svg in the theme's text colour, greyed where disabled; with onAccent in the colour that is read on the accent.
/// Sharp at device pixel ratios 1, 2 and 3.
[[nodiscard]] QIcon icon(const QString &name, const session::Theme &theme, bool onAccent = false);

} // namespace app
