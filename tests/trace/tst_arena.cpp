// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/arena.h"

#include <QTest>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>

using trace::Arena;

class TestArena : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void piecesOfAllSizesAreAlignedAndApart()
    {
        struct Piece
        {
            quint8 *at;
            std::size_t size;
            int fill;
        };
        std::mt19937 random(1);
        Arena arena;
        std::vector<Piece> pieces;
        for (int n = 0; n < 5000; ++n) {
            const std::size_t size = 1 + random() % (n % 100 == 0 ? 3'000'000 : 2000);
            auto *at = static_cast<quint8 *>(arena.take(size));
            QCOMPARE(reinterpret_cast<quintptr>(at) % 16, quintptr(0));
            std::memset(at, n & 0xff, size);
            pieces.push_back({ at, size, n & 0xff });
        }
        quint64 sum = 0;
        for (const Piece &piece : pieces) {
            sum += piece.size;
            for (std::size_t n = 0; n < piece.size; ++n) {
                if (piece.at[n] != piece.fill)
                    QFAIL("a piece was written to through another one");
            }
        }
        QVERIFY(arena.bytes() >= sum);
    }

    void chunksMadeAheadAreAlignedAndApart()
    {
        trace::ChunkAhead ahead;
        std::vector<std::unique_ptr<quint8[], decltype(&std::free)>> chunks;
        for (int n = 0; n < 40; ++n) {
            if (n % 3 == 0)
                QTest::qSleep(2); // long enough for one to become ready, now and then
            chunks.emplace_back(static_cast<quint8 *>(ahead.take()), &std::free);
            QCOMPARE(reinterpret_cast<quintptr>(chunks.back().get()) % trace::ChunkAhead::Size, quintptr(0));
            std::memset(chunks.back().get(), n + 1, trace::ChunkAhead::Size);
        }
        for (std::size_t n = 0; n < chunks.size(); ++n) {
            const quint8 *const at = chunks[n].get();
            QVERIFY(std::all_of(at, at + trace::ChunkAhead::Size, [&](quint8 byte) { return byte == n + 1; }));
        }
    }

    void oneThatIsNotTakenGoesWithItsOwner()
    {
        // For the address checker: ready or still being made when its owner ends.
        for (int n = 0; n < 10; ++n) {
            trace::ChunkAhead ahead;
            std::free(ahead.take());
            if (n % 2 == 0)
                QTest::qSleep(2);
        }
        QTest::qSleep(50); // so that the last ones end before the program
    }

    void whatIsGivenBackIsUsedAgain()
    {
        Arena arena;
        void *const first = arena.take(64);
        arena.giveBack(first, 64);
        QCOMPARE(arena.take(60), first); // the same number of grains
        QVERIFY(arena.take(64) != first);
    }

    void behindAReadablePieceThereIsMemory()
    {
        std::mt19937 random(2);
        Arena arena;
        quint64 sum = 0;
        for (int n = 0; n < 20'000; ++n) {
            const std::size_t size = 1 + random() % 700;
            auto *at = static_cast<quint8 *>(random() % 4 == 0 ? arena.take(size) : arena.takeReadable(size));
            std::memset(at, n & 0xff, size);
            sum += size;
        }
        // Where a piece ends with a chunk: what the address checker would tell of.
        for (std::size_t size = 900; size < 1100; ++size) {
            Arena small;
            const auto *at = static_cast<const quint8 *>(small.takeReadable(size));
            quint64 behind;
            std::memcpy(&behind, at + size, sizeof behind);
            sum += behind & 1;
        }
        QVERIFY(sum > 0);
    }

    void aSmallTraceAsksForLittle()
    {
        Arena arena;
        (void)arena.take(100);
        QVERIFY(arena.bytes() <= 4096);
    }
};

QTEST_GUILESS_MAIN(TestArena)
#include "tst_arena.moc"
