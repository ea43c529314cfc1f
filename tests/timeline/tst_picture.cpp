// SPDX-License-Identifier: GPL-3.0-or-later
#include "drawnpicture.h"
#include "session/laneslices.h"
#include "session/session.h"
#include "session/wakechain.h"
#include "support/handmadetrace.h"
#include "support/tracebuilder.h"
#include "timeline/svgcanvas.h"

#include <QBuffer>
#include <QImageReader>
#include <QPainter>
#include <QProcess>
#include <QStandardPaths>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace timeline;
using session::Theme;

namespace {

QByteArray written(const trace::Trace &trace, const PictureOptions &options, PictureFormat format)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const auto result = render(trace, options, format, buffer);
    if (!result)
        qWarning("%s", qPrintable(result.error().message()));
    return buffer.data();
}

QSize pictureSize(const trace::Trace &trace, const PictureOptions &options)
{
    return LaidOutPicture(trace, options).size();
}

PictureOptions sized(int width, int height = 0)
{
    PictureOptions options;
    options.size = { width, height };
    return options;
}

/// Share of the pixels of two pictures that differ by more than `tolerance` of 255 in a channel.
double difference(const QImage &a, const QImage &b, int tolerance)
{
    if (a.size() != b.size())
        return 1;
    qint64 count = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y);
            const QRgb q = b.pixel(x, y);
            count += std::abs(qRed(p) - qRed(q)) > tolerance || std::abs(qGreen(p) - qGreen(q)) > tolerance || std::abs(qBlue(p) - qBlue(q)) > tolerance;
        }
    }
    return double(count) / double(qint64(a.width()) * a.height());
}

/// Both at an eighth of their size: what fonts and the edges of a pixel differ in is averaged out, what stands elsewhere is not.
double coarseDifference(const QImage &a, const QImage &b)
{
    const auto coarse = [](const QImage &image) { return image.convertToFormat(QImage::Format_RGB32).scaled(image.size() / 8, Qt::IgnoreAspectRatio, Qt::SmoothTransformation); };
    return difference(coarse(a), coarse(b), 40);
}

class FullDevice : public QIODevice
{
public:
    FullDevice() { open(QIODevice::WriteOnly); }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64) override
    {
        setErrorString(QStringLiteral("the disk is full"));
        return -1;
    }
};

} // namespace

