// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromereader.h"
#include "formats/chromewriter.h"

#include "support/tracebuilder.h"

#include <QBuffer>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace formats;
using namespace std::chrono_literals;

namespace {

QByteArray written(const trace::Trace &trace)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const trace::Result<> result = writeChrome(trace, buffer, {});
    return result ? buffer.data() : QByteArray();
}

trace::Result<Loaded> readBack(const QByteArray &file)
{
    MemorySource source(file);
    return readChrome(source, QStringLiteral("f"), {});
}

QList<QJsonObject> recordsIn(const QByteArray &json)
{
    QJsonParseError problem;
    const QJsonObject top = QJsonDocument::fromJson(json, &problem).object();
    QList<QJsonObject> records;
    for (const QJsonValue &value : top.value(QLatin1String("traceEvents")).toArray())
        records << value.toObject();
    return records;
}

QString textIn(const QJsonObject &record, const char *key)
{
    return record.value(QLatin1String(key)).toString();
}

QList<QJsonObject> having(const QList<QJsonObject> &records, const char *key, const char *value)
{
    QList<QJsonObject> found;
    for (const QJsonObject &record : records) {
        if (textIn(record, key) == QLatin1String(value))
            found << record;
    }
    return found;
}

qint64 nsOf(const QJsonObject &record)
{
    return qRound64(record.value(QLatin1String("ts")).toDouble(-1) * 1000);
}

/// Holds a file against the rules of the format and those that viewers add to it. The rule that is broken, with its record, or "".
class Rules
{
public:
    QString firstBroken(const QList<QJsonObject> &records)
    {
        if (records.isEmpty())
            return QStringLiteral("there are no records");
        for (const QJsonObject &record : records) {
            if (const QString rule = brokenBy(record); !rule.isEmpty())
                return rule + QStringLiteral(": ") + QString::fromUtf8(QJsonDocument(record).toJson(QJsonDocument::Compact));
        }
        for (auto track = m_tracks.begin(); track != m_tracks.end(); ++track) {
            if (track->depth != 0)
                return QStringLiteral("track %1: a B without an E").arg(track.key());
        }
        for (auto flow = m_flows.begin(); flow != m_flows.end(); ++flow) {
            if (flow.value() != 2)
                return QStringLiteral("arrow %1 is not paired").arg(flow.key());
        }
        return m_spans.isEmpty() ? QString() : QStringLiteral("a b without an e");
    }

private:
    struct Track
    {
        int depth = 0;
        qint64 last = 0;
        qint64 lastEnd = -1000;
    };

    QString brokenBy(const QJsonObject &record)
    {
        const QString phase = textIn(record, "ph");
        const qint64 ts = nsOf(record);
        const qint64 tid = record.value(QLatin1String("tid")).toInteger(-1);
        if (!record.value(QLatin1String("pid")).isDouble() || tid < 0 || ts < 0)
            return QStringLiteral("pid, tid and ts");
        if (phase != QLatin1String("E") && !record.value(QLatin1String("name")).isString())
            return QStringLiteral("a name");
        if (phase == QLatin1String("M"))
            return {};
        if (phase == QLatin1String("C")) {
            const QJsonObject args = record.value(QLatin1String("args")).toObject();
            return std::all_of(args.begin(), args.end(), [](const QJsonValue &value) { return value.isDouble(); }) ? QString() : QStringLiteral("numbers");
        }
        if (phase == QLatin1String("b") || phase == QLatin1String("e"))
            return brokenBySpan(record, phase == QLatin1String("b"));
        Track &track = m_tracks[tid];
        if (ts < track.last)
            return QStringLiteral("times on a track do not go back");
        track.last = ts;
        if (phase == QLatin1String("B")) {
            ++track.depth;
            return ts - track.lastEnd >= 2 ? QString() : QStringLiteral("2 ns between an end and a begin");
        }
        if (phase == QLatin1String("E")) {
            track.lastEnd = ts;
            return --track.depth >= 0 ? QString() : QStringLiteral("an E without a B");
        }
        if (phase == QLatin1String("i"))
            return QStringLiteral("t p g").split(u' ').contains(textIn(record, "s")) ? QString() : QStringLiteral("a scope");
        if (phase != QLatin1String("s") && phase != QLatin1String("f"))
            return QStringLiteral("a phase");
        int &ends = m_flows[record.value(QLatin1String("id")).toInteger(-1)];
        const bool isFitting = phase == QLatin1String("s") ? ends == 0 : ends == 1;
        ++ends;
        return isFitting ? QString() : QStringLiteral("an arrow begins and then ends");
    }

