// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/wording.h"
#include "support/tracebuilder.h"

#include <QTest>

#include <limits>

using namespace analysis;
using trace::Duration;

class TestWording : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void timesAreRoundedForPeople_data()
    {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("span");
        QTest::addColumn<QString>("moment");
        const auto row = [](qint64 ns, const char *span, const char *moment) {
            QTest::addRow("%lld", static_cast<long long>(ns)) << ns << QString::fromUtf8(span) << QString::fromUtf8(moment);
        };
        row(0, "0 s", "0 s");
        row(7, "7 ns", "7 ns");
        row(12'345, "12.35 us", "12.35 us");
        row(12'344, "12.34 us", "12.34 us");
        row(812'000'000, "812 ms", "812 ms");
        row(999'960'000, "1 s", "1 s");
        row(3'204'182'734, "3.204 s", "3.204 s");
        row(20'512'345'678, "20.51 s", "20.512 s");
        row(1'234'567'890'123, "1235 s", "1234.568 s");
        row(std::numeric_limits<qint64>::max(), "9223000000 s", "9223372036.854 s");
    }
    void timesAreRoundedForPeople()
    {
        QFETCH(qint64, ns);
        QFETCH(QString, span);
        QFETCH(QString, moment);
        QCOMPARE(spanText(Duration(ns)), span);
        QCOMPARE(momentText({ ns }), moment);
    }

    void ordinalsFollowEnglish()
    {
        const QStringList expected { QStringLiteral("1st"), QStringLiteral("2nd"), QStringLiteral("3rd"), QStringLiteral("4th"), QStringLiteral("11th"),
            QStringLiteral("12th"), QStringLiteral("13th"), QStringLiteral("21st"), QStringLiteral("22nd"), QStringLiteral("103rd"), QStringLiteral("111th") };
        QStringList actual;
        for (const quint64 n : { 1u, 2u, 3u, 4u, 11u, 12u, 13u, 21u, 22u, 103u, 111u })
            actual << ordinal(n);
        QCOMPARE(actual, expected);
    }

    void namesThatAreMissingOrLongAreReplacedOrCut()
    {
        support::TraceBuilder b;
        const trace::TaskId id = b.create(QString(200, u'x'));
        QCOMPARE(link(b.trace(), id).text.size(), 60);
        QCOMPARE(link(b.trace(), trace::TaskId(5)).text, QStringLiteral("task 5"));
        QCOMPARE(link(b.trace(), b.create(QStringLiteral(" \n "))).text, QStringLiteral("task 2"));
        QCOMPARE(link(b.trace(), b.queue(QString())).text, QStringLiteral("queue 1"));
        QCOMPARE(shortened(QStringLiteral("one\n  two\tthree")), QStringLiteral("one two three"));
        QVERIFY(place(b.trace(), trace::SiteId(77)).text.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestWording)
#include "tst_wording.moc"
