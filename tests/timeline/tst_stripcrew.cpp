// SPDX-License-Identifier: GPL-3.0-or-later
// Frames painted by two threads: the pixels of one thread, whoever takes which strip.
#include "support/handmadetrace.h"
#include "timeline/framepainter.h"
#include "timeline/paintercanvas.h"
#include "timeline/stripcrew.h"

#include <QPainter>
#include <QRandomGenerator>
#include <QTest>

#include <array>

using namespace timeline;

namespace {

constexpr QSize Size(700, 480); // logical pixels

/// A trace laid out as the window would.
struct Shown
{
    session::Session session;
    LaneStack stack;
    Density density;
    FrameLayout layout;

    Shown(std::shared_ptr<trace::Trace> trace, Density wanted) : density(wanted)
    {
        session.open(std::move(trace), { session::SourceKind::File, QStringLiteral("test") });
        stack.lay(session.lanes(), density);
        layout = layOut(Size, {}, headerWidthFor(session.trace(), session.lanes()), stack.totalHeight());
    }
    [[nodiscard]] Frame frame(trace::Span span, int scroll, double ratio) const
    {
        Frame frame;
        frame.trace = &session.trace();
        frame.lanes = &session.lanes();
        frame.stack = &stack;
        frame.size = Size;
        frame.layout = layout;
        frame.density = density;
        frame.scale = Scale(span, layout.timeLeft(), layout.timeWidth()).onPixelGrid(ratio);
        frame.whole = session.scrollBounds();
        frame.scroll = scroll;
        frame.isInteractive = true;
        frame.hasFocus = true;
        frame.trust = QStringLiteral("test");
        return frame;
    }
};

QImage picture(FramePainter &frames, TextImages &texts, const Frame &frame, double ratio, StripCrew *crew)
{
    QImage image((QSizeF(Size) * ratio).toSize(), QImage::Format_RGB32);
    image.fill(Qt::magenta); // what nobody paints is seen
    image.setDevicePixelRatio(ratio);
    QPainter painter(&image);
    PainterCanvas canvas(painter, PainterCanvas::Target::Pixels, texts, QRectF(QPointF(), Size), crew);
    frames.draw(canvas, frame);
    return image;
}

/// Any stretch of the trace, from all of it to a few thousandths.
trace::Span anySpan(const session::Session &session, QRandomGenerator &random)
{
    const trace::Span whole = session.scrollBounds();
    const auto length = qint64(double(whole.length()) * std::pow(10, -2.5 * random.generateDouble()));
    const trace::Position begin = whole.begin + qint64(double(whole.length() - length) * random.generateDouble());
    return { begin, begin + std::max<qint64>(length, 100) };
}

} // namespace

