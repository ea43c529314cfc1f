// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/packing.h"

#include "trace/eventline.h"

#include <QRandomGenerator>
#include <QTest>

#include <vector>

using namespace trace;

class TestPacking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWidthIsThatOfTheGreatestNumber()
    {
        QCOMPARE(bitWidth(0), 0u);
        QCOMPARE(bitWidth(1), 1u);
        QCOMPARE(bitWidth((quint64(1) << 57) - 1), 57u);
        QCOMPARE(bitWidth(quint64(1) << 57), 64u); // a read of 64 bits would not hold it wherever in a byte it begins
        QCOMPARE(bitWidth(~quint64(0)), 64u);
        for (unsigned bits = 0; bits < 256; ++bits)
            QCOMPARE(isBitWidth(bits), bits <= 57 || bits == 64);
    }

    /// Rows of all widths one behind the other, and nothing written further than promised.
    void rowsOfAnyWidthAreReadAsTheyWerePut()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int round = 0; round < 500; ++round) {
            std::vector<std::vector<quint64>> rows;
            std::vector<unsigned> widths;
            std::size_t bytes = 0;
            for (int row = 0; row < 6; ++row) {
                const unsigned bits = bitWidth(random.generate64() >> random.bounded(64));
                auto &numbers = rows.emplace_back(std::size_t(8 * (1 + random.bounded(5))));
                for (quint64 &number : numbers)
                    number = bits == 0 ? 0 : random.generate64() >> (64 - bits);
                widths.push_back(bits);
                bytes += numbers.size() * bits / 8;
            }
            constexpr std::size_t Behind = 8;
            std::vector<quint8> packed(bytes + Behind + 4, 0xa5);
            BitWriter writer(packed.data());
            for (std::size_t row = 0; row < rows.size(); ++row)
                writer.put(rows[row], widths[row]);
            writer.finish();
            QVERIFY(std::all_of(packed.end() - 4, packed.end(), [](quint8 byte) { return byte == 0xa5; }));
            const quint8 *at = packed.data();
            for (std::size_t row = 0; row < rows.size(); ++row) {
                const BitRow read = BitRow::packed(at, widths[row]);
                for (std::size_t n = 0; n < rows[row].size(); ++n)
                    QVERIFY2(read[n] == rows[row][n], qPrintable(QStringLiteral("%1 bits, number %2").arg(widths[row]).arg(n)));
                at += rows[row].size() * widths[row] / 8;
            }
        }
    }

    void eventsAboveALineAreTheSameAgain()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        int lines = 0;
        for (int round = 0; round < 5000; ++round) {
            CountedEvents::Numbers offsets {};
            CountedEvents::Numbers events {};
            const int timeShift = random.bounded(8, 64);
            const int eventShift = random.bounded(8, 64);
            for (std::size_t n = 1; n < events.size(); ++n) {
                offsets[n] = offsets[n - 1] + (random.generate64() >> timeShift) / 64;
                events[n] = events[n - 1] + (random.generate64() >> eventShift) / 64;
            }
            CountedEvents::Numbers written = events;
            const CountedEvents counted(offsets, written);
            const EventLine line(counted.line.packed());
            lines += line.bias(counted.bits) != 0 ? 1 : 0;
            QVERIFY(counted.bits <= bitWidth(events.back()));
            for (std::size_t n = 0; n < events.size(); ++n) {
                QVERIFY(counted.bits == 64 || written[n] >> counted.bits == 0);
                QCOMPARE(written[n] + line.at(offsets[n]) - line.bias(counted.bits), events[n]);
            }
        }
        QVERIFY(lines > 50);
    }

    /// One task of 10^5 in a busy loop: a third of the bits or less.
    void eventsOfABusyLoopTakeFewBits()
    {
        QRandomGenerator random(5);
        CountedEvents::Numbers offsets {};
        CountedEvents::Numbers events {};
        for (std::size_t n = 1; n < events.size(); ++n) {
            const quint64 between = 200'000 + random.bounded(100'000u);
            events[n] = events[n - 1] + between;
            offsets[n] = offsets[n - 1] + between * 900 + random.bounded(100'000u);
        }
        const CountedEvents counted(offsets, events);
        QVERIFY2(counted.bits <= 9, qPrintable(QString::number(counted.bits)));
    }
};

QTEST_GUILESS_MAIN(TestPacking)
#include "tst_packing.moc"
