// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"
#include "timeline/canvas.h"

#include <QStringList>

namespace app {

/// A text broken into lines that are at most `width` logical px wide, at blanks where there are any; of more than `most` lines the last one kept
/// ends with an ellipsis. Empty for an empty text.
[[nodiscard]] QStringList wrapped(const QString &text, session::FontRole role, double width, qsizetype most);

/// Distance between the baselines of two lines of this role, logical px.
[[nodiscard]] double lineStep(session::FontRole role);

/// Title and caption above a drawing, as high as headingHeight() of them; either may be empty.
void drawHeading(timeline::Canvas &canvas, const session::Theme &theme, double width, const QString &title, const QString &caption);
[[nodiscard]] int headingHeight(const QString &title, const QString &caption);

} // namespace app
