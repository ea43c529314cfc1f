// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/sourceview.h"

#include "panels/codehighlighter.h"
#include "panels/sourcepane.h"
#include "panels/storytrace.h"

#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using panels::CodeLanguage;

namespace {

QColor colourAt(const QTextDocument &document, int line, int column)
{
    for (const QTextLayout::FormatRange &range : document.findBlockByNumber(line).layout()->formats()) {
        if (column >= range.start && column < range.start + range.length && range.format.hasProperty(QTextFormat::ForegroundBrush))
            return range.format.foreground().color();
    }
    return {};
}

} // namespace

class tst_SourceView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void suffixesTellTheLanguage_data();
    void suffixesTellTheLanguage();
    void awaitsStandOut();
    void commentsAndLongStringsSpanLines();
    void aMarkedLineComesIntoView();
    void thePaneShowsWhereTheLastResumedTaskStands();
    void aMissingTextIsSaid();
};

void tst_SourceView::suffixesTellTheLanguage_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("language");
    QTest::newRow("cpp") << QStringLiteral("scenarios/hello.cpp") << int(CodeLanguage::Cpp);
    QTest::newRow("header") << QStringLiteral("a.h") << int(CodeLanguage::Cpp);
    QTest::newRow("python") << QStringLiteral("/x/server.py") << int(CodeLanguage::Python);
    QTest::newRow("scenario") << QStringLiteral("my.scenario.json") << int(CodeLanguage::Json);
    QTest::newRow("other") << QStringLiteral("Makefile") << int(CodeLanguage::Plain);
}

void tst_SourceView::suffixesTellTheLanguage()
{
    QFETCH(QString, name);
    QFETCH(int, language);
    QCOMPARE(int(panels::codeLanguageOf(name)), language);
}

void tst_SourceView::awaitsStandOut()
{
    QTextDocument document;
    panels::CodeHighlighter highlighter(&document);
    const session::Theme &theme = session::Theme::light();
    highlighter.setLanguage(CodeLanguage::Cpp);
    document.setPlainText(QStringLiteral("auto x = co_await q.get(); // co_await\nint not_co_await = 1;"));
    highlighter.rehighlight();
    QCOMPARE(colourAt(document, 0, 9), session::legible(theme.accent, theme.ground));
    QCOMPARE(colourAt(document, 0, 31), session::legible(theme.dim, theme.ground));
    QCOMPARE(colourAt(document, 1, 8), theme.text);
}

void tst_SourceView::commentsAndLongStringsSpanLines()
{
    QTextDocument document;
    panels::CodeHighlighter highlighter(&document);
    const session::Theme &theme = session::Theme::light();
    highlighter.setLanguage(CodeLanguage::Cpp);
    document.setPlainText(QStringLiteral("/* one\nco_await\nthree */ co_await x;"));
    highlighter.rehighlight();
    QCOMPARE(colourAt(document, 1, 0), session::legible(theme.dim, theme.ground));
    QCOMPARE(colourAt(document, 2, 9), session::legible(theme.accent, theme.ground));
    highlighter.setLanguage(CodeLanguage::Python);
    document.setPlainText(QStringLiteral("\"\"\"doc\nawait\n\"\"\" + await x\ns = 'it\\'s' # await"));
    highlighter.rehighlight();
    QCOMPARE(colourAt(document, 1, 0), session::legible(theme.running, theme.ground));
    QCOMPARE(colourAt(document, 2, 6), session::legible(theme.accent, theme.ground));
    QCOMPARE(colourAt(document, 3, 8), session::legible(theme.running, theme.ground));
    QCOMPARE(colourAt(document, 3, 14), session::legible(theme.dim, theme.ground));
}

void tst_SourceView::aMarkedLineComesIntoView()
{
    panels::SourceView view;
    view.resize(400, 200);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QStringList lines;
    for (int i = 1; i <= 500; ++i)
        lines << QStringLiteral("line %1").arg(i);
    view.setSource(QStringLiteral("a.cpp"), lines.join(QLatin1Char('\n')));
    view.markLine(400);
    QCOMPARE(view.markedLine(), 400);
    const QRect cursor = view.cursorRect(QTextCursor(view.document()->findBlockByNumber(399)));
    QVERIFY(view.viewport()->rect().contains(cursor.center()));
    view.markLine(100'000);
    view.markLine(0);
    QVERIFY(view.extraSelections().isEmpty());
}

void tst_SourceView::thePaneShowsWhereTheLastResumedTaskStands()
{
    session::Session session;
    panels::SourcePane pane(session);
    pane.resize(400, 300);
    pane.show();
    QVERIFY(QTest::qWaitForWindowExposed(&pane));
    const QString text = QStringLiteral("x\n").repeated(60);
    pane.setProvider([&](const QString &file) { return file == QLatin1String("scenarios/story.cpp") ? std::optional(text) : std::nullopt; }, QStringLiteral("scenarios/story.cpp"));
    QTRY_COMPARE(pane.view().toPlainText(), text);
    QCOMPARE(pane.view().markedLine(), 0);
    session.open(StoryTrace::producerAndConsumer().trace, { session::SourceKind::Live, QStringLiteral("story") });
    QTRY_COMPARE(pane.view().markedLine(), 20);
    session.select({ session::LaneId::of(trace::TaskId(3)), {} });
    QTRY_COMPARE(pane.view().markedLine(), 37);
    session.setPlayhead({ 100'000'000 });
    QTRY_COMPARE(pane.view().markedLine(), 38);
}

void tst_SourceView::aMissingTextIsSaid()
{
    session::Session session;
    panels::SourcePane pane(session);
    pane.show();
    QVERIFY(QTest::qWaitForWindowExposed(&pane));
    session.open(StoryTrace::producerAndConsumer().trace, { session::SourceKind::File, QStringLiteral("story") });
    pane.setProvider([](const QString &) { return std::nullopt; }, {});
    session.setPlayhead({ 1'000'000'000 });
    QTRY_VERIFY(!pane.view().isVisible());
}

QTEST_MAIN(tst_SourceView)
#include "tst_sourceview.moc"
