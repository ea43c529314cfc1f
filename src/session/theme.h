// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/event.h"

#include <QColor>

#include <optional>

namespace session {

/// The colours that all views share: grounds, texts, and one hue for each state and each reason to wait. Nothing else in the program names a colour.
/// State colours come from one order of hues that colour-blind readers can tell apart (after Okabe and Ito); shape always says it too.
struct Theme
{
    bool isDark = false;
    QColor ground; ///< behind everything
    QColor panel; ///< docks, toolbars, cards
    QColor lane; ///< behind the slices of a lane
    QColor line; ///< borders, grid
    QColor text;
    QColor dim; ///< second lines; still 4.5:1
    QColor faint; ///< marks and heads of at least 11 px bold, never sentences
    QColor accent; ///< selection and the one primary action
    QColor selected; ///< ground of what is selected
    QColor running;
    QColor ready;
    QColor timer; ///< awaits a timer: sleep, yield
    QColor queue;
    QColor task; ///< awaits other tasks, and whatever has no hue of its own
    QColor lock;
    QColor worker; ///< awaits a job; solid in a worker's own lane
    QColor io;
    QColor bad; ///< loop held too long, raised; the playhead

    [[nodiscard]] static const Theme &light();
    [[nodiscard]] static const Theme &dark();
    /// For paper: white grounds, stronger lines.
    [[nodiscard]] static const Theme &print();
    /// "light", "dark" or "print"; null for any other word.
    [[nodiscard]] static const Theme *named(QStringView name);

    /// The hue of waiting for this reason.
    [[nodiscard]] const QColor &hue(trace::AwaitReason reason) const;
};

/// Contrast ratio 1..21 of two opaque colours (WCAG 2.1, "contrast ratio" and "relative luminance").
[[nodiscard]] double contrast(const QColor &a, const QColor &b);
/// The colour itself where it has 4.5:1 on the ground, else the nearest darker (on light) or lighter (on dark) one that has.
[[nodiscard]] QColor legible(const QColor &colour, const QColor &ground);
/// The opaque colour that `top` with weight 0..1 over `below` looks like.
[[nodiscard]] QColor mixed(const QColor &below, const QColor &top, double weight);

} // namespace session
