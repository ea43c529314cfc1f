// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/streambuilder.h"
#include "attach/streamreader.h"

#include <QTest>

using attach::RecordKind;
using trace::EventKind;

namespace {

constexpr auto at = StreamBuilder::at;
constexpr int Returned = 32;
constexpr int Sleep = 1;
constexpr int Yield = 2;

/// The events as text, one each: "12 task-resumed 1".
QStringList told(const trace::Trace &trace)
{
    QStringList lines;
    trace.forEach(0, trace.eventCount(), [&](quint64, const trace::Event &event) {
        QString line = QStringLiteral("%1 %2").arg(event.time.ns).arg(QString::fromUtf8(nameOf(event.kind).toByteArray()));
        if (event.task != trace::TaskId::None)
            line += QStringLiteral(" %1").arg(number(event.task));
        if (event.kind == EventKind::TaskSuspended)
            line += u' ' + QString::fromUtf8(nameOf(event.reason()).toByteArray());
        if (event.kind == EventKind::TaskReady)
            line += u' ' + QString::fromUtf8(nameOf(event.cause()).toByteArray());
        if (event.text != trace::TextId::None)
            line += u' ' + trace.text(event.text);
        lines << line;
        return true;
    });
    return lines;
}

QByteArray sleeper()
{
    StreamBuilder stream;
    stream.add(RecordKind::String, 0, { 1 }, "CPython 3.11.2").add(RecordKind::String, 0, { 2 }, "python3 a.py").add(RecordKind::String, 0, { 3 }, "/srv/app");
    stream.add(RecordKind::String, 0, { 4 }, "a.py").add(RecordKind::String, 0, { 5 }, "say").add(RecordKind::Site, 0, { 1, 0, 4, 5, 7 });
    stream.add(RecordKind::Task, 0, { 1, at(10), 0, 1, 1 }, "say-1").add(RecordKind::Ready, 0, { 1, at(11), 0, 0 });
    stream.add(RecordKind::Timer, 0, { 1, at(25), at(1000), 1 });
    stream.add(RecordKind::Slice, Sleep, { 1, at(20), at(30), 1, 1 }).add(RecordKind::Iteration, 1, { 1, at(15), at(35) });
    stream.add(RecordKind::Fired, 0, { 1, at(1002) }).add(RecordKind::Ready, 2, { 1, at(1003), 0, 1 }).add(RecordKind::Iteration, 1, { 1, at(1001), at(1004) });
    stream.add(RecordKind::Log, 1, { 1, at(1012) }, "hello");
    stream.add(RecordKind::Slice, Returned, { 1, at(1010), at(1020), 0, 0 }).add(RecordKind::Iteration, 1, { 1, at(1009), at(1021) });
    stream.add(RecordKind::Water, 0, { 0, at(1020) }).add(RecordKind::End, 0, { 0, at(1030), 0, 0 });
    return stream.bytes();
}

struct Reading
{
    explicit Reading(const QByteArray &bytes)
    {
        if (const trace::Result<> fed = reader.feed(bytes); !fed)
            error = fed.error().message();
        isWhole = reader.finish();
    }
    trace::Trace trace { trace::TraceInfo() };
    attach::StreamReader reader { trace };
    QString error;
    bool isWhole = false;
};

} // namespace

class tst_StreamReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSleeperIsToldInTheOrderOfItsTimes();
    void eachEventKnowsItsPlaceAndItsFile();
    void aWatermarkTellsWhatLiesBeforeIt();
    void aYieldIsReadyAgainAtOnce();
    void aHeldSliceIsShownBeforeItEnds();
    void lossesAreToldAndWhatLivesIsKnownAgain();
    void ofTwoLoopsThatOverlapOneHasTheLane();
    void unknownKindsAndLongerRecordsArePassedOver();
    void badBytesAreAnErrorWithTheirPlace_data();
    void badBytesAreAnErrorWithTheirPlace();
    void aStreamThatIsCutOffSaysSo();
    void howTheProgramStandsIsKept();
    void aMarkIsNoLineOfTheLog();
    void howLongALoopIsHeldIsToldInThreeDigits();
};

void tst_StreamReader::aMarkIsNoLineOfTheLog()
{
    StreamBuilder stream;
    stream.add(RecordKind::Log, 0, { 0, at(5) }, "text").add(RecordKind::Log, 3, { 0, at(6) }, "half time").add(RecordKind::End, 0, { 0, at(9), 0, 0 });
    QByteArray bytes = stream.bytes();
    QVERIFY(!Reading(bytes).reader.header()->isWatchOnly);
    bytes[6] = 2; // the header's flags
    const Reading reading(bytes);
    QCOMPARE(told(reading.trace), QStringList({ "5 log text", "6 mark half time" }));
    QVERIFY(reading.reader.header()->isWatchOnly);
    QVERIFY(!reading.reader.header()->isLowDetail);
}

