// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures/figure.h"
#include "app/pictures/htmlpage.h"
#include "app/pictures/stepnavigation.h"
#include "app/pictures/textblock.h"
#include "support/handmadetrace.h"
#include "support/tracebuilder.h"

#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace app;

namespace {

struct File
{
    QString infix;
    QByteArray bytes;
};

std::vector<File> drawn(const trace::Trace &trace, const Figure &figure, FigureFormat format)
{
    std::vector<File> files;
    const auto result = drawFigure(trace, figure, format, [&](const QString &infix, const QByteArray &bytes) -> trace::Result<> {
        files.push_back({ infix, bytes });
        return {};
    });
    if (!result)
        qWarning("%s", qPrintable(result.error().message()));
    return files;
}

Figure storyboard(quint64 first, quint64 last, int columns = 0)
{
    Figure figure;
    figure.steps = StepSpan { first, last };
    figure.columns = columns;
    return figure;
}

/// The texts of an SVG in order, and whether it is XML with ids that are each there once.
QStringList textsOf(const QByteArray &svg)
{
    QXmlStreamReader reader(svg);
    QStringList texts;
    QSet<QString> ids;
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement)
            continue;
        const QString id = reader.attributes().value(QLatin1String("id")).toString();
        if (!id.isEmpty() && ids.contains(id))
            return { QStringLiteral("the id %1 is there twice").arg(id) };
        ids << id;
        if (reader.name() == u"text")
            texts << reader.readElementText();
    }
    return reader.hasError() ? QStringList { reader.errorString() } : texts;
}

} // namespace

