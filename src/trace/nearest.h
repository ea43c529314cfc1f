// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace trace {

/// The candidate that a mistyped word most likely means: the least optimal-string-alignment distance (insert, delete, replace,
/// swap of neighbours; Boytsov 2011) without regard to case, the first of equals; a candidate that begins with the word wins over
/// a distance above 1. Always one of the candidates, "" only where there are none. Cost O(candidates x length^2); words are cut at 64 characters.
[[nodiscard]] QString nearest(QStringView word, const QStringList &candidates);

/// The distance itself, for tests and for callers that want a limit.
[[nodiscard]] int editDistance(QStringView a, QStringView b);

} // namespace trace
