// SPDX-License-Identifier: GPL-3.0-or-later
// What a user does from step to step and back, by keys and mouse, and what every pane shows of it.
#include "gui/journeywindow.h"

#include "app/window/noticebar.h"
#include "app/window/speedcontrol.h"
#include "session/laneslices.h"

#include <QAction>
#include <QActionGroup>
#include <QSignalSpy>

using session::LaneId;
using session::RunState;
using trace::EventKind;

class tst_Journeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void init() { QSettings().clear(); }

    void step();
    void steppingToTheEndIsTheSameRun();
    void nextEventShowsOneEventAtATime();
    void untilTheSelectedTaskResumes();
    void lookBackByKeys();
    void lookBackByMouse();
    void aStepAtACrowdedInstantShowsSteps();
    void theOutsideWorldIsSaidToMove();
};

namespace {

QStringList linesOf(const trace::Trace &trace)
{
    QStringList lines;
    trace.forEach(0, trace.eventCount(), [&](quint64, const trace::Event &e) {
        lines << QStringLiteral("%1 %2 %3 %4 %5").arg(e.time.ns).arg(QString::fromLatin1(trace::nameOf(e.kind))).arg(trace::number(e.task)).arg(e.object).arg(trace.text(e.text));
        return true;
    });
    return lines;
}

} // namespace

void tst_Journeys::step()
{
    Window w;
    QVERIFY(w.isReady());
    QTRY_VERIFY(w.trace().eventCount() > 0);
    w.showTab(1); // the loop view beside the panes
    QTRY_VERIFY(w.loopView().isVisible());
    for (int n = 1; n <= 8; ++n) {
        const trace::TaskId next = w.trace().latest().ready.empty() ? trace::TaskId::None : w.trace().latest().ready.front();
        w.stepOnce();
        const trace::TaskId resumed = w.trace().event(w.trace().resumes().at(quint64(n - 1))).task;
        // First in the ready queue, so next.
        if (next != trace::TaskId::None)
            QCOMPARE(resumed, next);
        VERIFY_PANES(w);
        const trace::TaskStatus &status = *w.trace().latest().task(resumed);
        QCOMPARE(status.state, trace::TaskState::Awaiting);
        // The source stands at its await, the sentence tells of it, the row of the task says what it waits for.
        QTRY_VERIFY2(w.sourceLine().contains(QStringLiteral("co_await")), qPrintable(w.sourceLine()));
        const QString name = w.trace().text(w.trace().tasks()[trace::rowOf(resumed)].name);
        QTRY_VERIFY2(w.sentence().contains(name) && w.sentence().contains(QStringLiteral("was resumed")), qPrintable(w.sentence()));
        const QString row = w.stateModel().index(w.stateModel().rowOfTask(resumed)).data(Qt::DisplayRole).toString();
        QVERIFY2(row.contains(name), qPrintable(row));
        // Its token has left the ready queue for the place where it waits.
        const panels::LoopToken *token = w.loopView().scene().token(resumed);
        QVERIFY(token);
        QVERIFY(token->place != panels::LoopPlace::Ready && token->place != panels::LoopPlace::Running);
    }
    w.press(Qt::Key_F10, Qt::ShiftModifier);
    QCOMPARE(w.session().playhead().events, w.trace().resumes().at(7));
    VERIFY_PANES(w);
}

void tst_Journeys::steppingToTheEndIsTheSameRun()
{
    const auto finished = [](Qt::Key key, Qt::KeyboardModifiers modifiers) {
        Window w;
        if (!w.isReady())
            return QStringList();
        w.window->workspace().load(QStringLiteral("two-hellos"));
        w.live().setSpeed(app::UnlimitedSpeed);
        for (int n = 0; n < 2000 && w.live().state() != RunState::Finished; ++n) {
            w.press(key, modifiers);
            QTest::qWait(key == Qt::Key_F10 || key == Qt::Key_F11 ? 5 : 50);
        }
        return w.live().state() == RunState::Finished ? linesOf(w.trace()) : QStringList();
    };
    const QStringList whole = finished(Qt::Key_F5, {});
    QVERIFY(whole.size() > 10);
    QCOMPARE(finished(Qt::Key_F10, {}), whole);
    QCOMPARE(finished(Qt::Key_F11, {}), whole);
    QCOMPARE(finished(Qt::Key_F11, Qt::ShiftModifier), whole);
}

