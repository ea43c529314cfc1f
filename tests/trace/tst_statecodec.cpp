// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/statecodec.h"

#include <QRandomGenerator>
#include <QTest>

using namespace trace;

namespace {

constexpr quint32 MostTasks = 300;

State randomState(QRandomGenerator &random)
{
    State state;
    state.time = { qint64(random.generate64() >> 20) };
    state.iteration = random.generate();
    state.isInIteration = random.bounded(2) == 0;
    state.events = random.generate();
    state.lost = random.bounded(3u);
    state.ignored = random.bounded(3u);
    const quint32 tasks = 1 + random.bounded(MostTasks);
    state.tasks.growTo(tasks);
    for (quint32 n = 1; n <= tasks; ++n) {
        TaskStatus &task = state.tasks.edit(n - 1);
        task.id = TaskId(n);
        task.since = state.time - Duration(random.bounded(1000));
        if (random.bounded(2) == 0)
            state.ready.push_back(task.id);
    }
    const auto anyTask = [&] { return TaskId(1 + random.bounded(tasks)); };
    if (random.bounded(2) == 0)
        state.running = anyTask();
    for (int left = random.bounded(200); left > 0; --left)
        state.timers.insert({ TimerId(1 + random.generate() / 2), anyTask(), state.time + Duration(random.bounded(-1000, 1'000'000)) });
    for (quint32 left = random.bounded(5u); left > 0; --left) {
        QueueStatus &queue = state.queues.emplace_back();
        queue.id = QueueId(state.queues.size());
        queue.maxsize = random.bounded(-1, 10);
        queue.depth = random.bounded(10);
        for (int items = random.bounded(4); items > 0; --items)
            queue.items.push_back(TextId(random.bounded(100u)));
        queue.getters.push_back(anyTask());
    }
    for (int left = random.bounded(200); left > 0; --left)
        state.jobs.insert({ JobId(1 + random.generate() / 2), anyTask(), WorkerId(random.bounded(5u)), TextId(random.bounded(20u)), state.time - Duration(random.bounded(100'000)) });
    for (int left = random.bounded(200); left > 0; --left)
        state.ios.insert({ IoId(1 + random.generate() / 2), anyTask(), TextId(random.bounded(20u)), state.time - Duration(random.bounded(100'000)) });
    return state;
}

FileIds sameIds(std::vector<TextId> &texts, std::vector<SiteId> &sites)
{
    for (quint32 n = 1; n <= 200; ++n) {
        texts.push_back(TextId(n));
        sites.push_back(SiteId(n));
    }
    return { texts, sites };
}

} // namespace

class TestStateCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStateIsTheSameAgain()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        std::vector<TextId> texts;
        std::vector<SiteId> sites;
        const FileIds ids = sameIds(texts, sites);
        for (int round = 0; round < 200; ++round) {
            const State state = randomState(random);
            ByteWriter out;
            putState(out, state, ids);
            ByteReader in(out.bytes());
            State taken;
            takeState(in, taken);
            QVERIFY(!in.isBroken() && in.isAtEnd());
            QVERIFY2(taken == state, qPrintable(QStringLiteral("round %1").arg(round)));
        }
    }

    void bytesThatMakeNoSenseFailAndNeverRunOver()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        std::vector<TextId> texts;
        std::vector<SiteId> sites;
        const FileIds ids = sameIds(texts, sites);
        ByteWriter out;
        putState(out, randomState(random), ids);
        const std::vector<quint8> whole(out.bytes().begin(), out.bytes().end());
        for (std::size_t n = 0; n < whole.size() + 3000; ++n) {
            std::vector<quint8> bytes = whole;
            if (n < whole.size())
                bytes.resize(n);
            else
                bytes[random.bounded(quint32(bytes.size()))] = static_cast<quint8>(random.bounded(256));
            ByteReader in(bytes);
            State state;
            takeState(in, state);
            QVERIFY(in.isBroken() || n >= whole.size());
            QVERIFY(state.ready.size() <= 2 * bytes.size() && state.timers.size() <= 2 * bytes.size());
            QVERIFY(in.isBroken() || state.running == TaskId::None || state.task(state.running));
        }
    }
};

QTEST_GUILESS_MAIN(TestStateCodec)
#include "tst_statecodec.moc"