void tst_StreamReader::howLongALoopIsHeldIsToldInThreeDigits()
{
    StreamBuilder stream;
    stream.add(RecordKind::Callback, 0, { 1, at(0), at(101'541'287) }, "poll").add(RecordKind::Callback, 0, { 1, at(200'000'000), at(205'126'900) }, "tick");
    stream.add(RecordKind::End, 0, { 0, at(300'000'000), 0, 0 });
    const QStringList lines = told(Reading(stream.bytes()).trace);
    QCOMPARE(lines, QStringList({ "101541287 log the callback poll held the loop for 102 ms", "205126900 log the callback tick held the loop for 5.13 ms" }));
}

void tst_StreamReader::aSleeperIsToldInTheOrderOfItsTimes()
{
    const Reading reading(sleeper());
    QCOMPARE(reading.error, QString());
    QVERIFY(reading.isWhole);
    QCOMPARE(told(reading.trace),
        QStringList({ "10 task-created 1 say-1", "11 task-ready 1 started", "15 iteration-begun", "20 task-resumed 1", "25 timer-armed 1", "30 task-suspended 1 sleep", "35 iteration-ended",
            "1001 iteration-begun", "1002 timer-fired 1", "1003 task-ready 1 timer", "1004 iteration-ended", "1009 iteration-begun", "1010 task-resumed 1",
            "1012 log 1 hello", "1020 task-finished 1", "1021 iteration-ended" }));
    QCOMPARE(reading.trace.range().end.ns, 1030);
    QCOMPARE(reading.trace.clampedCount(), 0u);
    QCOMPARE(reading.trace.latest().ignored, 0u);
}

void tst_StreamReader::eachEventKnowsItsPlaceAndItsFile()
{
    const Reading reading(sleeper());
    const trace::Event suspended = reading.trace.event(5);
    const trace::Site site = reading.trace.texts()->site(suspended.site);
    QCOMPARE(reading.trace.text(site.file), QStringLiteral("/srv/app/a.py"));
    QCOMPARE(site.line, 7u);
    QCOMPARE(suspended.object, 1u);
    QCOMPARE(reading.trace.event(4).value, 1000);
    QCOMPARE(reading.trace.event(12).value, 3); // in the third iteration
    QCOMPARE(reading.trace.info().origin, QStringLiteral("CPython 3.11.2 probe"));
    QCOMPARE(reading.trace.info().clock, trace::ClockKind::Real);
}

void tst_StreamReader::aWatermarkTellsWhatLiesBeforeIt()
{
    trace::Trace trace { trace::TraceInfo() };
    attach::StreamReader reader(trace);
    StreamBuilder stream;
    stream.add(RecordKind::Task, 0, { 1, at(10), 0, 0, 1 }, "a").add(RecordKind::Ready, 0, { 1, at(40), 0, 0 }).add(RecordKind::Water, 0, { 0, at(20) });
    QVERIFY(reader.feed(stream.bytes()));
    QCOMPARE(told(trace), QStringList({ "10 task-created 1 a" }));
    QCOMPARE(trace.range().end.ns, 20);
    reader.finish();
    QCOMPARE(trace.eventCount(), 2u);
}

void tst_StreamReader::aYieldIsReadyAgainAtOnce()
{
    StreamBuilder stream;
    stream.add(RecordKind::Task, 0, { 1, at(10), 0, 0, 1 }, "a").add(RecordKind::Slice, Yield, { 1, at(20), at(30), 0, 0 });
    const Reading reading(stream.bytes());
    QCOMPARE(told(reading.trace), QStringList({ "10 task-created 1 a", "20 task-resumed 1", "30 task-suspended 1 yield", "30 task-ready 1 yield" }));
}

void tst_StreamReader::aHeldSliceIsShownBeforeItEnds()
{
    trace::Trace trace { trace::TraceInfo() };
    attach::StreamReader reader(trace);
    StreamBuilder stream;
    stream.add(RecordKind::Task, 0, { 1, at(10), 0, 0, 1 }, "a").add(RecordKind::Held, 0, { 1, at(500), at(15), at(20), 0 });
    QVERIFY(reader.feed(stream.bytes()));
    QCOMPARE(trace.latest().running, trace::TaskId(1));
    QCOMPARE(trace.range().end.ns, 500);
    const qsizetype before = stream.bytes().size();
    stream.add(RecordKind::Held, 0, { 1, at(600), at(15), at(20), 0 }).add(RecordKind::Slice, Returned, { 1, at(20), at(900), 0, 0 });
    stream.add(RecordKind::Iteration, 1, { 1, at(15), at(901) }).add(RecordKind::End, 0, { 0, at(902), 0, 0 });
    QVERIFY(reader.feed(stream.bytes().sliced(before)));
    QVERIFY(reader.finish());
    QStringList lines = told(trace);
    QCOMPARE(lines.filter("task-resumed").size(), 1);
    QCOMPARE(lines.filter("iteration-begun").size(), 1);
    QCOMPARE(lines.filter("log").size(), 1); // the same place again is news only when it has doubled
    QCOMPARE(lines.last(), QStringLiteral("901 iteration-ended"));
    QCOMPARE(trace.clampedCount(), 0u);
}