    QString brokenBySpan(const QJsonObject &record, bool isBegin)
    {
        const QString key = textIn(record, "cat") + QString::number(record.value(QLatin1String("id")).toInteger(-1));
        if (m_spans.contains(key) == isBegin)
            return QStringLiteral("b and e in turns");
        if (isBegin)
            m_spans.insert(key);
        else
            m_spans.remove(key);
        return {};
    }

    QHash<qint64, Track> m_tracks;
    QHash<qint64, int> m_flows;
    QSet<QString> m_spans;
};

/// producer-1 puts at 1 s, which wakes consumer-1; both then end.
std::unique_ptr<trace::Trace> pair()
{
    support::TraceBuilder b;
    const trace::QueueId data = b.queue(QStringLiteral("data"));
    const trace::TaskId producer = b.create(QStringLiteral("producer-1"));
    const trace::TaskId consumer = b.create(QStringLiteral("consumer-1"));
    b.ready(producer).ready(consumer);
    b.resume(producer).suspend(producer, trace::AwaitReason::Sleep, 1);
    b.resume(consumer).suspend(consumer, trace::AwaitReason::QueueGet, trace::number(data));
    b.at(1s).ready(producer, trace::ReadyCause::Timer).resume(producer, 2).put(producer, data, QStringLiteral("25"), 1);
    b.ready(consumer, trace::ReadyCause::Queue, producer).finish(producer);
    b.at(1500ms).resume(consumer, 3).take(consumer, data, QStringLiteral("25"), 0).log(consumer, QStringLiteral("got 25"));
    b.at(1500ms + 10ns).finish(consumer);
    return b.take();
}

} // namespace

