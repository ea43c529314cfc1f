// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/windowfixture.h"

#include "panels/breakpointspane.h"
#include "panels/breakpointsmodel.h"
#include "panels/inspectorpane.h"
#include "panels/sentencepane.h"
#include "panels/waitspane.h"
#include "session/breakpoints.h"
#include "session/prediction.h"
#include "timeline/timelinewidget.h"

#include <QAction>
#include <QDockWidget>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QTableView>

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

/// The window with its breakpoints in front.
class AskingFixture : public WindowFixture
{
public:
    AskingFixture()
        : session(window->workspace().session())
        , breakpoints(session.breakpoints())
    {
        child<QDockWidget>("breakpointsDock")->raise();
    }

    void type(const QString &text)
    {
        auto *field = child<QLineEdit>("conditionField");
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }
    void accept(const QString &text)
    {
        type(text);
        QTest::keyClick(child<QLineEdit>("conditionField"), Qt::Key_Return);
    }
    [[nodiscard]] QString note() { return window->findChild<panels::BreakpointsPane *>()->note(); }
    [[nodiscard]] panels::SentencePane *sentence() { return window->findChild<panels::SentencePane *>(); }
    /// Runs a scenario file to its end.
    void runToEnd(const QString &name, const char *json, RunState end = RunState::Finished)
    {
        window->openFile(writeScenario(m_folder, name, json));
        QTRY_COMPARE(session.source().name, name);
        live().setSpeed(std::numeric_limits<double>::infinity());
        press(Qt::Key_F5);
        QTRY_COMPARE(live().state(), end);
    }
    /// Chooses an entry of the menu that the action opens.
    template<typename Open>
    [[nodiscard]] bool choose(const QString &entry, Open open)
    {
        bool isChosen = false;
        QTimer::singleShot(50, window.get(), [&] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            for (QAction *action : menu ? menu->actions() : QList<QAction *>()) {
                if (action->text() != entry)
                    continue;
                isChosen = true;
                action->trigger();
            }
            if (menu)
                menu->close();
        });
        open();
        return isChosen;
    }

    session::Session &session;
    session::Breakpoints &breakpoints;

private:
    QTemporaryDir m_folder;
};

QString textOf(const QAbstractItemModel &model, int row, int column) { return model.index(row, column).data().toString(); }

} // namespace

class tst_AskWhy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void init() { QSettings().clear(); }

    void conditionsAreWrittenCheckedChangedAndRemoved();
    void breakpointsAreRememberedForEachScenario();
    void aRunHaltsWhereAConditionIsMetAndSaysWhich();
    void f8GoesOnAndShiftF8GoesBack();
    void theMenusOfTasksAndQueuesOfferBreakpoints();
    void aGuessIsAnsweredWithTheRule();
    void aStepWithoutAGuessIsJustAStep();
    void theInspectorTellsOfTheSliceAndItsLinksLeadThere();
    void bracketsWalkTheWakeChain();
    void betweenTwoStepsTheSentenceTellsHowTheLoopStands();
    void whoWaitsForWhomIsShownInADeadlock();
};

