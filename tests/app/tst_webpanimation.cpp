// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures/animation.h"
#include "app/pictures/animationencoder.h"
#include "app/pictures/storyboard.h"
#include "app/pictures/webpanimation.h"
#include "support/handmadetrace.h"
#include "timeline/picturefiles.h"
#include "trace/clock.h"

#include <QPainter>
#include <QRandomGenerator>
#include <QTest>

#include <webp/demux.h>

using namespace app;
using std::chrono::milliseconds;

namespace {

struct Shown
{
    QImage image;
    int end = 0; ///< ms
};

/// What libwebp's own reader sees in a file.
std::vector<Shown> framesOf(const QByteArray &file)
{
    const WebPData data { reinterpret_cast<const uint8_t *>(file.constData()), std::size_t(file.size()) };
    WebPAnimDecoder *decoder = WebPAnimDecoderNew(&data, nullptr);
    std::vector<Shown> frames;
    if (!decoder)
        return frames;
    WebPAnimInfo info;
    WebPAnimDecoderGetInfo(decoder, &info);
    uint8_t *pixels = nullptr;
    int end = 0;
    while (WebPAnimDecoderHasMoreFrames(decoder) && WebPAnimDecoderGetNext(decoder, &pixels, &end)) {
        const QImage view(pixels, int(info.canvas_width), int(info.canvas_height), QImage::Format_RGBA8888);
        frames.push_back({ view.convertToFormat(QImage::Format_RGB32), end });
    }
    WebPAnimDecoderDelete(decoder);
    return frames;
}

/// The frame that stands at this time.
QImage frameAt(const std::vector<Shown> &frames, int ms)
{
    for (const Shown &frame : frames) {
        if (ms < frame.end)
            return frame.image;
    }
    return {};
}

QImage scribble(QRandomGenerator &random, QSize size)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(QColor::fromRgb(random.generate()));
    QPainter painter(&image);
    for (int n = 0; n < 20; ++n)
        painter.fillRect(random.bounded(size.width()), random.bounded(size.height()), random.bounded(1, 40), random.bounded(1, 40), QColor::fromRgb(random.generate()));
    return image;
}

trace::Result<> nothingTaken(const QString &, const QByteArray &)
{
    return trace::Error { QString(), QStringLiteral("taken") };
}

} // namespace

