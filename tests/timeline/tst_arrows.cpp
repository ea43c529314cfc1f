// SPDX-License-Identifier: GPL-3.0-or-later
#include "drawnpicture.h"
#include "session/laneslices.h"
#include "support/tracebuilder.h"

#include <QBuffer>
#include <QRegularExpression>
#include <QTest>

using namespace timeline;
using session::LaneId;
using support::TraceBuilder;
using trace::EventKind;
using trace::WorkerId;

namespace {

/// Another program's recording: what is posted by thread 1 in [0, 4) ms, at 2 ms, is run by thread 2 in [6, 10) ms, from 7 ms on.
std::unique_ptr<trace::Trace> posted()
{
    TraceBuilder b;
    b.worker(QStringLiteral("thread 1"));
    b.worker(QStringLiteral("thread 2"));
    const auto begin = [&b](quint32 worker, quint32 job, const QString &name) { b.add({ .other = worker, .object = job, .text = b.text(name), .kind = EventKind::JobStarted }); };
    const auto end = [&b](quint32 worker, quint32 job) { b.add({ .other = worker, .object = job, .kind = EventKind::JobFinished }); };
    const auto ms = [](int count) { return trace::Duration(count * 1'000'000); };
    begin(1, 1, QStringLiteral("post"));
    b.at(ms(2)).add({ .value = 1, .object = 1, .text = b.text(QStringLiteral("task")), .kind = EventKind::FlowBegun });
    b.at(ms(4));
    end(1, 1);
    b.at(ms(6));
    begin(2, 2, QStringLiteral("run"));
    b.at(ms(7)).add({ .value = 1, .object = 2, .text = b.text(QStringLiteral("task")), .kind = EventKind::FlowEnded });
    b.at(ms(10));
    end(2, 2);
    return b.take();
}

/// The ends of the lines that the picture has more than one without a selection, left to right; each of them has a head.
std::vector<QLineF> arrows(const trace::Trace &trace, PictureOptions options)
{
    const auto svgOf = [&] {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        return render(trace, options, PictureFormat::Svg, buffer) ? QString::fromUtf8(buffer.data()) : QString();
    };
    const QString with = svgOf();
    options.selection.slice.reset();
    const QString without = svgOf();
    static const QRegularExpression line(QStringLiteral("<line x1=\"([^\"]+)\" y1=\"([^\"]+)\" x2=\"([^\"]+)\" y2=\"([^\"]+)\""));
    std::vector<QLineF> found;
    for (auto at = line.globalMatch(with); at.hasNext();) {
        const QRegularExpressionMatch match = at.next();
        if (!without.contains(match.captured()))
            found.push_back({ match.captured(1).toDouble(), match.captured(2).toDouble(), match.captured(3).toDouble(), match.captured(4).toDouble() });
    }
    if (with.count(QStringLiteral("<polygon")) - without.count(QStringLiteral("<polygon")) != qsizetype(found.size()))
        qFatal("a line without a head");
    return found;
}

PictureOptions picking(const trace::Trace &trace, LaneId lane, qint64 ms)
{
    PictureOptions options;
    options.size = { 900, 0 };
    options.selection = { lane, session::sliceAt(trace, lane, { ms * 1'000'000 }) };
    return options;
}

} // namespace

/// Flows of another program's recording, as arrows of the slice that is picked out.
class tst_Arrows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFlowGoesFromWhereItLeavesToWhereItArrives()
    {
        const auto trace = posted();
        const LaidOutPicture picture(*trace, picking(*trace, LaneId::of(WorkerId(1)), 3));
        const auto xOf = [&picture](qint64 ms) { return picture.xOf({ trace::Timestamp { ms * 1'000'000 }, 0 }); };
        for (quint32 worker : { 1u, 2u }) {
            const LaneId lane = LaneId::of(WorkerId(worker));
            const std::vector<QLineF> found = arrows(*trace, picking(*trace, lane, worker == 1 ? 3 : 8));
            QCOMPARE(found.size(), size_t(1));
            const QLineF arrow = found.front();
            QVERIFY2(std::abs(arrow.x1() - xOf(2)) < 1, qPrintable(QStringLiteral("%1 %2").arg(arrow.x1()).arg(xOf(2))));
            QVERIFY2(arrow.x2() < xOf(7) && arrow.x2() > xOf(7) - 8, qPrintable(QStringLiteral("%1 %2").arg(arrow.x2()).arg(xOf(7)))); // its head's tip is there
            QVERIFY(arrow.y2() > arrow.y1() + 10); // to the lane below
        }
    }

    void onlyWhatIsInViewWithBothEndsIsDrawn()
    {
        const auto trace = posted();
        PictureOptions options = picking(*trace, LaneId::of(WorkerId(1)), 3);
        options.range = { { 0 }, { 8'000'000 } };
        QCOMPARE(arrows(*trace, options).size(), size_t(1));
        options.range = { { 0 }, { 6'000'000 } };
        QVERIFY(arrows(*trace, options).empty());
        options.range = { { 3'000'000 }, { 9'000'000 } };
        QVERIFY(arrows(*trace, options).empty());
        options = picking(*trace, LaneId::of(WorkerId(1)), 3);
        options.lanes.globs = { QStringLiteral("thread 1") };
        QVERIFY(arrows(*trace, options).empty());
    }

    void aSliceWithoutFlowsHasNoArrows()
    {
        const auto trace = posted();
        QVERIFY(arrows(*trace, picking(*trace, LaneId::of(WorkerId(2)), 3)).empty()); // idle
        QVERIFY(arrows(*trace, picking(*trace, LaneId::loop(), 3)).empty());
    }
};

QTEST_MAIN(tst_Arrows)
#include "tst_arrows.moc"
