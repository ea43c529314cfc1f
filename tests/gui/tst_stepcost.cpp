// SPDX-License-Identifier: GPL-3.0-or-later
// What a press of F10 may make the window do, counted rather than timed: bench_steps tells what it costs.
#include "gui/windowfixture.h"

#include "app/window/speedcontrol.h"
#include "panels/eventtable.h"
#include "panels/statedelegate.h"
#include "support/handmadetrace.h"
#include "timeline/timelinewidget.h"

#include <QDeadlineTimer>
#include <QListView>
#include <QSignalSpy>

using session::RunState;

namespace {

const QByteArray Endless = R"({ "scenario": 1, "name": "endless", "queues": { "data": 0 }, "tasks": {
    "main": { "steps": [ { "repeat": 50, "steps": [ { "spawn": ["producer", "consumer"] } ] } ] },
    "producer": { "steps": [ { "repeat": 100000, "steps": [ { "put": "data", "value": 7 }, { "sleep": ["1ms", "2ms"] } ] } ] },
    "consumer": { "steps": [ { "repeat": 100000, "steps": [ { "get": "data" }, { "sleep": "1ms" } ] } ] } }, "start": "main" })";

/// Counts the events of one kind that reach a widget.
class EventCounter : public QObject
{
public:
    EventCounter(QWidget *widget, QEvent::Type type)
        : m_type(type)
    {
        widget->installEventFilter(this);
    }
    int count = 0;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        count += event->type() == m_type;
        return false;
    }

private:
    QEvent::Type m_type;
};

/// All that is counted while presses go on.
struct Counts
{
    explicit Counts(WindowFixture &fixture)
        : states(fixture.child<QListView>("stateList"))
        , events(fixture.child<panels::EventTable>("eventsTable"))
        , log(fixture.child<panels::EventTable>("logTable"))
        , windowLayouts(fixture.window.get(), QEvent::LayoutRequest)
        , timelineResizes(&fixture.window->timeline(), QEvent::Resize)
        , timelinePaints(fixture.window->timeline().viewport(), QEvent::Paint)
        , statePaints(states->viewport(), QEvent::Paint)
        , stateResets(states->model(), &QAbstractItemModel::modelReset)
        , stateChanges(states->model(), &QAbstractItemModel::dataChanged)
        , eventResets(events->model(), &QAbstractItemModel::modelReset)
        , eventInserts(events->model(), &QAbstractItemModel::rowsInserted)
        , logResets(log->model(), &QAbstractItemModel::modelReset)
        , shapedBefore(shaped())
    {
    }
    /// Texts of the state pane and the tables that had to be shaped.
    [[nodiscard]] quint64 shaped() const
    {
        const auto &state = *qobject_cast<panels::StateDelegate *>(states->itemDelegate());
        return state.texts().shapedCount() + events->delegate().texts().shapedCount() + log->delegate().texts().shapedCount();
    }
    [[nodiscard]] quint64 shapedSince() const { return shaped() - shapedBefore; }

    QListView *states;
    panels::EventTable *events;
    panels::EventTable *log;
    EventCounter windowLayouts;
    EventCounter timelineResizes;
    EventCounter timelinePaints;
    EventCounter statePaints;
    QSignalSpy stateResets;
    QSignalSpy stateChanges;
    QSignalSpy eventResets;
    QSignalSpy eventInserts;
    QSignalSpy logResets;
    quint64 shapedBefore;
};

/// Presses F10 and lets the timers of the panes (33 ms) and of the timeline (16 ms) fire, however late they are on a busy machine.
void press(WindowFixture &fixture, int times)
{
    for (int n = 0; n < times; ++n) {
        const QSignalSpy changed(fixture.child<QListView>("stateList")->model(), &QAbstractItemModel::dataChanged);
        fixture.press(Qt::Key_F10);
        for (QDeadlineTimer limit(5000); changed.isEmpty() && !limit.hasExpired();)
            QTest::qWait(10);
        QTest::qWait(60);
    }
}

constexpr int Presses = 12;

} // namespace

class tst_StepCost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void init() { QSettings().clear(); }

    void aStepAlongARecordingTouchesOnlyWhatChanges();
    void aStepAtTheLiveEndTouchesOnlyWhatChanges();
    void aRunFasterThanItIsShownCanBePaused();
};

