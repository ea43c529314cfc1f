// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cstddef>

namespace trace {

// Ids count up from 1 in order of creation within one trace; None (0) says "nobody" or "not known".
// They are distinct types so that a task can never be passed where a queue is meant.
enum class TaskId : quint32 { None = 0 };
enum class QueueId : quint32 { None = 0 };
enum class TimerId : quint32 { None = 0 };
enum class JobId : quint32 { None = 0 };
enum class WorkerId : quint32 { None = 0 };
enum class IoId : quint32 { None = 0 };
/// A text in the trace's TextTable; None is the empty text.
enum class TextId : quint32 { None = 0 };
/// Args in the ArgTable of the trace's TextTable; None: there are none.
enum class ArgId : quint32 { None = 0 };
/// A place in source code in the trace's TextTable; None is unknown.
enum class SiteId : quint32 { None = 0 };

/// The number behind an id, for use as an index or in a file.
template<typename Id>
[[nodiscard]] constexpr quint32 number(Id id)
{
    return static_cast<quint32>(id);
}

/// The index into a table whose first row belongs to id 1. The id must not be None.
template<typename Id>
[[nodiscard]] constexpr std::size_t rowOf(Id id)
{
    return static_cast<std::size_t>(static_cast<quint32>(id)) - 1;
}

} // namespace trace