class TestWebpAnimation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPixelComesBackAndStaysAsLongAsItWasToldTo()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int round = 0; round < 20; ++round) {
            const QSize size(random.bounded(1, 200), random.bounded(1, 200));
            WebpAnimation file(size);
            std::vector<Shown> given;
            int end = 0;
            for (int n = random.bounded(1, 12); n > 0; --n) {
                const bool isRepeated = !given.empty() && random.bounded(4) == 0;
                const QImage image = isRepeated ? given.back().image : scribble(random, size);
                const int shown = random.bounded(1, 3000);
                QVERIFY(file.add(image, milliseconds(shown)));
                given.push_back({ image, end += shown });
            }
            const auto bytes = file.finish();
            QVERIFY(bytes);
            const std::vector<Shown> read = framesOf(bytes.value());
            QVERIFY(!read.empty());
            if (read.size() == 1) { // one picture, as often as it was added, is a still one
                QCOMPARE(read.front().image, given.back().image);
                continue;
            }
            QCOMPARE(read.back().end, end);
            for (const Shown &frame : given)
                QCOMPARE(frameAt(read, frame.end - 1), frame.image);
        }
    }

    void framesPackedOnAnotherThreadGiveTheSameFile()
    {
        QRandomGenerator random(11);
        const QSize size(120, 90);
        WebpAnimation here(size);
        AnimationEncoder there(size);
        for (int n = 0; n < 12; ++n) {
            const QImage image = scribble(random, size);
            QVERIFY(here.add(image, milliseconds(40 + n)));
            QVERIFY(there.add(image, milliseconds(40 + n), [] { return true; }));
        }
        const auto bytes = there.finish([] { return true; });
        QVERIFY(bytes && bytes->isOk());
        QVERIFY(bytes->value() == here.finish().value());
    }

    void whoWaitsForALargeFrameIsAskedAllTheTimeAndCanLeave()
    {
        QRandomGenerator random(12);
        const QSize size(2400, 1600);
        const QImage image = scribble(random, size);
        qint64 asked = trace::monotonicNow();
        qint64 longest = 0;
        int questions = 0;
        const auto goesOn = [&](int most) {
            longest = std::max(longest, trace::monotonicNow() - asked);
            asked = trace::monotonicNow();
            return ++questions <= most;
        };
        AnimationEncoder encoder(size);
        bool isTaken = true;
        for (int n = 0; n < 50 && isTaken; ++n) {
            asked = trace::monotonicNow();
            isTaken = encoder.add(n % 2 == 0 ? image : scribble(random, size), milliseconds(40), [&] { return goesOn(3); });
        }
        QVERIFY2(!isTaken, "fifty frames of four megapixels are not packed while three questions are asked");
        QCOMPARE(questions, 4);
        QVERIFY2(longest < 500'000'000, qPrintable(QString::number(double(longest) * 1e-6)));
        asked = trace::monotonicNow();
        QVERIFY(!encoder.finish([] { return false; }));
        QVERIFY(trace::monotonicNow() - asked < 500'000'000);
    }

    void aFaultOfTheEncoderIsToldInTheEnd()
    {
        AnimationEncoder encoder(QSize(10, 10));
        QVERIFY(encoder.add(QImage(11, 10, QImage::Format_RGB32), milliseconds(5), [] { return true; }));
        const auto bytes = encoder.finish([] { return true; });
        QVERIFY(bytes && !bytes->isOk());
        QVERIFY2(bytes->error().message().contains(QLatin1String("11x10")), qPrintable(bytes->error().message()));
    }

    void aFrameOfAnotherSizeAndAnAnimationOfNoneAreRefused()
    {
        WebpAnimation file(QSize(10, 10));
        QVERIFY(!file.finish());
        QVERIFY(!file.add(QImage(11, 10, QImage::Format_RGB32), milliseconds(5)));
        QVERIFY(file.add(QImage(10, 10, QImage::Format_RGB32), milliseconds(5)));
        QVERIFY(file.finish());
    }

    void stepsFollowEachOtherAsTheStoryboardShowsThem()
    {
        const auto trace = support::producerConsumer();
        Figure figure;
        figure.steps = StepSpan { 4, 9 };
        figure.picture.axis = trace::AxisKind::Steps;
        figure.stepTime = milliseconds(700);
        QByteArray bytes;
        const TakeFile take = [&bytes](const QString &infix, const QByteArray &all) -> trace::Result<> {
            bytes = infix.toUtf8() + all;
            return {};
        };
        QVERIFY(drawFigure(*trace, figure, FigureFormat::Webp, take));
        const std::vector<Shown> read = framesOf(bytes);
        QCOMPARE(read.size(), std::size_t(6));
        QCOMPARE(read[0].end, 700);
        QCOMPARE(read[4].end, 3500);
        const Storyboard board(*trace, figure, FigureFormat::Webp);
        for (int n = 0; n < 6; ++n)
            QCOMPARE(read[std::size_t(n)].image, timeline::imageOf(board.page(n), figure.picture.theme->ground, 1).value().convertToFormat(QImage::Format_RGB32));
        const QByteArray first = bytes;
        QVERIFY(drawFigure(*trace, figure, FigureFormat::Webp, take));
        QVERIFY(bytes == first);
    }

    void aSweepEndsWhereTheRunEnds()
    {
        const auto trace = support::producerConsumer();
        for (const FigureView view : { FigureView::Timeline, FigureView::Loop }) {
            for (const trace::AxisKind axis : { trace::AxisKind::Time, trace::AxisKind::Steps }) {
                Figure figure;
                figure.view = view;
                figure.picture.axis = axis;
                figure.length = milliseconds(400);
                const Animation animation(*trace, figure);
                QCOMPARE(animation.frameCount(), 9);
                QCOMPARE(animation.size(), animation.frame(3).value().size());
                QVERIFY(animation.frame(0).value() != animation.frame(8).value());
                // The last frame hides nothing any more: what a picture with the playhead at the end shows.
                Figure still = figure;
                still.picture.cursor = trace->range().end;
                still.picture.fadesAfterCursor = true;
                if (view == FigureView::Timeline)
                    QCOMPARE(animation.frame(8).value(), figureImage(*trace, still, FigureFormat::Png, 1).value());
            }
        }
    }

    void aSweepOfARangeStaysInIt()
    {
        const auto trace = support::producerConsumer();
        Figure figure;
        figure.picture.range = trace::TimeRange { { 1'000'000'000 }, { 2'000'000'000 } };
        figure.length = milliseconds(100);
        Figure still = figure;
        still.picture.fadesAfterCursor = true;
        const Animation animation(*trace, figure);
        for (const auto &[n, ns] : { std::pair(0, 1'000'000'000), std::pair(1, 1'500'000'000), std::pair(2, 2'000'000'000) }) {
            still.picture.cursor = trace::Timestamp { ns };
            QCOMPARE(animation.frame(n).value(), figureImage(*trace, still, FigureFormat::Png, 1).value());
        }
    }

    void stoppingTakesNothing()
    {
        const auto trace = support::producerConsumer();
        int asked = 0;
        const auto stop = [&asked](quint64 done, quint64 total) {
            Q_ASSERT(done < total);
            return ++asked < 3;
        };
        const auto drawn = drawFigure(*trace, {}, FigureFormat::Webp, nothingTaken, stop);
        QVERIFY(!drawn);
        QCOMPARE(drawn.error().why, QStringLiteral("cancelled"));
        QCOMPARE(asked, 3);
    }

    void whatTheFormatCannotHoldIsRefused()
    {
        const auto trace = support::producerConsumer();
        Figure figure;
        figure.picture.size = QSize(WebpAnimation::MostSide + 1, 64);
        const auto drawn = drawFigure(*trace, figure, FigureFormat::Webp, nothingTaken);
        QVERIFY(!drawn);
        QCOMPARE(drawn.error().what, QStringLiteral("size"));
    }

    void anEmptyTraceMovesWithoutMoving()
    {
        const trace::Trace trace { trace::TraceInfo() };
        Figure figure;
        figure.length = milliseconds(100);
        const Animation animation(trace, figure);
        for (int n = 0; n < animation.frameCount(); ++n)
            QVERIFY(animation.frame(n));
    }
};

QTEST_MAIN(TestWebpAnimation)
#include "tst_webpanimation.moc"
