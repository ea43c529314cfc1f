// SPDX-License-Identifier: GPL-3.0-or-later
// What is on the screen after frames that painted only a part, or roughly: always the pixels of one whole and exact frame in the end.
#include "support/handmadetrace.h"
#include "timeline/timelinewidget.h"

#include <QElapsedTimer>
#include <QPaintEvent>
#include <QRandomGenerator>
#include <QScreen>
#include <QScrollBar>
#include <QTest>
#include <QWheelEvent>

using namespace timeline;
using session::Session;

namespace {

struct Screen
{
    Session session;
    TimelineWidget widget { session };

    explicit Screen(std::shared_ptr<trace::Trace> trace, QSize size = { 900, 600 })
    {
        session.open(std::move(trace), { session::SourceKind::File, QStringLiteral("test") });
        widget.resize(size);
        widget.show();
        if (!QTest::qWaitForWindowExposed(&widget))
            qFatal("the window is not shown");
        settle();
    }
    /// Until nothing is left to refine and no frame is due.
    void settle()
    {
        QElapsedTimer quiet;
        quiet.start();
        while (quiet.elapsed() < 60) {
            QTest::qWait(5);
            if (!widget.isRefined())
                quiet.restart();
        }
    }
    /// What the backing store holds.
    [[nodiscard]] QImage shown() { return widget.screen()->grabWindow(widget.winId()).toImage().convertToFormat(QImage::Format_RGB32).copy(seen()); }
    /// A frame painted at once and whole.
    [[nodiscard]] QImage whole() { return widget.grab().toImage().convertToFormat(QImage::Format_RGB32).copy(seen()); }
    [[nodiscard]] QRect seen() const { return widget.viewport()->geometry(); }

    void move(QPoint to)
    {
        QMouseEvent event(QEvent::MouseMove, to, widget.viewport()->mapToGlobal(to), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(widget.viewport(), &event);
    }
    void wheel(QPoint at, int angle, Qt::KeyboardModifiers modifiers)
    {
        QWheelEvent event(at, widget.viewport()->mapToGlobal(at), QPoint(), QPoint(0, angle), Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(widget.viewport(), &event);
    }
};

struct Paints : QObject
{
    int all = 0;
    int whole = 0;
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            ++all;
            whole += static_cast<QPaintEvent *>(event)->region() == QRegion(static_cast<QWidget *>(object)->rect());
        }
        return false;
    }
};

/// The pixels in which two pictures differ, as a rectangle around them. A smooth corner that a piece cuts in two may come out a level of 255 lighter
/// or darker: Qt rounds its coverage by what it clips.
QRect difference(const QImage &a, const QImage &b)
{
    const auto isNear = [](int p, int q) { return std::abs(p - q) <= 2; };
    QRect box;
    for (int y = 0; y < a.height(); ++y) {
        const auto *const p = reinterpret_cast<const QRgb *>(a.constScanLine(y));
        const auto *const q = reinterpret_cast<const QRgb *>(b.constScanLine(y));
        for (int x = 0; x < a.width(); ++x) {
            if (!isNear(qRed(p[x]), qRed(q[x])) || !isNear(qGreen(p[x]), qGreen(q[x])) || !isNear(qBlue(p[x]), qBlue(q[x])))
                box |= QRect(x, y, 1, 1);
        }
    }
    return box;
}

QString text(const QRect &rect)
{
    return QStringLiteral("%1,%2 %3x%4").arg(rect.x()).arg(rect.y()).arg(rect.width()).arg(rect.height());
}

} // namespace