void tst_Journeys::nextEventShowsOneEventAtATime()
{
    Window w;
    QVERIFY(w.isReady());
    QTRY_VERIFY(w.trace().eventCount() > 0);
    QVERIFY(w.session().isPlayheadAtEnd());
    quint64 at = w.session().playhead().events;
    for (int n = 0; n < 30; ++n) {
        w.press(Qt::Key_F11);
        ++at;
        QTRY_COMPARE(w.session().playhead().events, at);
        QVERIFY(w.trace().eventCount() >= at);
    }
    VERIFY_PANES(w);
    // In the middle of what a resume recorded, F10 goes on to the end of it first.
    const quint64 recorded = w.trace().eventCount();
    while (w.session().playhead().events == recorded) {
        w.press(Qt::Key_F11);
        QTRY_VERIFY(w.trace().eventCount() > recorded);
    }
}

void tst_Journeys::untilTheSelectedTaskResumes()
{
    Window w;
    QVERIFY(w.isReady());
    QTRY_VERIFY(w.trace().eventCount() > 0);
    w.live().setSpeed(app::UnlimitedSpeed);
    for (int n = 0; n < 4; ++n)
        w.stepOnce();
    const trace::TaskId task { 3 };
    w.session().select({ LaneId::of(task), {} });
    for (int n = 0; n < 3; ++n) {
        const quint32 before = w.trace().latest().task(task)->resumes;
        w.press(Qt::Key_F10, Qt::ControlModifier);
        QTRY_COMPARE(w.trace().latest().task(task)->resumes, before + 1);
        QTRY_COMPARE(w.live().state(), RunState::Paused);
        QTest::qWait(30);
        QCOMPARE(w.trace().latest().task(task)->resumes, before + 1);
        QCOMPARE(w.trace().event(w.trace().resumes().at(w.trace().resumes().count() - 1)).task, task);
        VERIFY_PANES(w);
    }
    // Looking back, it goes along the recording.
    const quint64 all = w.trace().eventCount();
    w.session().setPlayheadEvents(0);
    w.press(Qt::Key_F10, Qt::ControlModifier);
    QVERIFY(w.session().playhead().events > 0 && w.session().playhead().events < all);
    QCOMPARE(w.session().stateAtPlayhead().task(task)->resumes, quint32(1));
    QCOMPARE(w.trace().eventCount(), all);
}

void tst_Journeys::lookBackByKeys()
{
    Window w;
    QVERIFY(w.isReady());
    QTRY_VERIFY(w.trace().eventCount() > 0);
    for (int n = 0; n < 10; ++n)
        w.stepOnce();
    const quint64 all = w.trace().eventCount();
    for (int n = 9; n >= 0; --n) {
        w.press(Qt::Key_F10, Qt::ShiftModifier);
        QCOMPARE(w.session().playhead().events, w.trace().resumes().at(quint64(n)));
        if (n % 3 == 0)
            VERIFY_PANES(w);
    }
    // , and . along the lane of a task.
    w.session().select({ LaneId::of(trace::TaskId(1)), {} });
    const trace::Lane &lane = w.trace().taskLane(trace::TaskId(1));
    w.pressInTimeline(Qt::Key_Period);
    const quint64 first = *w.session().selection().slice;
    w.pressInTimeline(Qt::Key_Period);
    QCOMPARE(w.session().selection().slice, std::optional(first + 1));
    QCOMPARE(w.session().playhead().events, lane.slice(first + 1, {}).event + 1);
    VERIFY_PANES(w);
    w.pressInTimeline(Qt::Key_Comma);
    QCOMPARE(w.session().playhead().events, lane.slice(first, {}).event + 1);
    w.session().clearSelection();
    // Forward again by steps, and on from the live end.
    while (w.trace().resumes().countBefore(w.session().playhead().events) < 10)
        w.press(Qt::Key_F10);
    QCOMPARE(w.trace().eventCount(), all);
    QCOMPARE(w.resumes(), 10);
    w.stepOnce();
    QVERIFY(w.session().isPlayheadAtEnd());
    VERIFY_PANES(w);
    w.press(Qt::Key_F10, Qt::ShiftModifier);
    w.press(Qt::Key_Space);
    QTRY_COMPARE(w.live().state(), RunState::Running);
    QTRY_VERIFY(w.session().isFollowing() && w.resumes() > 11);
}

