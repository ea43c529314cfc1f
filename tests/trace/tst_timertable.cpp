// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/timertable.h"

#include <QTest>

#include <map>
#include <random>

using namespace trace;

class TestTimerTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsByDueTimeAndThenById()
    {
        TimerTable timers;
        QVERIFY(timers.arm({ TimerId(3), TaskId(1), { 50 } }));
        QVERIFY(timers.arm({ TimerId(1), TaskId(2), { 70 } }));
        QVERIFY(timers.arm({ TimerId(2), TaskId(3), { 50 } }));
        QVERIFY(!timers.arm({ TimerId(2), TaskId(4), { 10 } })); // armed already
        const std::vector<TimerStatus> expected { { TimerId(2), TaskId(3), { 50 } }, { TimerId(3), TaskId(1), { 50 } }, { TimerId(1), TaskId(2), { 70 } } };
        QVERIFY(std::equal(timers.begin(), timers.end(), expected.begin(), expected.end()));
        QVERIFY(timers.front() == expected[0]);
        QVERIFY(timers[2] == expected[2]);
    }

    void aTimerThatIsNotArmedIsNotDisarmed()
    {
        TimerTable timers;
        QVERIFY(!timers.disarm(TimerId(1)));
        timers.arm({ TimerId(1), TaskId(1), { 5 } });
        QVERIFY(!timers.disarm(TimerId(2)));
        QVERIFY(timers.disarm(TimerId(1)));
        QVERIFY(!timers.disarm(TimerId(1)));
        QVERIFY(timers.empty());
    }

    void isAsASortedMapWhateverComesAndGoes()
    {
        for (quint32 seed = 1; seed <= 20; ++seed) {
            std::mt19937 random(seed);
            TimerTable timers;
            std::map<std::pair<Timestamp, TimerId>, TaskId> expected;
            std::map<TimerId, Timestamp> dues;
            for (int n = 0; n < 4000; ++n) {
                const auto id = TimerId(1 + random() % (seed % 2 == 0 ? 40 : 3000));
                const Timestamp due { qint64(random() % 50) };
                if (random() % 2 == 0) {
                    QCOMPARE(timers.arm({ id, TaskId(n + 1), due }), dues.emplace(id, due).second);
                    if (dues[id] == due)
                        expected.try_emplace({ due, id }, TaskId(n + 1));
                } else {
                    QCOMPARE(timers.disarm(id), dues.count(id) > 0);
                    if (dues.count(id) > 0)
                        expected.erase({ dues[id], id });
                    dues.erase(id);
                }
                if (n % 97 != 0)
                    continue;
                QCOMPARE(timers.size(), expected.size());
                QVERIFY2(std::equal(timers.begin(), timers.end(), expected.begin(), expected.end(),
                             [](const TimerStatus &t, const auto &e) { return t.due == e.first.first && t.id == e.first.second && t.task == e.second; }),
                    qPrintable(QStringLiteral("seed %1, step %2").arg(seed).arg(n)));
                TimerTable copy = timers;
                QVERIFY(copy == timers);
                copy.disarm(copy.empty() ? TimerId(1) : copy.front().id);
                QCOMPARE(timers.size(), expected.size());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestTimerTable)
#include "tst_timertable.moc"
