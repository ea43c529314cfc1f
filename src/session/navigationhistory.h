// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/axis.h"

#include <optional>
#include <vector>

namespace session {

/// What was shown: a stretch of one of the axes.
struct View
{
    trace::AxisKind axis = trace::AxisKind::Time;
    trace::Span span;

    bool operator==(const View &) const = default;
};

/// Where the user has been, for Ctrl+Z and Ctrl+Shift+Z. Moves of one kind in a row (the clicks of a wheel) are one step until endGesture().
/// Keeps the last 200 steps.
class NavigationHistory
{
public:
    enum class Gesture : quint8 { Jump, Pan, Zoom };

    /// To be called before a move away from `before`. A Jump is always a step of its own.
    void record(View before, Gesture gesture);
    /// The next move begins a new step.
    void endGesture() { m_open.reset(); }
    void clear();

    [[nodiscard]] bool canUndo() const { return !m_past.empty(); }
    [[nodiscard]] bool canRedo() const { return !m_future.empty(); }
    /// Where to go back to from `now`; nothing when there is no way back.
    [[nodiscard]] std::optional<View> undo(View now);
    [[nodiscard]] std::optional<View> redo(View now);

private:
    std::vector<View> m_past;
    std::vector<View> m_future;
    std::optional<Gesture> m_open;
};

} // namespace session
