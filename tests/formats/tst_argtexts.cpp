// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/argtexts.h"

#include <QTest>

using namespace formats;
using trace::ArgId;
using trace::ArgTable;

class TestArgTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void argsAreKeptInOneLineOfUtf8_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("kept");
        const auto row = [](const char *name, const QByteArray &json, const QByteArray &kept) { QTest::newRow(name) << json << kept; };
        row("as they are", R"({"a": 1})", R"({"a": 1})");
        row("none", "{}", "");
        row("only space", "{ \n\t }", "");
        row("indented", "{\n  \"a\": [ 1,\r\n 2 ],\n\t\"b c\": \"d  e\"\n}", R"({"a":[1,2],"b c":"d  e"})");
        row("control characters in a text", "{\"a\":\"x\ty\nz\x01\"}", R"({"a":"x\ty\nz\u0001"})");
        row("a quote that is escaped", "{\"a\\\"\t\":\n1}", "{\"a\\\"\\t\":1}");
        row("not ASCII", "{\"\xc3\xa4\":\"\xf0\x9f\x9a\x80 b\"}", "{\"\xc3\xa4\":\"\xf0\x9f\x9a\x80 b\"}");
        row("no UTF-8", "{\"a\":\"\xff\"}", "{\"a\":\"\xef\xbf\xbd\"}");
    }
    void argsAreKeptInOneLineOfUtf8()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, kept);
        trace::TextTable texts;
        ArgTexts args(texts);
        QCOMPARE(texts.args().bytes(args.of(json)), QByteArrayView(kept));
        QCOMPARE(args.cut() + args.leftOut(), quint64(0));
        QCOMPARE(args.of(kept), args.of(json)); // found again
    }

    void whatIsTooLongIsCutBetweenCharactersAndCounted()
    {
        trace::TextTable texts;
        ArgTexts args(texts);
        for (int shift = 0; shift < 4; ++shift) {
            const QByteArray json = "{\"a\":\"" + QByteArray(shift, 'x') + QByteArray("\xe2\x82\xac").repeated(8000) + "\"}";
            const QByteArrayView kept = texts.args().bytes(args.of(json));
            QVERIFY(kept.size() <= ArgTable::Longest && kept.size() > ArgTable::Longest - 8);
            QVERIFY(kept.endsWith("\xe2\x80\xa6") && kept.first(1000) == QByteArrayView(json).first(1000));
            QCOMPARE(QString::fromUtf8(kept).toUtf8(), kept.toByteArray());
        }
        QCOMPARE(args.cut(), quint64(4));
        const QByteArrayView broken = texts.args().bytes(args.of("{\"a\":\"" + QByteArray(16000, '\xff') + "\"}")); // three times as long when it is mended
        QVERIFY(broken.size() <= ArgTable::Longest);
        QCOMPARE(args.cut(), quint64(5));
        // Only what is left of it counts.
        QVERIFY(texts.args().bytes(args.of("{\"a\":1" + QByteArray(100000, '\n') + "}")) == "{\"a\":1}");
        QCOMPARE(args.cut(), quint64(5));
    }

    void thoseForWhichThereIsNoRoomAreCounted()
    {
        trace::TextTable texts;
        while (texts.args().add(QByteArray(ArgTable::Longest, 'a')) != ArgId::None) { }
        while (texts.args().add("bbbbbbbb") != ArgId::None) { }
        ArgTexts args(texts);
        QCOMPARE(args.of("{\"a\":\"some more of them\"}"), ArgId::None);
        QCOMPARE(args.leftOut(), quint64(1));
    }

    void thoseOfBothEndsAreJoined()
    {
        trace::TextTable texts;
        ArgTexts args(texts);
        const ArgId first = args.of(R"({"a":1})");
        const ArgId second = args.of(R"({"b":2,"a":3})");
        QVERIFY(texts.args().bytes(args.joined(first, second)) == R"({"a":1,"b":2,"a":3})");
        const ArgId cut = args.of("{\"a\":\"" + QByteArray(20000, 'x') + "\"}");
        QCOMPARE(args.joined(cut, second), cut);
    }

    void textsAreWrittenAsJson()
    {
        QByteArray out;
        appendJsonText("a\"\\\n\x02\xc3\xa4", out);
        QCOMPARE(out, QByteArray("\"a\\\"\\\\\\n\\u0002\xc3\xa4\""));
        QVERIFY(isStrictJson("{\"a\":[1,null]}"));
        for (const char *json : { "", "{", "{\"a\":NaN}", "{\"a\":1,}", "{\"a\":\"x\xe2\x80\xa6" })
            QVERIFY2(!isStrictJson(json), json);
    }
};

QTEST_GUILESS_MAIN(TestArgTexts)
#include "tst_argtexts.moc"