class TestStripCrew : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { session::loadFonts(); }

    void twoThreadsGiveThePixelsOfOne_data()
    {
        QTest::addColumn<std::shared_ptr<trace::Trace>>("trace");
        QTest::addColumn<Density>("density");
        QTest::addColumn<double>("ratio");
        const std::pair<const char *, std::shared_ptr<trace::Trace>> traces[] { { "troubles", support::troubles() }, { "crowd", support::crowd(400, 20'000) },
            { "queue", support::producerConsumer(3, 2) } };
        const std::pair<const char *, Density> densities[] { { "roomy", Density::Roomy }, { "compact", Density::Compact }, { "packed", Density::Packed } };
        for (const auto &[name, trace] : traces) {
            for (const auto &[how, density] : densities) {
                for (const double ratio : { 1.0, 1.5, 2.0 })
                    QTest::addRow("%s, %s, %g", name, how, ratio) << trace << density << ratio;
            }
        }
    }

    void twoThreadsGiveThePixelsOfOne()
    {
        QFETCH(std::shared_ptr<trace::Trace>, trace);
        QFETCH(Density, density);
        QFETCH(double, ratio);
        const auto seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        const Shown shown(trace, density);
        FramePainter alone;
        FramePainter together;
        TextImages texts;
        TextImages otherTexts;
        StripCrew crew;
        for (int n = 0; n < 12; ++n) {
            const int room = std::max(shown.stack.totalHeight() - int(shown.layout.lanes.height()), 0);
            Frame frame = shown.frame(anySpan(shown.session, random), room > 0 ? int(random.bounded(room + 1)) : 0, ratio);
            const session::LaneId lane = shown.session.lanes().row(random.bounded(shown.session.lanes().count())).id;
            frame.selection.lane = lane;
            frame.selection.slice = 0;
            const QImage expected = picture(alone, texts, frame, ratio, nullptr);
            const QImage painted = picture(together, otherTexts, frame, ratio, &crew);
            QVERIFY2(expected == painted, qPrintable(QStringLiteral("frame %1").arg(n)));
        }
    }

    void everyStripIsPaintedOnceHoweverMany()
    {
        constexpr int Lines = 1500; // more than the crew holds
        QImage image(64, Lines, QImage::Format_RGB32);
        const Raster raster = Raster::of(image);
        const std::vector<QRgb> ground(64, 0xff102030);
        StripCrew crew;
        StripPainter painter;
        for (int frame = 0; frame < 40; ++frame) {
            image.fill(Qt::black);
            crew.begin(raster);
            for (int y = 0; y < Lines; ++y) {
                Strip &strip = crew.next(painter);
                strip.begin({ QRect(0, y, 64, 1), ground.data() });
                strip.add(Strip::Fill { QRect(4, y, 8, 1), 0xff000000 + quint32(y) });
                strip.add(Strip::Fill { QRect(20, y, 8, 1), 0x80000000 }); // twice would be darker
                if (y % 7 == 3)
                    crew.paintHere(painter);
                else
                    crew.publish();
            }
            crew.finish(painter);
            for (int y = 0; y < Lines; ++y) {
                QCOMPARE(raster.line(y)[0], 0xff102030u);
                QCOMPARE(raster.line(y)[4], 0xff000000u + quint32(y));
                QCOMPARE(raster.line(y)[20], 0xff081018u);
                QCOMPARE(raster.line(y)[63], 0xff102030u);
            }
        }
    }

    void whatIsDrawnOnAStripStaysInIt()
    {
        QImage image(100, 60, QImage::Format_RGB32);
        image.fill(Qt::white);
        StripCrew crew;
        RasterSurface surface(image, {}, 1, &crew);
        const QRectF all(0, 0, 100, 60);
        surface.setClip(all);
        Ground ground { .outside = Qt::blue, .colour = Qt::blue, .left = 0, .right = 100, .lines = {}, .pixels = {} };
        surface.beginStrip(10, 20, all, ground);
        surface.fill(QRectF(0, 0, 10, 60), Qt::red);
        surface.endStrip();
        surface.fill(QRectF(50, 30, 10, 60), Qt::green);
        surface.settle();
        QCOMPARE(image.pixelColor(5, 9), QColor(Qt::white));
        QCOMPARE(image.pixelColor(5, 10), QColor(Qt::red));
        QCOMPARE(image.pixelColor(15, 10), QColor(Qt::blue));
        QCOMPARE(image.pixelColor(5, 19), QColor(Qt::red));
        QCOMPARE(image.pixelColor(5, 20), QColor(Qt::white));
        QCOMPARE(image.pixelColor(55, 29), QColor(Qt::white));
        QCOMPARE(image.pixelColor(55, 59), QColor(Qt::green));
    }

    void aCrewThatPaintedNothingEnds()
    {
        for (int n = 0; n < 50; ++n) {
            StripCrew crew;
            if (n % 2 == 0) {
                QImage image(8, 8, QImage::Format_RGB32);
                StripPainter painter;
                crew.begin(Raster::of(image));
                crew.finish(painter);
            }
        }
    }
};

QTEST_MAIN(TestStripCrew)
#include "tst_stripcrew.moc"
