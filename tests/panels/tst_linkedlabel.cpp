// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/linkedlabel.h"
#include "session/fonts.h"

#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include <memory>

using analysis::LinkedText;
using analysis::Piece;
using panels::LinkedLabel;
using trace::QueueId;
using trace::TaskId;

namespace {

LinkedText sentence(const QString &number = QStringLiteral("7"))
{
    LinkedText text;
    text << Piece { QStringLiteral("consumer-1"), TaskId(3) } << " was resumed because " << Piece { QStringLiteral("data"), QueueId(1) } << " got item " << number << ".";
    return text;
}

/// Counts the paintings and layout requests of one widget.
class Watch : public QObject
{
public:
    explicit Watch(QWidget *widget) { widget->installEventFilter(this); }
    int paints = 0;
    int layouts = 0;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        paints += event->type() == QEvent::Paint;
        layouts += event->type() == QEvent::LayoutRequest;
        return false;
    }
};

struct Shown
{
    Shown(int width, bool wraps)
    {
        label = new LinkedLabel(&window);
        label->setFont(session::font(session::FontRole::Body));
        label->setWordWrap(wraps);
        label->setLinkedText(sentence());
        QObject::connect(label, &LinkedLabel::followed, label, [this](const analysis::Target &target) { followed.push_back(target); });
        window.resize(800, 200);
        label->setGeometry(10, 10, width, label->fontMetrics().lineSpacing() * (wraps ? 6 : 1) + 1);
        window.show();
        if (!QTest::qWaitForWindowActive(&window))
            qFatal("the window is not active");
    }
    /// The middle of some letters of the first line.
    [[nodiscard]] QPoint at(const QString &before, const QString &letters) const
    {
        const QFontMetrics metrics = label->fontMetrics();
        return { metrics.horizontalAdvance(before) + metrics.horizontalAdvance(letters) / 2, metrics.height() / 2 };
    }

    QWidget window;
    LinkedLabel *label;
    std::vector<analysis::Target> followed;
};

} // namespace

class tst_LinkedLabel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(session::loadFonts()); }
    void aClickOnALinkFollowsItAndOneBesideDoesNot();
    void tabGoesFromLinkToLinkAndOutAndReturnFollows();
    void wordsAreSelectedByDraggingAndCopied();
    void aDoubleClickSelectsAWord();
    void aDragThatEndsOnItsLinkFollowsNothing();
    void aLineThatIsTooLongIsCutWithItsLastLinks();
    void aLabelThatWrapsIsAsHighAsItsLines();
    void anotherTextIsPaintedOnceAndLaysNothingOutUnlessItHasOtherLines();
    void anEqualTextKeepsTheSelection();
    void anEmptyLabelTakesAnyEvent();
};

void tst_LinkedLabel::aClickOnALinkFollowsItAndOneBesideDoesNot()
{
    Shown shown(700, false);
    QTest::mouseClick(shown.label, Qt::LeftButton, {}, shown.at({}, QStringLiteral("consumer-1")));
    QCOMPARE(shown.followed.size(), std::size_t(1));
    QVERIFY(shown.followed[0] == analysis::Target(TaskId(3)));
    QTest::mouseClick(shown.label, Qt::LeftButton, {}, shown.at(QStringLiteral("consumer-1 was resumed because "), QStringLiteral("data")));
    QCOMPARE(shown.followed.size(), std::size_t(2));
    QVERIFY(shown.followed[1] == analysis::Target(QueueId(1)));
    QTest::mouseClick(shown.label, Qt::LeftButton, {}, shown.at(QStringLiteral("consumer-1 "), QStringLiteral("was resumed")));
    QTest::mouseClick(shown.label, Qt::LeftButton, {}, { 690, 5 });
    QTest::mouseClick(shown.label, Qt::RightButton, {}, { 690, 500 });
    QCOMPARE(shown.followed.size(), std::size_t(2));
    QTest::mouseMove(shown.label, shown.at({}, QStringLiteral("consumer-1")));
    QTRY_COMPARE(shown.label->cursor().shape(), Qt::PointingHandCursor);
    QTest::mouseMove(shown.label, shown.at(QStringLiteral("consumer-1 "), QStringLiteral("was resumed")));
    QTRY_COMPARE(shown.label->cursor().shape(), Qt::IBeamCursor);
}

