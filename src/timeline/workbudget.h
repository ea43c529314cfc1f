// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/clock.h"

#include <QRectF>

#include <algorithm>

namespace timeline {

/// How much of what no frame before has found out one frame may find out: the columns of a new zoom, the texts of new labels. What is beyond it is
/// drawn from what is at hand, and the frame says that it is not complete; since what was found out is kept, the frames after it have less to do.
/// The first piece of work of a frame is always done, so that frames come to an end however small the budget. Counted in processor time: a machine
/// that is busy with something else is no reason for rough pictures. Where that time is told by the kernel alone a reading costs up to 1.5 us (a guest
/// without the time in its own pages), and a frame needs hundreds: so pieces of work are timed by the monotonic clock, and only when they seem to have
/// spent the budget is it asked how much of that time was given to others.
class WorkBudget
{
public:
    explicit WorkBudget(qint64 nanoseconds)
        : m_whole(nanoseconds), m_left(nanoseconds), m_roughLeft(nanoseconds), m_textsLeft(nanoseconds / 2), m_began(now()), m_beganProcessor(trace::processorNow()), m_asked(m_began)
    {
    }

    /// The clock that pieces of work are timed by, ns.
    [[nodiscard]] static qint64 now() { return trace::monotonicNow(); }
    [[nodiscard]] bool isSpent() { return isOver(m_left); }
    void spend(qint64 nanoseconds) { m_left -= nanoseconds + 1; }
    /// Names of lanes count like anything else, but have half of the budget whatever else a frame finds out: a screen scrolled by some lanes shows all names.
    void spendOnTexts(qint64 nanoseconds)
    {
        spend(nanoseconds);
        m_textsLeft -= nanoseconds + 1;
    }
    [[nodiscard]] bool areTextsSpent() { return isSpent() && isOver(m_textsLeft); }
    /// Rough pictures have as much for themselves; beyond it they have to be rougher still.
    void spendRoughly(qint64 nanoseconds) { m_roughLeft -= nanoseconds; }
    [[nodiscard]] bool isRoughSpent() { return isOver(m_roughLeft); }
    /// Processor time that has been counted so far, ns; at least 0.
    [[nodiscard]] qint64 spent()
    {
        askForOthers(now());
        return std::max<qint64>(2 * m_whole - m_left - m_roughLeft - m_others, 0);
    }
    /// Something was left out or drawn roughly, inside of this rectangle.
    void noteRest(const QRectF &area) { m_rest |= area; }
    /// What frames to come have to paint again; empty where the frame is complete.
    [[nodiscard]] const QRectF &rest() const { return m_rest; }

    /// Counts against a budget, if there is one, the time until its own end.
    class Spending
    {
    public:
        explicit Spending(WorkBudget *budget) : m_budget(budget), m_begin(budget ? now() : 0) {}
        ~Spending()
        {
            if (m_budget)
                m_budget->spend(now() - m_begin);
        }
        Spending(const Spending &) = delete;
        Spending &operator=(const Spending &) = delete;

    private:
        WorkBudget *m_budget;
        qint64 m_begin;
    };

private:
    static constexpr qint64 AskAgain = 200'000; // ns between two questions for the processor time

    bool isOver(qint64 left)
    {
        // Without any budget nothing is over it but for the first piece, and there is nothing to ask: what others had may have been beside the pieces.
        if (m_whole == 0)
            return left < 0;
        if (left + m_others >= 0)
            return false;
        if (const qint64 time = now(); time - m_asked >= AskAgain || m_asked == m_began)
            askForOthers(time);
        return left + m_others < 0;
    }
    void askForOthers(qint64 time)
    {
        m_asked = time;
        m_others = std::max((time - m_began) - (trace::processorNow() - m_beganProcessor), m_others);
    }

    qint64 m_whole;
    qint64 m_left;
    qint64 m_roughLeft;
    qint64 m_textsLeft;
    qint64 m_began;
    qint64 m_beganProcessor;
    qint64 m_asked; ///< when the processor time was last asked for; m_began: never
    qint64 m_others = 0; ///< since the beginning, what others had of the processor by then
    QRectF m_rest;
};

} // namespace timeline