void tst_Journeys::lookBackByMouse()
{
    Window w;
    QVERIFY(w.isReady());
    QTRY_VERIFY(w.trace().eventCount() > 0);
    w.live().setSpeed(50);
    w.press(Qt::Key_Space);
    QTRY_VERIFY(w.trace().range().end.ns > 3'000'000'000);
    w.press(Qt::Key_Space);
    QTRY_COMPARE(w.live().state(), RunState::Paused);
    const quint64 all = w.settledEventCount();
    w.pressInTimeline(Qt::Key_Home);
    for (const trace::AxisKind axis : { trace::AxisKind::Time, trace::AxisKind::Steps }) {
        if (w.session().axisKind() != axis)
            w.press(Qt::Key_T);
        QCOMPARE(w.session().axisKind(), axis);
        // The playhead's badge is dragged to the middle of the run.
        const int from = w.xOf(w.session().playheadPosition());
        const int to = (w.headerWidth() + from) / 2;
        QTest::mousePress(w.viewport(), Qt::LeftButton, {}, { from, w.badgeY() });
        for (int n = 1; n <= 10; ++n) {
            w.move({ from + (to - from) * n / 10, w.badgeY() }, Qt::LeftButton);
            QCOMPARE(w.trace().eventCount(), all);
        }
        QTest::mouseRelease(w.viewport(), Qt::LeftButton, {}, { to, w.badgeY() });
        QVERIFY(w.session().playhead().events < all && w.session().playhead().events > 0);
        VERIFY_PANES(w);
        // A click on the ruler puts it there.
        const quint64 dragged = w.session().playhead().events;
        QTest::mouseClick(w.viewport(), Qt::LeftButton, {}, { (to + from) / 2, w.rulerY() });
        QVERIFY(w.session().playhead().events > dragged);
        VERIFY_PANES(w);
    }
    // A click on an event shows the moment after it.
    const QModelIndex row = w.events()->model()->index(20, 0);
    w.events()->scrollTo(row);
    QTest::mouseClick(w.events()->viewport(), Qt::LeftButton, {}, w.events()->visualRect(row).center());
    QTRY_COMPARE(w.session().playhead().events, quint64(21));
    VERIFY_PANES(w);
    w.window->timeline().setFocus();
    w.pressInTimeline(Qt::Key_End);
    QVERIFY(w.session().isPlayheadAtEnd());
    w.press(Qt::Key_Space);
    QTRY_VERIFY(w.trace().eventCount() > all);
}

void tst_Journeys::aStepAtACrowdedInstantShowsSteps()
{
    Window w;
    QVERIFY(w.isReady());
    QTRY_VERIFY(w.trace().eventCount() > 0);
    w.stepOnce();
    QTest::qWait(20);
    QCOMPARE(w.session().axisKind(), trace::AxisKind::Time);
    w.stepOnce(); // the second resume at 0 s
    QTRY_COMPARE(w.session().axisKind(), trace::AxisKind::Steps);
    const auto *notice = w.window->findChild<app::NoticeBar *>();
    QVERIFY2(notice->text().contains(QStringLiteral("T ")), qPrintable(notice->text()));
    QVERIFY(w.session().visibleSpan().contains(w.session().playheadPosition()));
    QVERIFY(w.window->actions().axes->actions().at(1)->isChecked());
    w.press(Qt::Key_T);
    QCOMPARE(w.session().axisKind(), trace::AxisKind::Time);
    w.stepOnce();
    w.stepOnce();
    QTest::qWait(40);
    QCOMPARE(w.session().axisKind(), trace::AxisKind::Time); // the user has chosen
}

void tst_Journeys::theOutsideWorldIsSaidToMove()
{
    Window w;
    QVERIFY(w.isReady());
    QTemporaryDir folder;
    w.window->openFile(writeScenario(folder, QStringLiteral("outside"), R"({ "scenario": 1, "name": "outside",
        "tasks": { "main": { "steps": [ { "offload": "700ms" }, { "log": "done" } ] } }, "start": "main" })"));
    QTRY_COMPARE(w.session().source().name, QStringLiteral("outside"));
    w.live().setClock(trace::ClockKind::Real);
    QTRY_VERIFY(w.trace().eventCount() > 0);
    QSignalSpy outside(&w.live(), &app::LiveRun::outsideChanged);
    w.stepOnce();
    QTRY_COMPARE(outside.size(), 1);
    QCOMPARE(outside.front().front().toUInt(), 1u);
    const trace::Timestamp stood = w.trace().latest().time;
    // The job ends while the run is paused: its task becomes ready and is not resumed, and the strip falls silent.
    QTRY_COMPARE(w.trace().latest().ready.size(), std::size_t(1));
    QTRY_COMPARE(outside.size(), 2);
    QCOMPARE(outside.back().front().toUInt(), 0u);
    QCOMPARE(w.resumes(), 1);
    QCOMPARE(w.live().state(), RunState::Paused);
    QVERIFY(w.trace().latest().time >= stood);
    w.stepOnce();
    QCOMPARE(w.countUpTo(w.trace().eventCount(), EventKind::Log), 1);
}

QTEST_MAIN(tst_Journeys)
#include "tst_journeys.moc"
