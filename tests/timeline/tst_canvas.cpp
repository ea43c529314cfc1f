// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/canvas.h"
#include "timeline/paintercanvas.h"
#include "timeline/svgcanvas.h"

#include "referencecells.h"

#include <QPainter>
#include <QRandomGenerator>
#include <QTest>
#include <QXmlStreamReader>

using namespace timeline;
using session::FontRole;

namespace {

/// Cells of a hatched bar with a mark in it and a hollow stretch, `count` of them.
std::vector<Cell> someCells(int count)
{
    std::vector<Cell> cells(static_cast<size_t>(count));
    for (int n = 0; n < count; ++n) {
        Cell &cell = cells[size_t(n)];
        if (n % 40 < 3)
            cell = { .fill = 0xff00875f, .hatch = 0, .edge = 0xff00875f, .over = 0xff00875f };
        else if (n % 40 > 30)
            cell = { .fill = 0xffffffff, .hatch = 0, .edge = 0xffb26a00, .over = 0, .hasThickEdge = true };
        else if (n % 40 > 6)
            cell = { .fill = 0xffe0f0ff, .hatch = 0xff80b0e0, .edge = 0xff4080c0 };
    }
    return cells;
}

std::vector<CellRun> runsOf(const std::vector<Cell> &cells)
{
    std::vector<CellRun> runs;
    reference::mergeCells(cells, runs);
    return runs;
}

constexpr Band Bar { .left = 10, .count = 360, .top = 12, .bottom = 40, .overhang = 3, .hatchOrigin = 5 };

QImage painted(PainterCanvas::Target target, double ratio, QRectF exposed = { 0, 0, 200, 60 })
{
    QImage image(int(200 * ratio), int(60 * ratio), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::white);
    QPainter painter(&image);
    TextImages texts;
    PainterCanvas canvas(painter, target, texts, exposed);
    std::vector<CellRun> cells = runsOf(someCells(int(180 * ratio)));
    canvas.pushClip(QRectF(10, 0, 180, 60).intersected(exposed));
    Band bar = Bar;
    bar.count = qsizetype(180 * ratio);
    canvas.cells(bar, cells);
    canvas.popClip();
    return image;
}

/// The bar on a ground with a grid, which lies there already or is still to be laid.
QImage onGround(bool isLaid, double ratio, double top, const std::vector<CellRun> &cells, double hatchOrigin)
{
    QImage image(int(200 * ratio), int(60 * ratio), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    QPainter painter(&image);
    TextImages texts;
    Ground ground { .outside = Qt::white, .colour = QColor(0xf0, 0xf0, 0xf0), .left = 8, .right = 195, .lines = { { 30, Qt::gray }, { 111, Qt::red } }, .pixels = {} };
    PainterCanvas canvas(painter, PainterCanvas::Target::Pixels, texts, { 0, 0, 200, 60 });
    canvas.layGround(0, 60, ground);
    if (isLaid)
        canvas.fill({ 0, 59, 1, 1 }, Qt::black);
    canvas.pushClip({ 12, 0, 180, 60 });
    canvas.cells({ .left = 10, .count = int(184 * ratio), .top = top, .bottom = top + 28, .overhang = 3, .hatchOrigin = hatchOrigin }, cells);
    canvas.popClip();
    canvas.fill({ 0, 59, 1, 1 }, Qt::black);
    return image;
}

/// Stretches of hatched and other cells, of a few columns each or of many.
std::vector<CellRun> anyRuns(QRandomGenerator &random, int columns, int longest)
{
    std::vector<CellRun> runs;
    for (int begin = random.bounded(9); begin < columns;) {
        const int end = std::min(begin + 1 + random.bounded(longest), columns);
        const QRgb colour = 0xff000000 | random.generate();
        const int kind = random.bounded(5);
        if (kind < 3)
            runs.push_back({ begin, end, { .fill = colour, .hatch = colour ^ 0x808080, .edge = colour ^ 0x404040 } });
        else if (kind == 3)
            runs.push_back({ begin, end, { .fill = colour, .hatch = 0, .edge = colour, .over = random.bounded(2) ? colour : 0, .hasThickEdge = random.bounded(2) == 1 } });
        begin = end;
    }
    return runs;
}

} // namespace

class TestCanvas : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(session::loadFonts()); }

    void textsAreElidedToWhatFits()
    {
        const QString text = QStringLiteral("a rather long name of a task");
        QCOMPARE(elided(text, FontRole::Name, 1000), text);
        QCOMPARE(elidedName(QStringLiteral("consumer-12"), FontRole::Name, 1000), QStringLiteral("consumer-12"));
        const QString named = elidedName(QStringLiteral("a-very-long-consumer-12"), FontRole::Name, 80);
        QVERIFY2(named.endsWith(QStringLiteral("\u2026-12")) && textWidth(named, FontRole::Name) <= 80, qPrintable(named));
        QCOMPARE(elidedName(text, FontRole::Name, 80), elided(text, FontRole::Name, 80));
        const QString cut = elided(text, FontRole::Name, 80);
        QVERIFY(cut.endsWith(u'\u2026'));
        QVERIFY(textWidth(cut, FontRole::Name) <= 80);
        QVERIFY(cut.size() > 5);
        QCOMPARE(elided(text, FontRole::Name, 3), QString());
        for (int width = 10; width < 60; ++width) {
            const QString snakes = elided(QStringLiteral("\U0001F40D\U0001F40D\U0001F40D"), FontRole::Name, width).remove(u'\u2026');
            QVERIFY(snakes.isEmpty() || snakes.back().isLowSurrogate());
        }
    }

    void hatchLinesStayInsideAndOnTheGrid()
    {
        const QRectF rect(13, 7, 101, 28);
        int lines = 0;
        forEachHatchLine(rect, 3, [&](QPointF from, QPointF to) {
            for (const QPointF &point : { from, to }) {
                QVERIFY(rect.adjusted(-1e-9, -1e-9, 1e-9, 1e-9).contains(point));
                const double c = (point.x() + point.y() - 3) / HatchPeriod;
                QVERIFY(std::abs(c - std::round(c)) < 1e-9);
            }
            QCOMPARE(to.x() - from.x(), from.y() - to.y());
            ++lines;
        });
        QCOMPARE(lines, 13);
        forEachHatchLine(QRectF(), 3, [&](QPointF, QPointF) { QFAIL("a line in nothing"); });
    }

    void rowsWrittenStraightAreThoseThatAreDrawn_data()
    {
        QTest::addColumn<double>("ratio");
        for (const double ratio : { 1.0, 1.5, 2.0, 3.0 })
            QTest::addRow("%g", ratio) << ratio;
    }
    void rowsWrittenStraightAreThoseThatAreDrawn()
    {
        QFETCH(double, ratio);
        QCOMPARE(painted(PainterCanvas::Target::Pixels, ratio), painted(PainterCanvas::Target::ClippedPixels, ratio));
    }

    void cellsOnGroundToBeLaidAreThoseOnGroundThatIs_data() { rowsWrittenStraightAreThoseThatAreDrawn_data(); }
    void cellsOnGroundToBeLaidAreThoseOnGroundThatIs()
    {
        QFETCH(double, ratio);
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        for (int n = 0; n < 60; ++n) {
            const std::vector<CellRun> cells = anyRuns(random, int(184 * ratio), n % 3 == 0 ? 90 : n % 3 == 1 ? 4 : 15);
            const double top = random.bounded(-20, 50);
            const double origin = random.bounded(-20, 20) / 3.0;
            QCOMPARE(onGround(false, ratio, top, cells, origin), onGround(true, ratio, top, cells, origin));
        }
    }

    void nothingIsWrittenOutsideOfWhatIsExposed()
    {
        const QImage part = painted(PainterCanvas::Target::Pixels, 1, { 30, 20, 50, 10 });
        const QImage whole = painted(PainterCanvas::Target::Pixels, 1);
        for (int y = 0; y < part.height(); ++y) {
            for (int x = 0; x < part.width(); ++x) {
                const bool isExposed = QRect(30, 20, 50, 10).contains(x, y);
                QCOMPARE(part.pixel(x, y), isExposed ? whole.pixel(x, y) : qRgb(255, 255, 255));
            }
        }
    }

    void theBarHasItsParts()
    {
        const QImage image = painted(PainterCanvas::Target::Pixels, 1);
        const int run = 10 + 41;
        QCOMPARE(image.pixel(run, 8), qRgb(255, 255, 255));
        QCOMPARE(image.pixel(run, 9), qRgb(0x00, 0x87, 0x5f)); // three rows above the body
        QCOMPARE(image.pixel(run, 42), qRgb(0x00, 0x87, 0x5f)); // and below
        QCOMPARE(image.pixel(run, 43), qRgb(255, 255, 255));
        const int hatched = 10 + 20;
        QCOMPARE(image.pixel(hatched, 11), qRgb(255, 255, 255));
        QCOMPARE(image.pixel(hatched, 12), qRgb(0x40, 0x80, 0xc0));
        QCOMPARE(image.pixel(hatched, 39), qRgb(0x40, 0x80, 0xc0));
        const int hollow = 10 + 35;
        QCOMPARE(image.pixel(hollow, 13), qRgb(0xb2, 0x6a, 0x00));
        QCOMPARE(image.pixel(hollow, 14), qRgb(255, 255, 255));
        int lines = 0;
        for (int y = 13; y < 39; ++y)
            lines += image.pixel(hatched, y) == qRgb(0x80, 0xb0, 0xe0);
        QVERIFY2(lines == 2 || lines == 3, qPrintable(QString::number(lines)));
    }

    void anSvgIsWellFormedWhateverTheNames()
    {
        const QString nasty = QStringLiteral("<a> & \"b\" \x01\x1b\t") + QChar(0xd800) + QStringLiteral("x\uffff \U0001F40D ]]>");
        SvgCanvas canvas({ 200, 60 }, nasty, { { QStringLiteral("Scenario"), nasty } });
        canvas.beginGroup(nasty);
        canvas.text({ 1, 20 }, nasty, FontRole::Name, Qt::black);
        canvas.endGroup();
        canvas.pushClip({ 10, 0, 180, 60 });
        canvas.cells(Bar, runsOf(someCells(360)));
        canvas.popClip();
        QXmlStreamReader reader(canvas.finished());
        QString text;
        while (!reader.atEnd()) {
            if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == u"text")
                text = reader.readElementText();
        }
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QCOMPARE(text, QStringLiteral("<a> & \"b\" \ufffd\ufffd\t\ufffdx\ufffd \U0001F40D ]]>"));
    }

    void anSvgOfADenseLaneHoldsAPicture()
    {
        std::vector<Cell> cells(4000);
        for (size_t n = 0; n < cells.size(); ++n)
            cells[n].fill = 0xff000000 | QRgb(n * 7);
        SvgCanvas canvas({ 2000, 60 }, {}, {});
        canvas.cells({ .left = 0, .count = 4000, .top = 12, .bottom = 40, .overhang = 3 }, runsOf(cells));
        const QByteArray document = canvas.finished();
        QVERIFY(document.contains("<image"));
        QVERIFY(document.size() < 100'000);
    }
};

QTEST_MAIN(TestCanvas)
#include "tst_canvas.moc"
