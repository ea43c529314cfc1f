// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/piseries.h"

#include <QTest>

#include <gmpxx.h>

using scenarios::PiSeries;

namespace {

std::string decimalsOfPi(qint64 decimals, qint64 chunk = 1000)
{
    PiSeries series(decimals);
    while (!series.isComplete())
        series.addTerms(chunk);
    return series.text();
}

// "3.1415..." of pi scaled by a power of ten that is `guard` decimals too large.
std::string textOf(const mpz_class &scaled, qint64 guard)
{
    const std::string digits = scaled.get_str();
    std::string text(digits, 0, 1);
    text += '.';
    text.append(digits, 1, digits.size() - 1 - static_cast<std::size_t>(guard));
    return text;
}

mpz_class powerOfTen(qint64 n)
{
    mpz_class power;
    mpz_ui_pow_ui(power.get_mpz_t(), 10, static_cast<unsigned long>(n));
    return power;
}

mpz_class arctanOfInverse(unsigned long x, const mpz_class &unit)
{
    mpz_class power = unit / x, sum = power;
    for (unsigned long n = 3; power != 0; n += 2) {
        power /= x * x;
        sum += (n % 4 == 3 ? -1 : 1) * (power / n);
    }
    return sum;
}

// Machin (1706): pi / 4 = 4 arctan(1/5) - arctan(1/239).
std::string piByMachin(qint64 decimals)
{
    constexpr qint64 guard = 10;
    const mpz_class unit = powerOfTen(decimals + guard);
    return textOf(4 * (4 * arctanOfInverse(5, unit) - arctanOfInverse(239, unit)), guard);
}

// Brent and Salamin (1976): the arithmetic-geometric mean doubles the right decimals with every round.
std::string piByMean(qint64 decimals)
{
    constexpr qint64 guard = 20;
    const mpz_class unit = powerOfTen(decimals + guard);
    mpz_class a = unit, b = sqrt(mpz_class(unit * unit / 2)), t = unit / 4;
    for (unsigned long factor = 1; a - b > 1; factor *= 2) {
        const mpz_class mean = (a + b) / 2;
        const mpz_class difference = a - mean;
        b = sqrt(mpz_class(a * b));
        a = mean;
        t -= factor * (difference * difference / unit);
    }
    return textOf((a + b) * (a + b) / (4 * t), guard);
}

} // namespace

class TestPiSeries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstHundredDecimalsArePublished();
    void decimalsAreThoseOfMachin_data();
    void decimalsAreThoseOfMachin();
    void aMillionDecimalsAreThoseOfTheMean();
    void knownPlacesAreRight();
    void theSizeOfAChunkDoesNotMatter();
    void termsAreCounted();
};

void TestPiSeries::theFirstHundredDecimalsArePublished()
{
    QCOMPARE(decimalsOfPi(100),
        std::string(
            "3.1415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679"));
}

void TestPiSeries::decimalsAreThoseOfMachin_data()
{
    QTest::addColumn<int>("decimals");
    for (const int n : { 1, 2, 3, 13, 14, 15, 28, 100, 101, 800, 1000, 10'000 })
        QTest::addRow("%d", n) << n;
}

void TestPiSeries::decimalsAreThoseOfMachin()
{
    QFETCH(int, decimals);
    const std::string pi = decimalsOfPi(decimals);
    QCOMPARE(pi.size(), static_cast<std::size_t>(decimals) + 2);
    QVERIFY(pi == piByMachin(decimals));
}

void TestPiSeries::aMillionDecimalsAreThoseOfTheMean()
{
    const std::string pi = decimalsOfPi(1'000'000);
    QVERIFY(pi.ends_with("5779458151")); // as published, e.g. by Kanada
    QVERIFY(pi == piByMean(1'000'000));
}

void TestPiSeries::knownPlacesAreRight()
{
    QVERIFY(decimalsOfPi(800).ends_with("1609631859"));
    QCOMPARE(decimalsOfPi(800).substr(1 + 762, 6), std::string("999999"));
    QVERIFY(decimalsOfPi(767).ends_with("999999")); // cut off, not rounded up
    QVERIFY(decimalsOfPi(1000).ends_with("2164201989"));
    QVERIFY(decimalsOfPi(10'000).ends_with("5256375678"));
}

void TestPiSeries::theSizeOfAChunkDoesNotMatter()
{
    const std::string pi = decimalsOfPi(5000);
    for (const qint64 chunk : { 1, 2, 3, 7, 10, 100, 352, 353, 354, 100'000 })
        QVERIFY2(decimalsOfPi(5000, chunk) == pi, qPrintable(QString::number(chunk)));
}

void TestPiSeries::termsAreCounted()
{
    PiSeries series(800);
    QCOMPARE(series.termCount(), 58);
    series.addTerms(10);
    QCOMPARE(series.termsAdded(), 10);
    QVERIFY(!series.isComplete());
    series.addTerms(1000);
    QCOMPARE(series.termsAdded(), 58);
    QVERIFY(series.isComplete());
    series.addTerms(1);
    QCOMPARE(series.termsAdded(), 58);
}

QTEST_GUILESS_MAIN(TestPiSeries)
#include "tst_piseries.moc"
