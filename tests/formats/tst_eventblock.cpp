// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/eventblock.h"

#include <QRandomGenerator>
#include <QTest>

#include <vector>

using namespace formats;
using trace::Event;

class TestEventBlock : public QObject
{
    Q_OBJECT

    static std::vector<Event> readAll(QByteArrayView block, bool &isBroken)
    {
        std::vector<Event> events;
        EventBlockReader reader(block);
        Event event;
        while (reader.next(event))
            events.push_back(event);
        isBroken = reader.isBroken();
        return events;
    }

private Q_SLOTS:
    void everyFieldOfEveryKindComesBack()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const auto any = [&random] { return random.bounded(4) == 0 ? random.generate() : static_cast<quint32>(random.bounded(5)); };
        std::vector<Event> events;
        EventBlockWriter writer({ 1000 });
        qint64 now = 1000;
        for (int n = 0; n < 5000; ++n) {
            now += random.bounded(2) == 0 ? 0 : static_cast<qint64>(any());
            const auto kind = static_cast<trace::EventKind>(random.bounded(trace::EventKindCount));
            Event event { { now }, static_cast<qint64>(random.generate64()), static_cast<trace::TaskId>(any()), any(), any(),
                static_cast<trace::TextId>(any()), static_cast<trace::SiteId>(any()), kind, static_cast<quint8>(random.bounded(4)) };
            events.push_back(event);
            writer.append(event);
        }
        QCOMPARE(writer.count(), quint64(5000));
        bool isBroken = true;
        QVERIFY(readAll(writer.take(), isBroken) == events);
        QVERIFY(!isBroken);
    }

    void theFormatKeepsWhatTheShapesOfTheKindsSay()
    {
        // A kind whose fields fit its row costs no more than head, time and those fields; one that outgrew it would need all seven.
        for (int kind = 0; kind < trace::EventKindCount; ++kind) {
            const trace::EventShape &shape = trace::shapeOf(static_cast<trace::EventKind>(kind));
            Event event;
            event.kind = static_cast<trace::EventKind>(kind);
            int fields = 0;
            const auto fill = [&fields](bool isThere) { return fields += isThere ? 1 : 0, isThere ? 1u : 0u; };
            event.task = static_cast<trace::TaskId>(fill(shape.hasTask));
            event.other = fill(shape.other);
            event.object = fill(shape.object);
            event.value = fill(shape.value);
            event.detail = static_cast<quint8>(fill(shape.detail));
            // Gained later, and rare: a job-started with them is written whole.
            const bool isLate = event.kind == trace::EventKind::JobStarted;
            event.text = static_cast<trace::TextId>(fill(shape.text && !isLate));
            event.site = static_cast<trace::SiteId>(fill(shape.hasSite && !isLate));
            EventBlockWriter writer;
            writer.append(event);
            QVERIFY2(writer.size() == 1 + fields, trace::nameOf(event.kind).data());
        }
    }

    void ablockGoesOnWhereTheOneBeforeEnded()
    {
        EventBlockWriter writer;
        writer.append({ .time = { 7 }, .task = trace::TaskId { 3 }, .kind = trace::EventKind::Log });
        (void)writer.take();
        const Event second { .time = { 9 }, .task = trace::TaskId { 3 }, .kind = trace::EventKind::Log };
        writer.append(second);
        bool isBroken = true;
        QVERIFY(readAll(writer.take(), isBroken) == std::vector<Event> { second });
        QVERIFY(!isBroken);
    }

    void everyTruncationIsFoundOut()
    {
        EventBlockWriter writer;
        for (quint32 n = 0; n < 20; ++n)
            writer.append({ .time = { n * 1000 }, .value = n, .task = trace::TaskId { n }, .object = n * 100, .kind = trace::EventKind::QueuePut });
        const QByteArray whole = writer.take();
        for (qsizetype size = 0; size < whole.size(); ++size) {
            bool isBroken = false;
            (void)readAll(QByteArrayView(whole).first(size), isBroken);
            QVERIFY2(isBroken, qPrintable(QString::number(size)));
        }
    }

    void nonsenseIsRefused_data()
    {
        QTest::addColumn<QByteArray>("block");
        QTest::newRow("count above the bytes") << QByteArray::fromHex("ffff7f00");
        QTest::newRow("time beyond 2^62") << QByteArray::fromHex("01ffffffffffffffff7f15");
        QTest::newRow("number of more than 64 bits") << QByteArray::fromHex("ffffffffffffffffff02");
        QTest::newRow("unknown kind") << QByteArray::fromHex("01001f");
        QTest::newRow("unknown outcome") << QByteArray::fromHex("010004010900");
        QTest::newRow("task above 32 bits") << QByteArray::fromHex("010014ffffffffff0f00");
        QTest::newRow("bytes after the last event") << QByteArray::fromHex("0100150000");
    }
    void nonsenseIsRefused()
    {
        QFETCH(QByteArray, block);
        bool isBroken = false;
        (void)readAll(block, isBroken);
        QVERIFY(isBroken);
    }
};

QTEST_GUILESS_MAIN(TestEventBlock)
#include "tst_eventblock.moc"