void tst_AskWhy::conditionsAreWrittenCheckedChangedAndRemoved()
{
    AskingFixture fixture;
    QVERIFY(fixture.isReady());
    auto *field = fixture.child<QLineEdit>("conditionField");
    auto *table = fixture.child<QTableView>("breakpointTable");
    fixture.type(QStringLiteral("queue data ful"));
    QVERIFY2(fixture.note().contains(QStringLiteral("the nearest is \"full\"")), qPrintable(fixture.note()));
    QVERIFY(!field->property("invalid").toBool()); // it is being written
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY2(fixture.note().startsWith(QStringLiteral("Column 12: ")), qPrintable(fixture.note()));
    QVERIFY(field->property("invalid").toBool());
    QCOMPARE(field->selectedText(), QStringLiteral("ful"));
    QVERIFY(fixture.breakpoints.list().empty());
    QTest::keyClicks(field, QStringLiteral("full")); // over what is wrong
    QVERIFY(fixture.note().isEmpty());
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(fixture.breakpoints.list().size(), std::size_t(1));
    QVERIFY(field->text().isEmpty());
    fixture.accept(QStringLiteral("held > 100 ms"));
    QCOMPARE(textOf(*table->model(), 1, panels::BreakpointsModel::Text), QStringLiteral("held > 100 ms"));

    // Space switches, Return changes, Delete removes; the mouse does the same.
    table->setFocus();
    table->selectRow(1);
    table->setCurrentIndex(table->model()->index(1, 0));
    QTest::keyClick(table, Qt::Key_Space);
    QVERIFY(!fixture.breakpoints.list()[1].isEnabled);
    const QRect row = table->visualRect(table->model()->index(1, 0));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, QPoint(row.left() + 22, row.center().y()));
    QVERIFY(fixture.breakpoints.list()[1].isEnabled);
    table->setCurrentIndex(table->model()->index(1, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(field->text(), QStringLiteral("held > 100 ms"));
    fixture.accept(QStringLiteral("held > 200ms"));
    QCOMPARE(fixture.breakpoints.list()[1].condition.text(), QStringLiteral("held > 200 ms"));
    QCOMPARE(fixture.breakpoints.list().size(), std::size_t(2));
    // Escape leaves the one that was being changed as it was.
    table->setFocus();
    table->setCurrentIndex(table->model()->index(1, 0));
    QTest::keyClick(table, Qt::Key_F2);
    fixture.type(QStringLiteral("dead"));
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(field->text().isEmpty());
    fixture.accept(QStringLiteral("deadlock"));
    QCOMPARE(fixture.breakpoints.list().size(), std::size_t(3));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, panels::BreakpointsModel::Remove)).center());
    QCOMPARE(fixture.breakpoints.list().front().condition.text(), QStringLiteral("held > 200 ms"));
    table->setFocus();
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::keyClick(table, Qt::Key_Delete);
    QCOMPARE(fixture.breakpoints.conditions().front().kind, analysis::Condition::Kind::Deadlock);
}

void tst_AskWhy::breakpointsAreRememberedForEachScenario()
{
    {
        AskingFixture fixture;
        QVERIFY(fixture.isReady());
        fixture.accept(QStringLiteral("queue data depth >= 3"));
        fixture.accept(QStringLiteral("log ~ item 7"));
        fixture.breakpoints.setEnabled(1, false);
        fixture.window->workspace().load(QStringLiteral("hello"));
        QVERIFY(fixture.breakpoints.list().empty());
        fixture.accept(QStringLiteral("task say-1 finishes"));
    }
    AskingFixture fixture;
    QVERIFY(fixture.isReady());
    QCOMPARE(fixture.breakpoints.list().size(), std::size_t(2));
    QCOMPARE(fixture.breakpoints.list()[0].condition.text(), QStringLiteral("queue data depth >= 3"));
    QVERIFY(fixture.breakpoints.list()[0].isEnabled);
    QVERIFY(!fixture.breakpoints.list()[1].isEnabled);
    fixture.window->workspace().load(QStringLiteral("hello"));
    QCOMPARE(fixture.breakpoints.list().size(), std::size_t(1));
    fixture.breakpoints.remove(0);
    fixture.window->workspace().load(QStringLiteral("producer-consumer"));
    fixture.window->workspace().load(QStringLiteral("hello"));
    QVERIFY(fixture.breakpoints.list().empty());
}

void tst_AskWhy::aRunHaltsWhereAConditionIsMetAndSaysWhich()
{
    AskingFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.accept(QStringLiteral("queue data depth >= 3"));
    fixture.live().setSpeed(100);
    fixture.press(Qt::Key_F5);
    QTRY_COMPARE(fixture.live().state(), RunState::Running);
    QTRY_COMPARE(fixture.live().state(), RunState::Paused);
    QCOMPARE(fixture.trace().latest().running, TaskId::None);
    QCOMPARE(fixture.trace().latest().queues.front().depth, 3);
    QTRY_VERIFY(fixture.breakpoints.isAtHit());
    QTRY_COMPARE(fixture.sentence()->notice(), QStringLiteral("Breakpoint: queue data holds 3 items."));
    const auto *model = fixture.child<QTableView>("breakpointTable")->model();
    QCOMPARE(model->index(0, 0).data(panels::BreakpointsModel::HitRole).toInt(), int(panels::BreakpointsModel::Hit::Here));
    QVERIFY(textOf(*model, 0, panels::BreakpointsModel::Met).endsWith(QStringLiteral("queue data holds 3 items")));

    // Switched off in the middle of a run, it halts no more; switched on again, it does.
    fixture.breakpoints.setEnabled(0, false);
    fixture.accept(QStringLiteral("task consumer-1 resumes"));
    fixture.press(Qt::Key_F8);
    QTRY_COMPARE(fixture.sentence()->notice(), QStringLiteral("Breakpoint: consumer-1 is about to resume."));
    QTRY_COMPARE(fixture.live().state(), RunState::Paused);
    QCOMPARE(fixture.trace().latest().ready.front(), fixture.trace().tasks().back().id);
    // F10 goes on over it, and the notice is about a moment that has gone.
    fixture.press(Qt::Key_F10);
    QTRY_VERIFY(!fixture.breakpoints.isAtHit());
    QTRY_VERIFY(fixture.sentence()->notice().isEmpty());
}

