// SPDX-License-Identifier: GPL-3.0-or-later
// Which lanes are shown: by their names, hidden and pinned ones, sorted and collapsed, from the keyboard and the menu; and that the window says so.
#include "gui/windowfixture.h"

#include "app/window/lanebar.h"
#include "app/window/lanecontrols.h"
#include "app/window/speedcontrol.h"
#include "timeline/timelinewidget.h"

#include <QAction>
#include <QActionGroup>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>

using session::LaneFilter;
using session::LaneId;
using session::RunState;

namespace {

struct LanesFixture : WindowFixture
{
    [[nodiscard]] session::Session &session() { return window->workspace().session(); }
    [[nodiscard]] QLineEdit *field() { return child<QLineEdit>("laneField"); }
    [[nodiscard]] app::LaneBar *bar() { return window->findChild<app::LaneBar *>(); }
    [[nodiscard]] app::LaneControls *controls() { return window->findChild<app::LaneControls *>(); }
    /// Names of the lanes in the order in which they are shown; pinned ones with a star.
    [[nodiscard]] QString shown()
    {
        QStringList names;
        for (const session::LaneRow &row : session().lanes().rows())
            names << session::laneName(trace(), row.id) + (row.isPinned ? QStringLiteral("*") : QString());
        return names.join(u' ');
    }
    [[nodiscard]] LaneId lane(const QString &name)
    {
        for (const session::LaneRow &row : session().lanes().rows()) {
            if (session::laneName(trace(), row.id) == name)
                return row.id;
        }
        return {};
    }
    void choose(LaneFilter::Sort sort)
    {
        for (QAction *action : controls()->sorts->actions()) {
            if (action->data().toInt() == int(sort))
                action->trigger();
        }
    }
    /// A run of producers and a consumer that has ended.
    void run()
    {
        window->workspace().load(QStringLiteral("producer-consumer"));
        live().setSpeed(app::UnlimitedSpeed);
        press(Qt::Key_F5);
        QTRY_COMPARE_WITH_TIMEOUT(live().state(), RunState::Finished, 20'000);
    }
};

const QString All = QStringLiteral("loop main-1 producer-1 producer-2 consumer-1 data");

} // namespace

class tst_LaneControls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void init() { QSettings().clear(); }

    void whatIsTypedStandsForNamesThatHoldIt();
    void lanesAreFilteredByNameAndTheWindowSaysSo();
    void theSelectedLaneIsPinnedAndHidden();
    void tasksAreSortedAndCollapsed();
    void anotherTraceShowsAllItsLanes();
    void showingAllLanesIsOneChange();
    void whatIsBeingTypedIsNotForTheNextTrace();
};

void tst_LaneControls::whatIsTypedStandsForNamesThatHoldIt()
{
    QCOMPARE(app::lanePatterns(QStringLiteral(" , ")), QStringList());
    QCOMPARE(app::lanePatterns(QStringLiteral("t-1, task-?")), (QStringList { QStringLiteral("*[tT]-1*"), QStringLiteral("task-?") }));
}

void tst_LaneControls::lanesAreFilteredByNameAndTheWindowSaysSo()
{
    LanesFixture w;
    QVERIFY(w.isReady());
    w.run();
    QCOMPARE(w.shown(), All);
    QVERIFY(!w.bar()->isVisible());
    w.press(Qt::Key_L, Qt::ControlModifier);
    QTRY_VERIFY(w.field()->hasFocus());
    QTest::keyClicks(w.field(), QStringLiteral("PRODUCER, data"));
    QTRY_COMPARE(w.shown(), QStringLiteral("producer-1 producer-2 data"));
    QCOMPARE(w.bar()->text(), QStringLiteral("3 of 6 lanes"));
    // Enter keeps it and gives the keys back to the timeline.
    QTest::keyClick(w.field(), Qt::Key_Return);
    QTRY_VERIFY(w.window->timeline().hasFocus());
    QVERIFY(w.bar()->isVisible());
    w.press(Qt::Key_L, Qt::ControlModifier);
    QTRY_VERIFY(w.field()->hasFocus());
    QTest::keyClick(w.field(), Qt::Key_Escape);
    QTRY_COMPARE(w.shown(), All);
    QVERIFY(!w.bar()->isVisible());
    QVERIFY(w.window->timeline().hasFocus());
}

