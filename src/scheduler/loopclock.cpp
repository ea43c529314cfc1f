// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/loopclock.h"

#include "trace/clock.h"

#include <cmath>

namespace scheduler {

using trace::ClockKind;
using trace::Timestamp;

LoopClock::LoopClock(ClockKind kind, double scale)
    : m_anchor(trace::monotonicNow()), m_scale(kind == ClockKind::Scaled ? scale : 1), m_kind(kind)
{
}

Timestamp LoopClock::timeAt(qint64 machine) const
{
    if (m_isFrozen || m_kind == ClockKind::Virtual)
        return m_base;
    const qint64 elapsed = std::max<qint64>(machine - m_anchor, 0);
    if (m_scale == 1)
        return { m_base.ns + elapsed };
    return { m_base.ns + static_cast<qint64>(static_cast<double>(elapsed) * m_scale) };
}

Timestamp LoopClock::now() const
{
    if (m_isFrozen || m_kind == ClockKind::Virtual)
        return m_base;
    return timeAt(trace::monotonicNow());
}

Timestamp LoopClock::timeOnWorker() const
{
    const std::lock_guard lock(m_mutex);
    return now();
}

void LoopClock::rebase(Timestamp t)
{
    m_base = t;
    m_anchor = trace::monotonicNow();
}

void LoopClock::set(ClockKind kind, double scale)
{
    const std::lock_guard lock(m_mutex);
    rebase(now());
    m_kind = kind;
    m_scale = kind == ClockKind::Scaled ? scale : 1;
}

void LoopClock::setFrozen(bool frozen)
{
    if (frozen == m_isFrozen)
        return;
    const std::lock_guard lock(m_mutex);
    rebase(now());
    m_isFrozen = frozen;
}

void LoopClock::moveTo(Timestamp t)
{
    if (m_kind == ClockKind::Virtual) { // the hot path of virtual time: no machine clock
        if (t > m_base) {
            const std::lock_guard lock(m_mutex);
            m_base = t;
        }
        return;
    }
    if (t > now()) {
        const std::lock_guard lock(m_mutex);
        rebase(t);
    }
}

qint64 LoopClock::machineTimeUntil(Timestamp t) const
{
    const qint64 wait = (t - now()).count();
    if (wait <= 0)
        return 0;
    return m_scale == 1 ? wait : static_cast<qint64>(std::ceil(static_cast<double>(wait) / m_scale));
}

} // namespace scheduler
