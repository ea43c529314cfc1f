// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/glob.h"

#include <QTest>

using namespace trace;

class TestGlob : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPatternMatchesTheWholeText_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char *pattern, const char *text, bool matches) {
            QTest::addRow("%s ~ %s", pattern, text) << QString::fromUtf8(pattern) << QString::fromUtf8(text) << matches;
        };
        row("", "", true);
        row("", "a", false);
        row("*", "", true);
        row("producer-*", "producer-12", true);
        row("producer-*", "a producer-12", false);
        row("producer-?", "producer-12", false);
        row("*-1", "say-1-1", true);
        row("*a*b", "xaybab", true);
        row("*a*b", "xayba", false);
        row("GET */planet", "GET /x/y/planet", true);
        row("[pc]*-[0-9]", "consumer-3", true);
        row("[!p]*", "producer-1", false);
        row("[!p]*", "consumer-1", true);
        row("[]]", "]", true);
        row("[a", "[a", true);
        row("Say", "say", false);
    }
    void aPatternMatchesTheWholeText()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(bool, matches);
        QCOMPARE(globMatches(pattern, text), matches);
    }

    void manyStarsCostNoMoreThanPatternTimesText()
    {
        QVERIFY(!globMatches(QStringLiteral("a*").repeated(2000) + u'b', QString(20000, u'a')));
    }

    void numbersInNamesAreOrderedByValue()
    {
        QVERIFY(isNaturallyLess(u"task-2", u"task-10"));
        QVERIFY(!isNaturallyLess(u"task-10", u"task-2"));
        QVERIFY(isNaturallyLess(u"a", u"b1"));
        QVERIFY(isNaturallyLess(u"task-7", u"task-07"));
        QVERIFY(!isNaturallyLess(u"same", u"same"));
    }
};

QTEST_GUILESS_MAIN(TestGlob)
#include "tst_glob.moc"
