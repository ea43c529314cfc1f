// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/windowfixture.h"

#include "app/window/noticebar.h"
#include "app/window/runtoolbar.h"
#include "app/window/speedcontrol.h"
#include "app/window/tracesaving.h"
#include "panels/sentencepane.h"
#include "panels/sourcepane.h"
#include "panels/sourceview.h"
#include "session/prediction.h"
#include "timeline/timelinewidget.h"

#include <QAbstractItemView>
#include <QAction>
#include <QActionGroup>
#include <QComboBox>
#include <QDockWidget>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QTextBlock>
#include <QToolButton>

using session::RunState;

class tst_Window : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void init() { QSettings().clear(); }

    void theStartShowsProducerConsumerPausedAtZero();
    void f10ResumesExactlyOneTask();
    void spaceRunsAndPauses();
    void theTimelineMovesInRealTime();
    void shiftF10LooksAtTheMomentBeforeTheStep();
    void theRunStateIsShown();
    void anotherScenarioIsLoadedFromTheListAndTheChooser();
    void aParameterOutOfRangeShowsTheRange();
    void rerunTakesTheParametersAndTheSeed();
    void theClockSwitchRestartsOnTheOtherClock();
    void aDeadlockIsSaidInTheNotice();
    void aRaisedExceptionIsSaidInTheNotice();
    void aFileThatIsNoTraceIsRefusedInWords();
    void aSavedTraceIsOpenedByDropping();
    void aRecordingOfAScenarioFileShowsTheFileBesideIt();
    void layoutThemeAndSpeedPersist();
    void theLogShowsWhatWasLoggedUpToThePlayhead();
    void theSourceFollowsTheStep();
    void theThemeChangesLive();
};

void tst_Window::theStartShowsProducerConsumerPausedAtZero()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_COMPARE(fixture.live().state(), RunState::Paused);
    QCOMPARE(fixture.window->workspace().session().source().name, QStringLiteral("producer-consumer"));
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    QCOMPARE(fixture.resumes(), 0);
    QCOMPARE(fixture.trace().range().end.ns, 0);
    QCOMPARE(fixture.trace().info().seed, std::optional<quint64>(1));
    QVERIFY(fixture.window->windowTitle().contains(QStringLiteral("Loopscope")));
}

void tst_Window::f10ResumesExactlyOneTask()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    for (int step = 1; step <= 12; ++step) {
        fixture.press(Qt::Key_F10);
        QTRY_COMPARE(fixture.resumes(), step);
        QTest::qWait(20);
        QCOMPARE(fixture.resumes(), step);
        QCOMPARE(fixture.trace().latest().running, trace::TaskId::None);
    }
    const auto *sentence = fixture.window->findChild<panels::SentencePane *>();
    QTRY_VERIFY2(sentence->sentence().contains(QStringLiteral("was resumed")), qPrintable(sentence->sentence()));
}

void tst_Window::spaceRunsAndPauses()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE(fixture.live().state(), RunState::Running);
    QTRY_VERIFY(fixture.trace().range().end.ns > 50'000'000);
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE(fixture.live().state(), RunState::Paused);
    const trace::Timestamp stood = fixture.trace().range().end;
    QTest::qWait(60);
    QCOMPARE(fixture.trace().range().end, stood);
}

void tst_Window::theTimelineMovesInRealTime()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.press(Qt::Key_Space);
    QTRY_VERIFY(fixture.trace().range().end.ns > 0);
    const qint64 begin = trace::monotonicNow();
    const trace::Timestamp from = fixture.trace().range().end;
    QTest::qWait(400);
    const double passed = static_cast<double>(trace::monotonicNow() - begin);
    const double moved = static_cast<double>((fixture.trace().range().end - from).count());
    QVERIFY2(moved > passed * 0.7 && moved < passed * 1.2, qPrintable(QStringLiteral("%1 of %2 ns").arg(moved).arg(passed)));
    QVERIFY(fixture.window->workspace().session().isFollowing());
}

void tst_Window::shiftF10LooksAtTheMomentBeforeTheStep()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    session::Session &session = fixture.window->workspace().session();
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    for (int step = 1; step <= 3; ++step) {
        fixture.press(Qt::Key_F10);
        QTRY_COMPARE(fixture.resumes(), step);
    }
    const quint64 all = fixture.trace().eventCount();
    fixture.press(Qt::Key_F10, Qt::ShiftModifier);
    QTRY_VERIFY(session.playhead().events < all);
    const quint64 before = session.playhead().events;
    QVERIFY(!session.stateAtPlayhead().ready.empty());
    // Forward again along the recording: nothing new runs.
    fixture.press(Qt::Key_F10);
    QTRY_VERIFY(session.playhead().events > before);
    QCOMPARE(fixture.resumes(), 3);
}

