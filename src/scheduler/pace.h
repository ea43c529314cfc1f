// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/time.h"

#include <atomic>
#include <condition_variable>
#include <limits>
#include <mutex>

namespace scheduler {

/// How fast virtual time may pass while somebody watches. The watcher's position moves with machine time, speed loop seconds a second, but never
/// beyond what the loop has allowed: the time before which nothing can happen any more. The loop in turn lets a timer fire only once the position
/// has reached it, and holds a computing task until the position has caught up. So the events and their times are those of an unpaced run, bit for
/// bit; only when they happen on the machine differs.
///
/// A loop that falls behind (it was busy) may catch up by at most Slack of machine time; the rest is given up, so that a slow stretch is not
/// followed by a rush. All functions may be called on any thread.
class Pace
{
public:
    static constexpr double Unlimited = std::numeric_limits<double>::infinity();
    static constexpr trace::Duration Slack { 50'000'000 };

    /// Unlimited, standing still at 0.
    Pace();

    /// Loop seconds per machine second, > 0; the position goes on from where it is.
    void setSpeed(double speed);
    [[nodiscard]] double speed() const;
    [[nodiscard]] bool isUnlimited() const { return m_isUnlimited.load(std::memory_order_relaxed); }
    void setRunning(bool running);

    /// Where the watcher is; at most what was allowed. Never moves back.
    [[nodiscard]] trace::Timestamp position() const;
    /// Nothing will happen before t: the position may move up to it.
    void allowUpTo(trace::Timestamp t);
    /// Puts the position to t at once (a step); nothing if t is earlier.
    void jumpTo(trace::Timestamp t);

    /// Machine ns until the position reaches t, rounded up; 0 when it has, and for an unlimited pace.
    [[nodiscard]] qint64 machineTimeUntil(trace::Timestamp t) const;
    /// Allows t and blocks until the position reaches it. Returns at once, with the position at t, while the pace is unlimited, stands still or is
    /// hurried, and as soon as `stop` is true and wakeWaiter() was called.
    void waitUntil(trace::Timestamp t, const std::atomic<bool> &stop);
    /// While hurried, waitUntil() does not wait: somebody wants the loop to come to a halt at its next await.
    void setHurried(bool hurried);
    void wakeWaiter();

private:
    [[nodiscard]] trace::Timestamp reached(qint64 machine) const;
    void rebase(trace::Timestamp t, qint64 machine);

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    trace::Timestamp m_base; ///< where the position was at m_anchor, were it not for the bound
    trace::Timestamp m_bound;
    qint64 m_anchor;
    double m_speed = Unlimited;
    std::atomic<bool> m_isUnlimited = true;
    bool m_isRunning = false;
    bool m_isHurried = false;
};

} // namespace scheduler
