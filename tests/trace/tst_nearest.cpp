// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/nearest.h"

#include <QTest>

using namespace trace;

class TestNearest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSlipOfTheFingersFindsTheWordThatWasMeant()
    {
        const QStringList words { QStringLiteral("resumes"), QStringLiteral("suspends"), QStringLiteral("finishes"), QStringLiteral("raises") };
        QCOMPARE(nearest(u"resmue", words), QStringLiteral("resumes"));
        QCOMPARE(nearest(u"SUSPEND", words), QStringLiteral("suspends"));
        QCOMPARE(nearest(u"fin", words), QStringLiteral("finishes"));
        QCOMPARE(nearest(u"rises", words), QStringLiteral("raises"));
        QCOMPARE(nearest(u"anything", {}), QString());
    }

    void distanceCountsASwapOfNeighboursOnce()
    {
        QCOMPARE(editDistance(u"queue", u"quueu"), 2);
        QCOMPARE(editDistance(u"task", u"tsak"), 1);
        QCOMPARE(editDistance(u"", u"abc"), 3);
        QCOMPARE(editDistance(u"Log", u"log"), 0);
    }
};

QTEST_GUILESS_MAIN(TestNearest)
#include "tst_nearest.moc"
