// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/blockpool.h"

#include <QTest>

#include <cstring>
#include <random>
#include <set>
#include <thread>
#include <vector>

using namespace trace;

class TestBlockPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void blocksInUseNeverOverlap()
    {
        for (const std::size_t size : { std::size_t(16), std::size_t(3088), std::size_t(65536) }) {
            BlockPool pool(size);
            std::mt19937 random(static_cast<quint32>(size));
            std::vector<std::pair<quint8 *, quint8>> used;
            for (int n = 0; n < 5000; ++n) {
                if (used.empty() || random() % 5 < 3) {
                    auto *const block = static_cast<quint8 *>(pool.take());
                    QCOMPARE(reinterpret_cast<quintptr>(block) % 16, quintptr(0));
                    used.emplace_back(block, static_cast<quint8>(n));
                    std::memset(block, n & 0xff, size);
                } else {
                    std::swap(used[random() % used.size()], used.back());
                    const auto [block, mark] = used.back();
                    used.pop_back();
                    for (std::size_t at = 0; at < size; ++at) {
                        if (block[at] != mark)
                            QFAIL(qPrintable(QStringLiteral("block of %1 bytes overwritten at %2, step %3").arg(size).arg(at).arg(n)));
                    }
                    pool.giveBack(block);
                }
            }
            for (const auto &[block, mark] : used)
                pool.giveBack(block);
        }
    }

    void memoryIsUsedAgainAndNotKeptForever()
    {
        constexpr std::size_t Size = 65536;
        constexpr std::size_t Many = 1000; // 31 in a chunk
        BlockPool pool(Size);
        quint64 most = 0;
        for (int round = 0; round < 3; ++round) {
            std::vector<void *> blocks;
            for (std::size_t n = 0; n < Many; ++n)
                blocks.push_back(pool.take());
            if (round == 0)
                most = pool.bytes();
            QCOMPARE(pool.bytes(), most);
            for (void *block : blocks)
                pool.giveBack(block);
            QVERIFY(pool.bytes() > 0);
            QVERIFY2(pool.bytes() <= (quint64(16) << 20), qPrintable(QString::number(pool.bytes())));
        }
        QVERIFY(most >= Size * Many);
    }

    void threadsShareIt()
    {
        BlockPool pool(3088);
        std::vector<std::thread> threads;
        std::atomic<bool> isWrong = false;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&pool, &isWrong, thread] {
                std::vector<quint64 *> used;
                for (int n = 0; n < 20'000; ++n) {
                    used.push_back(static_cast<quint64 *>(pool.take()));
                    *used.back() = static_cast<quint64>(thread);
                    if (used.size() < 50)
                        continue;
                    for (quint64 *block : used) {
                        if (*block != static_cast<quint64>(thread))
                            isWrong = true;
                        pool.giveBack(block);
                    }
                    used.clear();
                }
                for (quint64 *block : used)
                    pool.giveBack(block);
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(!isWrong);
    }
};

QTEST_GUILESS_MAIN(TestBlockPool)
#include "tst_blockpool.moc"
