// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"
#include "trace/time.h"

namespace scheduler {

/// A stream of random numbers: SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014).
///
/// All arithmetic is modulo 2^64, with G = 0x9E3779B97F4A7C15 and
///   mix(z): z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;  return z ^ (z >> 31)
///   next(): state = state + G;  return mix(state)
/// The stream of task number k of a run with a given seed begins with
///   state = mix(mix(seed + G) + k * G)
/// so that it depends on nothing but the seed and the task's number: tasks do not disturb each other's draws.
class Random
{
public:
    constexpr explicit Random(quint64 state = 0) : m_state(state) {}
    /// The stream of one task.
    [[nodiscard]] static constexpr Random forTask(quint64 seed, trace::TaskId task)
    {
        return Random(mix(mix(seed + Gamma) + trace::number(task) * Gamma));
    }

    /// The next 64 bits.
    constexpr quint64 next() { return mix(m_state += Gamma); }

    /// A whole number of [low, high], both included, as low + next() mod (high - low + 1); low where high <= low, without
    /// drawing. The bias of the modulus is below 2^-32 for ranges below 2^32.
    constexpr qint64 integer(qint64 low, qint64 high)
    {
        if (high <= low)
            return low;
        const quint64 size = static_cast<quint64>(high) - static_cast<quint64>(low) + 1; // 0: all 2^64 values
        const quint64 x = next();
        return static_cast<qint64>(static_cast<quint64>(low) + (size == 0 ? x : x % size));
    }

    /// A duration of [low, high] in whole ns, as integer(): a = low, b = high, d = a + next() mod (b - a + 1).
    constexpr trace::Duration duration(trace::Duration low, trace::Duration high)
    {
        return trace::Duration(integer(low.count(), high.count()));
    }

private:
    static constexpr quint64 Gamma = 0x9E3779B97F4A7C15;
    static constexpr quint64 mix(quint64 z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    quint64 m_state;
};

} // namespace scheduler
