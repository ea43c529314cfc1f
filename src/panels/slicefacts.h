// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/linkedtext.h"
#include "session/session.h"

#include <vector>

namespace panels {

/// One line about a slice: "awaits" "sleep of 500 ms". A line without a label is the title.
struct Fact
{
    QString label;
    analysis::LinkedText text;
    bool operator==(const Fact &) const = default;
};

/// What is known about the selected slice, of a selected lane about its slice at the playhead, line by line, in the words of analysis' inspection;
/// the title first. Empty where nothing is selected.
[[nodiscard]] std::vector<Fact> sliceFacts(const session::Session &session);

/// The line of source that the selection is about: that of the selected slice, else of the selected task's await at the playhead; None where
/// nothing is selected or it is not known.
[[nodiscard]] trace::SiteId selectedSite(const session::Session &session);

} // namespace panels
