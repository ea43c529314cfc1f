// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/time.h"

#include <QString>

namespace session {

/// The moment that the views show, as a place in the log: time alone would not do, since in virtual time many events share one instant.
struct Playhead
{
    trace::Timestamp time;
    quint64 events = 0; ///< the state shown is the one after this many events
    auto operator<=>(const Playhead &) const = default;
};

/// A moment that the user has marked.
struct UserMark
{
    Playhead moment;
    QString text;
    bool operator==(const UserMark &) const = default;
};

} // namespace session
