// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/time.h"
#include "trace/trace.h"

#include <mutex>

namespace scheduler {

/// The loop's time. Virtual time stands still until it is moved; real and scaled time run with the machine's monotonic clock,
/// loop ns = machine ns * scale, and can be frozen (a paused loop). Changing scale, kind or freezing never makes it jump.
/// One thread changes it; timeOnWorker() may be called on any.
class LoopClock
{
public:
    /// Begins at 0, frozen.
    LoopClock(trace::ClockKind kind, double scale);

    [[nodiscard]] trace::ClockKind kind() const { return m_kind; }
    [[nodiscard]] bool isVirtual() const { return m_kind == trace::ClockKind::Virtual; }
    [[nodiscard]] bool isFrozen() const { return m_isFrozen; }
    /// Loop ns per machine ns; 1 for Real.
    [[nodiscard]] double scale() const { return m_scale; }

    /// Loop time now.
    [[nodiscard]] trace::Timestamp now() const;
    /// The same for a worker thread; takes a lock.
    [[nodiscard]] trace::Timestamp timeOnWorker() const;

    /// Goes on from the current time as another kind of clock. Scale > 0; it is ignored for Virtual and 1 for Real.
    void set(trace::ClockKind kind, double scale);
    void setFrozen(bool frozen);
    /// Moves the clock forward to t (a virtual jump, a step of a paused loop); nothing if t is not later.
    void moveTo(trace::Timestamp t);

    /// Machine ns until the loop time t is reached, rounded up; 0 when it is reached. Only for a running real or scaled clock.
    [[nodiscard]] qint64 machineTimeUntil(trace::Timestamp t) const;

private:
    void rebase(trace::Timestamp t);
    [[nodiscard]] trace::Timestamp timeAt(qint64 machine) const;

    mutable std::mutex m_mutex; // workers read what the loop's thread writes; the loop's own reads need no lock
    trace::Timestamp m_base; // loop time at m_anchor
    qint64 m_anchor = 0; // machine time
    double m_scale = 1;
    trace::ClockKind m_kind;
    bool m_isFrozen = true;
};

} // namespace scheduler
