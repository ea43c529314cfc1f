// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/linkedtext.h"

#include <QTest>

using namespace analysis;

class TestLinkedText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainTextJoinsAndLinksStayApart()
    {
        LinkedText text("a");
        text << " b" << "" << Piece { QStringLiteral("main-1"), trace::TaskId(1) } << " c" << " d";
        QCOMPARE(text.plain(), QStringLiteral("a bmain-1 c d"));
        QCOMPARE(text.pieces().size(), std::size_t(3));
        QVERIFY(text.pieces()[1].target == Target(trace::TaskId(1)));
        text << text;
        QCOMPARE(text.plain(), QStringLiteral("a bmain-1 c da bmain-1 c d"));
        QCOMPARE(text.pieces().size(), std::size_t(5));
    }

    void onlyWordsOfOursBeginWithACapital()
    {
        QCOMPARE(LinkedText("it runs").capitalised().plain(), QStringLiteral("It runs"));
        QCOMPARE(LinkedText(Piece { QStringLiteral("main-1"), trace::TaskId(1) }).capitalised().plain(), QStringLiteral("main-1"));
        QVERIFY(LinkedText().capitalised().isEmpty());
    }

    void aListNamesAFewAndCountsTheRest()
    {
        std::vector<LinkedText> items;
        const QStringList expected { QString(), QStringLiteral("1"), QStringLiteral("1 and 2"), QStringLiteral("1, 2 and 3"), QStringLiteral("1, 2, 3 and 4"),
            QStringLiteral("1, 2, 3 and 2 more"), QStringLiteral("1, 2, 3 and 3 more") };
        for (qsizetype n = 0; n < expected.size(); ++n) {
            QCOMPARE(listed(items, 3).plain(), expected[n]);
            items.emplace_back(QString::number(n + 1));
        }
    }
};

QTEST_GUILESS_MAIN(TestLinkedText)
#include "tst_linkedtext.moc"