void tst_LinkedLabel::tabGoesFromLinkToLinkAndOutAndReturnFollows()
{
    Shown shown(700, false);
    LinkedLabel next(&shown.window);
    next.setLinkedText(sentence());
    next.show();
    QWidget::setTabOrder(shown.label, &next);
    shown.label->setFocus(Qt::OtherFocusReason);
    QTest::keyClick(shown.label, Qt::Key_Return);
    QVERIFY(shown.followed.empty());
    QTest::keyClick(shown.label, Qt::Key_Tab);
    QTest::keyClick(shown.label, Qt::Key_Tab);
    QTest::keyClick(shown.label, Qt::Key_Return);
    QVERIFY(shown.followed == std::vector<analysis::Target> { QueueId(1) });
    QTest::keyClick(shown.label, Qt::Key_Backtab);
    QTest::keyClick(shown.label, Qt::Key_Enter);
    QVERIFY(shown.followed.back() == analysis::Target(TaskId(3)));
    QTest::keyClick(shown.label, Qt::Key_Tab);
    QTest::keyClick(shown.label, Qt::Key_Tab);
    QVERIFY(next.hasFocus());
    // Backwards it is entered at its last link.
    QTest::keyClick(&next, Qt::Key_Backtab);
    QVERIFY(shown.label->hasFocus());
    QTest::keyClick(shown.label, Qt::Key_Return);
    QVERIFY(shown.followed.back() == analysis::Target(QueueId(1)));
    shown.label->setLinkedText(QStringLiteral("No links."));
    QCOMPARE(shown.label->focusPolicy(), Qt::ClickFocus);
}

