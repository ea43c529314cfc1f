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

QList<QJsonObject> recordsIn(const QByteArray &json)
{
    QJsonParseError problem;
    const QJsonObject top = QJsonDocument::fromJson(json, &problem).object();
    QList<QJsonObject> records;
    for (const QJsonValue &value : top.value(QLatin1String("traceEvents")).toArray())
        records << value.toObject();
    return records;
}

QList<QJsonObject> having(const QList<QJsonObject> &records, const char *key, const char *value)
{
    QList<QJsonObject> found;
    for (const QJsonObject &record : records) {
        if (record.value(QLatin1String(key)).toString() == QLatin1String(value))
            found << record;
    }
    return found;
}

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
    b.at(1500ms + 1ns).finish(consumer);
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
            const trace::Result<Loaded> loaded = readChrome(written(*trace), QStringLiteral("f"), {});
            QVERIFY2(loaded, qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(loaded ? QString() : loaded.error().message())));
            const QString difference = support::firstDifference(*trace, *loaded.value().trace);
            QVERIFY2(difference.isEmpty(), qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(difference)));
            QVERIFY(!loaded.value().isCutOff);
        }
    }

    void recordsFollowTheRulesOfTheFormat()
    {
        const quint32 first = QRandomGenerator::global()->generate();
        for (quint32 n = 0; n < 50; ++n) {
            const auto trace = support::randomTrace(first + n);
            const QList<QJsonObject> records = recordsIn(written(*trace));
            QVERIFY(!records.isEmpty());
            QHash<QString, int> flows;
            for (const QJsonObject &record : records) {
                const QString phase = record.value(QLatin1String("ph")).toString();
                QVERIFY2(QStringLiteral("M i X C b e s f").split(u' ').contains(phase), qPrintable(phase));
                QVERIFY(record.value(QLatin1String("name")).isString());
                QVERIFY(record.value(QLatin1String("pid")).isDouble() && record.value(QLatin1String("tid")).isDouble());
                if (phase != QLatin1String("M"))
                    QVERIFY(record.value(QLatin1String("ts")).toDouble(-1) >= 0);
                if (phase == QLatin1String("X"))
                    QVERIFY(record.value(QLatin1String("dur")).toDouble(-1) >= 0);
                if (phase == QLatin1String("i"))
                    QVERIFY(QStringLiteral("t p g").split(u' ').contains(record.value(QLatin1String("s")).toString()));
                if (phase == QLatin1String("b") || phase == QLatin1String("e"))
                    QVERIFY(record.contains(QLatin1String("id")) && record.contains(QLatin1String("cat")));
                if (phase == QLatin1String("C")) {
                    for (const QJsonValue &value : record.value(QLatin1String("args")).toObject())
                        QVERIFY(value.isDouble());
                }
                if (phase == QLatin1String("s") || phase == QLatin1String("f"))
                    flows[QString::number(record.value(QLatin1String("id")).toInteger())] += phase == QLatin1String("s") ? 1 : -1;
            }
            for (auto flow = flows.begin(); flow != flows.end(); ++flow)
                QVERIFY2(flow.value() == 0, qPrintable(QStringLiteral("seed %1, arrow %2").arg(first + n).arg(flow.key())));
        }
    }

    void statesAreSlicesOnTheTracksOfTheirTasks()
    {
        const QList<QJsonObject> records = recordsIn(written(*pair()));
        const QList<QJsonObject> waits = having(records, "name", "awaiting queue-get data");
        QCOMPARE(waits.size(), 1);
        QCOMPARE(waits[0].value(QLatin1String("tid")).toInt(), 2);
        QCOMPARE(waits[0].value(QLatin1String("ts")).toDouble(), 0.0);
        QCOMPARE(waits[0].value(QLatin1String("dur")).toDouble(), 1e6);
        const QList<QJsonObject> runs = having(records, "name", "running");
        QCOMPARE(runs.size(), 4);
        QCOMPARE(runs[3].value(QLatin1String("ts")).toDouble(), 1.5e6);
        QCOMPARE(runs[3].value(QLatin1String("dur")).toDouble(), 0.001);
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
        QCOMPARE(starts[0].value(QLatin1String("ts")).toDouble(), 1e6);
        QCOMPARE(ends[0].value(QLatin1String("tid")).toInt(), 2);
        QCOMPARE(ends[0].value(QLatin1String("ts")).toDouble(), 1.5e6);
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
            const trace::Result<Loaded> loaded = readChrome(file.first(size), QStringLiteral("cut"), {});
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
        row("{\"ph\":tru}", "f:2: not JSON: illegal value");
        row("{\"ts\":-1,\"args\":{\"seq\":0,\"kind\":\"mark\"}}", "f:2: ts: not a time from 0 to 292 years");
        row("{\"ts\":1e300,\"args\":{\"seq\":0,\"kind\":\"mark\"}}", "f:2: ts: not a time from 0 to 292 years");
        row("{\"ts\":1,\"args\":{\"seq\":0,\"kind\":\"marc\"}}", "f:2: kind: no event is called \"marc\"");
        row("{\"ts\":1,\"args\":{\"seq\":0.5,\"kind\":\"mark\"}}", "f:2: seq: not a whole number in range");
        row("{\"ts\":1,\"args\":{\"seq\":0,\"kind\":\"log\",\"task\":-3}}", "f:2: task: not a whole number in range");
        row("{\"ts\":1,\"args\":{\"seq\":0,\"kind\":\"log\",\"task\":4294967296}}", "f:2: task: not a whole number in range");
        row("{\"ts\":1,\"args\":{\"seq\":0,\"kind\":\"task-finished\",\"task\":1,\"outcome\":\"won\"}}", "f:2: outcome: \"won\" is none");
    }
    void nonsenseIsAnErrorWithItsLine()
    {
        QFETCH(QByteArray, record);
        QFETCH(QString, message);
        const QByteArray file = "{\"otherData\":{\"generator\":\"loopscope 0\",\"events\":\"1\"},\"traceEvents\":[\n" + record + "]}";
        const trace::Result<Loaded> loaded = readChrome(file, QStringLiteral("f"), {});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().message(), message);
    }

    void filesOfOthersAreNamedAsSuch_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::newRow("object") << QByteArray("{\"traceEvents\":[{\"ph\":\"X\",\"ts\":1,\"dur\":2,\"pid\":1,\"tid\":1,\"name\":\"a\"}]}");
        QTest::newRow("array") << QByteArray("[{\"ph\":\"X\",\"ts\":1,\"dur\":2,\"pid\":1,\"tid\":1,\"name\":\"a\"}]");
        QTest::newRow("other") << QByteArray("{\"a\":1}");
        QTest::newRow("empty") << QByteArray("{}");
    }
    void filesOfOthersAreNamedAsSuch()
    {
        QFETCH(QByteArray, file);
        const trace::Result<Loaded> loaded = readChrome(file, QStringLiteral("f"), {});
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().message().contains(QLatin1String("Loopscope")), qPrintable(loaded.error().message()));
    }

    void missingRecordsAreCounted()
    {
        const auto trace = pair();
        QByteArray file = written(*trace);
        const qsizetype at = file.lastIndexOf("\n{", file.indexOf("got 25"));
        file.remove(at, file.indexOf('\n', at + 1) - at);
        const trace::Result<Loaded> loaded = readChrome(file, QStringLiteral("f"), {});
        QVERIFY(loaded);
        QCOMPARE(loaded.value().remark, QStringLiteral("holds %1 of the %2 events it was written with").arg(trace->eventCount() - 1).arg(trace->eventCount()));
    }
};

QTEST_GUILESS_MAIN(TestChrome)
#include "tst_chrome.moc"
