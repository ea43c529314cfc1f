// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/state.h"

#include <QTest>

#include <map>
#include <random>

using namespace trace;

class TestOpenTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timersReadByDueTimeAndThenById()
    {
        State::Timers timers;
        QVERIFY(timers.insert({ TimerId(3), TaskId(1), { 50 } }));
        QVERIFY(timers.insert({ TimerId(1), TaskId(2), { 70 } }));
        QVERIFY(timers.insert({ TimerId(2), TaskId(3), { 50 } }));
        QVERIFY(!timers.insert({ TimerId(2), TaskId(4), { 10 } })); // there already
        const std::vector<TimerStatus> expected { { TimerId(2), TaskId(3), { 50 } }, { TimerId(3), TaskId(1), { 50 } }, { TimerId(1), TaskId(2), { 70 } } };
        QVERIFY(std::equal(timers.begin(), timers.end(), expected.begin(), expected.end()));
        QVERIFY(timers.front() == expected[0]);
        QVERIFY(timers[2] == expected[2]);
    }

    void whatIsNotThereIsNotRemoved()
    {
        State::Timers timers;
        QVERIFY(!timers.remove(TimerId(1)));
        timers.insert({ TimerId(1), TaskId(1), { 5 } });
        QVERIFY(!timers.remove(TimerId(2)));
        QVERIFY(timers.remove(TimerId(1)));
        QVERIFY(!timers.remove(TimerId(1)));
        QVERIFY(timers.empty());
    }

    void jobsReadByIdAndCanBeChanged()
    {
        State::Jobs jobs;
        QVERIFY(jobs.insert({ JobId(9), TaskId(1), WorkerId::None, TextId::None, { 5 } }));
        QVERIFY(jobs.insert({ JobId(4), TaskId(2), WorkerId::None, TextId::None, { 6 } }));
        QVERIFY(jobs.front().id == JobId(4) && jobs[1].id == JobId(9));
        QVERIFY(!jobs.edit(JobId(5)) && !jobs.edit(JobId::None));
        jobs.edit(JobId(9))->worker = WorkerId(2);
        QVERIFY(jobs[1].worker == WorkerId(2));
        jobs.clear();
        QVERIFY(jobs.empty() && jobs.begin() == jobs.end() && !jobs.edit(JobId(9)));
    }

    void isAsASortedMapWhateverComesAndGoes()
    {
        for (quint32 seed = 1; seed <= 20; ++seed) {
            std::mt19937 random(seed);
            State::Timers timers;
            std::map<std::pair<Timestamp, TimerId>, TaskId> expected;
            std::map<TimerId, Timestamp> dues;
            for (int n = 0; n < 4000; ++n) {
                const auto id = TimerId(1 + random() % (seed % 2 == 0 ? 40 : 3000));
                const Timestamp due { qint64(random() % 50) };
                if (random() % 2 == 0) {
                    QCOMPARE(timers.insert({ id, TaskId(n + 1), due }), dues.emplace(id, due).second);
                    if (dues[id] == due)
                        expected.try_emplace({ due, id }, TaskId(n + 1));
                } else {
                    QCOMPARE(timers.remove(id), dues.count(id) > 0);
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
                State::Timers copy = timers;
                QVERIFY(copy == timers);
                copy.remove(copy.empty() ? TimerId(1) : copy.front().id);
                QCOMPARE(timers.size(), expected.size());
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestOpenTable)
#include "tst_opentable.moc"
