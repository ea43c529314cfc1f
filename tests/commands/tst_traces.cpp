// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

/// Commands that work on trace files.
class TestTraces : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    Outcome in(const char *line, const QByteArray &input = {}) { return loopscope(words(line), m_folder.path(), input); }
    QByteArray contentOf(const char *name)
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase() { QCOMPARE(in("run producer-consumer -o pc.loopscope -o pc.json -o pc.csv").code, 0); }

    void conversionsThereAndBackLoseNothing()
    {
        QCOMPARE(in("convert pc.json -o back.loopscope").code, 0);
        QVERIFY(contentOf("back.loopscope") == contentOf("pc.loopscope"));
        QCOMPARE(in("convert pc.loopscope -o again.json -o again.csv -o again.json.gz -o again.pftrace").code, 0);
        QCOMPARE(in("convert again.json.gz -o unpacked.json").code, 0);
        QVERIFY(contentOf("unpacked.json") == contentOf("pc.json"));
        QCOMPARE(in("convert again.pftrace -o back2.loopscope").code, 0);
        QVERIFY(contentOf("back2.loopscope") == contentOf("pc.loopscope"));
        QVERIFY(contentOf("again.json") == contentOf("pc.json"));
        QVERIFY(contentOf("again.csv") == contentOf("pc.csv"));
    }

    void aTraceIsKnownByItsContentWhateverItIsCalled()
    {
        QVERIFY(QFile::copy(m_folder.filePath(QStringLiteral("pc.json")), m_folder.filePath(QStringLiteral("strange.png"))));
        QCOMPARE(in("info strange.png").out, in("info pc.loopscope").out);
    }

    void aTraceComesFromStandardInput()
    {
        QCOMPARE(in("info - --json", contentOf("pc.loopscope")).out, in("info pc.loopscope --json").out);
        QCOMPARE(in("info - --json", contentOf("pc.json")).out, in("info pc.loopscope --json").out);
    }

    void eventsAreOneALineInOrder()
    {
        const QList<QByteArray> lines = in("events pc.loopscope --json").out.split('\n');
        const QJsonObject info = QJsonDocument::fromJson(in("info pc.loopscope --json").out).object();
        QCOMPARE(lines.size() - 1, info.value(QLatin1String("events")).toInteger());
        qint64 before = 0;
        for (qsizetype n = 0; n + 1 < lines.size(); ++n) {
            const qint64 t = QJsonDocument::fromJson(lines[n]).object().value(QLatin1String("t_ns")).toInteger(-1);
            QVERIFY(t >= before);
            before = t;
        }
        QCOMPARE(in("events pc.loopscope").out.count('\n'), lines.size() - 1);
    }

    void rangesAreHalfOpen()
    {
        const qsizetype all = in("events pc.loopscope --json").out.count('\n');
        const qsizetype first = in("events pc.loopscope --json --range ..3s").out.count('\n');
        const qsizetype rest = in("events pc.loopscope --json --range 3s..").out.count('\n');
        QVERIFY(first > 0 && rest > 0);
        QCOMPARE(first + rest, all);
    }

    void eventsOfOneTaskAreItsOwn()
    {
        const QByteArray out = in("events pc.loopscope --json --task consumer-1").out;
        QVERIFY(out.count('\n') > 40);
        QCOMPARE(out.count("\"task_name\":\"consumer-1\""), out.count('\n'));
    }

    void theStateAgreesWithTheEvents_data()
    {
        QTest::addColumn<QString>("at");
        QTest::addColumn<QString>("before");
        QTest::newRow("begin") << QStringLiteral("0") << QStringLiteral("1ns");
        QTest::newRow("early") << QStringLiteral("2.9s") << QStringLiteral("2900000001ns");
        QTest::newRow("middle") << QStringLiteral("10") << QStringLiteral("10000000001ns");
    }
    void theStateAgreesWithTheEvents()
    {
        QFETCH(QString, at);
        QFETCH(QString, before);
        const auto with = [this](const char *line, const QString &time) { return in(qPrintable(QString::fromLatin1(line) + time)).out; };
        const QJsonObject state = QJsonDocument::fromJson(with("state pc.loopscope --json --at ", at)).object();
        const QByteArray events = with("events pc.loopscope --json --range ..", before);
        const qint64 depth = events.count("\"kind\":\"queue-put\"") - events.count("\"kind\":\"queue-get\"");
        const QJsonObject queue = state.value(QLatin1String("queues")).toArray().at(0).toObject();
        QCOMPARE(queue.value(QLatin1String("depth")).toInteger(-1), depth);
        QCOMPARE(queue.value(QLatin1String("items")).toArray().size(), depth);
        QCOMPARE(state.value(QLatin1String("tasks")).toArray().size(), events.count("\"kind\":\"task-created\""));
        QVERIFY(!state.value(QLatin1String("next")).toString().isEmpty());
    }

    void aCutOffFileOpensWithAWarning()
    {
        QFile file(m_folder.filePath(QStringLiteral("cut.loopscope")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QByteArray whole = contentOf("pc.loopscope");
        file.write(whole.first(whole.size() - 10));
        file.close();
        const Outcome outcome = in("info cut.loopscope --json");
        QCOMPARE(outcome.code, 0);
        QVERIFY2(outcome.err.startsWith("loopscope: cut.loopscope: is cut off at byte ") && outcome.err.count('\n') == 1, outcome.err.constData());
        QVERIFY(!QJsonDocument::fromJson(outcome.out).object().isEmpty());
    }

    void picturesHaveTheSizeAskedFor()
    {
        QCOMPARE(in("render pc.loopscope -o a.png --size 800x600 --scale 2 --theme dark --range 2..5 --cursor 3 --lanes p* --title T --caption C --no-legend").code, 0);
        const QByteArray png = contentOf("a.png");
        QVERIFY(png.startsWith("\x89PNG"));
        const auto side = [&png](qsizetype at) { return static_cast<quint8>(png[at + 2]) * 256 + static_cast<quint8>(png[at + 3]); };
        QCOMPARE(side(16), 1600);
        QCOMPARE(side(20), 1200);
        QCOMPARE(in("render pc.loopscope -o a.svg -o a.pdf").code, 0);
        QVERIFY(contentOf("a.svg").contains("<svg") && contentOf("a.pdf").startsWith("%PDF-"));
    }

    void picturesHaveTheAxisAskedFor()
    {
        QCOMPARE(in("render pc.loopscope -o time.svg --axis time").code, 0);
        QCOMPARE(in("render pc.loopscope -o steps.svg -o steps.png -o steps.pdf --axis steps --cursor 3").code, 0);
        QCOMPARE(in("render pc.loopscope -o events.svg --axis events --range 2..5").code, 0);
        QVERIFY(!contentOf("time.svg").contains(">steps<"));
        QVERIFY(contentOf("steps.svg").contains(">steps<") && contentOf("steps.svg").contains(">step "));
        QVERIFY(contentOf("events.svg").contains(">events<"));
        const Outcome wrong = in("render pc.loopscope -o a.svg --axis step");
        QCOMPARE(wrong.code, 2);
        QVERIFY2(wrong.err.contains("steps"), wrong.err.constData());
    }

    void recordingsOfOtherProgramsOpen()
    {
        QFile file(m_folder.filePath(QStringLiteral("other")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"([{"ph":"M","name":"thread_name","pid":1,"tid":1,"args":{"name":"main"}},{"ph":"X","name":"f","pid":1,"tid":1,"ts":5,"dur":10},{"ph":"E","pid":1,"tid":1,"ts":9},{"ph":"i","name":"said","pid":1,"tid":1,"ts":9,"args":{"what":"hello"}})");
        file.close();
        const Outcome info = in("info other --json");
        QCOMPARE(info.code, 0);
        QCOMPARE(info.err, QByteArray("loopscope: other: 1 end of something that was not begun was left out, the list of records is not closed\n"));
        const QJsonObject worker = QJsonDocument::fromJson(info.out).object().value(QLatin1String("workers")).toArray().at(0).toObject();
        QCOMPARE(worker.value(QLatin1String("name")).toString(), QStringLiteral("main"));
        QCOMPARE(worker.value(QLatin1String("busy_ns")).toInteger(), 10'000);
        QVERIFY(in("events other --json").out.contains("\"name\":\"f\""));
        QVERIFY(in("info other").out.contains("said (what: hello)\n"));
        const QJsonObject state = QJsonDocument::fromJson(in("state other --at 3us --json").out).object();
        QCOMPARE(state.value(QLatin1String("jobs")).toArray().at(0).toObject().value(QLatin1String("worker")).toString(), QStringLiteral("main"));
        QCOMPARE(in("render other -o other.png").code, 0);
        QCOMPARE(in("convert other -o other.pftrace -o other.json.gz -o other.csv -o other.loopscope").code, 0);
        QCOMPARE(in("events other.pftrace").out, in("events other").out);
        QCOMPARE(in("events other.json.gz").out, in("events other.loopscope").out);
    }

    void theFlowsOfALaneOfARecordingAreDrawn()
    {
        QFile file(m_folder.filePath(QStringLiteral("flow")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"([{"ph":"X","name":"post","pid":1,"tid":1,"ts":0,"dur":4},{"ph":"s","name":"task","id":9,"pid":1,"tid":1,"ts":2},)"
                   R"({"ph":"X","name":"run","pid":1,"tid":2,"ts":6,"dur":4},{"ph":"f","name":"task","id":9,"bp":"e","pid":1,"tid":2,"ts":7}])");
        file.close();
        QCOMPARE(in("render flow -o plain.svg --no-legend").code, 0);
        QCOMPARE(loopscope({ QStringLiteral("render"), QStringLiteral("flow"), QStringLiteral("-o"), QStringLiteral("arrow.svg"), QStringLiteral("--no-legend"), QStringLiteral("--chain"), QStringLiteral("thread 2@8us") }, m_folder.path()).code, 0);
        QCOMPARE(contentOf("plain.svg").count("<polygon"), 0);
        QCOMPARE(contentOf("arrow.svg").count("<polygon"), 1);
        const Outcome outcome = in("render flow -o no.svg --chain main@8us");
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.err.startsWith("loopscope: --chain: the trace has no lane \"main\"; the nearest is thread "));
    }

    void whatIsNoTraceIsNamedWithItsPlace()
    {
        QFile file(m_folder.filePath(QStringLiteral("broken")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[{\"ph\":\"B\",\"ts\":1},\n7]");
        file.close();
        const Outcome outcome = in("info broken");
        QCOMPARE(outcome.code, 3);
        QCOMPARE(outcome.err, QByteArray("loopscope: broken:2: a trace event is expected here\n"));
    }

    void readingIsTheSameForAllFormats()
    {
        QCOMPARE(in("render pc.json -o j.svg").code, 0);
        QCOMPARE(in("render pc.loopscope -o l.svg").code, 0);
        QVERIFY(contentOf("j.svg") == contentOf("l.svg"));
    }
};

QTEST_GUILESS_MAIN(TestTraces)
#include "tst_traces.moc"
