// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/waitchain.h"

#include <QPolygonF>
#include <QRectF>
#include <QString>

#include <vector>

namespace panels {

/// A task in the picture of who waits for whom, or the end of a chain that is no task.
struct WaitNode
{
    trace::TaskId task = trace::TaskId::None; ///< None: a timer, a pool job, what is not known, ...
    QRectF rect; ///< logical px in the scene
    QString name;
    QString doing; ///< "awaits data.get"; empty where it is no task
    bool isInCycle = false;
};

/// An arrow from who waits to whom it waits for.
struct WaitArrow
{
    std::size_t from = 0; ///< rows of the scene's nodes
    std::size_t to = 0;
    QPolygonF path; ///< four points of a cubic curve, the last one at the head
    bool isInCycle = false;
    bool isOneOf = false; ///< any one of the waiter's arrows would do
};

/// Who waits for whom as plain geometry: those who wait stand left of those whom they wait for, as far as a circle allows.
struct WaitScene
{
    QSizeF size; ///< of all that is drawn
    std::vector<WaitNode> nodes;
    std::vector<WaitArrow> arrows;
    std::size_t left = 0; ///< tasks that are not drawn

    /// The node at a point, null where there is none.
    [[nodiscard]] const WaitNode *nodeAt(QPointF point) const;
};

/// Lays out at most MaxWaitNodes of the graph's tasks; O(tasks + edges).
inline constexpr std::size_t MaxWaitNodes = 32;
[[nodiscard]] WaitScene layOutWaits(const analysis::Instant &instant, const analysis::WaitGraph &graph);

} // namespace panels