void tst_StepCost::aStepAlongARecordingTouchesOnlyWhatChanges()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    const auto trace = support::crowd(200, 60'000);
    session::Session &session = fixture.window->workspace().session();
    fixture.live().unload();
    session.open(trace, { session::SourceKind::File, QStringLiteral("crowd") });
    session.setPlayheadEvents(trace->eventCount() / 2);
    press(fixture, 6); // the first ones find what they need for the first time; the notice of the step axis comes and goes

    const Counts counts(fixture);
    press(fixture, Presses);
    QVERIFY2(counts.shapedSince() <= 40 * Presses, qPrintable(QStringLiteral("%1 texts shaped").arg(counts.shapedSince())));
    // The sentence may need its second line for the first time, and keeps it.
    QVERIFY2(counts.windowLayouts.count <= 1, qPrintable(QString::number(counts.windowLayouts.count)));
    QVERIFY(counts.timelineResizes.count <= 1);
    QCOMPARE(counts.stateResets.size(), 0);
    QCOMPARE(counts.stateChanges.size(), Presses);
    QCOMPARE(counts.eventResets.size(), 0);
    QCOMPARE(counts.eventInserts.size(), 0);
    QCOMPARE(counts.logResets.size(), 0);
    QVERIFY2(counts.timelinePaints.count <= 3 * Presses, qPrintable(QString::number(counts.timelinePaints.count)));
    QVERIFY2(counts.statePaints.count <= 2 * Presses, qPrintable(QString::number(counts.statePaints.count)));

    // There and back: everything has been shaped by now.
    fixture.press(Qt::Key_F10, Qt::ShiftModifier);
    QTest::qWait(60);
    const quint64 before = counts.shaped();
    fixture.press(Qt::Key_F10);
    QTest::qWait(60);
    fixture.press(Qt::Key_F10, Qt::ShiftModifier);
    QTest::qWait(60);
    QCOMPARE(counts.shaped(), before);
}

void tst_StepCost::aStepAtTheLiveEndTouchesOnlyWhatChanges()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTemporaryDir folder;
    fixture.window->openFile(writeScenario(folder, QStringLiteral("endless"), Endless));
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.live().setSpeed(app::UnlimitedSpeed);
    fixture.press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.trace().eventCount() > 150'000, 30'000);
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.live().state(), RunState::Paused, 10'000);
    press(fixture, 6);

    const quint64 eventsBefore = fixture.trace().eventCount();
    const Counts counts(fixture);
    press(fixture, Presses);
    QVERIFY(fixture.trace().eventCount() > eventsBefore);
    QVERIFY2(counts.shapedSince() <= 80 * Presses, qPrintable(QStringLiteral("%1 texts shaped").arg(counts.shapedSince())));
    // The sentence may need its second line for the first time, and keeps it.
    QVERIFY2(counts.windowLayouts.count <= 1, qPrintable(QString::number(counts.windowLayouts.count)));
    QVERIFY(counts.timelineResizes.count <= 1);
    QCOMPARE(counts.stateResets.size(), 0);
    // The step itself and, where a frame fell between its events, the rest of it.
    QVERIFY2(counts.stateChanges.size() <= 2 * Presses, qPrintable(QString::number(counts.stateChanges.size())));
    QCOMPARE(counts.eventResets.size(), 0);
    QVERIFY(counts.eventInserts.size() <= Presses);
    QCOMPARE(counts.logResets.size(), 0);
    QVERIFY2(counts.timelinePaints.count <= 4 * Presses, qPrintable(QString::number(counts.timelinePaints.count)));
    QVERIFY2(counts.statePaints.count <= 2 * Presses, qPrintable(QString::number(counts.statePaints.count)));
}

void tst_StepCost::aRunFasterThanItIsShownCanBePaused()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTemporaryDir folder;
    fixture.window->openFile(writeScenario(folder, QStringLiteral("endless"), Endless));
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.live().setSpeed(app::UnlimitedSpeed);
    QCOMPARE(fixture.live().state(), RunState::Paused);
    fixture.press(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.trace().eventCount() > 100'000, 30'000);
    QCOMPARE(fixture.live().state(), RunState::Running);
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.live().state(), RunState::Paused, 10'000);
    const quint64 events = fixture.trace().eventCount();
    QTest::qWait(200);
    QCOMPARE(fixture.trace().eventCount(), events);
}

QTEST_MAIN(tst_StepCost)
#include "tst_stepcost.moc"
