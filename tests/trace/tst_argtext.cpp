// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/argtext.h"

#include <QTest>

#include <vector>

using namespace trace;

namespace {

/// "key=value" for each.
QStringList told(QByteArrayView json, std::size_t most = 100)
{
    QStringList lines;
    for (const Arg &arg : argsOf(json, most))
        lines << arg.key + u'=' + arg.value;
    return lines;
}

} // namespace

class TestArgText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // What checks addresses sees a look behind the last byte: the bytes stand at the end of memory of their own.
    void nothingBehindTheLastByteIsLookedAt()
    {
        const QByteArray whole = "{ \"a\" : { \"b\\n\" : [1, \"]\"] , \"c\" : \"\\u00e9\" } , \"d\" : 4 } ";
        for (qsizetype size = 1; size <= whole.size(); ++size) {
            for (const char *tail : { "", " ", ", ", "\\" }) {
                const QByteArray cut = whole.first(size) + tail;
                const std::vector<char> exact(cut.begin(), cut.end());
                QVERIFY(trace::argsOf(QByteArrayView(exact.data(), qsizetype(exact.size())), 100).size() <= 8);
            }
        }
    }
    void argsAreTakenApart_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QStringList>("lines");
        const auto row = [](const char *name, const char *json, const QStringList &lines) { QTest::newRow(name) << QByteArray(json) << lines; };
        row("none", "", {});
        row("of each kind", "{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":null,\"e\":-1.5e3}", { QStringLiteral("a=1"), QStringLiteral("b=x"), QStringLiteral("c=true"), QStringLiteral("d=null"), QStringLiteral("e=-1.5e3") });
        row("a number beyond 64 bits", "{\"a\":18446744073709551616}", { QStringLiteral("a=18446744073709551616") });
        row("nested", "{\"data\":{\"frame\":{\"url\":\"u\"},\"n\":1},\"z\":2}", { QStringLiteral("data.frame.url=u"), QStringLiteral("data.n=1"), QStringLiteral("z=2") });
        row("nothing nested", "{\"a\":{},\"b\":[]}", { QStringLiteral("a={}"), QStringLiteral("b=[]") });
        row("a list stands as it is", "{\"a\":[1,{\"b\":\"]}\"},\"\\\"]\"],\"c\":2}", { QStringLiteral("a=[1,{\"b\":\"]}\"},\"\\\"]\"]"), QStringLiteral("c=2") });
        row("escapes", "{\"k\\u0041\":\"a\\\"b\\\\c\\n\\u00e4\\ud83d\\ude80\"}", { QString::fromUtf8("kA=a\"b\\c\n\xc3\xa4\xf0\x9f\x9a\x80") });
        row("in UTF-8", "{\"\xc3\xb6\":\"\xe4\xbd\xa0\"}", { QString::fromUtf8("\xc3\xb6=\xe4\xbd\xa0") });
        row("an empty key and an empty text", "{\"\":1,\"a\":\"\"}", { QStringLiteral("=1"), QStringLiteral("a=") });
        row("cut in a text", "{\"a\":1,\"b\":\"hel\xe2\x80\xa6", { QStringLiteral("a=1"), QString::fromUtf8("b=hel\xe2\x80\xa6") });
        row("cut in a key", "{\"a\":1,\"b\xe2\x80\xa6", { QStringLiteral("a=1"), QString::fromUtf8("b\xe2\x80\xa6=") });
        row("cut behind a comma", "{\"a\":1,\xe2\x80\xa6", { QStringLiteral("a=1"), QString::fromUtf8("=\xe2\x80\xa6") });
        row("words of no JSON", "{\"a\":NaN,\"b\":1,}", { QStringLiteral("a=NaN"), QStringLiteral("b=1") });
        row("no object", "17", { QStringLiteral("=17") });
    }
    void argsAreTakenApart()
    {
        QFETCH(QByteArray, json);
        QFETCH(QStringList, lines);
        QCOMPARE(told(json), lines);
    }

    void whatLiesTooDeepStandsAsItIs()
    {
        const QByteArray deep = QByteArray("{\"d\":").repeated(12) + '1' + QByteArray(12, '}');
        QCOMPARE(told(deep), QStringList(QStringLiteral("d.d.d.d.d.d.d.d={\"d\":{\"d\":{\"d\":{\"d\":1}}}}")));
        QCOMPARE(told(QByteArray("{\"d\":").repeated(3000)).size(), 1);
    }

    void noMoreAreToldThanAreWanted()
    {
        QCOMPARE(told("{\"a\":1,\"b\":{\"c\":2,\"d\":3},\"e\":4}", 2), QStringList({ QStringLiteral("a=1"), QStringLiteral("b.c=2") }));
    }

    void whateverTheBytesAreThereIsAnAnswer()
    {
        const QByteArray whole = "{\"a\":{\"b\":[1,\"\\u00e4\\\"\",{}],\"c\":\"\\\\\"},\"d\":tru,\"e\":[[],{\"f\":1}]} ]";
        for (qsizetype from = 0; from < whole.size(); ++from) {
            for (qsizetype size = 0; from + size <= whole.size(); ++size)
                QVERIFY(argsOf(QByteArrayView(whole).sliced(from, size), 50).size() <= 50);
        }
        for (const char c : QByteArrayView("{}[],:\"\\x "))
            QVERIFY(argsOf(QByteArray(2000, c), 50).size() <= 50);
    }

    void aLineOfTextIsBounded()
    {
        QCOMPARE(argsText("{\"disk\":\"sda\",\"n\":{\"bytes\":4096}}"), QStringLiteral("disk: sda, n.bytes: 4096"));
        const QString cut = argsText("{\"a\":\"" + QByteArray(5000, 'x') + "\"}");
        QCOMPARE(cut.size(), 200);
        QVERIFY(cut.endsWith(QChar(0x2026)));
    }

    void aLineOfTheLogSaysItsArgs()
    {
        const Trace trace({});
        TextTable &texts = *trace.texts();
        const Event bare { .text = texts.intern(u"gc"), .kind = EventKind::Log };
        QCOMPARE(logText(trace, bare), QStringLiteral("gc"));
        Event event = bare;
        event.value = number(texts.args().add("{\"freed\":\"12 MB\"}"));
        QCOMPARE(logText(trace, event), QStringLiteral("gc (freed: 12 MB)"));
        event.value = -5;
        QCOMPARE(logText(trace, event), QStringLiteral("gc"));
    }
};

QTEST_GUILESS_MAIN(TestArgText)
#include "tst_argtext.moc"
