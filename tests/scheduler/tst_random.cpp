// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"

#include <QTest>

#include <array>
#include <limits>

using namespace scheduler;
using namespace std::chrono_literals;

namespace {

Task<> draws(Loop &loop, std::vector<quint64> &out)
{
    for (int i = 0; i < 3; ++i) {
        out.push_back(loop.random().next());
        co_await loop.yield();
    }
}

} // namespace

class tst_Random : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The reference output for the state 1234567, as published with xoshiro's splitmix64.c.
    void itIsSplitMix64()
    {
        Random random(1234567);
        QCOMPARE(random.next(), quint64(6457827717110365317u));
        QCOMPARE(random.next(), quint64(3203168211198807973u));
        QCOMPARE(random.next(), quint64(9817491932198370423u));
    }

    // Computed by a program of its own from the formula that stands at the class.
    void aTasksStreamFollowsTheDocumentedFormula()
    {
        Random first = Random::forTask(1, static_cast<TaskId>(1));
        QCOMPARE(first.next(), quint64(12793040940332582595u));
        QCOMPARE(first.next(), quint64(17925934194126948328u));
        QCOMPARE(first.next(), quint64(7868805697131187933u));
        Random other = Random::forTask(42, static_cast<TaskId>(7));
        for (const qint64 ns : { 933298255, 735246277, 1142060007, 1480491275, 1169321877 })
            QCOMPARE(other.duration(500ms, 1500ms).count(), ns);
    }

    void rangesIncludeBothEnds()
    {
        Random random(1);
        std::array<int, 3> seen {};
        for (int i = 0; i < 1000; ++i) {
            const qint64 x = random.integer(-1, 1);
            QVERIFY(x >= -1 && x <= 1);
            ++seen[static_cast<std::size_t>(x + 1)];
        }
        for (const int count : seen)
            QVERIFY(count > 250);
        QCOMPARE(random.integer(5, 5), 5);
        QCOMPARE(random.integer(5, 4), 5);
        random.integer(std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max());
    }

    void eachTaskDrawsFromAStreamOfItsOwn()
    {
        std::vector<quint64> alone;
        {
            Loop loop;
            loop.spawn(draws(loop, alone));
            QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        }
        std::vector<quint64> together;
        std::vector<quint64> other;
        Loop loop;
        loop.spawn(draws(loop, together));
        loop.spawn(draws(loop, other));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(together, alone);
        QVERIFY(other != alone);
        Random expected = Random::forTask(1, static_cast<TaskId>(1));
        QCOMPARE(alone.at(0), expected.next());
    }
};

QTEST_GUILESS_MAIN(tst_Random)
#include "tst_random.moc"
