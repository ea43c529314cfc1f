// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/argtable.h"

#include <QByteArray>
#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace trace;

class TestArgTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsAddedIsFoundByItsId()
    {
        ArgTable table;
        QCOMPARE(table.size(), quint64(0));
        std::vector<std::pair<ArgId, QByteArray>> added;
        for (int n = 0; n < 3000; ++n) {
            const QByteArray args(1 + n * 37 % 700, static_cast<char>('a' + n % 26));
            added.emplace_back(table.add(args), args);
        }
        QVERIFY(table.chunkCount() > 2);
        for (const auto &[id, args] : added)
            QCOMPARE(table.bytes(id), QByteArrayView(args));
        QCOMPARE(table.bytes(ArgId::None), QByteArrayView());
    }

    void anIdThatWasNotGivenOutReadsNothingOfElsewhere()
    {
        ArgTable table;
        (void)table.add("\xff\xff\xff\xff\xff\xff");
        for (quint32 id = 0; id < 2 * ArgTable::ChunkSize; id = id < 20 ? id + 1 : id + 999)
            QVERIFY(table.bytes(static_cast<ArgId>(id)).size() <= 8);
        QCOMPARE(table.bytes(static_cast<ArgId>(0xffffffff)), QByteArrayView());
    }

    void noneAndTooManyBytesAreRefused()
    {
        ArgTable table;
        QCOMPARE(table.add({}), ArgId::None);
        QCOMPARE(table.add(QByteArray(ArgTable::Longest + 1, 'a')), ArgId::None);
        const QByteArray longest(ArgTable::Longest, 'a');
        QCOMPARE(table.bytes(table.add(longest)), QByteArrayView(longest));
    }

    void itIsFullAtItsBound()
    {
        ArgTable table;
        const QByteArray longest(ArgTable::Longest, 'a');
        ArgId last = ArgId::None;
        quint64 count = 0;
        for (ArgId id = table.add(longest); id != ArgId::None; id = table.add(longest), ++count)
            last = id;
        QCOMPARE(count, quint64(ArgTable::MostChunks) * 15); // sixteen and their lengths are more than a chunk
        QCOMPARE(table.bytes(last), QByteArrayView(longest));
        QVERIFY(table.size() <= quint64(ArgTable::MostChunks) * ArgTable::ChunkSize);
        QVERIFY(!table.addChunk("a"));
    }

    void chunksMakeTheSameTableWithTheSameIds()
    {
        ArgTable table;
        std::vector<ArgId> ids;
        for (int n = 0; n < 100; ++n)
            ids.push_back(table.add(QByteArray(9000 + n, 'x')));
        ArgTable copy;
        for (quint32 n = 0; n < table.chunkCount(); ++n)
            QVERIFY(copy.addChunk(table.chunk(n)));
        for (const ArgId id : ids) {
            QVERIFY(ArgTable::chunkOf(id) < table.chunkCount());
            QCOMPARE(copy.bytes(id), table.bytes(id));
        }
        QCOMPARE(copy.size(), table.size());
        QVERIFY(!copy.addChunk(QByteArray(ArgTable::ChunkSize + 1, 'x')));
    }

    void filedChunksAreReadOnceWhenTheyAreAskedFor()
    {
        ArgTable table;
        std::vector<std::pair<ArgId, QByteArray>> added;
        for (int n = 0; n < 100; ++n) {
            const QByteArray args(9000 + n, static_cast<char>('a' + n % 26));
            added.emplace_back(table.add(args), args);
        }
        std::vector<quint32> sizes;
        for (quint32 n = 0; n < table.chunkCount(); ++n)
            sizes.push_back(static_cast<quint32>(table.chunk(n).size()));
        QVERIFY(sizes.size() >= 4);
        std::vector<quint32> asked;
        ArgTable filed;
        QVERIFY(filed.open(sizes, [&](quint32 chunk, std::span<char> to) {
            asked.push_back(chunk);
            std::copy_n(table.chunk(chunk).begin(), to.size(), to.begin());
            return chunk != 1;
        }));
        QVERIFY(asked.empty() && filed.size() == table.size() && !filed.damagedChunk());
        // What comes later does not wait for the file.
        const ArgId own = filed.add("own");
        QCOMPARE(filed.bytes(own), QByteArrayView("own"));
        QVERIFY(asked.empty());
        for (int round = 0; round < 2; ++round) {
            for (const auto &[id, args] : added)
                QCOMPARE(filed.bytes(id), ArgTable::chunkOf(id) == 1 ? QByteArrayView() : QByteArrayView(args));
        }
        QCOMPARE(asked.size(), sizes.size());
        QCOMPARE(filed.damagedChunk(), std::optional<quint32>(1));

        ArgTable full;
        QVERIFY(!full.open(std::vector<quint32>(ArgTable::MostChunks + 1), {}));
        QVERIFY(!full.open(std::vector<quint32> { ArgTable::ChunkSize + 1 }, {}));
    }

    void manyThreadsMayBeTheFirstToAskForAFiledChunk()
    {
        constexpr quint32 Chunks = 40;
        ArgTable table;
        const QByteArray longest(ArgTable::Longest, 'x');
        std::vector<ArgId> ids;
        while (table.chunkCount() <= Chunks)
            ids.push_back(table.add(longest));
        std::vector<quint32> sizes;
        for (quint32 n = 0; n < table.chunkCount(); ++n)
            sizes.push_back(static_cast<quint32>(table.chunk(n).size()));
        ArgTable filed;
        int reads = 0; // by one thread at a time
        QVERIFY(filed.open(sizes, [&](quint32 chunk, std::span<char> to) {
            ++reads;
            std::copy_n(table.chunk(chunk).begin(), to.size(), to.begin());
            return chunk % 10 != 7;
        }));
        std::atomic<int> wrong { 0 };
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&] {
                for (const ArgId id : ids)
                    wrong += filed.bytes(id) == (ArgTable::chunkOf(id) % 10 == 7 ? QByteArrayView() : QByteArrayView(longest)) ? 0 : 1;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(wrong.load(), 0);
        QCOMPARE(reads, int(sizes.size()));
        QVERIFY(filed.damagedChunk().value_or(0) % 10 == 7);
    }
};

QTEST_GUILESS_MAIN(TestArgTable)
#include "tst_argtable.moc"