void tst_AskWhy::f8GoesOnAndShiftF8GoesBack()
{
    AskingFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.press(Qt::Key_F8); // none is there yet: the pane is brought to the front
    QVERIFY(fixture.child<QLineEdit>("conditionField")->isVisible());
    fixture.live().setSpeed(std::numeric_limits<double>::infinity());
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE(fixture.live().state(), RunState::Finished);
    fixture.accept(QStringLiteral("task producer-* finishes"));
    fixture.session.setPlayhead({ 0 });
    fixture.press(Qt::Key_F8);
    QTRY_VERIFY(fixture.breakpoints.isAtHit());
    const quint64 first = fixture.session.playhead().events;
    QCOMPARE(fixture.trace().event(first - 1).kind, trace::EventKind::TaskFinished);
    QTest::mouseClick(fixture.child<QPushButton>("nextHit"), Qt::LeftButton);
    QTRY_VERIFY(fixture.session.playhead().events > first && fixture.breakpoints.isAtHit());
    const quint64 second = fixture.session.playhead().events;
    fixture.press(Qt::Key_F8);
    QTRY_VERIFY2(fixture.note().contains(QStringLiteral("after the playhead")), qPrintable(fixture.note()));
    QCOMPARE(fixture.session.playhead().events, second);
    fixture.press(Qt::Key_F8, Qt::ShiftModifier);
    QTRY_COMPARE(fixture.session.playhead().events, first);
    QTest::mouseClick(fixture.child<QPushButton>("previousHit"), Qt::LeftButton);
    QTRY_VERIFY2(fixture.note().contains(QStringLiteral("before the playhead")), qPrintable(fixture.note()));
}

void tst_AskWhy::theMenusOfTasksAndQueuesOfferBreakpoints()
{
    AskingFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    for (int step = 1; step <= 4; ++step) {
        fixture.press(Qt::Key_F10);
        QTRY_COMPARE(fixture.resumes(), step);
    }
    auto *list = fixture.child<QListView>("stateList");
    QTRY_VERIFY(list->model()->rowCount() > 8);
    const auto rowNamed = [list](const QString &name) {
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            if (list->model()->index(row, 0).data(Qt::EditRole).toString() == name)
                return list->visualRect(list->model()->index(row, 0)).center();
        }
        return QPoint();
    };
    QVERIFY(fixture.choose(QStringLiteral("Break when consumer-1 resumes"), [&] { Q_EMIT list->customContextMenuRequested(rowNamed(QStringLiteral("consumer-1"))); }));
    QVERIFY(fixture.choose(QStringLiteral("Break when data is empty"), [&] { Q_EMIT list->customContextMenuRequested(rowNamed(QStringLiteral("Queue data"))); }));
    fixture.session.select({ LaneId::of(TaskId(2)), {} });
    auto *timeline = fixture.window->findChild<timeline::TimelineWidget *>();
    QVERIFY(fixture.choose(QStringLiteral("Break when producer-1 is cancelled"), [&] { Q_EMIT timeline->menuRequested(timeline->mapToGlobal(QPoint(50, 50))); }));
    QStringList texts;
    for (const session::Breakpoint &breakpoint : fixture.breakpoints.list())
        texts << breakpoint.condition.text();
    QCOMPARE(texts, QStringList({ QStringLiteral("task consumer-1 resumes"), QStringLiteral("queue data empty"), QStringLiteral("task producer-1 is cancelled") }));
}

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
