// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/bytesource.h"
#include "formats/chromescan.h"

#include <QRandomGenerator>
#include <QRandomGenerator>
#include <QTest>

#include <limits>

using namespace formats;

namespace {

/// The text with the zero bytes behind it that scanning wants.
QByteArray padded(QByteArray text)
{
    return text.append(ByteWindow::Padding, '\0');
}

/// Gives at most some bytes at a time.
class Trickle : public MemorySource
{
public:
    Trickle(QByteArrayView bytes, qsizetype most) : MemorySource(bytes), m_most(most) {}
    qsizetype read(char *to, qsizetype most) override { return MemorySource::read(to, std::min(most, m_most)); }

private:
    qsizetype m_most;
};

/// Where an object or list that begins the text ends, found a byte at a time; what scanning it answers.
std::pair<Scan, qsizetype> endOfNested(const QByteArray &text)
{
    qsizetype depth = 0;
    bool isText = false;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\0')
            return { Scan::Broken, 0 };
        if (c == '"')
            isText = !isText;
        else if (isText)
            at += c == '\\' ? 1 : 0;
        else if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && --depth == 0)
            return { Scan::Done, at + 1 };
    }
    return { Scan::Cut, 0 };
}

} // namespace

class TestJsonTokens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesEndWhereTheyEnd_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("value");
        const auto row = [](const char *text, const char *value) { QTest::newRow(text) << QByteArray(text) << QByteArray(value); };
        row("{\"a\":[1,2]} ,", "{\"a\":[1,2]}");
        row("\"a]}\\\"b\",", "a]}\\\"b");
        row(" 12.5e3]", "12.5e3");
        row("null}", "null");
        row("{\"a\":\"}\",\"b\":\"\\\\\"}x", "{\"a\":\"}\",\"b\":\"\\\\\"}");
        row("[[[[]]]]]", "[[[[]]]]");
        row("{\"a long text that spans words\":\"with ] } [ { in it\",\"and\":[\"more\\\"]\"]},", "{\"a long text that spans words\":\"with ] } [ { in it\",\"and\":[\"more\\\"]\"]}");
    }
    void valuesEndWhereTheyEnd()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, value);
        const QByteArray bytes = padded(text);
        JsonCursor cursor(bytes.begin(), bytes.begin() + text.size());
        JsonToken token;
        QCOMPARE(cursor.value(token), Scan::Done);
        QCOMPARE(token.bytes().toByteArray(), value);
        // Cut off anywhere within it, it is said to go on.
        for (qsizetype size = 0; size < token.end - bytes.begin(); ++size) {
            const QByteArray cut = padded(text.first(size));
            JsonCursor inner(cut.begin(), cut.begin() + size);
            JsonToken ignored;
            QCOMPARE(inner.value(ignored), Scan::Cut);
        }
    }

    void whateverIsNestedEndsWhereAWalkOverItEnds()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        int done = 0;
        for (int round = 0; round < 40'000; ++round) {
            QByteArray text(1, random.bounded(2) == 0 ? '{' : '[');
            const char *const alphabet = round % 3 == 0 ? "aaaaaaaaaaaaa\"\"{}" : "a,:\"\"\"\\{}[]{}\x5c\x7f\xfb\xdd";
            const quint32 letters = static_cast<quint32>(qstrlen(alphabet));
            for (int left = random.bounded(120); left > 0; --left)
                text.append(round % 50 == 0 && random.bounded(40) == 0 ? '\0' : alphabet[random.bounded(letters)]);
            const auto [scan, size] = endOfNested(text);
            const QByteArray bytes = padded(text);
            JsonCursor cursor(bytes.begin(), bytes.begin() + text.size());
            JsonToken token;
            QCOMPARE(cursor.value(token), scan);
            if (scan == Scan::Done)
                QCOMPARE(token.end - bytes.begin(), size);
            done += scan == Scan::Done ? 1 : 0;
        }
        QVERIFY(done > 1000);
    }

    void textsAreDecoded()
    {
        const QByteArray text = "\\ud83d\\udc0d \\ud83d \\u00e9 \\n\\t\\/\\q \\u12 plain";
        const JsonToken token { text.begin(), text.end(), JsonToken::Kind::Text, true };
        QCOMPARE(token.utf8(), QByteArray("\xf0\x9f\x90\x8d \xef\xbf\xbd \xc3\xa9 \n\t/q u12 plain"));
    }

    void numbersAreExact_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isNumber");
        QTest::addColumn<qint64>("thousandths");
        const auto row = [](const char *text, bool isNumber, qint64 value) { QTest::newRow(text) << QByteArray(text) << isNumber << value; };
        row("0", true, 0);
        row("12", true, 12000);
        row("1.5", true, 1500);
        row("-1.5", true, -1500);
        row("1700000000123456.789", true, 1700000000123456789);
        row("9223372036854775.807", true, std::numeric_limits<qint64>::max());
        row("9223372036854775.808", false, 0);
        row("0.0005", true, 1);
        row("0.00049999999999999999999999999", true, 0);
        row("-0.0005", true, -1);
        row("1e3", true, 1000000);
        row("1.25e-2", true, 13);
        row("1E+2", true, 100000);
        row("1e300", false, 0);
        row("1e-300", true, 0);
        row("0e300", true, 0);
        row("123456789012345678901234567890e-20", true, 1234567890123);
        row("1e", false, 0);
        row("", false, 0);
        row("-", false, 0);
        row("1.2.3", false, 0);
        row("nan", false, 0);
        row("0x10", false, 0);
    }
    void numbersAreExact()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isNumber);
        QFETCH(qint64, thousandths);
        const std::optional<qint64> value = scaledNumber(text, 3);
        QCOMPARE(value.has_value(), isNumber);
        if (isNumber)
            QCOMPARE(*value, thousandths);
        const QByteArray bytes = padded(text);
        const JsonToken token { bytes.begin(), bytes.begin() + text.size(), JsonToken::Kind::Number, false };
        QCOMPARE(nanosecondsOf(token), value); // by the short way as well
    }

    void recordsGiveTheirFields()
    {
        const QByteArray text = "{\"ph\":\"X\", \"nums\":[1,{\"ph\":\"no\"}] ,\"name\":\"a\\\"b\",\"cat\":\"c\",\"ts\":1.5,\"dur\":2,\"pid\":1,\"tid\":\"t\",\"id\":\"0x1\",\"id2\":{\"local\":7},\"scope\":\"s\",\"bp\":\"e\",\"s\":\"g\",\"args\":{\"x\":\"}\"}} tail";
        const QByteArray bytes = padded(text);
        const char *at = bytes.begin();
        ChromeRecord record;
        RecordScanner scanner;
        QCOMPARE(scanner.scan(at, bytes.begin() + text.size(), record), Scan::Done);
        QCOMPARE(QByteArrayView(at, 5), QByteArrayView(" tail"));
        QCOMPARE(record.letter(), 'X');
        QCOMPARE(record.name().utf8(), QByteArray("a\"b"));
        QCOMPARE(record.tid().utf8(), QByteArray("t"));
        QCOMPARE(nanosecondsOf(record.time()), 1500);
        QCOMPARE(record.args().bytes(), QByteArrayView("{\"x\":\"}\"}"));
        QCOMPARE(memberOf(record.id2(), "local").bytes(), QByteArrayView("7"));
        QVERIFY(!memberOf(record.id2(), "global"));
    }

    void recordsThatAreAlikeAreReadAsAnyOther_data()
    {
        // What one scanner has learnt from the records before must not change what it reads: each is compared with what a new one makes of it.
        QTest::addColumn<QByteArrayList>("records");
        QTest::newRow("the same keys") << QByteArrayList { R"({"ph":"B","name":"a","ts":1})", R"({"ph":"E","name":"","ts":2.5})", R"({"ph":"B","name":"long enough to need a second block","ts":3})" };
        QTest::newRow("keys that come and go") << QByteArrayList { R"({"ph":"X","dur":4,"ts":1,"args":{"a":[1]}})", R"({"ph":"X","ts":2})", R"({"ts":3,"ph":"i"})", R"({"ph":"X","dur":5,"ts":6})" };
        QTest::newRow("other spaces") << QByteArrayList { R"({"ph":"B","ts":1})", R"({ "ph": "B", "ts": 1 })", "{\n  \"ph\"\t:\n        \"E\" , \"ts\"  :2}", R"({"ph":"B","ts":1,})" };
        QTest::newRow("keys of others") << QByteArrayList { R"({"tts":4,"ph":"B","a rather long key of another program":7,"ts":1})", R"({"tts":4,"ph":"B","a rather long key of another kind":7,"ts":1})", R"({"tts":5,"ph":"B"})" };
        QTest::newRow("empty ones") << QByteArrayList { R"({})", R"({"ph":"B"})", R"({})", R"({ })" };
        QTest::newRow("broken ones") << QByteArrayList { R"({"ph":"B","ts":1})", R"({"ph":"B""ts":1})", R"({"ph":"B","ts":})", R"({"ph":"B","ts":1)", R"({"ph":"B" "ts":1})", R"({"ph":"B","ts":2})", R"({"ph":"B",,"ts":2})" };
    }
    void recordsThatAreAlikeAreReadAsAnyOther()
    {
        QFETCH(QByteArrayList, records);
        RecordScanner scanner;
        ChromeRecord record;
        for (int round = 0; round < 3; ++round) {
            for (const QByteArray &text : std::as_const(records)) {
                for (qsizetype size = 1; size <= text.size(); ++size) {
                    const QByteArray bytes = padded(text.first(size));
                    const char *const end = bytes.begin() + size;
                    const char *at = bytes.begin();
                    const char *fresh = bytes.begin();
                    ChromeRecord expected;
                    RecordScanner first;
                    const Scan scan = scanner.scan(at, end, record);
                    QCOMPARE(scan, first.scan(fresh, end, expected));
                    QCOMPARE(at, fresh);
                    if (scan != Scan::Done)
                        continue;
                    QCOMPARE(size, text.size());
                    QCOMPARE(record.letter(), expected.letter());
                    QCOMPARE(record.name().bytes().toByteArray(), expected.name().bytes().toByteArray());
                    QCOMPARE(nanosecondsOf(record.time()), nanosecondsOf(expected.time()));
                    QCOMPARE(nanosecondsOf(record.duration()), nanosecondsOf(expected.duration()));
                    QCOMPARE(record.args().bytes().toByteArray(), expected.args().bytes().toByteArray());
                }
            }
        }
    }

    void bytesAreFoundAndCounted()
    {
        QRandomGenerator random(5);
        QByteArray text(300, ' ');
        for (char &c : text)
            c = static_cast<char>(random.bounded(2) == 0 ? random.bounded(256) : "\"\\{}[]\n09-./"[random.bounded(13)]);
        for (qsizetype at = 0; at + ByteBlock::Size <= text.size(); ++at) {
            const ByteBlock block(text.constData() + at);
            for (int n = 0; n < ByteBlock::Size; ++n) {
                const char c = text[at + n];
                QCOMPARE(bool(block.are('"') >> n & 1), c == '"');
                QCOMPARE(bool(block.are('\0') >> n & 1), c == '\0');
                QCOMPARE(bool(block.areFolded('{') >> n & 1), c == '{' || c == '[');
                QCOMPARE(bool(block.areIn('-', '9') >> n & 1), c >= '-' && c <= '9');
            }
        }
        for (qsizetype size = 0; size <= text.size(); ++size)
            QCOMPARE(countOf('\n', text.constData(), text.constData() + size), quint64(text.first(size).count('\n')));
    }

    void aWindowMovesOnWithoutLosingAByte()
    {
        QByteArray text;
        for (int n = 0; text.size() < 5000; ++n)
            text += QByteArray::number(n) + '\n';
        for (const qsizetype piece : { 1, 7, 64, 5000 }) {
            Trickle source(text, piece);
            ByteWindow window(source, 128);
            const char *at = window.begin();
            QByteArray seen;
            while (window.readOn(at)) {
                QCOMPARE(*window.end(), '\0');
                // Keeps an odd tail, as a reader does whose value is cut.
                const qsizetype size = std::max<qsizetype>((window.end() - at) * 2 / 3, 1);
                QCOMPARE(window.offsetOf(at), quint64(seen.size()));
                QCOMPARE(window.lineOf(at), quint64(seen.count('\n') + 1));
                seen.append(at, size);
                at += size;
            }
            seen.append(at, window.end() - at);
            QVERIFY(seen == text);
        }
    }
};

QTEST_GUILESS_MAIN(TestJsonTokens)
#include "tst_jsontokens.moc"
