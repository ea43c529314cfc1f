// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"

#include <optional>

namespace session {

/// What the user has picked: a lane, perhaps one slice of it.
struct Selection
{
    std::optional<LaneId> lane;
    std::optional<quint64> slice;

    [[nodiscard]] std::optional<SliceRef> sliceRef() const
    {
        return lane && slice ? std::optional(SliceRef { *lane, *slice }) : std::nullopt;
    }
    bool operator==(const Selection &) const = default;
};

} // namespace session