void tst_Window::theRunStateIsShown()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    const auto *state = fixture.child<QLabel>("runState");
    QTRY_COMPARE(state->text(), QStringLiteral("Paused"));
    auto *run = fixture.child<QToolButton>("runButton");
    QCOMPARE(run->text(), QStringLiteral("Run"));
    QTest::mouseClick(run, Qt::LeftButton);
    QTRY_COMPARE(state->text(), QStringLiteral("Running"));
    QCOMPARE(run->text(), QStringLiteral("Pause"));
    fixture.live().setSpeed(app::UnlimitedSpeed);
    QTRY_COMPARE(state->text(), QStringLiteral("Finished"));
    // From the end, Space begins again.
    fixture.live().setSpeed(1);
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE(state->text(), QStringLiteral("Running"));
    QVERIFY(fixture.trace().range().end.ns < 5'000'000'000);
}

void tst_Window::anotherScenarioIsLoadedFromTheListAndTheChooser()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    auto *list = fixture.child<QAbstractItemView>("scenarioList");
    const auto &scenarios = fixture.window->workspace().scenarios();
    const auto at = std::find_if(scenarios.begin(), scenarios.end(), [](const auto &scenario) { return scenario->name() == QLatin1String("hello"); });
    const QModelIndex hello = list->model()->index(static_cast<int>(at - scenarios.begin()), 0);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(hello).center());
    QTRY_COMPARE(fixture.window->workspace().session().source().name, QStringLiteral("hello"));
    auto *chooser = fixture.child<QComboBox>("scenarioChooser");
    QCOMPARE(chooser->currentData().toString(), QStringLiteral("hello"));
    chooser->setFocus();
    QTest::keyClick(chooser, Qt::Key_Down);
    QTRY_COMPARE(fixture.window->workspace().session().source().name, chooser->currentData().toString());
    QVERIFY(chooser->currentData().toString() != QLatin1String("hello"));
    QCOMPARE(list->currentIndex().row(), hello.row() + 1);
}

void tst_Window::aParameterOutOfRangeShowsTheRange()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    auto *field = fixture.child<QWidget>("parameter.producers");
    auto *error = fixture.child<QLabel>("error.producers");
    auto *rerun = fixture.child<QPushButton>("rerun");
    QVERIFY(field && error && rerun);
    QVERIFY(!error->isVisible());
    auto *line = field->findChild<QLineEdit *>();
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, QStringLiteral("900"));
    QVERIFY(error->isVisible());
    QVERIFY2(error->text().contains(QStringLiteral("1..64")), qPrintable(error->text()));
    QVERIFY(!rerun->isEnabled());
    QTest::keyClick(line, Qt::Key_Backspace);
    QTest::keyClick(line, Qt::Key_Backspace);
    QVERIFY(!error->isVisible());
    QVERIFY(rerun->isEnabled());
}

void tst_Window::rerunTakesTheParametersAndTheSeed()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    const auto type = [&](const char *name, const QString &text) {
        auto *line = fixture.child<QWidget>(name)->findChild<QLineEdit *>();
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
    };
    type("parameter.producers", QStringLiteral("3"));
    type("parameter.seed", QStringLiteral("7"));
    QTest::mouseClick(fixture.child<QPushButton>("rerun"), Qt::LeftButton);
    QTRY_COMPARE(fixture.trace().info().seed, std::optional<quint64>(7));
    QCOMPARE(fixture.trace().info().parameters.value(QStringLiteral("producers")), QStringLiteral("3"));
    QTRY_COMPARE(fixture.live().state(), RunState::Paused);
    fixture.live().setSpeed(app::UnlimitedSpeed);
    fixture.press(Qt::Key_F5);
    QTRY_COMPARE(fixture.live().state(), RunState::Finished);
    QCOMPARE(fixture.trace().tasks().size(), std::size_t(5));
}