class TestTimelineFrames : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatFollowsThePointerLeavesNothingBehind_data()
    {
        QTest::addColumn<bool>("isCrowd");
        QTest::addColumn<QSize>("size");
        QTest::newRow("producers") << false << QSize(900, 600);
        QTest::newRow("a crowd") << true << QSize(900, 600);
        QTest::newRow("a crowd, painted by two threads") << true << QSize(1400, 900);
    }
    void whatFollowsThePointerLeavesNothingBehind()
    {
        QFETCH(bool, isCrowd);
        QFETCH(QSize, size);
        Screen screen(isCrowd ? support::crowd(60, 4000) : support::producerConsumer(), size);
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const trace::Timestamp end = screen.session.trace().range().end;
        for (int round = 0; round < 36; ++round) {
            const int what = random.bounded(8);
            if (what < 4)
                screen.move({ random.bounded(screen.seen().width()), random.bounded(screen.seen().height()) });
            if (what >= 3)
                screen.session.setPlayhead({ qint64(double(end.ns) * random.generateDouble()) });
            if (what == 7)
                screen.wheel({ 400, 300 }, random.bounded(2) == 0 ? 120 : -120, Qt::ControlModifier);
            if (round % 6 == 5) {
                screen.settle();
                const QRect box = difference(screen.shown(), screen.whole());
                QVERIFY2(box.isEmpty(), qPrintable(QStringLiteral("seed %1 round %2: %3").arg(seed).arg(round).arg(text(box))));
            } else {
                QTest::qWait(random.bounded(3) * 9);
            }
        }
    }

    void roughFramesBecomeExactOnes()
    {
        Screen screen(support::crowd(60, 60'000));
        screen.widget.setFrameWork(trace::Duration(0));
        QRandomGenerator random(5);
        int rough = 0;
        for (int round = 0; round < 12; ++round) {
            // Real notches, several before the last one is refined.
            for (int n = 0; n < 3; ++n) {
                screen.wheel({ 300 + random.bounded(500), 300 }, round < 6 ? 120 : -120, Qt::ControlModifier);
                QTest::qWait(20);
            }
            screen.wheel({ 600, 300 }, round < 6 ? 120 : -120, Qt::ControlModifier);
            screen.widget.viewport()->repaint();
            rough += !screen.widget.isRefined();
            const QImage before = screen.shown();
            QTRY_VERIFY(screen.widget.isRefined());
            screen.settle();
            const QImage refined = screen.shown();
            if (round == 2)
                QVERIFY2(!difference(before, refined).isEmpty(), "the first frames of a zoom are rough");
            const QRect box = difference(refined, screen.whole());
            QVERIFY2(box.isEmpty(), qPrintable(QStringLiteral("round %1: %2").arg(round).arg(text(box))));
        }
        QVERIFY2(rough >= 6, qPrintable(QString::number(rough)));
    }

    void whatAFrameLeavesOutIsWorkedOutBeforeTheNext()
    {
        Screen screen(support::crowd(200, 60'000), { 1400, 900 });
        screen.widget.setFrameWork(trace::Duration(0));
        Paints paints;
        screen.widget.viewport()->installEventFilter(&paints);
        screen.wheel({ 600, 300 }, 480, Qt::ControlModifier);
        screen.widget.viewport()->repaint();
        QVERIFY(!screen.widget.isRefined());
        QTRY_VERIFY(screen.widget.isRefined());
        QVERIFY2(paints.all <= 6, qPrintable(QString::number(paints.all))); // not one for each of its lanes
        const QRect box = difference(screen.shown(), screen.whole());
        QVERIFY2(box.isEmpty(), qPrintable(text(box)));
    }

    void whatChangesTogetherIsOneFrame()
    {
        Screen screen(support::crowd(60, 60'000));
        Paints paints;
        screen.widget.viewport()->installEventFilter(&paints);
        const trace::Span seen = screen.session.visibleSpan();
        screen.session.setPlayhead({ screen.session.trace().range().end.ns / 3 });
        screen.session.show({ seen.begin + seen.length() / 4, seen.begin + seen.length() * 3 / 4 });
        screen.session.select({ session::LaneId::of(trace::TaskId(5)), {} });
        screen.session.setPlayhead({ screen.session.trace().range().end.ns / 2 });
        QTRY_COMPARE(paints.whole, 1);
        screen.settle();
        QCOMPARE(paints.whole, 1);
        // Beside it there are only frames that refine it.
        const QRect box = difference(screen.shown(), screen.whole());
        QVERIFY2(box.isEmpty(), qPrintable(text(box)));
        // And what comes later is shown as well.
        screen.session.setPlayhead({ screen.session.trace().range().end.ns / 4 });
        screen.settle();
        const QRect later = difference(screen.shown(), screen.whole());
        QVERIFY2(later.isEmpty(), qPrintable(text(later)));
    }

    void aWindowMadeSmallerWhileItsFrameIsRoughComesToRest()
    {
        Screen screen(support::crowd(200, 60'000));
        screen.widget.setFrameWork(trace::Duration(0));
        screen.wheel({ 400, 300 }, 240, Qt::ControlModifier);
        screen.widget.viewport()->repaint();
        QVERIFY(!screen.widget.isRefined());
        screen.widget.resize(screen.widget.size() - QSize(0, 60));
        QTRY_VERIFY(screen.widget.isRefined());
    }

    void queuesThatAFrameHasNoTimeForComeWithTheNextOnes()
    {
        Screen screen(support::producerConsumer());
        screen.widget.setFrameWork(trace::Duration(0));
        bool wasRoughInQueue = false;
        for (int round = 0; round < 8; ++round) {
            screen.wheel({ 300 + 60 * round, 300 }, round < 5 ? 240 : -240, Qt::ControlModifier);
            screen.widget.viewport()->repaint();
            QVERIFY(!screen.widget.isRefined());
            const QImage rough = screen.shown();
            QTRY_VERIFY(screen.widget.isRefined());
            screen.settle();
            const QImage refined = screen.shown();
            const QRect box = difference(refined, screen.whole());
            QVERIFY2(box.isEmpty(), qPrintable(QStringLiteral("round %1: %2").arg(round).arg(text(box))));
            wasRoughInQueue = wasRoughInQueue || !difference(rough, refined).isEmpty();
        }
        QVERIFY(wasRoughInQueue);
    }

    void namesThatAFrameHasNoTimeForComeWithTheNextOnes()
    {
        Screen screen(support::crowd(200, 4000));
        screen.widget.setFrameWork(trace::Duration(0));
        int rough = 0;
        for (const int part : { 4, 2, 1 }) {
            screen.widget.verticalScrollBar()->setValue(screen.widget.verticalScrollBar()->maximum() / part);
            screen.widget.viewport()->repaint();
            rough += !screen.widget.isRefined();
            QTRY_VERIFY(screen.widget.isRefined());
            screen.settle();
            const QRect box = difference(screen.shown(), screen.whole());
            QVERIFY2(box.isEmpty(), qPrintable(QStringLiteral("part %1: %2").arg(part).arg(text(box))));
        }
        QCOMPARE(rough, 3);
    }

    // What was computed for one place is that for the next then, and nothing shimmers.
    void aMoveByAnyDistanceIsOneByWholePixels()
    {
        Screen screen(support::crowd(60, 60'000));
        const trace::Span whole = screen.session.axis().whole();
        const qint64 length = whole.length() / 3;
        screen.session.show(trace::Span { whole.begin + length, whole.begin + 2 * length });
        screen.settle();
        const QImage before = screen.whole();
        screen.session.panBy(std::llround(double(length) / 677 * 2.43)); // some 700 pixels are what time has in a window of 900
        screen.settle();
        const QImage after = screen.whole();
        const QRect seen(400, 150, 400, 300);
        qint64 fewest = seen.width() * seen.height();
        for (int shift = 1; shift <= 4; ++shift) {
            qint64 differing = 0;
            for (int y = seen.top(); y <= seen.bottom(); ++y) {
                for (int x = seen.left(); x <= seen.right(); ++x)
                    differing += before.pixel(x + shift, y) != after.pixel(x, y);
            }
            fewest = std::min(fewest, differing);
        }
        QVERIFY2(fewest * 100 < seen.width() * seen.height(), qPrintable(QString::number(fewest)));
    }

    void aFrameThatHasTheTimeIsExactAtOnce()
    {
        Screen screen(support::producerConsumer());
        screen.widget.setFrameWork(std::chrono::seconds(10));
        screen.wheel({ 400, 300 }, 240, Qt::ControlModifier);
        screen.widget.viewport()->repaint();
        QVERIFY(screen.widget.isRefined());
    }
};

QTEST_MAIN(TestTimelineFrames)
#include "tst_timelineframes.moc"
