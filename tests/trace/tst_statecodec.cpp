// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/statecodec.h"

#include <QTest>

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

class TestStateCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void packedTasksAreTheSameAgain()
    {
        for (quint32 seed = 1; seed <= 200; ++seed) {
            std::mt19937 random(seed);
            const Timestamp now { static_cast<qint64>(random()) * 1000 };
            std::vector<std::pair<std::size_t, TaskStatus>> tasks;
            TaskPacker packer;
            packer.put(5, {}, now); // what it held before is forgotten
            packer.clear();
            std::size_t row = 0;
            for (std::size_t n = random() % 300; n > 0; --n) {
                row += random() % 4 == 0 ? random() % 1000 : 0;
                tasks.emplace_back(row, randomTask(random, row, now));
                packer.put(row, tasks.back().second, now);
                ++row;
            }
            ByteWriter out;
            packer.finish(out);
            ByteReader in(out.bytes());
            TaskUnpacker unpacker(in, now);
            QCOMPARE(unpacker.left(), quint64(tasks.size()));
            for (const auto &[expectedRow, expected] : tasks) {
                QCOMPARE(unpacker.nextRow(), expectedRow);
                TaskStatus task;
                task.name = TextId(7); // as the latest state knows
                task.parent = TaskId(3);
                task.outcome = Outcome::Returned;
                unpacker.take(task);
                QVERIFY2(task == expected, qPrintable(QStringLiteral("seed %1, row %2").arg(seed).arg(expectedRow)));
            }
            QVERIFY(!in.isBroken() && in.isAtEnd());
        }
    }

    void bytesThatMakeNoSenseFailAndNeverRunOver()
    {
        std::mt19937 random(4);
        TaskPacker packer;
        for (std::size_t row = 0; row < 40; ++row)
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
                (void)unpacker.nextRow();
                TaskStatus task;
                unpacker.take(task);
                QVERIFY(static_cast<int>(task.state) < TaskStateCount && static_cast<int>(task.reason) < AwaitReasonCount && static_cast<int>(task.cause) < ReadyCauseCount);
            }
            broken += in.isBroken();
            if (n < static_cast<int>(whole.size()))
                QVERIFY2(in.isBroken(), qPrintable(QString::number(n)));
        }
        QVERIFY(broken > static_cast<int>(whole.size()));
    }
};

QTEST_GUILESS_MAIN(TestStateCodec)
#include "tst_statecodec.moc"
