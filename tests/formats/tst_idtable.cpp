// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/idtable.h"

#include "support/runqueue.h"

#include <QElapsedTimer>
#include <QHash>
#include <QRandomGenerator>
#include <QTest>

using formats::IdTable;

class TestIdTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTableAnswersAsAHashDoes()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        QRandomGenerator random(seed);
        IdTable<quint32> table;
        QHash<quint64, quint32> hash;
        for (int n = 0; n < 20'000; ++n) {
            const quint64 id = random.bounded(2) == 0 ? quint64(random.bounded(3000)) : quint64(random.bounded(3000)) << 40;
            if (random.bounded(3) == 0) {
                const quint32 value = random.generate();
                table[id] = value;
                hash[id] = value;
            }
            const quint32 *found = table.find(id);
            QVERIFY2((found != nullptr) == hash.contains(id) && (!found || *found == hash.value(id)), qPrintable(QStringLiteral("seed %1, number %2").arg(seed).arg(n)));
            if (random.bounded(5000) == 0) {
                table.clear();
                hash.clear();
            }
        }
    }

    /// A file may choose its numbers so that all of them fall to one place of a table whose places it knows: each would be found behind all others, and a
    /// file of some MB take minutes.
    void numbersThatAreChosenToMeetDoNot()
    {
        constexpr quint64 Golden = 0x9e3779b97f4a7c15u; // the multiplier that everybody takes
        quint64 inverse = Golden;
        for (int n = 0; n < 6; ++n) // each step doubles the bits that are right
            inverse *= 2 - Golden * inverse;
        QCOMPARE(Golden * inverse, quint64(1));
        constexpr quint64 Count = 100'000; // with that multiplier alone they all fall to the first place
        IdTable<quint32> table;
        QElapsedTimer timer;
        timer.start();
        for (quint64 n = 1; n <= Count; ++n)
            table[n * inverse] = static_cast<quint32>(n);
        for (quint64 n = 1; n <= Count; ++n)
            QCOMPARE(*table.find(n * inverse), static_cast<quint32>(n));
        // Else 10^10 looks, half a minute and more.
        QVERIFY2(static_cast<double>(timer.elapsed()) < 2000 * support::SanitizerSlowdown, qPrintable(QString::number(timer.elapsed())));
    }

    void anEmptyTableHoldsNothingAndASmallOneLittle()
    {
        IdTable<quint32> table;
        QVERIFY(sizeof table <= 16);
        QVERIFY(!table.find(0));
        QCOMPARE(table.bytes(), std::size_t(0));
        table[0] = 1;
        QVERIFY(table.bytes() <= 32);
        for (quint64 id = 1; id < 1000; ++id)
            table[id] = 1;
        QVERIFY(table.bytes() <= 1000 * 4 * 16);
        table.clear();
        QVERIFY(!table.find(0));
        QCOMPARE(table.bytes(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestIdTable)
#include "tst_idtable.moc"