void tst_StreamReader::lossesAreToldAndWhatLivesIsKnownAgain()
{
    StreamBuilder stream;
    stream.add(RecordKind::Task, 0, { 1, at(10), 0, 0, 1 }, "a").add(RecordKind::Lost, 0, { 0, 7, at(20), at(30) });
    stream.add(RecordKind::Task, 1, { 1, at(40), 0, 0, 1 }, "a").add(RecordKind::Task, 1, { 2, at(41), 0, 0, 1 }, "b");
    stream.add(RecordKind::Await, Sleep, { 2, at(42), at(42), 0, 3 });
    const Reading reading(stream.bytes());
    QCOMPARE(told(reading.trace), QStringList({ "10 task-created 1 a", "30 lost", "41 task-created 2 b", "42 task-suspended 2 sleep" }));
    QCOMPARE(reading.trace.lostCount(), 7u);
    QCOMPARE(reading.reader.lostCount(), 7u);
}

void tst_StreamReader::ofTwoLoopsThatOverlapOneHasTheLane()
{
    StreamBuilder stream;
    stream.add(RecordKind::Iteration, 1, { 1, at(10), at(50) }).add(RecordKind::Iteration, 2, { 1, at(20), at(60) }).add(RecordKind::Iteration, 2, { 1, at(70), at(80) });
    const Reading reading(stream.bytes());
    QCOMPARE(told(reading.trace), QStringList({ "10 iteration-begun", "50 iteration-ended", "70 iteration-begun", "80 iteration-ended" }));
}

void tst_StreamReader::unknownKindsAndLongerRecordsArePassedOver()
{
    QByteArray bytes = StreamBuilder().add(RecordKind::Task, 0, { 1, at(10), 0, 0, 1 }, "a").bytes();
    bytes += QByteArray::fromHex("fe000800ffffffff");
    StreamBuilder more;
    more.add(RecordKind::Ready, 0, { 1, at(12), 0, 0 }, "a field of later years");
    bytes += more.bytes().sliced(attach::HeaderSize);
    const Reading reading(bytes);
    QCOMPARE(reading.error, QString());
    QCOMPARE(told(reading.trace), QStringList({ "10 task-created 1 a", "12 task-ready 1 started" }));
}

void tst_StreamReader::badBytesAreAnErrorWithTheirPlace_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("error");
    const QByteArray head = StreamBuilder().bytes();
    QByteArray later = head;
    later[4] = 9;
    QTest::newRow("not a stream") << QByteArray("{\"traceEvents\": []}") << QStringLiteral("recording, byte 0: this is no recording of a probe");
    QTest::newRow("a later version") << later << QStringLiteral("recording, byte 0: version 9 of the probe's stream; this program reads version 1");
    QTest::newRow("a record without a head") << QByteArray(head + QByteArray::fromHex("04000000")) << QStringLiteral("recording, byte 32: a record says that it has 0 bytes");
    QTest::newRow("too short for its kind") << QByteArray(head + QByteArray::fromHex("0400080000000000")) << QStringLiteral("recording, byte 32: a record of kind 4 has only 8 bytes");
    QTest::newRow("a time without end") << QByteArray(head + QByteArray::fromHex("1600100000000000ffffffffffffffff")) << QStringLiteral("recording, byte 32: a time beyond all clocks");
}

void tst_StreamReader::badBytesAreAnErrorWithTheirPlace()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, error);
    const Reading reading(bytes);
    QCOMPARE(reading.error, error);
    QVERIFY(!reading.isWhole);
}

void tst_StreamReader::aStreamThatIsCutOffSaysSo()
{
    const QByteArray whole = sleeper();
    for (qsizetype size = 0; size < whole.size(); ++size) {
        const Reading reading(whole.first(size));
        QCOMPARE(reading.error, QString());
        QVERIFY(!reading.isWhole);
    }
}

void tst_StreamReader::howTheProgramStandsIsKept()
{
    StreamBuilder stream;
    stream.add(RecordKind::State, 2, { 3, at(10), 5, 2 });
    const Reading reading(stream.bytes());
    QVERIFY(reading.reader.state());
    QVERIFY(reading.reader.state()->isPaused);
    QCOMPARE(reading.reader.state()->steps, 5u);
    QCOMPARE(reading.reader.state()->parked, 2u);
    QCOMPARE(reading.reader.state()->next, trace::TaskId(3));
}

QTEST_GUILESS_MAIN(tst_StreamReader)
#include "tst_streamreader.moc"