class TestChrome : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomTracesComeBackWhole()
    {
        const quint32 first = QRandomGenerator::global()->generate();
        for (quint32 n = 0; n < 200; ++n) {
            const quint32 seed = first + n;
            const auto trace = support::randomTrace(seed);
            const trace::Result<Loaded> loaded = readBack(written(*trace));
            QVERIFY2(loaded, qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(loaded ? QString() : loaded.error().message())));
            const QString difference = support::firstDifference(*trace, *loaded.value().trace);
            QVERIFY2(difference.isEmpty(), qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(difference)));
            QVERIFY(!loaded.value().isCutOff);
        }
    }

    // More call chains than the reader remembers, each of them several times.
    void callChainsComeBackWhole()
    {
        support::TraceBuilder builder;
        const trace::TaskId task = builder.create(QStringLiteral("main"));
        std::vector<trace::SiteId> sites;
        for (quint32 n = 0; n < 1500; ++n) {
            const trace::SiteId outer = builder.site(QStringLiteral("outer.cpp"), n % 7, QStringLiteral("outer"));
            const trace::SiteId middle = builder.site(QStringLiteral("middle.cpp"), n, QStringLiteral("a \"middle\" one"), outer);
            sites.push_back(builder.site(QStringLiteral("inner.cpp"), n % 11, QStringLiteral("inner"), n % 5 == 0 ? trace::SiteId::None : middle));
        }
        for (std::size_t n = 0; n < 4 * sites.size(); ++n) {
            builder.ready(task);
            builder.resume(task);
            builder.suspend(task, trace::AwaitReason::Sleep, 0, sites[n % 3 == 0 ? n / 3 % sites.size() : n * 7 % sites.size()]);
        }
        const auto trace = builder.take();
        const trace::Result<Loaded> loaded = readBack(written(*trace));
        QVERIFY(loaded);
        QCOMPARE(support::firstDifference(*trace, *loaded.value().trace), QString());
    }

    void recordsFollowTheRulesOfTheFormat()
    {
        const quint32 first = QRandomGenerator::global()->generate();
        for (quint32 n = 0; n < 50; ++n) {
            const auto trace = support::randomTrace(first + n);
            const QString rule = Rules().firstBroken(recordsIn(written(*trace)));
            QVERIFY2(rule.isEmpty(), qPrintable(QStringLiteral("seed %1: %2").arg(first + n).arg(rule)));
        }
        const QString rule = Rules().firstBroken(recordsIn(written(*pair())));
        QVERIFY2(rule.isEmpty(), qPrintable(rule));
    }

    void theRulesCanBeBroken_data()
    {
        QTest::addColumn<QByteArray>("records");
        const auto row = [](const char *name, const char *records) { QTest::newRow(name) << QByteArray("{\"traceEvents\":[") + records + "]}"; };
        row("no end", R"({"ph":"B","name":"a","pid":1,"tid":1,"ts":1})");
        row("no begin", R"({"ph":"E","pid":1,"tid":1,"ts":1})");
        row("touching", R"({"ph":"B","name":"a","pid":1,"tid":1,"ts":1},{"ph":"E","pid":1,"tid":1,"ts":2},{"ph":"B","name":"a","pid":1,"tid":1,"ts":2},{"ph":"E","pid":1,"tid":1,"ts":3})");
        row("back", R"({"ph":"i","s":"t","name":"a","pid":1,"tid":1,"ts":2},{"ph":"i","s":"t","name":"a","pid":1,"tid":1,"ts":1})");
        row("lone arrow", R"({"ph":"s","id":1,"name":"a","pid":1,"tid":1,"ts":2})");
        row("no time", R"({"ph":"M","name":"thread_name","pid":1,"tid":1})");
        row("open span", R"({"ph":"b","id":1,"cat":"c","name":"a","pid":1,"tid":1,"ts":2})");
    }
    void theRulesCanBeBroken()
    {
        QFETCH(QByteArray, records);
        QVERIFY(!Rules().firstBroken(recordsIn(records)).isEmpty());
    }

    void statesAreSlicesOnTheTracksOfTheirTasks()
    {
        const QList<QJsonObject> records = recordsIn(written(*pair()));
        const QList<QJsonObject> waits = having(records, "name", "awaiting queue-get data");
        QCOMPARE(waits.size(), 1);
        QCOMPARE(waits[0].value(QLatin1String("tid")).toInt(), 2);
        QVERIFY(nsOf(waits[0]) < 20);
        QCOMPARE(waits[0].value(QLatin1String("args")).toObject().value(QLatin1String("t_ns")).toInteger(), 0);
        const QList<QJsonObject> runs = having(records, "name", "running");
        QCOMPARE(runs.size(), 4);
        QCOMPARE(nsOf(runs[3]), 1'500'000'000); // 2 ns behind the end of "ready"
        const QList<QJsonObject> names = having(records, "name", "thread_name");
        QCOMPARE(names[2].value(QLatin1String("args")).toObject().value(QLatin1String("name")).toString(), QStringLiteral("consumer-1"));
    }

    void aWakeUpIsAnArrowFromWhoWokeToTheResume()
    {
        const QList<QJsonObject> records = recordsIn(written(*pair()));
        const QList<QJsonObject> starts = having(records, "ph", "s");
        const QList<QJsonObject> ends = having(records, "ph", "f");
        QCOMPARE(starts.size(), 1);
        QCOMPARE(ends.size(), 1);
        QCOMPARE(starts[0].value(QLatin1String("tid")).toInt(), 1);
        QVERIFY(nsOf(starts[0]) >= 1'000'000'000 && nsOf(starts[0]) < 1'000'000'010);
        QCOMPARE(ends[0].value(QLatin1String("tid")).toInt(), 2);
        QCOMPARE(ends[0].value(QLatin1String("id")), starts[0].value(QLatin1String("id")));
    }

    void queuesAreCounters()
    {
        QStringList depths;
        for (const QJsonObject &counter : having(recordsIn(written(*pair())), "ph", "C"))
            depths << QString::number(counter.value(QLatin1String("args")).toObject().value(QLatin1String("depth")).toInt());
        QCOMPARE(depths.join(u' '), QStringLiteral("0 1 0"));
    }

    void aFileCutOffAnywhereGivesWhatIsWhole()
    {
        const QByteArray file = written(*pair());
        quint64 most = 0;
        for (qsizetype size = 0; size + 3 < file.size(); ++size) {
            const trace::Result<Loaded> loaded = readBack(file.first(size));
            if (!loaded) {
                QVERIFY(most == 0);
                continue;
            }
            QVERIFY(loaded.value().isCutOff && !loaded.value().remark.isEmpty());
            QVERIFY(loaded.value().trace->eventCount() >= most);
            most = loaded.value().trace->eventCount();
        }
        QCOMPARE(most, quint64(18));
    }

    void nonsenseIsAnErrorWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("record");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *record, const char *message) { QTest::newRow(record) << QByteArray(record) << QString::fromLatin1(message); };
        row("7", "f:2: a trace event is expected here");
        row("{\"ph\" 7}", "f:2: not JSON: a record that makes no sense");
        row("{\"ts\":-1,\"args\":{\"seq\":0,\"kind\":\"mark\"}}", "f:2: ts: not a time from 0 to 146 years");
        row("{\"ts\":1e300,\"args\":{\"seq\":0,\"kind\":\"mark\"}}", "f:2: ts: not a time from 0 to 146 years");
        row("{\"ts\":1,\"args\":{\"seq\":0,\"kind\":\"marc\"}}", "f:2: kind: no event is called \"marc\"");
        row("{\"ts\":1,\"args\":{\"seq\":0.5,\"kind\":\"mark\"}}", "f:2: seq: not a whole number in range");
        row("{\"ts\":4611686018427387.905,\"args\":{\"seq\":0,\"kind\":\"mark\"}}", "f:2: ts: not a time from 0 to 146 years");
        row("{\"ts\":1,\"args\":{\"seq\":0,\"t_ns\":4611686018427387905,\"kind\":\"mark\"}}", "f:2: t_ns: not a whole number in range");
        row("{\"ts\":1,\"args\":{\"seq\":0,\"t_ns\":-1,\"kind\":\"mark\"}}", "f:2: t_ns: not a whole number in range");
        row("{\"ts\":1,\"args\":{\"seq\":0,\"kind\":\"log\",\"task\":-3}}", "f:2: task: not a whole number in range");
        row("{\"ts\":1,\"args\":{\"seq\":0,\"kind\":\"log\",\"task\":4294967296}}", "f:2: task: not a whole number in range");
        row("{\"ts\":1,\"args\":{\"seq\":0,\"kind\":\"task-finished\",\"task\":1,\"outcome\":\"won\"}}", "f:2: outcome: \"won\" is none");
    }
    void nonsenseIsAnErrorWithItsLine()
    {
        QFETCH(QByteArray, record);
        QFETCH(QString, message);
        const trace::Result<Loaded> loaded = readBack("{\"otherData\":{\"generator\":\"loopscope 0\",\"events\":\"1\"},\"traceEvents\":[\n" + record + "]}");
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().message(), message);
    }

    void theLatestTimeCanBeWrittenToEveryFormat()
    {
        // The reader of Chrome traces once took times of up to 292 years, that of event blocks half as much: such a file could be opened and not saved.
        const QByteArray record = "{\"ph\":\"i\",\"ts\":1,\"args\":{\"seq\":0,\"t_ns\":4611686018427387904,\"kind\":\"log\"}},\n";
        const trace::Result<Loaded> loaded = readBack("{\"otherData\":{\"generator\":\"loopscope 0\",\"events\":\"2\",\"end_ns\":\"9223372036854775807\"},\"traceEvents\":[\n" + record
            + QByteArray(record).replace("\"seq\":0", "\"seq\":1") + "]}");
        QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().message()));
        const trace::Trace &trace = *loaded.value().trace;
        QCOMPARE(trace.range().end.ns, qint64(1) << 62);
        for (const Format format : { Format::Loopscope, Format::ChromeJson, Format::Perfetto }) {
            QBuffer buffer;
            QVERIFY(buffer.open(QIODevice::WriteOnly) && write(trace, format, buffer));
            const trace::Result<Loaded> again = read(buffer.data(), QStringLiteral("f"));
            QVERIFY2(again, qPrintable(again ? QString() : again.error().message()));
            QVERIFY(!again.value().isCutOff);
            QCOMPARE(again.value().trace->eventCount(), trace.eventCount());
            QCOMPARE(again.value().trace->range().end, trace.range().end);
        }
    }

    void recordsWithoutTheirHeadAreStillOurs()
    {
        const auto trace = pair();
        const QByteArray file = written(*trace);
        const QByteArray list = file.mid(file.indexOf('['), file.lastIndexOf(']') + 1 - file.indexOf('['));
        const trace::Result<Loaded> loaded = readBack(list);
        QVERIFY(loaded);
        QCOMPARE(loaded.value().trace->eventCount(), trace->eventCount());
        QVERIFY(loaded.value().trace->event(8) == trace->event(8));
    }

    void missingRecordsAreCounted()
    {
        const auto trace = pair();
        QByteArray file = written(*trace);
        const qsizetype at = file.lastIndexOf("\n{", file.indexOf("got 25"));
        file.remove(at, file.indexOf('\n', at + 1) - at);
        const trace::Result<Loaded> loaded = readBack(file);
        QVERIFY(loaded);
        QCOMPARE(loaded.value().remark, QStringLiteral("holds %1 of the %2 events it was written with").arg(trace->eventCount() - 1).arg(trace->eventCount()));
    }
};

QTEST_GUILESS_MAIN(TestChrome)
#include "tst_chrome.moc"
