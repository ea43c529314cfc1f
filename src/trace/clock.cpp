// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/clock.h"

#include <chrono>
#include <ctime>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#include <cpuid.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#ifdef __linux__
#include <sched.h>
#endif
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

/// True when the counter ticks at one rate in all power states.
bool isTscInvariant()
{
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    return __get_cpuid(0x80000007u, &a, &b, &c, &d) && (d & (1u << 8)) != 0;
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
        if (!isTscInvariant())
            return;
        m_origin = readBoth();
        const qint64 until = m_origin.ns + 10'000'000;
        while (steadyNow() < until) { }
        const Reading end = readBoth();
        const auto ns = static_cast<double>(end.ns - m_origin.ns);
        const auto ticks = static_cast<double>(end.ticks - m_origin.ticks);
        if (ns > 0 && ticks > 0 && ns / ticks < 1000)
            m_multiplier = static_cast<quint64>(ns / ticks * 4294967296.0);
        if (m_multiplier != 0 && !isTrusted())
            m_multiplier = 0;
    }

    [[nodiscard]] bool isUsable() const noexcept { return m_multiplier != 0; }
    [[nodiscard]] qint64 at(quint64 reading) const noexcept
    {
        // A processor may be a little behind the one that calibrated; signed, so that it cannot wrap.
        const auto ticks = static_cast<qint64>(reading - m_origin.ticks);
        return m_origin.ns + static_cast<qint64>((static_cast<__int128>(ticks) * static_cast<__int128>(m_multiplier)) >> 32);
    }

private:
    [[nodiscard]] bool isTrusted() const;

    Reading m_origin;
    quint64 m_multiplier = 0;
};

#ifdef __linux__

/// Linux removes the counter from this list when it finds it to differ between processors.
bool isVouchedForByKernel()
{
    std::FILE *file = std::fopen("/sys/devices/system/clocksource/clocksource0/available_clocksource", "re");
    if (!file)
        return false;
    char line[256] = {};
    const std::size_t size = std::fread(line, 1, sizeof line - 1, file);
    std::fclose(file);
    line[size] = '\0';
    return std::strstr(line, "tsc") != nullptr;
}

/// Some virtual machines are started with the counter taken off the list though it is fine: then this thread visits each processor
/// it may run on and compares the two clocks there.
bool Tsc::isTrusted() const
{
    if (isVouchedForByKernel())
        return true;
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return false;
    bool isAgreed = true;
    for (std::size_t cpu = 0; isAgreed && cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed))
            continue;
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        if (sched_setaffinity(0, sizeof one, &one) != 0)
            continue;
        const Reading here = readBoth();
        constexpr qint64 Tolerance = 2000;
        isAgreed = std::abs(at(here.ticks) - here.ns) <= Tolerance + (here.ns - m_origin.ns) / 10000;
    }
    sched_setaffinity(0, sizeof allowed, &allowed);
    return isAgreed;
}

#else

bool Tsc::isTrusted() const
{
    return true;
}

#endif

const Tsc &tsc() noexcept
{
    // Made at the first reading, not at the start of the program: commands on the virtual clock never wait for it.
    static const Tsc instance;
    return instance;
}

#endif

} // namespace

qint64 systemClockNow() noexcept
{
    return steadyNow();
}

qint64 monotonicNow() noexcept
{
#ifdef LOOPSCOPE_HAS_TSC
    const Tsc &clock = tsc();
    if (clock.isUsable())
        return clock.at(__rdtsc());
#endif
    return steadyNow();
}

qint64 processorNow() noexcept
{
#ifdef CLOCK_THREAD_CPUTIME_ID
    timespec time {};
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0)
        return qint64(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
#endif
    return monotonicNow();
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
