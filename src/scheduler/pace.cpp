// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/pace.h"

#include "trace/clock.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace scheduler {

using trace::Duration;
using trace::Timestamp;

namespace {

// Loop time beyond this is as good as never; it keeps products with a speed inside of 64 bits.
constexpr double MaxLoopNs = 4e18;

Duration scaled(qint64 machine, double speed)
{
    return Duration(static_cast<qint64>(std::min(static_cast<double>(std::max<qint64>(machine, 0)) * speed, MaxLoopNs)));
}

} // namespace

Pace::Pace()
    : m_anchor(trace::monotonicNow())
{
}

// The position if there were no bound.
Timestamp Pace::reached(qint64 machine) const
{
    if (m_isUnlimited)
        return m_bound;
    if (!m_isRunning)
        return m_base;
    const qint64 gone = scaled(machine - m_anchor, m_speed).count();
    return { m_base.ns > std::numeric_limits<qint64>::max() - gone ? std::numeric_limits<qint64>::max() : m_base.ns + gone };
}

void Pace::rebase(Timestamp t, qint64 machine)
{
    m_base = t;
    m_anchor = machine;
}

void Pace::setSpeed(double speed)
{
    Q_ASSERT(speed > 0);
    {
        const std::lock_guard lock(m_mutex);
        const qint64 machine = trace::monotonicNow();
        rebase(std::min(reached(machine), m_bound), machine);
        m_speed = speed;
        m_isUnlimited = std::isinf(speed);
    }
    m_changed.notify_all();
}

double Pace::speed() const
{
    const std::lock_guard lock(m_mutex);
    return m_speed;
}

void Pace::setRunning(bool running)
{
    {
        const std::lock_guard lock(m_mutex);
        if (running == m_isRunning)
            return;
        const qint64 machine = trace::monotonicNow();
        rebase(std::min(reached(machine), m_bound), machine);
        m_isRunning = running;
    }
    m_changed.notify_all();
}

Timestamp Pace::position() const
{
    const std::lock_guard lock(m_mutex);
    return std::min(reached(trace::monotonicNow()), m_bound);
}

void Pace::allowUpTo(Timestamp t)
{
    const std::lock_guard lock(m_mutex);
    if (t <= m_bound)
        return;
    const qint64 machine = trace::monotonicNow();
    const Timestamp latest = m_bound + scaled(Slack.count(), m_isUnlimited ? 1 : m_speed);
    if (reached(machine) > latest)
        rebase(latest, machine);
    m_bound = t;
}

void Pace::jumpTo(Timestamp t)
{
    const std::lock_guard lock(m_mutex);
    const qint64 machine = trace::monotonicNow();
    if (t > std::min(reached(machine), m_bound))
        rebase(t, machine);
    m_bound = std::max(m_bound, t);
}

qint64 Pace::machineTimeUntil(Timestamp t) const
{
    const std::lock_guard lock(m_mutex);
    if (m_isUnlimited)
        return 0;
    const qint64 left = t.ns - reached(trace::monotonicNow()).ns;
    if (left <= 0)
        return 0;
    return static_cast<qint64>(std::min(std::ceil(static_cast<double>(left) / m_speed), MaxLoopNs));
}

void Pace::waitUntil(Timestamp t, const std::atomic<bool> &stop)
{
    allowUpTo(t);
    std::unique_lock lock(m_mutex);
    while (true) {
        const qint64 machine = trace::monotonicNow();
        if (reached(machine) >= t)
            return;
        if (m_isUnlimited || !m_isRunning || m_isHurried || stop.load()) {
            rebase(t, machine);
            return;
        }
        const double left = static_cast<double>(t.ns - reached(machine).ns) / m_speed;
        m_changed.wait_for(lock, Duration(static_cast<qint64>(std::clamp(left, 1.0, 1e9))));
    }
}

void Pace::setHurried(bool hurried)
{
    {
        const std::lock_guard lock(m_mutex);
        m_isHurried = hurried;
    }
    m_changed.notify_all();
}

void Pace::wakeWaiter()
{
    {
        // Taking the lock makes sure that a waiter that has just looked at its stop flag is asleep by now.
        const std::lock_guard lock(m_mutex);
    }
    m_changed.notify_all();
}

} // namespace scheduler
