// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/time.h"

namespace trace {

/// Monotonic nanoseconds since an arbitrary start, the one place that reads the machine's clock: the time-stamp counter where it is
/// invariant (x86: CPUID 0x80000007 EDX bit 8, Intel SDM 17.17 / AMD APM 13.2.4), calibrated once against std::chrono::steady_clock, else steady_clock.
/// The same on all threads.
[[nodiscard]] qint64 monotonicNow() noexcept;

/// Nanoseconds of processor time that this thread has had: of two readings on one thread the difference is what was computed in between, however
/// many others wanted the processor. Where the system does not tell, monotonicNow().
[[nodiscard]] qint64 processorNow() noexcept;

/// Nanoseconds of the system's steady clock (CLOCK_MONOTONIC on Linux): slower to read, but the same in every process of the machine, so that what
/// another program has stamped can be compared with it.
[[nodiscard]] qint64 systemClockNow() noexcept;

/// "tsc" or "steady_clock": named in the trust strip.
[[nodiscard]] const char *monotonicClockName() noexcept;

} // namespace trace
