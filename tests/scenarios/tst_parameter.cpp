// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/parameter.h"

#include <QJsonArray>
#include <QTest>

using namespace scenarios;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const Parameter count = Parameter::integer(u"count"_s, u"How many."_s, 1, 64, u"2"_s);
const Parameter consume = Parameter::integer(u"consume"_s, u"How many."_s, 1, 100, u"all"_s, { u"all"_s });
const Parameter rate = Parameter::number(u"rate"_s, u"How often."_s, 0, 1, u"0.5"_s);
const Parameter delay = Parameter::duration(u"delay"_s, u"How long."_s, 0s, 1h, u"1s"_s);
const Parameter span = Parameter::durationRange(u"span"_s, u"How long."_s, 1ms, 10s, u"0.5s..1.5s"_s);
const Parameter where
    = Parameter::choice(u"where"_s, u"Where."_s, { u"pool"_s, u"loop"_s, u"cooperative"_s }, u"pool"_s);
const Parameter blocking = Parameter::boolean(u"blocking"_s, u"Whether."_s, false);

} // namespace

class TestParameter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void values_data();
    void values();
    void typedValuesAreRead();
    void jsonHoldsTypeLimitsAndDefault();
};

void TestParameter::values_data()
{
    QTest::addColumn<const Parameter *>("parameter");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("plain"); // or the message after "!"
    const auto row = [](const Parameter &p, const QString &text, const QString &plain) {
        QTest::newRow(qPrintable(p.name + u'=' + text)) << &p << text << plain;
    };
    row(count, u"1"_s, u"1"_s);
    row(count, u" 64 "_s, u"64"_s);
    row(count, u"007"_s, u"7"_s);
    row(count, u"0"_s, u"!count: 0 is not in 1..64"_s);
    row(count, u"65"_s, u"!count: 65 is not in 1..64"_s);
    row(count, u"-3"_s, u"!count: -3 is not in 1..64"_s);
    row(count, u"99999999999999999999"_s, u"!count: \"99999999999999999999\" is not an integer in 1..64"_s);
    row(count, u"2.5"_s, u"!count: \"2.5\" is not an integer in 1..64"_s);
    row(count, u"two"_s, u"!count: \"two\" is not an integer in 1..64"_s);
    row(count, QString(), u"!count: \"\" is not an integer in 1..64"_s);
    row(count, u"\x1b[2J"_s, u"!count: \"\xFFFD[2J\" is not an integer in 1..64"_s);
    row(consume, u"all"_s, u"all"_s);
    row(consume, u"40"_s, u"40"_s);
    row(consume, u"none"_s, u"!consume: \"none\" is not an integer in 1..100 or all"_s);
    row(consume, u"101"_s, u"!consume: 101 is not in 1..100 or all"_s);
    row(rate, u"0.25"_s, u"0.25"_s);
    row(rate, u"1"_s, u"1"_s);
    row(rate, u"1.01"_s, u"!rate: 1.01 is not in 0..1"_s);
    row(rate, u"nan"_s, u"!rate: \"nan\" is not a number in 0..1"_s);
    row(rate, u"often"_s, u"!rate: \"often\" is not a number in 0..1"_s);
    row(delay, u"980ms"_s, u"980ms"_s);
    row(delay, u"0"_s, u"0"_s);
    row(delay, u"3601s"_s, u"!delay: 3601s is not in 0 s..3600 s"_s);
    row(delay, u"-1s"_s, u"!delay: \"-1s\" is not a time like 1.25, 980ms or 12us"_s);
    row(delay, u"soon"_s, u"!delay: \"soon\" is not a time like 1.25, 980ms or 12us"_s);
    row(span, u"1s..2s"_s, u"1s..2s"_s);
    row(span, u"1 s .. 2 s"_s, u"1 s .. 2 s"_s);
    row(span, u"1s-2s"_s, u"!span: \"1s-2s\" is not a range of times like 0.5s..1.5s"_s);
    row(span, u"1s"_s, u"1s"_s);
    row(span, u"2s..1s"_s, u"!span: \"2s..1s\" begins after it ends"_s);
    row(span, u"0s..1s"_s, u"!span: 0s..1s is not in 1 ms..10 s"_s);
    row(span, u"1s..11s"_s, u"!span: 1s..11s is not in 1 ms..10 s"_s);
    row(span, u"..1s"_s, u"!span: \"..1s\" is not a range of times like 0.5s..1.5s"_s);
    row(where, u"loop"_s, u"loop"_s);
    row(where, u"pol"_s, u"!where: \"pol\" is not one of pool, loop, cooperative; the nearest is pool"_s);
    row(blocking, u"yes"_s, u"true"_s);
    row(blocking, u"0"_s, u"false"_s);
    row(blocking, u"TRUE"_s, u"true"_s);
    row(blocking, u"maybe"_s, u"!blocking: \"maybe\" is neither true nor false"_s);
}

void TestParameter::values()
{
    QFETCH(const Parameter *, parameter);
    QFETCH(QString, text);
    const auto checked = parameter->check(text);
    QTEST(checked ? checked.value() : u'!' + checked.error().message(), "plain");
}

void TestParameter::typedValuesAreRead()
{
    const Values values { { u"count"_s, u"7"_s }, { u"rate"_s, u"0.25"_s }, { u"delay"_s, u"980ms"_s },
        { u"span"_s, u"1ms..2ms"_s }, { u"fixed"_s, u"3us"_s }, { u"blocking"_s, u"true"_s } };
    QCOMPARE(integerOf(values, u"count"_s), 7);
    QCOMPARE(numberOf(values, u"rate"_s), 0.25);
    QCOMPARE(durationOf(values, u"delay"_s), trace::Duration(980ms));
    QVERIFY(durationRangeOf(values, u"span"_s) == (DurationRange { 1ms, 2ms }));
    QVERIFY(durationRangeOf(values, u"fixed"_s) == (DurationRange { 3us, 3us }));
    QVERIFY(booleanOf(values, u"blocking"_s));
}

void TestParameter::jsonHoldsTypeLimitsAndDefault()
{
    QCOMPARE(count.toJson(),
        (QJsonObject { { u"name"_s, u"count"_s }, { u"summary"_s, u"How many."_s }, { u"type"_s, u"integer"_s },
            { u"min"_s, 1 }, { u"max"_s, 64 }, { u"default"_s, 2 } }));
    QCOMPARE(consume.toJson()[u"default"_s], QJsonValue(u"all"_s));
    QCOMPARE(consume.toJson()[u"choices"_s], QJsonValue(QJsonArray { u"all"_s }));
    QCOMPARE(rate.toJson()[u"default"_s], QJsonValue(0.5));
    QCOMPARE(rate.toJson()[u"max"_s], QJsonValue(1.0));
    QCOMPARE(delay.toJson()[u"type"_s], QJsonValue(u"duration"_s));
    QCOMPARE(delay.toJson()[u"max_ns"_s], QJsonValue(qint64(3'600'000'000'000)));
    QCOMPARE(span.toJson()[u"default"_s], QJsonValue(u"0.5s..1.5s"_s));
    QCOMPARE(where.toJson()[u"choices"_s], QJsonValue(QJsonArray { u"pool"_s, u"loop"_s, u"cooperative"_s }));
    QCOMPARE(blocking.toJson()[u"default"_s], QJsonValue(false));
}

QTEST_GUILESS_MAIN(TestParameter)
#include "tst_parameter.moc"