void tst_LinkedLabel::wordsAreSelectedByDraggingAndCopied()
{
    Shown shown(700, false);
    const QFontMetrics metrics = shown.label->fontMetrics();
    const QPoint from(metrics.horizontalAdvance(QStringLiteral("consumer-1 ")), 5);
    const QPoint to(metrics.horizontalAdvance(QStringLiteral("consumer-1 was resumed")), 5);
    QTest::mousePress(shown.label, Qt::LeftButton, {}, from);
    QTest::mouseMove(shown.label, to);
    QMouseEvent drag(QEvent::MouseMove, to, shown.label->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(shown.label, &drag);
    QTest::mouseRelease(shown.label, Qt::LeftButton, {}, to);
    QCOMPARE(shown.label->selectedText(), QStringLiteral("was resumed"));
    QApplication::clipboard()->clear();
    QTest::keySequence(shown.label, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("was resumed"));
    QTest::keySequence(shown.label, QKeySequence::SelectAll);
    QTest::keySequence(shown.label, QKeySequence::Copy);
    QCOMPARE(QApplication::clipboard()->text(), sentence().plain());
    QVERIFY(shown.followed.empty());
}

void tst_LinkedLabel::aDoubleClickSelectsAWord()
{
    Shown shown(700, false);
    QTest::mouseDClick(shown.label, Qt::LeftButton, {}, shown.at(QStringLiteral("consumer-1 was "), QStringLiteral("resumed")));
    QCOMPARE(shown.label->selectedText(), QStringLiteral("resumed"));
    shown.label->setLinkedText(sentence(QStringLiteral("8")));
    QCOMPARE(shown.label->selectedText(), QString());
}

void tst_LinkedLabel::aDragThatEndsOnItsLinkFollowsNothing()
{
    Shown shown(700, false);
    const QPoint to = shown.at(QStringLiteral("consu"), QStringLiteral("mer-1"));
    QTest::mousePress(shown.label, Qt::LeftButton, {}, { 2, 5 });
    QMouseEvent drag(QEvent::MouseMove, to, shown.label->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(shown.label, &drag);
    QTest::mouseRelease(shown.label, Qt::LeftButton, {}, to);
    QVERIFY(!shown.label->selectedText().isEmpty());
    QVERIFY(shown.followed.empty());
}

void tst_LinkedLabel::aLineThatIsTooLongIsCutWithItsLastLinks()
{
    Shown shown(160, false);
    QTest::keySequence(shown.label, QKeySequence::SelectAll);
    const QString cut = shown.label->selectedText();
    QVERIFY2(cut.endsWith(QChar(0x2026)) && cut.startsWith(QStringLiteral("consumer-1 was")), qPrintable(cut));
    QVERIFY(shown.label->fontMetrics().horizontalAdvance(cut) <= 160);
    QVERIFY2(shown.label->fontMetrics().horizontalAdvance(cut) > 140, qPrintable(cut));
    QCOMPARE(shown.label->linkedText().plain(), sentence().plain());
    QVERIFY(shown.label->toolTip().contains(sentence().plain()));
    // The second link is not to be seen, so Tab does not stop at it.
    shown.label->clearFocus();
    shown.label->setFocus(Qt::TabFocusReason);
    QTest::keyClick(shown.label, Qt::Key_Return);
    QVERIFY(shown.followed == std::vector<analysis::Target> { TaskId(3) });
    shown.label->resize(700, shown.label->height());
    QTest::keySequence(shown.label, QKeySequence::SelectAll);
    QCOMPARE(shown.label->selectedText(), sentence().plain());
}

void tst_LinkedLabel::aLabelThatWrapsIsAsHighAsItsLines()
{
    Shown shown(120, true);
    const int lines = shown.label->linesAt(120);
    QVERIFY(lines >= 3);
    const int height = shown.label->heightForWidth(120);
    QVERIFY(height >= lines * shown.label->fontMetrics().height() && height <= (lines + 1) * shown.label->fontMetrics().lineSpacing());
    QCOMPARE(shown.label->linesAt(700), 1);
    // A word that is wider than the label breaks, or its end could not be read.
    shown.label->setLinkedText(QString(200, QLatin1Char('m')));
    QVERIFY(shown.label->linesAt(120) > 5);
    shown.label->setContentsMargins(30, 7, 30, 0);
    QVERIFY(shown.label->linesAt(120) > 10);
    // The last word of the first line and the first of the second, where they are drawn.
    shown.label->setContentsMargins({});
    shown.label->setLinkedText(sentence());
    QTest::mouseClick(shown.label, Qt::LeftButton, {}, { 5, 5 });
    QCOMPARE(shown.followed.size(), std::size_t(1));
    QTest::mouseClick(shown.label, Qt::LeftButton, {}, { 5, 5 + shown.label->fontMetrics().lineSpacing() });
    QCOMPARE(shown.followed.size(), std::size_t(1));
}

void tst_LinkedLabel::anotherTextIsPaintedOnceAndLaysNothingOutUnlessItHasOtherLines()
{
    QWidget window;
    auto *const column = new QVBoxLayout(&window);
    auto *const label = new LinkedLabel;
    label->setWordWrap(true);
    label->setLinkedText(sentence());
    column->addWidget(label);
    column->addStretch(1);
    window.resize(600, 300);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::qWait(50);
    Watch labelWatch(label);
    Watch windowWatch(&window);
    label->setLinkedText(sentence(QStringLiteral("8")));
    QTest::qWait(50);
    QCOMPARE(labelWatch.paints, 1);
    QCOMPARE(windowWatch.layouts, 0);
    LinkedText longer = sentence();
    longer << " " << sentence() << " " << sentence();
    label->setLinkedText(longer);
    QTRY_VERIFY(label->height() >= label->heightForWidth(label->width()));
    QVERIFY(windowWatch.layouts > 0);
    // A layout that knew how high another text was at this width.
    window.resize(300, 300);
    label->setLinkedText(sentence());
    window.resize(600, 300);
    QTRY_VERIFY(label->height() >= label->heightForWidth(label->width()));
}

void tst_LinkedLabel::anEqualTextKeepsTheSelection()
{
    Shown shown(700, false);
    QTest::keySequence(shown.label, QKeySequence::SelectAll);
    shown.label->setLinkedText(sentence());
    QCOMPARE(shown.label->selectedText(), sentence().plain());
}

void tst_LinkedLabel::anEmptyLabelTakesAnyEvent()
{
    Shown shown(200, true);
    shown.label->setLinkedText({});
    QTest::mouseClick(shown.label, Qt::LeftButton, {}, { 5, 5 });
    QTest::mouseDClick(shown.label, Qt::LeftButton, {}, { 5, 5 });
    QTest::keySequence(shown.label, QKeySequence::SelectAll);
    QTest::keySequence(shown.label, QKeySequence::Copy);
    QTest::keyClick(shown.label, Qt::Key_Return);
    QTest::keyClick(shown.label, Qt::Key_Tab);
    QCOMPARE(shown.label->selectedText(), QString());
    QCOMPARE(shown.label->linesAt(200), 0);
    QVERIFY(!shown.label->grab().isNull());
}

QTEST_MAIN(tst_LinkedLabel)
#include "tst_linkedlabel.moc"
