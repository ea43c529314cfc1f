// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/messagetext.h"

#include <QTest>

using namespace scenarios;
using namespace Qt::StringLiterals;

class TestMessageText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatSteersATerminalIsNotPassedOn();
    void longTextsAreCutOff();
    void suggestions_data();
    void suggestions();
};

void TestMessageText::whatSteersATerminalIsNotPassedOn()
{
    QCOMPARE(printable(u"a\x1b[31mb\n"), u"a\xFFFD[31mb\xFFFD"_s);
    QCOMPARE(quoted(u"caf\u00e9 \U0001F600"), u"\"caf\u00e9 \U0001F600\""_s);
}

void TestMessageText::longTextsAreCutOff()
{
    QCOMPARE(printable(QString(64, u'x')), QString(64, u'x'));
    QCOMPARE(printable(QString(65, u'x')), QString(64, u'x') + QChar(0x2026));
}

void TestMessageText::suggestions_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("tail");
    const QStringList few { u"timeout"_s, u"error"_s, u"cancelled"_s };
    QTest::newRow("near") << u"canceled"_s << few << u"; did you mean cancelled?"_s;
    QTest::newRow("other case") << u"ERROR"_s << few << u"; did you mean error?"_s;
    QTest::newRow("far, few") << u"banana"_s << few << u"; one of timeout, error, cancelled"_s;
    QTest::newRow("empty word") << QString() << few << u"; one of timeout, error, cancelled"_s;
    QTest::newRow("no words") << u"x"_s << QStringList() << QString();
    QTest::newRow("far, many") << u"zzz"_s
                               << QStringList { u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s, u"g"_s, u"h"_s,
                                      u"iz"_s }
                               << u"; did you mean iz?"_s;
}

void TestMessageText::suggestions()
{
    QFETCH(QString, word);
    QFETCH(QStringList, words);
    QTEST(suggestion(word, words), "tail");
}

QTEST_GUILESS_MAIN(TestMessageText)
#include "tst_messagetext.moc"