void tst_LaneControls::theSelectedLaneIsPinnedAndHidden()
{
    LanesFixture w;
    QVERIFY(w.isReady());
    w.run();
    QVERIFY(!w.controls()->pin->isEnabled());
    w.window->timeline().setFocus();
    w.session().select({ w.lane(QStringLiteral("consumer-1")), std::nullopt });
    QTest::keyClick(&w.window->timeline(), Qt::Key_P);
    QTRY_COMPARE(w.shown(), QStringLiteral("consumer-1* loop main-1 producer-1 producer-2 data"));
    QVERIFY(w.controls()->pin->isChecked());
    QVERIFY(!w.bar()->isVisible()); // all are there
    QTest::keyClick(&w.window->timeline(), Qt::Key_P);
    QTRY_COMPARE(w.shown(), All);
    w.session().select({ w.lane(QStringLiteral("producer-2")), std::nullopt });
    QTest::keyClick(&w.window->timeline(), Qt::Key_H);
    QTRY_COMPARE(w.shown(), QStringLiteral("loop main-1 producer-1 consumer-1 data"));
    QVERIFY(w.bar()->isVisible());
    QCOMPARE(w.bar()->text(), QStringLiteral("5 of 6 lanes \u00b7 1 hidden"));
    QVERIFY(!w.session().selection().lane);
    auto *all = w.bar()->findChild<QPushButton *>();
    QTest::mouseClick(all, Qt::LeftButton);
    QTRY_COMPARE(w.shown(), All);
    QVERIFY(!w.bar()->isVisible());
}

void tst_LaneControls::tasksAreSortedAndCollapsed()
{
    LanesFixture w;
    QVERIFY(w.isReady());
    w.run();
    w.choose(LaneFilter::Sort::Name);
    QCOMPARE(w.shown(), QStringLiteral("loop consumer-1 main-1 producer-1 producer-2 data"));
    w.choose(LaneFilter::Sort::Tree);
    QCOMPARE(w.shown(), All);
    w.controls()->collapseAll->trigger();
    QCOMPARE(w.shown(), QStringLiteral("loop main-1 data"));
    QVERIFY(w.controls()->expandAll->isEnabled());
    w.controls()->expandAll->trigger();
    QCOMPARE(w.shown(), All);
    QVERIFY(!w.controls()->expandAll->isEnabled());
}

void tst_LaneControls::anotherTraceShowsAllItsLanes()
{
    LanesFixture w;
    QVERIFY(w.isReady());
    w.run();
    w.press(Qt::Key_L, Qt::ControlModifier);
    QTRY_VERIFY(w.field()->hasFocus());
    QTest::keyClicks(w.field(), QStringLiteral("nobody"));
    QTRY_COMPARE(w.session().lanes().count(), qsizetype(0));
    w.window->timeline().setFocus();
    w.window->workspace().load(QStringLiteral("two-hellos"));
    QTRY_VERIFY(w.session().lanes().count() > 0);
    QCOMPARE(w.field()->text(), QString());
    QTRY_VERIFY(!w.bar()->isVisible());
}

void tst_LaneControls::showingAllLanesIsOneChange()
{
    LanesFixture w;
    QVERIFY(w.isReady());
    w.run();
    LaneFilter filter;
    filter.globs = { QStringLiteral("*producer*") };
    filter.hidden = { w.lane(QStringLiteral("producer-1")) };
    w.session().setFilter(filter);
    QCOMPARE(w.shown(), QStringLiteral("producer-2"));
    const QSignalSpy changes(&w.session(), &session::Session::lanesChanged);
    QTest::mouseClick(w.bar()->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(w.shown(), All);
    QTest::qWait(120); // longer than the pause between letters
    QCOMPARE(changes.count(), 1);
}

void tst_LaneControls::whatIsBeingTypedIsNotForTheNextTrace()
{
    LanesFixture w;
    QVERIFY(w.isReady());
    w.run();
    w.press(Qt::Key_L, Qt::ControlModifier);
    QTRY_VERIFY(w.field()->hasFocus());
    w.field()->setText(QStringLiteral("producer"));
    w.session().open(std::make_shared<trace::Trace>(trace::TraceInfo()), { session::SourceKind::File, QStringLiteral("another") });
    QCOMPARE(w.field()->text(), QString());
    QTest::qWait(120);
    QCOMPARE(w.session().filter(), LaneFilter());
    QCOMPARE(w.shown(), QStringLiteral("loop"));
}

QTEST_MAIN(tst_LaneControls)
#include "tst_lanecontrols.moc"
