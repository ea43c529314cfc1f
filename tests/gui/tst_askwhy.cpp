// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/askingfixture.h"

#include "panels/inspectorpane.h"
#include "panels/waitspane.h"
#include "session/prediction.h"
#include "timeline/timelinewidget.h"

#include <QAction>
#include <QListView>

using session::LaneId;
using session::RunState;
using trace::TaskId;

namespace {

constexpr const char *Stuck = R"({ "scenario": 1, "name": "stuck", "queues": { "there": 0, "back": 0 },
    "tasks": { "main": { "steps": [ { "gather": [ "left", "right" ] } ] },
        "left": { "steps": [ { "put": "there", "value": 1 }, { "get": "back" }, { "get": "back" }, { "put": "there", "value": 2 } ] },
        "right": { "steps": [ { "get": "there" }, { "put": "back", "value": 1 }, { "get": "there" }, { "put": "back", "value": 2 } ] } },
    "start": "main" })";

/// taker-1 waits for an item that giver-1 puts at 1 s.
constexpr const char *Handover = R"({ "scenario": 1, "name": "handover", "queues": { "data": 0 },
    "tasks": { "main": { "steps": [ { "gather": [ "taker", "giver" ] } ] },
        "taker": { "steps": [ { "get": "data" }, { "sleep": "1s" } ] }, "giver": { "steps": [ { "sleep": "1s" }, { "put": "data", "value": 7 } ] } },
    "start": "main" })";
constexpr TaskId Taker { 2 };
constexpr TaskId Giver { 3 };

} // namespace

class tst_AskWhy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void init() { QSettings().clear(); }

    void aGuessIsAnsweredWithTheRule();
    void aStepWithoutAGuessIsJustAStep();
    void theInspectorTellsOfTheSliceAndItsLinksLeadThere();
    void bracketsWalkTheWakeChain();
    void betweenTwoStepsTheSentenceTellsHowTheLoopStands();
    void whoWaitsForWhomIsShownInADeadlock();
};

void tst_AskWhy::aGuessIsAnsweredWithTheRule()
{
    AskingFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    QVERIFY(!fixture.window->actions().predict->isChecked());
    QVERIFY(fixture.sentence()->notice().isEmpty());
    fixture.window->actions().predict->trigger();
    QTRY_VERIFY(fixture.sentence()->notice().startsWith(QStringLiteral("Which task is resumed next?")));
    QVERIFY(!fixture.sentence()->sentence().contains(QStringLiteral("main-1"))); // it does not give the answer away
    auto *list = fixture.child<QListView>("stateList");
    QTRY_VERIFY(list->model()->rowCount() > 2);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(1, 0)).center());
    QTRY_COMPARE(fixture.sentence()->notice(), QStringLiteral("You say that main-1 is resumed next. A step will tell."));
    fixture.press(Qt::Key_F10);
    QTRY_COMPARE(fixture.resumes(), 1);
    QTRY_COMPARE(fixture.sentence()->notice(), QStringLiteral("Right, main-1: it was the only ready task. 1 of 1 right."));
    // A wrong guess; the same task once more is a guess too.
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(1, 0)).center());
    fixture.press(Qt::Key_F10);
    QTRY_COMPARE(fixture.resumes(), 2);
    QTRY_VERIFY2(fixture.sentence()->notice().startsWith(QStringLiteral("No, it was producer-1: it stood first of 3 in the ready queue, which is served in order of arrival; main-1 ")),
                 qPrintable(fixture.sentence()->notice()));
    QVERIFY(fixture.sentence()->notice().endsWith(QStringLiteral("1 of 2 right.")));
    fixture.window->actions().predict->trigger();
    QTRY_VERIFY(fixture.sentence()->notice().isEmpty());
}

void tst_AskWhy::aStepWithoutAGuessIsJustAStep()
{
    AskingFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.window->actions().predict->trigger();
    for (int step = 1; step <= 3; ++step) {
        fixture.press(Qt::Key_F10);
        QTRY_COMPARE(fixture.resumes(), step);
        QVERIFY(!QApplication::activeModalWidget());
    }
    QCOMPARE(fixture.session.prediction().answered(), 0);
    QTRY_VERIFY(fixture.sentence()->sentence().contains(QStringLiteral("was resumed")));
}