void tst_Window::theClockSwitchRestartsOnTheOtherClock()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.press(Qt::Key_F10);
    QTRY_COMPARE(fixture.resumes(), 1);
    QToolButton *real = nullptr;
    for (QToolButton *button : fixture.window->findChildren<QToolButton *>()) {
        if (button->text() == QLatin1String("Real"))
            real = button;
    }
    QVERIFY(real);
    QTest::mouseClick(real, Qt::LeftButton);
    QTRY_COMPARE(fixture.trace().info().clock, trace::ClockKind::Real);
    QCOMPARE(fixture.resumes(), 0);
    fixture.press(Qt::Key_Space);
    QTRY_VERIFY(fixture.resumes() > 3);
    QTRY_VERIFY(fixture.trace().range().end.ns > 30'000'000);
}

void tst_Window::aDeadlockIsSaidInTheNotice()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTemporaryDir folder;
    fixture.window->openFile(writeScenario(folder, QStringLiteral("stuck"), R"({ "scenario": 1, "name": "stuck", "queues": { "data": 0 },
        "tasks": { "main": { "steps": [ { "get": "data" } ] } }, "start": "main" })"));
    QTRY_COMPARE(fixture.window->workspace().session().source().name, QStringLiteral("stuck"));
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE(fixture.live().state(), RunState::Deadlocked);
    const auto *notice = fixture.window->findChild<app::NoticeBar *>();
    QVERIFY(notice->isVisible());
    QVERIFY2(notice->text().contains(QStringLiteral("main-1")) && notice->text().contains(QStringLiteral("data")), qPrintable(notice->text()));
}

void tst_Window::aRaisedExceptionIsSaidInTheNotice()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTemporaryDir folder;
    fixture.window->openFile(writeScenario(folder, QStringLiteral("raises"), R"({ "scenario": 1, "name": "raises",
        "tasks": { "main": { "steps": [ { "raise": "no luck" } ] } }, "start": "main" })"));
    QTRY_COMPARE(fixture.window->workspace().session().source().name, QStringLiteral("raises"));
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE(fixture.live().state(), RunState::Finished);
    const auto *notice = fixture.window->findChild<app::NoticeBar *>();
    QVERIFY2(notice->text().contains(QStringLiteral("no luck")), qPrintable(notice->text()));
}

void tst_Window::aFileThatIsNoTraceIsRefusedInWords()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("holiday.txt"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("dear diary");
    file.close();
    const auto *notice = fixture.window->findChild<app::NoticeBar *>();
    fixture.window->openFile(path);
    QTRY_VERIFY2(notice->text().contains(QStringLiteral("holiday.txt")), qPrintable(notice->text()));
    QCOMPARE(fixture.window->workspace().session().source().name, QStringLiteral("producer-consumer"));
    fixture.window->openFile(folder.filePath(QStringLiteral("missing.loopscope")));
    QTRY_VERIFY2(notice->text().contains(QStringLiteral("missing.loopscope")), qPrintable(notice->text()));
    fixture.window->openFile(writeScenario(folder, QStringLiteral("bad"), R"({ "scenario": 1, "name": "bad", "tasks": 3 })"));
    QTRY_VERIFY2(notice->text().contains(QStringLiteral("bad.scenario.json")), qPrintable(notice->text()));
}

void tst_Window::aSavedTraceIsOpenedByDropping()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    fixture.live().setSpeed(app::UnlimitedSpeed);
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE(fixture.live().state(), RunState::Finished);
    const quint64 events = fixture.trace().eventCount();
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("run.loopscope"));
    const trace::Result<QString> saved = app::saveTraceTo(path, fixture.window->workspace().session(), fixture.live(), fixture.window.get());
    QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message()));

    QMimeData dropped;
    dropped.setUrls({ QUrl::fromLocalFile(path) });
    QDragEnterEvent enter({ 300, 300 }, Qt::CopyAction, &dropped, Qt::LeftButton, {});
    QApplication::sendEvent(fixture.window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &dropped, Qt::LeftButton, {});
    QApplication::sendEvent(fixture.window.get(), &drop);
    QTRY_COMPARE(fixture.window->workspace().session().source().kind, session::SourceKind::File);
    QCOMPARE(fixture.trace().eventCount(), events);
    QVERIFY(!fixture.child<QToolButton>("runButton")->isEnabled());
    // A recording is stepped through too.
    fixture.press(Qt::Key_F10);
    QTRY_VERIFY(fixture.window->workspace().session().playhead().events > 0);
    QVERIFY(app::WindowSettings().recentFiles().contains(path));
    // And back to a live scenario.
    fixture.window->workspace().load(QStringLiteral("hello"));
    QTRY_VERIFY(fixture.child<QToolButton>("runButton")->isEnabled());
}

