// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/timetext.h"

#include <QTest>

using trace::Duration;
using trace::Timestamp;

class TestTimeText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTimeIsReadExactly_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ns");
        const auto row = [](const char *text, qint64 ns) { QTest::newRow(text) << QString::fromUtf8(text) << ns; };
        row("1.25", 1'250'000'000);
        row("1.25s", 1'250'000'000);
        row("980ms", 980'000'000);
        row("12us", 12'000);
        row("12\u00b5s", 12'000);
        row("500ns", 500);
        row("0", 0);
        row("0.000000001", 1);
        row("0.0000000010", 1);
        row(".5s", 500'000'000);
        row(" 7 s ", 7'000'000'000);
        row("0.001us", 1);
        row("4611686018.427387904s", qint64(1) << 62);
    }
    void aTimeIsReadExactly()
    {
        QFETCH(QString, text);
        QFETCH(qint64, ns);
        const auto read = trace::parseDuration(text);
        QVERIFY(read.has_value());
        QCOMPARE(read->count(), ns);
    }

    void whatIsNoTimeIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : { "", " ", "s", "-1", "+1", "1.", ".", "1e3", "1.5.2", "1 2", "0.0000000001", "0.5ns", "1h", "1S", "4611686018.427387905s",
                                  "99999999999999999999999", "nan", "1,5", "1.s" })
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void whatIsNoTimeIsRefused()
    {
        QFETCH(QString, text);
        QVERIFY(!trace::parseDuration(text).has_value());
    }

    void aTimeIsWrittenWithTheUnitThatFits_data()
    {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("text");
        const auto row = [](qint64 ns, const char *text) { QTest::newRow(text) << ns << QString::fromUtf8(text); };
        row(0, "0 s");
        row(1'250'000'000, "1.25 s");
        row(980'000'000, "980 ms");
        row(12'000, "12 us");
        row(500, "500 ns");
        row(1'000'000'001, "1.000000001 s");
        row(-1'500'000, "-1.5 ms");
        row(100'000'000'000, "100 s");
        row(std::numeric_limits<qint64>::min(), "-9223372036.854775808 s");
    }
    void aTimeIsWrittenWithTheUnitThatFits()
    {
        QFETCH(qint64, ns);
        QFETCH(QString, text);
        QCOMPARE(trace::formatDuration(Duration(ns)), text);
        if (ns >= 0)
            QCOMPARE(trace::parseDuration(text)->count(), ns);
    }

    void secondsAreRoundedHalfUp()
    {
        QCOMPARE(trace::formatSeconds(Timestamp { 7'000'000'000 }, 3), QStringLiteral("7.000"));
        QCOMPARE(trace::formatSeconds(Timestamp { 1'234'500'000 }, 3), QStringLiteral("1.235"));
        QCOMPARE(trace::formatSeconds(Timestamp { 1'234'499'999 }, 3), QStringLiteral("1.234"));
        QCOMPARE(trace::formatSeconds(Timestamp { 999'999'999 }, 0), QStringLiteral("1"));
        QCOMPARE(trace::formatSeconds(Timestamp { 1 }, 9), QStringLiteral("0.000000001"));
        QCOMPARE(trace::formatSeconds(Timestamp { -1 }, 3), QStringLiteral("0.000"));
    }
};

QTEST_GUILESS_MAIN(TestTimeText)
#include "tst_timetext.moc"
