// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/instant.h"

namespace analysis {

/// Why a task was the next to be resumed, as a clause about "it": "it stood first of 3 in the ready queue, which is served in order of arrival",
/// "nothing was ready, and its timer at 3.5 s was the first to fall due". `before` is some moment between the resume before and this one,
/// `resume` the index of its TaskResumed. What the trace does not tell is said to be unknown.
[[nodiscard]] LinkedText ruleOf(const Instant &before, quint64 resume);

/// The answer to a guess, made at `before`, about who is resumed next: "Right, consumer-1: it stood ..." or "No, it was consumer-1: ...;
/// producer-1 sleeps until 4.1 s." Whole sentences.
[[nodiscard]] LinkedText verdictOn(const Instant &before, quint64 resume, trace::TaskId guess);

} // namespace analysis