void tst_Window::aRecordingOfAScenarioFileShowsTheFileBesideIt()
{
    QTemporaryDir folder;
    const char *const text = R"({ "scenario": 1, "name": "mine", "tasks": {
  "main": { "steps": [ { "sleep": "1s" } ] } }, "start": "main" })";
    const QString recorded = folder.filePath(QStringLiteral("mine.loopscope"));
    {
        WindowFixture fixture;
        QVERIFY(fixture.isReady());
        fixture.window->openFile(writeScenario(folder, QStringLiteral("mine"), text));
        QTRY_COMPARE(fixture.window->workspace().session().source().name, QStringLiteral("mine"));
        fixture.press(Qt::Key_F10);
        QTRY_VERIFY(fixture.trace().eventCount() > 3);
        QVERIFY(app::saveTraceTo(recorded, fixture.window->workspace().session(), fixture.live(), fixture.window.get()));
    }
    // Another window, which has never seen the scenario.
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    fixture.window->openFile(recorded);
    QTRY_COMPARE(fixture.window->workspace().session().source().kind, session::SourceKind::File);
    fixture.press(Qt::Key_F10);
    auto *const source = fixture.window->findChild<panels::SourceView *>();
    QTRY_COMPARE(source->toPlainText(), QString::fromUtf8(text));
    QTRY_COMPARE(source->markedLine(), 2);
    // Without the file there is nothing to show.
    QVERIFY(QFile::remove(folder.filePath(QStringLiteral("mine.scenario.json"))));
    fixture.window->openFile(recorded);
    QTRY_COMPARE(source->toPlainText(), QString());
}

void tst_Window::layoutThemeAndSpeedPersist()
{
    {
        WindowFixture fixture;
        QVERIFY(fixture.isReady());
        fixture.child<QDockWidget>("eventsDock")->close();
        fixture.live().setSpeed(20);
        fixture.window->actions().themes->actions().last()->trigger();
        fixture.window->actions().showsLaterLog->trigger();
        fixture.window->actions().predict->trigger();
        fixture.window->resize(1200, 800);
        fixture.window->close();
    }
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QVERIFY(!fixture.child<QDockWidget>("eventsDock")->isVisible());
    QCOMPARE(fixture.live().speed(), 20.0);
    QVERIFY(fixture.appearance.theme().isDark);
    QVERIFY(fixture.window->actions().themes->actions().last()->isChecked());
    QVERIFY(fixture.window->actions().showsLaterLog->isChecked());
    QVERIFY(fixture.window->actions().predict->isChecked());
    QVERIFY(fixture.window->workspace().session().prediction().isOn());
    fixture.window->actions().resetLayout->trigger();
    QTRY_VERIFY(!fixture.child<QDockWidget>("eventsDock")->isHidden());
}

void tst_Window::theLogShowsWhatWasLoggedUpToThePlayhead()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    fixture.window->workspace().load(QStringLiteral("two-hellos"));
    fixture.live().setSpeed(app::UnlimitedSpeed);
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE(fixture.live().state(), RunState::Finished);
    const auto *log = fixture.child<QAbstractItemView>("logTable");
    QTRY_COMPARE(log->model()->rowCount(), 2);
    fixture.window->workspace().session().setPlayhead({ 1'500'000'000 });
    QTRY_COMPARE(log->model()->rowCount(), 1);
    fixture.window->actions().showsLaterLog->trigger();
    QTRY_COMPARE(log->model()->rowCount(), 2);
}

void tst_Window::theSourceFollowsTheStep()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    const auto *view = fixture.window->findChild<panels::SourceView *>();
    QTRY_VERIFY(view->toPlainText().contains(QStringLiteral("co_await")));
    QCOMPARE(view->markedLine(), 0);
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.press(Qt::Key_F10);
    // While the task runs its definition is marked; the step ends at its await.
    const auto marked = [view] { return view->document()->findBlockByNumber(view->markedLine() - 1).text(); };
    QTRY_VERIFY2(view->markedLine() > 0 && marked().contains(QStringLiteral("co_await")), qPrintable(marked()));
}

void tst_Window::theThemeChangesLive()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    const auto lightness = [&] { return fixture.window->grab().toImage().pixelColor(10, fixture.window->height() - 10).lightness(); };
    fixture.window->actions().themes->actions().at(1)->trigger();
    QTRY_VERIFY(lightness() > 200);
    fixture.window->actions().themes->actions().at(2)->trigger();
    QTRY_VERIFY(lightness() < 60);
}

QTEST_MAIN(tst_Window)
#include "tst_window.moc"