class TestPicture : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pixelsWrittenStraightAreThoseOfThePainter_data()
    {
        QTest::addColumn<QString>("run");
        QTest::addColumn<double>("ratio");
        QTest::addColumn<double>("share");
        for (const char *run : { "troubles", "producer-consumer" }) {
            for (const double ratio : { 1.0, 1.5, 2.0 }) {
                for (const double share : { 1.0, 0.1 })
                    QTest::addRow("%s %g of %g", run, ratio, share) << QString::fromLatin1(run) << ratio << share;
            }
        }
    }
    void pixelsWrittenStraightAreThoseOfThePainter()
    {
        QFETCH(QString, run);
        QFETCH(double, ratio);
        QFETCH(double, share);
        const auto trace = run == u"troubles" ? support::troubles() : support::producerConsumer();
        PictureOptions options = sized(800);
        options.cursor = trace::Timestamp { trace->range().end.ns / 2 };
        options.selection.lane = session::LaneId::of(trace::TaskId(2));
        const qint64 length = trace->range().end.ns;
        options.range = trace::TimeRange { { length / 3 }, { length / 3 + std::max<qint64>(qint64(double(length) * share / 2), 1) } };
        const LaidOutPicture picture(*trace, options);
        const auto painted = [&](bool isClipped) {
            QImage image(picture.size() * ratio, QImage::Format_RGB32);
            image.setDevicePixelRatio(ratio);
            image.fill(Qt::red);
            QPainter painter(&image);
            if (isClipped) // a painter with a clip of its own is not written past
                painter.setClipRect(QRectF(QPointF(), QSizeF(picture.size())));
            picture.paint(painter, false);
            painter.end();
            return image;
        };
        const QImage straight = painted(false);
        const QImage byPainter = painted(true);
        // Nothing but what is translucent may differ, and that by one in 255.
        QCOMPARE(difference(straight, byPainter, 1), 0.0);
        QVERIFY(difference(straight, byPainter, 0) < 0.2);
    }

    void thePictureIsAsHighAsItsLanes()
    {
        const auto trace = support::producerConsumer();
        const QSize plain = pictureSize(*trace, {});
        QCOMPARE(plain.width(), PictureOptions::DefaultWidth);
        PictureOptions options;
        options.hasLegend = false;
        QVERIFY(pictureSize(*trace, options).height() < plain.height());
        options.title = QStringLiteral("Title");
        QVERIFY(pictureSize(*trace, options).height() > plain.height() - 36);
        options.lanes.globs = { QStringLiteral("producer-*") };
        QCOMPARE(pictureSize(*trace, options).height(), plain.height() - 36 + 38 + 6 - (34 + 2 * 52 + 70));
        QCOMPARE(pictureSize(*trace, sized(800, 300)), QSize(800, 300));
    }

    void sizeAndScaleMakeThePixels()
    {
        const auto trace = support::oneSleeper();
        PictureOptions options = sized(640, 200);
        options.scale = 2.5;
        QCOMPARE(renderImage(*trace, options).value().size(), QSize(1600, 500));
    }

    void thousandsOfLanesBecomeNarrowAndAreCountedWhereTheyFindNoRoom()
    {
        const auto trace = support::crowd(3000, 9000);
        QVERIFY(pictureSize(*trace, {}).height() <= 8192 + 200);
        const QByteArray svg = written(*trace, sized(600, 400), PictureFormat::Svg);
        QVERIFY(svg.contains("of 3003 lanes"));
    }

    void theSameOptionsGiveTheSameBytes_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("png") << int(PictureFormat::Png);
        QTest::newRow("svg") << int(PictureFormat::Svg);
        QTest::newRow("pdf") << int(PictureFormat::Pdf);
    }
    void theSameOptionsGiveTheSameBytes()
    {
        QFETCH(int, format);
        const QByteArray first = written(*support::producerConsumer(), sized(900), PictureFormat(format));
        QTest::qWait(1100); // another second of the clock
        QCOMPARE(written(*support::producerConsumer(), sized(900), PictureFormat(format)), first);
        QVERIFY(written(*support::producerConsumer(8), sized(900), PictureFormat(format)) != first);
        PictureOptions dark = sized(900);
        dark.theme = &Theme::dark();
        QVERIFY(written(*support::producerConsumer(), dark, PictureFormat(format)) != first);
    }

    void aPngTellsWhereItComesFrom()
    {
        QByteArray png = written(*support::producerConsumer(), sized(640), PictureFormat::Png);
        QBuffer buffer(&png);
        buffer.open(QIODevice::ReadOnly);
        QImageReader reader(&buffer);
        QCOMPARE(reader.text(QStringLiteral("Scenario")), QStringLiteral("producer-consumer"));
        QCOMPARE(reader.text(QStringLiteral("Seed")), QStringLiteral("7"));
        QCOMPARE(reader.text(QStringLiteral("Parameters")), QStringLiteral("consumers=1, producers=2"));
        QCOMPARE(reader.text(QStringLiteral("Clock")), QStringLiteral("virtual"));
        QCOMPARE(reader.text(QStringLiteral("Lost")), QStringLiteral("0"));
        QVERIFY(reader.text(QStringLiteral("Software")).startsWith(QStringLiteral("Loopscope ")));
    }

    void anSvgHasRealTextsAndAGroupForEachLane()
    {
        PictureOptions options = sized(900);
        options.title = QStringLiteral("Two & one");
        const QByteArray svg = written(*support::producerConsumer(), options, PictureFormat::Svg);
        QXmlStreamReader reader(svg);
        QStringList titles;
        QStringList texts;
        while (!reader.atEnd()) {
            if (reader.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (reader.name() == u"title")
                titles << reader.readElementText();
            else if (reader.name() == u"text")
                texts << reader.readElementText();
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        for (const char *lane : { "loop", "main-1", "producer-1", "producer-2", "consumer-1", "data" })
            QVERIFY2(titles.contains(QString::fromLatin1(lane)), lane);
        QVERIFY(texts.contains(QStringLiteral("Two & one")));
        for (const char *id : { "layer-title", "layer-lanes", "layer-ruler", "layer-overlays", "layer-legend", "consumer-1", "data" })
            QCOMPARE(svg.count(" id=\"" + QByteArray(id) + '"'), 1);
        QVERIFY(svg.contains("inkscape:groupmode=\"layer\" inkscape:label=\"lanes\""));
        QVERIFY(texts.contains(QStringLiteral("consumer-1")));
        QVERIFY(texts.contains(QStringLiteral("virtual clock \u00b7 0 lost")));
        QVERIFY(svg.contains("Seed: 7"));
        QVERIFY2(svg.size() < 200'000, qPrintable(QString::number(svg.size())));
    }

    void denseLanesKeepAnSvgSmall()
    {
        const auto trace = support::crowd(100, 200'000);
        const QByteArray svg = written(*trace, {}, PictureFormat::Svg);
        QVERIFY2(svg.size() < 5'000'000, qPrintable(QString::number(svg.size())));
    }

    void namesThatAreAlikeHaveIdsOfTheirOwn()
    {
        SvgCanvas canvas({ 100, 100 }, {}, {});
        for (const char *name : { "a b", "a-b", "a/b", "9", "", "\u00e4" }) {
            canvas.beginGroup(QString::fromUtf8(name));
            canvas.endGroup();
        }
        const QByteArray svg = canvas.finished();
        for (const char *id : { "a-b", "a-b.2", "a-b.3", "lane-9", "lane-", "lane--" })
            QCOMPARE(svg.count("<g id=\"" + QByteArray(id) + "\">"), 1);
    }

    // The arrow of a wake-up, the mark, and what comes after the playhead.
    void marksArrowsAndTheVeilAreDrawn()
    {
        const auto trace = support::producerConsumer();
        const QByteArray plain = written(*trace, sized(900), PictureFormat::Svg);
        PictureOptions options = sized(900);
        options.marks = { { { { 1'000'000'000 }, trace->countUpTo({ 1'000'000'000 }) }, QStringLiteral("look here") } };
        QVERIFY(written(*trace, options, PictureFormat::Svg).contains(">look here<"));
        options = sized(900);
        const session::LaneId consumer = session::LaneId::of(trace::TaskId(4));
        for (quint64 n = 0; n < session::sliceCount(*trace, consumer) && !options.selection.slice; ++n) {
            if (const auto wake = session::wakeBehind(*trace, { consumer, n }); wake && wake->waker)
                options.selection = { consumer, n };
        }
        QVERIFY(options.selection.slice);
        QVERIFY(written(*trace, options, PictureFormat::Svg).count("<polygon") > plain.count("<polygon"));
        options = sized(900);
        options.cursor = trace::Timestamp { 2'000'000'000 };
        QVERIFY(!written(*trace, options, PictureFormat::Svg).contains("fill-opacity=\"0.8\""));
        options.fadesAfterCursor = true;
        QVERIFY(written(*trace, options, PictureFormat::Svg).contains("fill-opacity=\"0.8\""));
    }

    void svgAndPdfLookLikeThePng_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<bool>("isDark");
        QTest::newRow("producer-consumer") << 0 << false;
        QTest::newRow("troubles dark") << 1 << true;
        QTest::newRow("crowd") << 2 << false;
    }
    void svgAndPdfLookLikeThePng()
    {
        QFETCH(int, which);
        QFETCH(bool, isDark);
        const auto trace = which == 0 ? support::producerConsumer() : which == 1 ? support::troubles() : support::crowd(8, 20'000);
        PictureOptions options = sized(960);
        options.theme = isDark ? &Theme::dark() : &Theme::light();
        options.scale = 2; // vector pictures have that resolution
        const QImage image = renderImage(*trace, options).value();

        QSvgRenderer svg(written(*trace, options, PictureFormat::Svg));
        QVERIFY(svg.isValid());
        QImage drawn(image.size(), QImage::Format_RGB32);
        QPainter painter(&drawn);
        svg.render(&painter);
        painter.end();
        const double off = coarseDifference(drawn, image);
        QVERIFY2(off < 0.01, qPrintable(QString::number(off)));

        QTemporaryDir folder;
        const auto save = [&](const char *name, PictureFormat format) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            if (file.open(QIODevice::WriteOnly))
                file.write(written(*trace, options, format));
            return file.fileName();
        };
        if (const QString rsvg = QStandardPaths::findExecutable(QStringLiteral("rsvg-convert")); !rsvg.isEmpty()) {
            const QString png = folder.filePath(QStringLiteral("rsvg.png"));
            QCOMPARE(QProcess::execute(rsvg, { QStringLiteral("-z"), QStringLiteral("2"), QStringLiteral("-o"), png, save("a.svg", PictureFormat::Svg) }), 0);
            const double apart = coarseDifference(QImage(png), image);
            QVERIFY2(apart < 0.02, qPrintable(QString::number(apart)));
        }
        const QString pdftoppm = QStandardPaths::findExecutable(QStringLiteral("pdftoppm"));
        if (pdftoppm.isEmpty())
            QSKIP("pdftoppm is not installed");
        QCOMPARE(QProcess::execute(pdftoppm, { QStringLiteral("-r"), QStringLiteral("192"), QStringLiteral("-png"), QStringLiteral("-singlefile"), save("a.pdf", PictureFormat::Pdf),
                                               folder.filePath(QStringLiteral("page")) }), 0);
        // A page is whole points high, so up to a point more than the picture.
        QImage page(folder.filePath(QStringLiteral("page.png")));
        QVERIFY(page.width() - image.width() <= 3 && page.height() - image.height() <= 3);
        page = page.copy(image.rect());
        QVERIFY2(coarseDifference(page, image) < 0.01, qPrintable(QString::number(coarseDifference(page, image))));
    }

    void thePictureOfASessionShowsWhatItShows()
    {
        session::Session session;
        session.open(support::producerConsumer(), { session::SourceKind::File, {} });
        session.show({ { 4'000'000'000 }, { 6'000'000'000 } });
        session.setPlayhead({ 5'000'000'000 });
        const PictureOptions options = optionsOf(session);
        QCOMPARE(options.span, session.visibleSpan());
        QCOMPARE(options.cursor->ns, 5'000'000'000);
    }

    void theCursorIsDrawnOnlyWhereThereIsOne()
    {
        const auto trace = support::oneSleeper();
        PictureOptions options = sized(640, 200);
        const QImage without = renderImage(*trace, options).value();
        options.cursor = trace::Timestamp { 500'000'000 };
        const QImage with = renderImage(*trace, options).value();
        const auto isRed = [](const QImage &image) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixel(x, 60) == Theme::light().bad.rgb())
                    return true;
            }
            return false;
        };
        QVERIFY(isRed(with));
        QVERIFY(!isRed(without));
    }

    void wrongOptionsAreSaid_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("scale");
        QTest::addColumn<qint64>("end");
        QTest::addColumn<QString>("what");
        QTest::newRow("too small") << QSize(10, 400) << 1.0 << qint64(9) << "size";
        QTest::newRow("too large") << QSize(400, 100'000) << 1.0 << qint64(9) << "size";
        QTest::newRow("negative") << QSize(-5, 400) << 1.0 << qint64(9) << "size";
        QTest::newRow("too large by scale") << QSize(32'000, 400) << 2.0 << qint64(9) << "size";
        QTest::newRow("no scale") << QSize(400, 400) << 0.0 << qint64(9) << "scale";
        QTest::newRow("no number") << QSize(400, 400) << double(NAN) << qint64(9) << "scale";
        QTest::newRow("empty range") << QSize(400, 400) << 1.0 << qint64(5) << "range";
    }
    void wrongOptionsAreSaid()
    {
        QFETCH(QSize, size);
        QFETCH(double, scale);
        QFETCH(qint64, end);
        QFETCH(QString, what);
        PictureOptions options;
        options.size = size;
        options.scale = scale;
        options.range = trace::TimeRange { { 5 }, { end } };
        const auto result = renderImage(*support::oneSleeper(), options);
        QVERIFY(!result);
        QCOMPARE(result.error().what, what);
    }

    void aFullDiskIsSaid()
    {
        for (const PictureFormat format : { PictureFormat::Png, PictureFormat::Svg, PictureFormat::Pdf }) {
            FullDevice device;
            const auto result = render(*support::oneSleeper(), sized(640), format, device);
            QVERIFY(!result);
            QCOMPARE(result.error().why, QStringLiteral("the disk is full"));
        }
    }

    void anEmptyTraceIsDrawn()
    {
        const trace::Trace trace { trace::TraceInfo() };
        for (const PictureFormat format : { PictureFormat::Png, PictureFormat::Svg, PictureFormat::Pdf })
            QVERIFY(!written(trace, {}, format).isEmpty());
    }
};

QTEST_MAIN(TestPicture)
#include "tst_picture.moc"
