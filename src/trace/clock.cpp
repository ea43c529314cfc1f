// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/clock.h"

#include <chrono>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#include <cpuid.h>
#include <cstdio>
#include <cstring>
#include <x86intrin.h>
#define LOOPSCOPE_HAS_TSC 1
#endif

namespace trace {

namespace {

qint64 steadyNow() noexcept
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

#ifdef LOOPSCOPE_HAS_TSC

/// True when the counter ticks at one rate in all power states, and the kernel has not found it to differ between the processors
/// (it then removes it from its list of clock sources).
bool isTscUsable()
{
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    if (!__get_cpuid(0x80000007u, &a, &b, &c, &d) || !(d & (1u << 8)))
        return false;
#ifdef __linux__
    std::FILE *file = std::fopen("/sys/devices/system/clocksource/clocksource0/available_clocksource", "re");
    if (!file)
        return false;
    char line[256] = {};
    const std::size_t size = std::fread(line, 1, sizeof line - 1, file);
    std::fclose(file);
    line[size] = '\0';
    return std::strstr(line, "tsc") != nullptr;
#else
    return true;
#endif
}

struct Reading
{
    quint64 ticks = 0;
    qint64 ns = 0;
};

/// Both clocks at one moment: the try with the narrowest bracket of ticks around the slower clock wins, so that an interrupt in between does no harm.
Reading readBoth()
{
    Reading best;
    quint64 narrowest = ~quint64(0);
    for (int n = 0; n < 64; ++n) {
        const quint64 before = __rdtsc();
        const qint64 ns = steadyNow();
        const quint64 after = __rdtsc();
        if (after - before < narrowest) {
            narrowest = after - before;
            best = { before + (after - before) / 2, ns };
        }
    }
    return best;
}

/// ns = origin.ns + (ticks - origin.ticks) * multiplier / 2^32. Calibrated over 10 ms between two readings that are good to some 20 ns each: a few ppm.
class Tsc
{
public:
    Tsc()
    {
        if (!isTscUsable())
            return;
        m_origin = readBoth();
        const qint64 until = m_origin.ns + 10'000'000;
        while (steadyNow() < until) { }
        const Reading end = readBoth();
        const auto ns = static_cast<double>(end.ns - m_origin.ns);
        const auto ticks = static_cast<double>(end.ticks - m_origin.ticks);
        if (ns > 0 && ticks > 0 && ns / ticks < 1000)
            m_multiplier = static_cast<quint64>(ns / ticks * 4294967296.0);
    }

    [[nodiscard]] bool isUsable() const noexcept { return m_multiplier != 0; }
    [[nodiscard]] qint64 now() const noexcept
    {
        // A processor may start to count a little behind the one that calibrated; signed, so that it cannot wrap.
        const auto ticks = static_cast<qint64>(__rdtsc() - m_origin.ticks);
        return m_origin.ns + static_cast<qint64>((static_cast<__int128>(ticks) * static_cast<__int128>(m_multiplier)) >> 32);
    }

private:
    Reading m_origin;
    quint64 m_multiplier = 0;
};

const Tsc &tsc() noexcept
{
    // Made at the first reading, not at the start of the program: commands on the virtual clock never wait for it.
    static const Tsc instance;
    return instance;
}

#endif

} // namespace

qint64 monotonicNow() noexcept
{
#ifdef LOOPSCOPE_HAS_TSC
    const Tsc &clock = tsc();
    if (clock.isUsable())
        return clock.now();
#endif
    return steadyNow();
}

const char *monotonicClockName() noexcept
{
#ifdef LOOPSCOPE_HAS_TSC
    if (tsc().isUsable())
        return "tsc";
#endif
    return "steady_clock";
}

} // namespace trace
