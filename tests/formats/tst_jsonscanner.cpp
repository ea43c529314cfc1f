// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/jsonscanner.h"

#include <QTest>

using formats::JsonScanner;

class TestJsonScanner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aValueIsCutOut_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("object") << QByteArray(" {\"a\":[1,2]} ,") << QByteArray("{\"a\":[1,2]}");
        QTest::newRow("brackets in strings") << QByteArray("{\"}]\":\"[{\\\"}\"}x") << QByteArray("{\"}]\":\"[{\\\"}\"}");
        QTest::newRow("string") << QByteArray("\"a\\\\\"\"b\"") << QByteArray("\"a\\\\\"");
        QTest::newRow("number") << QByteArray("-1.5e3,2") << QByteArray("-1.5e3");
        QTest::newRow("word") << QByteArray("null]") << QByteArray("null");
        QTest::newRow("number at the end") << QByteArray("12") << QByteArray("12");
    }
    void aValueIsCutOut()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, value);
        JsonScanner scan(text);
        const auto cut = scan.value(1000);
        QVERIFY(cut);
        QCOMPARE(cut->toByteArray(), value);
        QCOMPARE(scan.position(), text.indexOf(value) + value.size());
    }

    void aValueThatDoesNotEndIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : { "", "  ", "{", "{\"a", "[[]", "\"abc", "\"abc\\", ",", "]", "{\"a\":\"" })
            QTest::newRow(text) << QByteArray(text);
        QTest::newRow("longer than allowed") << QByteArray("[" + QByteArray(100, '1') + "]");
        QTest::newRow("number longer than allowed") << QByteArray(100, '1');
    }
    void aValueThatDoesNotEndIsNone()
    {
        QFETCH(QByteArray, text);
        JsonScanner scan(text);
        QVERIFY(!scan.value(20));
    }

    void linesAreCountedFromOne()
    {
        const QByteArray text("a\nb\nc");
        QCOMPARE(formats::lineOf(text, 0), 1);
        QCOMPARE(formats::lineOf(text, 2), 2);
        QCOMPARE(formats::lineOf(text, 100), 3);
    }
};

QTEST_GUILESS_MAIN(TestJsonScanner)
#include "tst_jsonscanner.moc"
