// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/columns.h"

#include <QRandomGenerator>
#include <QTest>

#include <vector>

using namespace trace;

class TestColumns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsOfSeveralNumbersAreTheSameAgain()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int round = 0; round < 300; ++round) {
            std::vector<std::array<quint64, 3>> rows(std::size_t(random.bounded(200)));
            const std::array<int, 3> shifts { random.bounded(64), random.bounded(64), random.bounded(64) };
            ByteWriter out;
            ColumnsWriter<3> writer(out);
            for (auto &row : rows) {
                for (std::size_t n = 0; n < row.size(); ++n)
                    row[n] = (quint64(1) << 63) + (random.generate64() >> shifts[n]); // wraps
                writer.put(row);
            }
            writer.finish();
            out.put(77);
            ByteReader in(out.bytes());
            std::size_t taken = 0;
            takeColumns<3>(in, rows.size(), [&](const std::array<quint64, 3> &row) { taken += row == rows[taken] ? 1 : 1000; });
            QCOMPARE(taken, rows.size());
            QCOMPARE(in.take(), quint64(77));
            QVERIFY(!in.isBroken() && in.isAtEnd());
        }
    }

    void aNumberThatIsTooLargeFails()
    {
        const std::array<quint64, 3> numbers { 5, 0xffffffff, 0x100000000 };
        for (const std::size_t count : { 2u, 3u }) {
            ByteWriter out;
            putColumn(out, std::span(numbers).first(count));
            ByteReader in(out.bytes());
            std::array<quint32, 3> taken { 9, 9, 9 };
            takeColumn(in, std::span(taken).first(count));
            QCOMPARE(in.isBroken(), count == 3);
            QCOMPARE(taken[1], count == 3 ? 0u : 0xffffffffu);
        }
    }

    void bytesThatMakeNoSenseFailAndNeverRunOver()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        std::array<quint64, 50> numbers;
        for (quint64 &number : numbers)
            number = random.generate64() >> 20;
        ByteWriter out;
        putColumn(out, numbers);
        const std::vector<quint8> whole(out.bytes().begin(), out.bytes().end());
        for (std::size_t n = 0; n < whole.size(); ++n) {
            const std::vector<quint8> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(n));
            ByteReader in(cut);
            std::array<quint64, 50> taken;
            takeColumn(in, taken);
            QVERIFY(in.isBroken() && taken == (std::array<quint64, 50> {}));
        }
        for (int bits = 0; bits < 256; ++bits) {
            std::vector<quint8> changed = whole;
            changed[0] = static_cast<quint8>(bits);
            ByteReader in(changed);
            std::array<quint64, 50> taken;
            takeColumn(in, taken);
            QVERIFY(in.isBroken() || bits <= 44);
        }
    }
};

QTEST_GUILESS_MAIN(TestColumns)
#include "tst_columns.moc"
