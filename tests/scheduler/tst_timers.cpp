// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/timers.h"

#include <QTest>

#include <map>

using namespace scheduler;
using trace::Timestamp;

namespace {

// A program of armings, cancellations and firings; the same one was run with CPython 3.11.7's heapq under the rules of _run_once.
class Program
{
public:
    explicit Program(TieOrder ties) : m_timers(ties) {}

    /// Numbers of the timers that fired, in order.
    std::vector<quint32> run()
    {
        for (qint64 round = 0; round < 40; ++round) {
            for (quint64 i = random(60); i > 0; --i)
                arm(round + static_cast<qint64>(random(40)));
            for (quint64 i = random(90); i > 0; --i) {
                const auto n = static_cast<std::size_t>(random(m_slots.size()));
                if (m_live[n]) {
                    m_timers.cancel(m_slots[n]);
                    m_live[n] = false;
                }
            }
            m_timers.purge();
            while (!m_timers.isEmpty() && m_timers.nextDue() <= Timestamp { round - 3 })
                pop();
        }
        while (!m_timers.isEmpty())
            pop();
        return m_fired;
    }
    [[nodiscard]] Timestamp dueOf(quint32 n) const { return m_dues[n]; }

private:
    quint64 random(quint64 bound)
    {
        m_state = m_state * 6364136223846793005u + 1442695040888963407u;
        return (m_state >> 33) % bound;
    }
    void arm(qint64 due)
    {
        const auto n = static_cast<quint32>(m_slots.size());
        // The id carries the number through the heap.
        m_slots.push_back(m_timers.add({ .id = static_cast<trace::TimerId>(n + 1) }));
        m_live.push_back(true);
        m_dues.push_back({ due });
        m_timers.schedule(m_slots.back(), { due });
    }
    void pop()
    {
        const TimerSlot slot = m_timers.pop();
        const Timers::Timer timer = m_timers.timer(slot);
        m_timers.release(slot);
        if (timer.isCancelled)
            return;
        const quint32 n = trace::number(timer.id) - 1;
        m_live[n] = false;
        m_fired.push_back(n);
    }

    Timers m_timers;
    std::vector<TimerSlot> m_slots;
    std::vector<bool> m_live;
    std::vector<Timestamp> m_dues;
    std::vector<quint32> m_fired;
    quint64 m_state = 1;
};

} // namespace

class tst_Timers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void heapqOrderIsCPythons()
    {
        const std::vector<quint32> fired = Program(TieOrder::Heapq).run();
        quint64 hash = 0;
        for (const quint32 n : fired)
            hash = hash * 31 + n;
        QCOMPARE(fired.size(), std::size_t(655));
        QCOMPARE(hash, quint64(17129134557706465074u));
    }

    void fifoOrderIsByDeadlineThenByArming()
    {
        Program program(TieOrder::Fifo);
        const std::vector<quint32> fired = program.run();
        QVERIFY(!fired.empty());
        std::map<qint64, quint32> lastWithDue;
        for (const quint32 n : fired) {
            const auto last = lastWithDue.find(program.dueOf(n).ns);
            if (last != lastWithDue.end())
                QVERIFY(last->second < n);
            lastWithDue[program.dueOf(n).ns] = n;
        }
        QCOMPARE(fired.size(), Program(TieOrder::Heapq).run().size());
    }

    void cancelledTimersAreDroppedTogetherWhenTheyAreMany()
    {
        Timers timers(TieOrder::Fifo);
        std::vector<TimerSlot> slots;
        for (int i = 0; i < 101; ++i) {
            slots.push_back(timers.add({}));
            timers.schedule(slots.back(), { i });
        }
        for (std::size_t i = 50; i < 101; ++i)
            timers.cancel(slots[i]);
        timers.purge();
        for (int i = 0; i < 50; ++i) {
            QCOMPARE(timers.nextDue().ns, i);
            timers.release(timers.pop());
        }
        QVERIFY(timers.isEmpty());
    }

    void aSlotIsUsedAgainOnlyOnceItHasLeftTheHeap()
    {
        Timers timers(TieOrder::Fifo);
        const TimerSlot first = timers.add({});
        timers.schedule(first, { 5 });
        timers.cancel(first);
        const TimerSlot second = timers.add({});
        QVERIFY(second != first);
        timers.schedule(second, { 6 });
        timers.purge();
        QCOMPARE(timers.nextDue().ns, 6);
        QCOMPARE(timers.add({}), first);
    }
};

QTEST_GUILESS_MAIN(tst_Timers)
#include "tst_timers.moc"
