// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/clock.h"

#include <QRectF>

namespace timeline {

/// How much of what no frame before has found out one frame may find out: the columns of a new zoom, the texts of new labels. What is beyond it is
/// drawn from what is at hand, and the frame says that it is not complete; since what was found out is kept, the frames after it have less to do.
/// The first piece of work of a frame is always done, so that frames come to an end however small the budget. Counted in processor time: a machine
/// that is busy with something else is no reason for rough pictures.
class WorkBudget
{
public:
    explicit WorkBudget(qint64 nanoseconds) : m_whole(nanoseconds), m_left(nanoseconds), m_roughLeft(nanoseconds), m_textsLeft(nanoseconds / 2) {}

    [[nodiscard]] bool isSpent() const { return m_left < 0; }
    void spend(qint64 nanoseconds) { m_left -= nanoseconds + 1; }
    /// Names of lanes count like anything else, but have half of the budget whatever else a frame finds out: a screen scrolled by some lanes shows all names.
    void spendOnTexts(qint64 nanoseconds)
    {
        spend(nanoseconds);
        m_textsLeft -= nanoseconds + 1;
    }
    [[nodiscard]] bool areTextsSpent() const { return isSpent() && m_textsLeft < 0; }
    /// Rough pictures have as much for themselves; beyond it they have to be rougher still.
    void spendRoughly(qint64 nanoseconds) { m_roughLeft -= nanoseconds; }
    [[nodiscard]] bool isRoughSpent() const { return m_roughLeft < 0; }
    /// What has been counted so far, ns.
    [[nodiscard]] qint64 spent() const { return 2 * m_whole - m_left - m_roughLeft; }
    /// Something was left out or drawn roughly, inside of this rectangle.
    void noteRest(const QRectF &area) { m_rest |= area; }
    /// What frames to come have to paint again; empty where the frame is complete.
    [[nodiscard]] const QRectF &rest() const { return m_rest; }

    /// Counts against a budget, if there is one, the time until its own end.
    class Spending
    {
    public:
        explicit Spending(WorkBudget *budget) : m_budget(budget), m_begin(budget ? trace::processorNow() : 0) {}
        ~Spending()
        {
            if (m_budget)
                m_budget->spend(trace::processorNow() - m_begin);
        }
        Spending(const Spending &) = delete;
        Spending &operator=(const Spending &) = delete;

    private:
        WorkBudget *m_budget;
        qint64 m_begin;
    };

private:
    qint64 m_whole;
    qint64 m_left;
    qint64 m_roughLeft;
    qint64 m_textsLeft;
    QRectF m_rest;
};

} // namespace timeline
