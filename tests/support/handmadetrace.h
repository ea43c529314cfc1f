// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <memory>

namespace support {

// Whole runs as a loop would record them, so that tests of what comes after a trace need no loop.

/// Two producers, one consumer, one queue, gathered by main, in virtual time; draws from `seed`. About 20 s, some 800 events.
[[nodiscard]] std::shared_ptr<trace::Trace> producerConsumer(quint32 seed = 7, qint64 maxsize = 0);
/// One task that sleeps 1 s.
[[nodiscard]] std::shared_ptr<trace::Trace> oneSleeper();
/// `tasks` tasks that sleep, run for microseconds and wake each other until there are about `events` events; real clock.
[[nodiscard]] std::shared_ptr<trace::Trace> crowd(int tasks, int events, quint32 seed = 1);
/// Three tasks that return, raise and are cancelled, one resume of 800 ms, a pool job, a bounded queue that fills up, and 12 lost events; real clock.
[[nodiscard]] std::shared_ptr<trace::Trace> troubles();

} // namespace support
