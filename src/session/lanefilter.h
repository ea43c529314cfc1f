// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"

#include <QSet>
#include <QStringList>

#include <vector>

namespace session {

/// Which lanes are shown and in which order; a plain value, remembered by whoever opens the session.
struct LaneFilter
{
    enum class Sort : quint8 {
        Tree, ///< tasks under their parents, siblings in order of creation
        Created, ///< tasks flat, in order of creation
        Name, ///< tasks flat, and queues and workers, by name with numbers by value (task-2 before task-10)
    };

    /// Shell patterns (*, ?, [a-z]) for lane names, case-sensitive; a lane is shown when one matches. Empty: all lanes.
    QStringList globs;
    QSet<LaneId> hidden;
    std::vector<LaneId> pinned; ///< stand above all others, in this order
    QSet<LaneId> collapsed; ///< task lanes whose children are not shown
    Sort sort = Sort::Tree;

    bool operator==(const LaneFilter &) const = default;
};

} // namespace session
