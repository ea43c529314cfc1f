// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/jsontext.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

class TestJsonText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void membersKeepTheirOrderAndElementsStandOnLines()
    {
        app::JsonText json;
        json.beginObject();
        json.text("name", QStringLiteral("b \"q\""));
        json.number("a", -3);
        json.id("nobody", 0);
        json.text("none", std::nullopt);
        json.beginArray("rows");
        json.beginObject();
        json.number("x", 1);
        json.beginArray("items");
        json.text(nullptr, QStringLiteral("p"));
        json.number(nullptr, 2);
        json.end();
        json.end();
        json.beginObject();
        json.end();
        json.end();
        json.beginArray("empty");
        json.end();
        json.end();
        const QByteArray text = json.take();
        QCOMPARE(text, QByteArray("{\n"
                                  "  \"name\": \"b \\\"q\\\"\",\n"
                                  "  \"a\": -3,\n"
                                  "  \"nobody\": null,\n"
                                  "  \"none\": null,\n"
                                  "  \"rows\": [\n"
                                  "    {\"x\": 1, \"items\": [\"p\", 2]},\n"
                                  "    {}\n"
                                  "  ],\n"
                                  "  \"empty\": []\n"
                                  "}\n"));
        QVERIFY(!QJsonDocument::fromJson(text).object().isEmpty());
    }

    void keysOfForeignMakeAreEscaped()
    {
        app::JsonText json;
        json.beginObject();
        json.number("a\"b\n", 1);
        json.end();
        QCOMPARE(QJsonDocument::fromJson(json.take()).object().keys(), QStringList { QStringLiteral("a\"b\n") });
    }
};

QTEST_GUILESS_MAIN(TestJsonText)
#include "tst_jsontext.moc"
