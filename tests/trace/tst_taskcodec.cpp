// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/taskcodec.h"

#include <QTest>

#include <array>
#include <map>
#include <random>

using namespace trace;

namespace {

TaskStatus randomTask(std::mt19937 &random, std::size_t row, Timestamp now)
{
    TaskStatus task;
    if (random() % 10 == 0)
        return task; // not mentioned yet
    task.id = static_cast<TaskId>(row + 1);
    task.state = static_cast<TaskState>(random() % 4);
    task.reason = static_cast<AwaitReason>(random() % AwaitReasonCount);
    task.cause = static_cast<ReadyCause>(random() % ReadyCauseCount);
    task.isCancelRequested = random() % 2 == 0;
    task.isQueued = random() % 2 == 0;
    task.isDeclared = random() % 2 == 0;
    task.waker = static_cast<TaskId>(random() % 3 == 0 ? 0u : random());
    task.site = static_cast<SiteId>(random() % 5 == 0 ? random() : random() % 4);
    task.object = random() % 3 == 0 ? 0u : static_cast<quint32>(random());
    task.resumes = static_cast<quint32>(random() >> random() % 32);
    task.since = now - Duration(static_cast<qint64>(random()) - 1000);
    if (task.isDeclared) {
        task.name = TextId(7);
        task.parent = TaskId(3);
    }
    return task;
}

} // namespace

class TestTaskCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void packedTasksAreTheSameAgain()
    {
        for (quint32 seed = 1; seed <= 200; ++seed) {
            std::mt19937 random(seed);
            const Timestamp now { static_cast<qint64>(random()) * 1000 };
            std::map<std::size_t, TaskStatus> tasks;
            TaskPacker packer;
            packer.put(5, {}, now); // what it held before is forgotten
            packer.clear();
            std::size_t row = 0;
            for (std::size_t n = random() % 600; n > 0; --n) {
                row += random() % 200 == 0 ? random() % 1000 : seed % 3 == 0 && random() % 4 == 0 ? 1 : 0; // every third with gaps in its groups
                tasks[row] = randomTask(random, row, now);
                packer.put(row, tasks[row], now);
                ++row;
            }
            ByteWriter out;
            packer.finish(out);
            ByteReader in(out.bytes());
            TaskUnpacker unpacker(in, now);
            std::size_t taken = 0;
            TaskStatus before;
            before.name = TextId(7); // as the latest state knows
            before.parent = TaskId(3);
            before.outcome = Outcome::Returned;
            while (unpacker.left() > 0) {
                unpacker.nextGroup();
                std::array<TaskStatus, ColumnLength> group;
                group.fill(before);
                unpacker.take(group.data());
                QVERIFY(!in.isBroken());
                for (std::size_t n = 0; n < ColumnLength; ++n) {
                    const std::size_t at = unpacker.first() + n;
                    const bool isThere = (unpacker.rows() >> n & 1) != 0;
                    QCOMPARE(isThere, tasks.contains(at));
                    QVERIFY2(group[n] == (isThere ? tasks[at] : before), qPrintable(QStringLiteral("seed %1, row %2").arg(seed).arg(at)));
                    QVERIFY(!isThere || at < unpacker.end());
                    taken += isThere ? 1 : 0;
                }
            }
            QCOMPARE(taken, tasks.size());
            QVERIFY(!in.isBroken() && in.isAtEnd());
        }
    }

    void bytesThatMakeNoSenseFailAndNeverRunOver()
    {
        std::mt19937 random(4);
        TaskPacker packer;
        for (std::size_t row = 0; row < 100; ++row)
            packer.put(row * 2, randomTask(random, row * 2, { 1000 }), { 1000 });
        ByteWriter out;
        packer.finish(out);
        const std::vector<quint8> whole(out.bytes().begin(), out.bytes().end());
        int broken = 0;
        for (int n = 0; n < 20'000; ++n) {
            std::vector<quint8> bytes = whole;
            if (n < static_cast<int>(whole.size()))
                bytes.resize(static_cast<std::size_t>(n)); // cut off at every byte
            else
                bytes[random() % bytes.size()] = static_cast<quint8>(random());
            ByteReader in(bytes);
            TaskUnpacker unpacker(in, { 1000 });
            while (unpacker.left() > 0 && !in.isBroken()) {
                unpacker.nextGroup();
                std::array<TaskStatus, ColumnLength> group;
                unpacker.take(group.data());
                for (const TaskStatus &task : group)
                    QVERIFY(static_cast<int>(task.state) < TaskStateCount && static_cast<int>(task.reason) < AwaitReasonCount && static_cast<int>(task.cause) < ReadyCauseCount);
            }
            broken += in.isBroken();
            if (n < static_cast<int>(whole.size()))
                QVERIFY2(in.isBroken(), qPrintable(QString::number(n)));
        }
        QVERIFY(broken > static_cast<int>(whole.size()));
    }

    /// Those of a busy loop: what a checkpoint of 10^5 tasks is made of.
    void aTaskTakesFewBytes()
    {
        std::mt19937 random(3);
        TaskPacker packer;
        const Timestamp now { 340'000'000'000 };
        for (std::size_t row = 0; row < 10'000; ++row) {
            TaskStatus task;
            task.id = static_cast<TaskId>(row + 1);
            task.state = row % 2 == 0 ? TaskState::Ready : TaskState::Awaiting;
            task.reason = row % 2 == 0 ? AwaitReason::None : AwaitReason::Sleep;
            task.isDeclared = true;
            task.site = static_cast<SiteId>(1 + random() % 20);
            task.object = row % 2 == 0 ? 0u : 4'000'000u + static_cast<quint32>(random() % 16'000);
            task.since = now - Duration(random() % 300'000'000);
            task.resumes = 1000 + static_cast<quint32>(random() % 100);
            packer.put(row, task, now);
        }
        ByteWriter out;
        packer.finish(out);
        QVERIFY2(out.bytes().size() < 70'000, qPrintable(QString::number(out.bytes().size())));
    }
};

QTEST_GUILESS_MAIN(TestTaskCodec)
#include "tst_taskcodec.moc"