void tst_AskWhy::theInspectorTellsOfTheSliceAndItsLinksLeadThere()
{
    AskingFixture fixture;
    QVERIFY(fixture.isReady());
    fixture.runToEnd(QStringLiteral("handover"), Handover);
    fixture.child<QDockWidget>("inspectorDock")->raise();
    auto *inspector = fixture.window->findChild<panels::InspectorPane *>();
    QTRY_VERIFY(inspector->text().contains(QStringLiteral("Select a slice")));
    // Created, ready, running, awaiting, ready, running.
    fixture.session.select({ LaneId::of(Taker), 3 });
    QTRY_VERIFY2(inspector->text().startsWith(QStringLiteral("taker-1 awaits an item of data")), qPrintable(inspector->text()));
    for (const char *line : { "\nawaits: an item of data", "\nfrom: 0 s", "\nto: 1 s", "\nlasts: 1 s", "\nended: woken by giver-1's put of item 7 at 1 s", "\nat: " })
        QVERIFY2(inspector->text().contains(QLatin1String(line)), qPrintable(inspector->text()));
    fixture.session.select({ LaneId::of(Taker), 5 });
    QTRY_VERIFY2(inspector->text().contains(QStringLiteral("\niteration: ")) && inspector->text().contains(QStringLiteral("\nthen awaits: sleep of 1 s")), qPrintable(inspector->text()));

    // By keyboard: Tab goes from link to link, Return follows one. The row names who put and when.
    const auto because = [inspector]() -> panels::LinkedLabel * {
        for (auto *label : inspector->findChildren<panels::LinkedLabel *>()) {
            if (label->isVisible() && label->linkedText().plain().startsWith(QStringLiteral("woken by giver-1")))
                return label;
        }
        return nullptr;
    };
    fixture.session.setPlayhead({ 0 });
    QVERIFY(because());
    because()->setFocus(Qt::OtherFocusReason);
    QTest::keyClick(because(), Qt::Key_Tab);
    QTest::keyClick(because(), Qt::Key_Tab);
    QTest::keyClick(because(), Qt::Key_Return);
    QTRY_COMPARE(fixture.session.playhead().time.ns, 1'000'000'000);
    const trace::Event event = fixture.trace().event(fixture.session.playhead().events - 1);
    QVERIFY(event.kind == trace::EventKind::TaskReady && event.task == Taker);
    // Of a lane without a slice: what it does at the playhead.
    fixture.session.select({ LaneId::of(Taker), {} });
    QTRY_VERIFY2(inspector->text().startsWith(QStringLiteral("taker-1 is ready")), qPrintable(inspector->text()));
}

void tst_AskWhy::bracketsWalkTheWakeChain()
{
    AskingFixture fixture;
    QVERIFY(fixture.isReady());
    fixture.runToEnd(QStringLiteral("handover"), Handover);
    auto *timeline = fixture.window->findChild<timeline::TimelineWidget *>();
    timeline->setFocus();
    fixture.session.select({ LaneId::of(Taker), 5 });
    QTest::keyClick(timeline, Qt::Key_BracketLeft);
    QCOMPARE(fixture.session.selectedTask(), Giver);
    QCOMPARE(fixture.trace().taskLane(Giver).slice(*fixture.session.selection().slice, {}).state, trace::SliceState::Running);
    // The playhead goes along, and the way back leads to what it woke.
    QCOMPARE(fixture.session.playhead().time.ns, 1'000'000'000);
    QTest::keyClick(timeline, Qt::Key_BracketRight);
    QCOMPARE(fixture.session.selectedTask(), Taker);
    QCOMPARE(*fixture.session.selection().slice, quint64(4));
}

void tst_AskWhy::betweenTwoStepsTheSentenceTellsHowTheLoopStands()
{
    AskingFixture fixture;
    QVERIFY(fixture.isReady());
    fixture.runToEnd(QStringLiteral("handover"), Handover);
    fixture.session.setPlayhead({ 300'000'000 });
    QTRY_COMPARE(fixture.sentence()->sentence(), QStringLiteral("Nothing runs: the loop sleeps until the timer of giver-1 at 1 s."));
    fixture.session.select({ LaneId::of(Taker), {} });
    QTRY_VERIFY2(fixture.sentence()->aboutSelected().startsWith(QStringLiteral("taker-1 waits to get from data, which is empty. Since 0 s, for 300 ms")), qPrintable(fixture.sentence()->aboutSelected()));
    fixture.session.select({ LaneId::of(Giver), {} });
    QTRY_VERIFY2(fixture.sentence()->aboutSelected().startsWith(QStringLiteral("giver-1 sleeps for 1 s, until 1 s.")), qPrintable(fixture.sentence()->aboutSelected()));
    fixture.session.setPlayhead({ 1'000'000'000 });
    QTRY_VERIFY2(fixture.sentence()->sentence().contains(QStringLiteral("was resumed because")), qPrintable(fixture.sentence()->sentence()));
}

void tst_AskWhy::whoWaitsForWhomIsShownInADeadlock()
{
    AskingFixture fixture;
    QVERIFY(fixture.isReady());
    fixture.runToEnd(QStringLiteral("stuck"), Stuck, RunState::Deadlocked);
    fixture.accept(QStringLiteral("deadlock"));
    fixture.press(Qt::Key_F5);
    QTRY_COMPARE(fixture.sentence()->notice(), QStringLiteral("Breakpoint: 3 tasks are left that nothing can ever wake."));
    fixture.child<QDockWidget>("waitsDock")->raise();
    auto *waits = fixture.window->findChild<panels::WaitsPane *>();
    QTRY_COMPARE(waits->scene().nodes.size(), std::size_t(3));
    QVERIFY2(waits->text().contains(QStringLiteral("They wait in a circle: left-1 for right-1 and right-1 for left-1")), qPrintable(waits->text()));
    const auto inCircle = [](const auto &nodes) { return std::count_if(nodes.begin(), nodes.end(), [](const auto &node) { return node.isInCycle; }); };
    QCOMPARE(inCircle(waits->scene().nodes), 2);
    // Of a chosen task: what begins with it.
    fixture.session.select({ LaneId::of(TaskId(2)), {} });
    QTRY_COMPARE(waits->scene().nodes.size(), std::size_t(2));
    QVERIFY(waits->text().contains(QStringLiteral("the circle is closed")));
    // At first nobody waited in a circle.
    fixture.session.clearSelection();
    fixture.session.setPlayheadEvents(3);
    QTRY_VERIFY(waits->scene().nodes.empty());
}

QTEST_MAIN(tst_AskWhy)
#include "tst_askwhy.moc"
