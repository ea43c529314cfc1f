// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace scheduler {

/// A place in source code that the compiler fills in when it stands as a default argument. std::source_location names the
/// mangled actor function inside g++ coroutines and is missing from clang 14; these built-ins give the written name and the
/// line at which the expression begins or ends in both.
struct SourceLocation
{
    const char *file = ""; ///< as the preprocessor sees it, the source tree's prefix mapped away by the build
    const char *function = "";
    quint32 line = 0; ///< 1-based; 0 unknown

    static constexpr SourceLocation current(const char *file = __builtin_FILE(), const char *function = __builtin_FUNCTION(),
        quint32 line = __builtin_LINE())
    {
        return { file, function, line };
    }
};

} // namespace scheduler
