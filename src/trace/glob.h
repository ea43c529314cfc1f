// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace trace {

/// Whether the whole text matches a shell pattern: * any run (also of '/'), ? any one character, [a-z0] one of a set, [!a-z] one not of it.
/// A '[' that no ']' closes stands for itself. Case-sensitive. O(pattern x text) at worst, no recursion.
[[nodiscard]] bool globMatches(QStringView pattern, QStringView text);

/// Orders names as people do: runs of digits by value, so that task-2 stands before task-10; equal values by number of digits.
[[nodiscard]] bool isNaturallyLess(QStringView a, QStringView b);

} // namespace trace
