// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneorder.h"
#include "support/handmadetrace.h"
#include "support/places.h"
#include "support/tracebuilder.h"
#include "timeline/lanepainter.h"
#include "timeline/textcanvas.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace timeline;
using session::LaneId;
using session::Theme;
using trace::TaskId;

namespace {

/// Every lane of the trace drawn 500 px wide from x = 100, roomy.
QStringList drawnLanes(const trace::Trace &trace, trace::Span range, trace::Duration held = trace::Duration(100'000'000), trace::AxisKind axis = trace::AxisKind::Time)
{
    const Theme &theme = Theme::light();
    session::LaneOrder order;
    order.update(trace, {});
    LaneStack stack;
    stack.lay(order, Density::Roomy);
    TextCanvas canvas(theme, 1);
    LanePainter painter;
    const LaneContext context { .trace = &trace, .theme = &theme, .axisKind = axis, .scale = Scale(range, 100, 500), .density = Density::Roomy, .heldThreshold = held };
    for (qsizetype n = 0; n < order.count(); ++n) {
        canvas.lines << QStringLiteral("[%1]").arg(session::laneName(trace, order.row(n).id));
        painter.draw(canvas, context, { .id = order.row(n).id, .top = double(stack.top(n)), .height = double(stack.height(n)), .ground = theme.ground, .selected = {}, .hovered = {} });
    }
    return canvas.lines;
}

QStringList drawnLane(const trace::Trace &trace, LaneId lane, trace::Span range, std::optional<quint64> selected = {})
{
    const Theme &theme = Theme::light();
    TextCanvas canvas(theme, 1);
    LanePainter painter;
    const LaneContext context { .trace = &trace, .theme = &theme, .scale = Scale(range, 100, 500), .density = Density::Roomy };
    painter.draw(canvas, context, { .id = lane, .top = 0, .height = double(laneHeight(lane.kind, Density::Roomy)), .ground = theme.ground, .selected = selected, .hovered = {} });
    return canvas.lines;
}

/// Compares with tests/timeline/golden/NAME; UPDATE_GOLDEN=1 writes it instead.
void compareWithGolden(const QString &name, const QStringList &lines)
{
    QFile file(support::sourcePath(QStringLiteral("tests/timeline/golden/")) + name);
    const QString text = lines.join(u'\n') + u'\n';
    if (qEnvironmentVariableIsSet("UPDATE_GOLDEN")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    const QStringList expected = QString::fromUtf8(file.readAll()).split(u'\n');
    const QStringList actual = text.split(u'\n');
    for (qsizetype n = 0; n < std::min(expected.size(), actual.size()); ++n)
        QVERIFY2(actual[n] == expected[n], qPrintable(QStringLiteral("line %1: %2, expected %3").arg(n + 1).arg(actual[n], expected[n])));
    QCOMPARE(actual.size(), expected.size());
}

} // namespace

class TestLanePainter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(session::loadFonts()); }

    void lanesAreDrawnAsTheyWere_data()
    {
        QTest::addColumn<QString>("golden");
        QTest::addColumn<int>("which");
        QTest::addColumn<qint64>("begin");
        QTest::addColumn<qint64>("end");
        QTest::newRow("troubles whole") << "troubles.txt" << 0 << qint64(-20'000'000) << qint64(1'480'000'000);
        QTest::newRow("troubles begin") << "troubles-begin.txt" << 0 << qint64(0) << qint64(30'000'000);
        QTest::newRow("producer-consumer") << "producer-consumer.txt" << 1 << qint64(4'000'000'000) << qint64(9'000'000'000);
    }
    void lanesAreDrawnAsTheyWere()
    {
        QFETCH(QString, golden);
        QFETCH(int, which);
        QFETCH(qint64, begin);
        QFETCH(qint64, end);
        const auto trace = which == 0 ? support::troubles() : support::producerConsumer();
        compareWithGolden(golden, drawnLanes(*trace, { { begin }, { end } }));
    }

    void stepsAreDrawnAsTheyWere_data()
    {
        QTest::addColumn<QString>("golden");
        QTest::addColumn<trace::AxisKind>("axis");
        QTest::addColumn<qint64>("begin");
        QTest::addColumn<qint64>("end");
        QTest::newRow("steps") << "producer-consumer-steps.txt" << trace::AxisKind::Steps << qint64(0) << qint64(12'000);
        QTest::newRow("events") << "producer-consumer-events.txt" << trace::AxisKind::Events << qint64(20'000) << qint64(50'000);
    }
    void stepsAreDrawnAsTheyWere()
    {
        QFETCH(QString, golden);
        QFETCH(trace::AxisKind, axis);
        QFETCH(qint64, begin);
        QFETCH(qint64, end);
        compareWithGolden(golden, drawnLanes(*support::producerConsumer(), { { begin }, { end } }, trace::Duration(100'000'000), axis));
    }

    void resumesInARowAreToldApart()
    {
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("a"));
        for (int n = 0; n < 4; ++n)
            b.ready(task).resume(task).suspend(task, trace::AwaitReason::Yield);
        const auto trace = b.take();
        const auto borders = [](const QStringList &lines) { return lines.filter(QRegularExpression(QStringLiteral("^fill .* ground$"))).size(); };
        QCOMPARE(borders(drawnLanes(*trace, { { 0 }, { 4'000 } }, trace::Duration(1), trace::AxisKind::Steps)), qsizetype(2 * 3)); // the loop and the task
        QCOMPARE(borders(drawnLanes(*trace, { { 0 }, { 400'000'000 } }, trace::Duration(1), trace::AxisKind::Steps)), qsizetype(0));
    }

    void aLoopHeldTooLongHasARedEdge()
    {
        const auto trace = support::troubles();
        const trace::Span range { {}, { 1'500'000'000 } };
        const auto red = [](const QStringList &lines) { return lines.filter(QStringLiteral("edge bad")).size(); };
        QCOMPARE(red(drawnLanes(*trace, range)), qsizetype(2)); // in the lane of the loop and in that of the task
        QCOMPARE(red(drawnLanes(*trace, range, trace::Duration(900'000'000))), qsizetype(0));
        QVERIFY(red(drawnLanes(*trace, range, trace::Duration(40'000'000))) > 2);
    }

    void theSelectedSliceHasAFrame()
    {
        const auto trace = support::producerConsumer();
        const LaneId lane = LaneId::of(TaskId(4));
        const auto index = trace->taskLane(TaskId(4)).indexAt({ 6'900'000'000 });
        const trace::Slice slice = trace->taskLane(TaskId(4)).slice(*index, trace->range().end);
        const Scale scale({ { 4'000'000'000 }, { 9'000'000'000 } }, 100, 500);
        const QStringList frames = drawnLane(*trace, lane, scale.span(), index).filter(QStringLiteral("edge accent"));
        QCOMPARE(frames.size(), qsizetype(1));
        QVERIFY(frames[0].startsWith(QStringLiteral("plate %1..%2 ").arg(std::lround(scale.x({ slice.range.begin.ns }) - 1)).arg(std::lround(scale.x({ slice.range.end.ns }) + 1))));
        QVERIFY(drawnLane(*trace, lane, scale.span(), 100'000).filter(QStringLiteral("edge accent")).isEmpty());
    }

    void aDepthEndsWithTheTrace()
    {
        support::TraceBuilder builder;
        const auto queue = builder.queue(QStringLiteral("data"), 4);
        const TaskId task = builder.create(QStringLiteral("t"));
        builder.at(trace::Duration(1000)).put(task, queue, {}, 2);
        builder.at(trace::Duration(2000)).put(task, queue, {}, 3);
        builder.trace().advanceTo({ 3000 });
        const QStringList lines = drawnLane(builder.trace(), LaneId::of(queue), { {}, { 5000 } });
        QCOMPARE(depthLimit(builder.trace(), queue), qint64(4));
        QVERIFY2(lines.contains(QStringLiteral("fill 201..300 x 37..60 queue-20")), qPrintable(lines.join(u'\n')));
        QVERIFY(lines.contains(QStringLiteral("fill 301..400 x 26..60 queue-20")));
        QVERIFY2(lines.filter(QStringLiteral("..600")).isEmpty(), qPrintable(lines.join(u'\n')));
        QVERIFY(!lines.filter(QStringLiteral("dashes 100,")).isEmpty());
    }

    void aCapacityFarAboveDoesNotPressTheStepsFlat()
    {
        support::TraceBuilder builder;
        const auto queue = builder.queue(QStringLiteral("data"), 1000);
        builder.put(builder.create(QStringLiteral("t")), queue, {}, 3);
        QCOMPARE(depthLimit(builder.trace(), queue), qint64(3));
    }

    void anyRangeOfAnyTraceIsDrawn()
    {
        const quint32 first = QRandomGenerator::global()->generate();
        qInfo("seeds from %u", first);
        for (quint32 seed = first; seed < first + 40; ++seed) {
            const auto trace = support::randomTrace(seed, 120);
            QRandomGenerator random(seed);
            for (int round = 0; round < 4; ++round) {
                const trace::Position begin { qint64(random.generate64() >> (14 + random.bounded(48))) - 1000 };
                const trace::Span range { begin, begin + (qint64(random.generate64() >> (14 + random.bounded(49))) + 1) };
                session::LaneOrder order;
                order.update(*trace, {});
                TextCanvas canvas(Theme::dark(), 1.5);
                LanePainter painter;
                const LaneContext context { .trace = trace.get(), .theme = &Theme::dark(), .scale = Scale(range, 100, 500) };
                for (qsizetype n = 0; n < std::min<qsizetype>(order.count(), 40); ++n)
                    painter.draw(canvas, context, { .id = order.row(n).id, .top = 0, .height = 52, .ground = Qt::black, .selected = 0, .hovered = 1 });
                QVERIFY(!canvas.lines.isEmpty());
            }
        }
    }
};

QTEST_MAIN(TestLanePainter)
#include "tst_lanepainter.moc"
