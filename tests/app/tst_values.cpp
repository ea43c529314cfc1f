// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/values.h"

#include <QTest>

using namespace app;
using trace::TimeRange;
using trace::Timestamp;

namespace {

constexpr OptionSpec Options[] { { "x", "VALUE", "" } };
constexpr Command Probe { "probe", "", 0, 0, "", "", Options, nullptr, nullptr };

Arguments with(const char *value)
{
    return Arguments::parse(Probe, { QStringLiteral("-x"), QString::fromUtf8(value) }).value();
}

constexpr TimeRange Whole { { 0 }, { 10'000'000'000 } };

} // namespace

class TestValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNotGivenIsNothing()
    {
        const Arguments none = Arguments::parse(Probe, {}).value();
        QVERIFY(!integerOf(none, "x", 0, 9).value());
        QVERIFY(!numberOf(none, "x", 0, 9).value());
        QVERIFY(!timeOf(none, "x").value());
        QVERIFY(!rangeOf(none, "x", Whole).value());
        QVERIFY(!sizeOf(none, "x", 1, 9).value());
        QVERIFY(!wordOf(none, "x", {}).value());
    }

    void integersHaveARange()
    {
        QCOMPARE(integerOf(with("7"), "x", 0, 9).value(), 7);
        for (const char *wrong : { "10", "-1", "1.5", "", "seven", "99999999999999999999" })
            QVERIFY2(!integerOf(with(wrong), "x", 0, 9), wrong);
    }

    void numbersHaveARange()
    {
        QCOMPARE(numberOf(with("0.5"), "x", 0.25, 8).value(), 0.5);
        for (const char *wrong : { "0.1", "9", "nan", "inf", "", "1e99", "1,5" })
            QVERIFY2(!numberOf(with(wrong), "x", 0.25, 8), wrong);
    }

    void rangesMayBeOpen_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isRange");
        QTest::addColumn<qint64>("begin");
        QTest::addColumn<qint64>("end");
        const auto row = [](const char *text, bool isRange, qint64 begin, qint64 end) { QTest::newRow(text) << QString::fromUtf8(text) << isRange << begin << end; };
        row("2s..3.5s", true, 2'000'000'000, 3'500'000'000);
        row("2..980ms", false, 0, 0);
        row("..1us", true, 0, 1'000);
        row("9..", true, 9'000'000'000, 10'000'000'000);
        row("..", true, 0, 10'000'000'000);
        row("1..1", false, 0, 0);
        row("11..", false, 0, 0);
        row("1", false, 0, 0);
        row("a..b", false, 0, 0);
        row("-1..2", false, 0, 0);
    }
    void rangesMayBeOpen()
    {
        QFETCH(QString, text);
        QFETCH(bool, isRange);
        QFETCH(qint64, begin);
        QFETCH(qint64, end);
        const auto range = rangeOf(with(qPrintable(text)), "x", Whole);
        QCOMPARE(range.isOk(), isRange);
        if (isRange)
            QVERIFY(range.value() == (TimeRange { { begin }, { end } }));
        else
            QVERIFY2(range.error().what == QLatin1String("-x") && !range.error().why.isEmpty(), qPrintable(range.error().message()));
    }

    void sizesAreOneNumberOrTwo()
    {
        QCOMPARE(sizeOf(with("1600x900"), "x", 64, 4000).value(), QSize(1600, 900));
        QCOMPARE(sizeOf(with("1600"), "x", 64, 4000).value(), QSize(1600, 0));
        for (const char *wrong : { "63", "1600x", "x900", "1600x900x2", "63x900", "1600x4001", "-1x900", "ax b" })
            QVERIFY2(!sizeOf(with(wrong), "x", 64, 4000), wrong);
    }

    void aWrongWordNamesTheNearest()
    {
        const QStringList words { QStringLiteral("light"), QStringLiteral("dark") };
        QCOMPARE(wordOf(with("dark"), "x", words).value(), QStringLiteral("dark"));
        QCOMPARE(wordOf(with("drak"), "x", words).error().message(), QStringLiteral("-x: \"drak\" is not one of light, dark; the nearest is dark"));
    }
};

QTEST_GUILESS_MAIN(TestValues)
#include "tst_values.moc"
