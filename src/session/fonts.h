// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>

namespace session {

/// The few kinds of text there are; sizes in logical pixels.
enum class FontRole : quint8 {
    Small, ///< 11, regular: second lines, ruler, legend
    Head, ///< 11, semi-bold: section heads, badges
    Body, ///< 12, regular
    Name, ///< 13, medium: names of lanes, tasks, scenarios
    Title, ///< 16, semi-bold
    Mono, ///< 12, DejaVu Sans Mono: code and columns of times
};
inline constexpr int FontRoleCount = static_cast<int>(FontRole::Mono) + 1;

/// Makes the bundled faces known to Qt; to be called once a QGuiApplication exists, further calls cost nothing.
/// Returns false where Qt could not take them, and texts are then drawn in its default face.
bool loadFonts();

/// The font of a role: bundled, without hinting or subpixel colours, so that text is the same on every machine and at every scale.
[[nodiscard]] const QFont &font(FontRole role);

} // namespace session