class TestFigure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formatsAreKnownByTheirSuffix()
    {
        QCOMPARE(figureFormatOf(u"a.png"), FigureFormat::Png);
        QCOMPARE(figureFormatOf(u"A.SVG"), FigureFormat::Svg);
        QCOMPARE(figureFormatOf(u"x.y.pdf"), FigureFormat::Pdf);
        QCOMPARE(figureFormatOf(u"x.html"), FigureFormat::Html);
        QCOMPARE(figureFormatOf(u"x.webp"), FigureFormat::Webp);
        QVERIFY(!figureFormatOf(u"png"));
        QVERIFY(!figureFormatOf(u"a.gif"));
    }

    void stepsAreCountedAsTheLogHasThem()
    {
        const auto trace = support::producerConsumer();
        const quint64 count = trace->resumes().count();
        const std::vector<Step> all = stepsBetween(*trace, 1, count);
        QCOMPARE(quint64(all.size()), count);
        quint64 place = 0;
        for (const Step &step : all) {
            // One by one is what Step and Step back of the window do.
            const auto next = stepAfter(*trace, place);
            QVERIFY(next);
            QCOMPARE(step.events, *next);
            QCOMPARE(stepBefore(*trace, step.events), std::optional(step.resumed));
            place = *next;
        }
        const std::vector<Step> some = stepsBetween(*trace, 5, 7);
        QCOMPARE(some.size(), std::size_t(3));
        QCOMPARE(some.front().number, quint64(5));
        QCOMPARE(some.back().resumed, all[6].resumed);
        QVERIFY(stepsBetween(*trace, count + 1, count + 2).empty());
    }

    void aStoryboardAsSvgIsOneSheetWithASentenceForEachStep()
    {
        const auto trace = support::producerConsumer();
        for (const FigureView view : { FigureView::Timeline, FigureView::Loop }) {
            Figure figure = storyboard(4, 9, 3);
            figure.view = view;
            figure.picture.title = QStringLiteral("Six steps");
            const auto files = drawn(*trace, figure, FigureFormat::Svg);
            QCOMPARE(files.size(), std::size_t(1));
            const QStringList texts = textsOf(files[0].bytes);
            QCOMPARE(texts.count(QStringLiteral("Six steps")), 1);
            for (int n = 4; n <= 9; ++n) {
                QVERIFY(files[0].bytes.contains("inkscape:label=\"step-" + QByteArray::number(n) + '"'));
                QCOMPARE(texts.filter(QRegularExpression(QStringLiteral("^%1 \u00b7 .* s \u00b7 ").arg(n))).size(), 1);
            }
            QVERIFY2(texts.filter(QStringLiteral(" was resumed because ")).size() >= 4, qPrintable(texts.join(u'\n')));
            QCOMPARE(drawn(*trace, figure, FigureFormat::Svg)[0].bytes, files[0].bytes);
        }
    }

    void aStoryboardAsPdfHasPagesAndAsPngNumberedFiles()
    {
        const auto trace = support::producerConsumer();
        const auto pages = [](const QByteArray &pdf) { return pdf.count("/Type /Page\n"); };
        QCOMPARE(pages(drawn(*trace, storyboard(1, 5), FigureFormat::Pdf)[0].bytes), 5);
        QVERIFY(pages(drawn(*trace, storyboard(1, 12, 3), FigureFormat::Pdf)[0].bytes) < 5);
        const auto files = drawn(*trace, storyboard(1, 11), FigureFormat::Png);
        QCOMPARE(files.size(), std::size_t(11));
        QCOMPARE(files.front().infix, QStringLiteral("-01"));
        QCOMPARE(files.back().infix, QStringLiteral("-11"));
        for (const File &file : files)
            QCOMPARE(QImage::fromData(file.bytes).size(), QImage::fromData(files[0].bytes).size());
        QVERIFY(files[0].bytes != files[1].bytes);
    }

    void whatIsNoSpanOfStepsIsSaid_data()
    {
        QTest::addColumn<quint64>("first");
        QTest::addColumn<quint64>("last");
        QTest::newRow("from nought") << quint64(0) << quint64(3);
        QTest::newRow("backwards") << quint64(5) << quint64(3);
        QTest::newRow("beyond the last") << quint64(1'000'000) << quint64(1'000'001);
        QTest::newRow("more than a storyboard holds") << quint64(1) << quint64(100'000);
    }
    void whatIsNoSpanOfStepsIsSaid()
    {
        QFETCH(quint64, first);
        QFETCH(quint64, last);
        const auto trace = support::crowd(20, 20'000);
        const auto checked = checkFigure(*trace, storyboard(first, last));
        QVERIFY(!checked);
        QCOMPARE(checked.error().what, QStringLiteral("steps"));
        QVERIFY(!figureImage(*trace, storyboard(first, last), FigureFormat::Svg, 1));
    }

    void theLoopViewIsDrawnAtTheMomentAskedFor()
    {
        const auto trace = support::producerConsumer();
        Figure figure;
        figure.view = FigureView::Loop;
        figure.picture.cursor = trace::Timestamp { 4'000'000'000 };
        figure.picture.title = QStringLiteral("At four");
        const QStringList then = textsOf(drawn(*trace, figure, FigureFormat::Svg)[0].bytes);
        QVERIFY2(then.contains(QStringLiteral("READY QUEUE")) && then.contains(QStringLiteral("At four")), qPrintable(then.join(u'\n')));
        figure.events = 0;
        const QStringList before = textsOf(drawn(*trace, figure, FigureFormat::Svg)[0].bytes);
        QVERIFY(before != then);
        QCOMPARE(figureImage(*trace, figure, FigureFormat::Png, 2).value().width(), 2080);
        QVERIFY(drawn(*trace, figure, FigureFormat::Pdf)[0].bytes.startsWith("%PDF"));
    }

    void aPageNeedsNothingFromOutside_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("timeline") << 0;
        QTest::newRow("loop view") << 1;
        QTest::newRow("storyboard") << 2;
    }
    void aPageNeedsNothingFromOutside()
    {
        QFETCH(int, what);
        const auto trace = support::producerConsumer();
        Figure figure = what == 2 ? storyboard(3, 8) : Figure();
        figure.view = what == 1 ? FigureView::Loop : FigureView::Timeline;
        const QByteArray html = drawn(*trace, figure, FigureFormat::Html)[0].bytes;
        QVERIFY(html.contains("default-src 'none'"));
        // The names of namespaces are all that looks like an address.
        static const QRegularExpression address(QStringLiteral("(?<!xmlns=\")(?<!xmlns:xlink=\")(?<!xmlns:inkscape=\")(https?:|url\\((?!#)|@import|<link|src=)"));
        const auto match = address.match(QString::fromUtf8(html));
        QVERIFY2(!match.hasMatch(), qPrintable(QString::fromUtf8(html).mid(std::max<qsizetype>(0, match.capturedStart() - 40), 120)));
        QCOMPARE(html.count("<svg"), what == 0 ? 1 : what == 1 ? 2 : 1);
        QCOMPARE(quint64(html.count("<tr><td>")), trace->eventCount());
        QCOMPARE(quint64(html.count("<li value=")), what == 2 ? 6 : trace->resumes().count());
        QCOMPARE(html.count("data-x=") > 0, what == 0);
        QCOMPARE(drawn(*trace, figure, FigureFormat::Html)[0].bytes, html);
    }

    void theRangeOfAPageIsThatOfItsStepsAndEvents()
    {
        const auto trace = support::producerConsumer();
        Figure figure;
        figure.picture.range = trace::TimeRange { { 2'000'000'000 }, { 3'000'000'000 } };
        const QByteArray html = htmlPage(*trace, figure);
        QCOMPARE(quint64(html.count("<tr><td>")), trace->countUpTo({ 3'000'000'000 }) - trace->countBefore({ 2'000'000'000 }));
        QVERIFY(quint64(html.count("<li value=")) < trace->resumes().count() / 4);
    }

    void moreThanAPageHoldsIsCounted()
    {
        const auto trace = support::crowd(50, 30'000);
        const QByteArray html = htmlPage(*trace, {});
        QCOMPARE(quint64(html.count("<tr><td>")), MostPageEvents);
        QVERIFY(html.contains(QByteArray::number(trace->eventCount() - MostPageEvents) + " further events are left out here."));
        QCOMPARE(quint64(html.count("<li value=")), MostPageSteps);
    }

    void namesCannotBreakOutOfAPage()
    {
        trace::TraceInfo info;
        info.name = QStringLiteral("</title><script>alert(1)</script>");
        trace::Trace trace { info };
        const trace::TextId name = trace.texts()->intern(QStringLiteral("<img src=x onerror=alert(1)>\x01\""));
        trace.append({ .time = {}, .task = trace::TaskId(1), .text = name, .kind = trace::EventKind::TaskCreated });
        const QByteArray html = htmlPage(trace, {});
        QCOMPARE(html.count("<script>"), 1);
        QVERIFY(!html.contains("<img") && !html.contains('\x01'));
    }

    void textIsBrokenAtBlanksAndCutAtTheLastLine()
    {
        session::loadFonts();
        const QString text = QStringLiteral("one two three four five six seven eight nine ten");
        const QStringList lines = wrapped(text, session::FontRole::Body, 90, 9);
        QVERIFY(lines.size() > 2);
        QCOMPARE(lines.join(u' '), text);
        for (const QString &line : lines)
            QVERIFY(timeline::textWidth(line, session::FontRole::Body) <= 90);
        const QStringList cut = wrapped(text, session::FontRole::Body, 90, 2);
        QCOMPARE(cut.size(), 2);
        QVERIFY(cut.last().endsWith(QChar(0x2026)));
        QVERIFY(wrapped({}, session::FontRole::Body, 90, 2).isEmpty());
        QCOMPARE(wrapped(QStringLiteral("a"), session::FontRole::Body, 90, 1), QStringList { QStringLiteral("a") });
    }

    void anEmptyTraceHasAPageAndNoStoryboard()
    {
        const trace::Trace trace { trace::TraceInfo() };
        QVERIFY(drawn(trace, {}, FigureFormat::Html)[0].bytes.contains("</html>"));
        QVERIFY(!checkFigure(trace, storyboard(1, 1)));
    }
};

QTEST_MAIN(TestFigure)
#include "tst_figure.moc"
