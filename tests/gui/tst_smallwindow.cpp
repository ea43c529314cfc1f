// SPDX-License-Identifier: GPL-3.0-or-later
// What a user still reads in a small window, or on a small screen at twice the scale.
#include "gui/windowfixture.h"

#include "app/window/noticebar.h"
#include "app/window/runtoolbar.h"
#include "panels/eventtable.h"
#include "panels/linkedlabel.h"
#include "panels/logmodel.h"
#include "panels/loopview.h"
#include "panels/sentencepane.h"

#include <QDockWidget>
#include <QLayout>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

using session::RunState;

class tst_SmallWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void init() { QSettings().clear(); }

    void theToolbarFitsWhateverTheStateIsCalled();
    void theSentenceHasRoomForAllItsWords();
    void theLoopViewIsShownWholeAndAnswers();
    void theLogKeepsItsWords();
    void aNoticeThatNeedNotBeDealtWithGoesByItself();
};

void tst_SmallWindow::theToolbarFitsWhateverTheStateIsCalled()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    auto *bar = fixture.child<app::RunToolBar>("runToolBar");
    auto *last = fixture.child<QToolButton>("exportButton");
    int refitted = 0;
    // Also at the widths at which "Paused" just fits and "Deadlock" does not.
    for (int width = 800; width <= 1100; width += 12) {
        bar->showState(RunState::Paused);
        fixture.window->resize(width, 600);
        QCoreApplication::processEvents();
        const int before = bar->layout()->sizeHint().width();
        bar->showState(RunState::Deadlocked);
        QCoreApplication::processEvents();
        refitted += bar->layout()->sizeHint().width() < before;
        QVERIFY2(last->isVisible() && bar->rect().contains(QRect(last->mapTo(bar, QPoint()), last->size())), qPrintable(QString::number(width)));
    }
    QVERIFY(refitted > 0);
}

void tst_SmallWindow::theSentenceHasRoomForAllItsWords()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    auto *pane = fixture.window->findChild<panels::SentencePane *>();
    int longest = 0;
    for (const int width : { 1400, 960, 800 }) {
        fixture.window->resize(width, 540);
        for (int n = 0; n < 5; ++n) {
            fixture.press(Qt::Key_F10);
            QTest::qWait(60);
            for (const auto *label : pane->findChildren<panels::LinkedLabel *>()) {
                if (!label->isVisible())
                    continue;
                QVERIFY(pane->rect().contains(label->geometry()));
                if (!label->wordWrap())
                    continue;
                const int lines = label->heightForWidth(label->width()) / label->fontMetrics().lineSpacing();
                longest = std::max(longest, lines);
                // Its lines, or the four that it gets at most.
                QVERIFY2(label->height() >= std::min(lines, 4) * label->fontMetrics().lineSpacing(), qPrintable(label->linkedText().plain()));
            }
        }
    }
    QVERIFY2(longest > 2, "no text was long enough to tell");
}

void tst_SmallWindow::theLoopViewIsShownWholeAndAnswers()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.press(Qt::Key_F10);
    auto *loop = fixture.window->findChild<panels::LoopView *>();
    loop->setMotionEnabled(false);
    fixture.window->resize(800, 500);
    auto *tabs = fixture.window->findChild<QTabWidget *>()->tabBar();
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
    QTRY_VERIFY(loop->isVisible() && !loop->scene().tokens.empty());
    QVERIFY2(loop->width() < panels::SmallestLoopScene.width() || loop->height() < panels::SmallestLoopScene.height(), "the window is not small");
    const panels::LoopScene &scene = loop->scene();
    const double scale = loop->width() / scene.size.width();
    QVERIFY(scale < 1 && std::abs(loop->height() / scene.size.height() - scale) < 0.01);
    for (const panels::LoopBox &box : scene.boxes)
        QVERIFY(QRectF(QPointF(), scene.size).contains(box.rect));
    // What is clicked is what is seen there.
    const panels::LoopToken &token = scene.tokens.back();
    QTest::mouseClick(loop, Qt::LeftButton, {}, (token.rect.center() * scale).toPoint());
    QCOMPARE(fixture.window->workspace().session().selectedTask(), token.task);
}

void tst_SmallWindow::theLogKeepsItsWords()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    auto *table = fixture.child<panels::EventTable>("logTable");
    auto *dock = fixture.child<QDockWidget>("logDock");
    dock->setFloating(true);
    for (const int width : { 500, 300, 200 }) {
        dock->resize(width, 200);
        QTRY_COMPARE(table->isColumnHidden(panels::LogModel::Task), table->width() < 264);
        QVERIFY2(table->columnWidth(panels::LogModel::Text) > table->viewport()->width() / 3, qPrintable(QString::number(width)));
        QVERIFY(table->columnViewportPosition(panels::LogModel::Text) + table->columnWidth(panels::LogModel::Text) <= table->viewport()->width());
    }
}

void tst_SmallWindow::aNoticeThatNeedNotBeDealtWithGoesByItself()
{
    app::NoticeBar notice;
    notice.show(app::NoticeBar::Kind::Information, QStringLiteral("by the way"), 50);
    QVERIFY(notice.isVisible());
    QTRY_VERIFY(!notice.isVisible());
    // Not so what has come in its place.
    notice.show(app::NoticeBar::Kind::Information, QStringLiteral("by the way"), 50);
    notice.show(app::NoticeBar::Kind::Fault, QStringLiteral("a fault"));
    QTest::qWait(120);
    QCOMPARE(notice.text(), QStringLiteral("a fault"));
    QVERIFY(notice.isVisible());
}

QTEST_MAIN(tst_SmallWindow)
#include "tst_smallwindow.moc"
