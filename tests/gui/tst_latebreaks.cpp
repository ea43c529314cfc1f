// SPDX-License-Identifier: GPL-3.0-or-later
// Breakpoints that time alone meets: a task holds the loop or is ready for longer than it should.
#include "gui/windowfixture.h"

#include "analysis/overdue.h"
#include "panels/sentencepane.h"
#include "session/breakpoints.h"

using session::RunState;
using trace::TaskId;

namespace {

/// holder-1 holds the loop for 900 ms; waiter-1 is ready all that time.
const QByteArray Held = R"({ "scenario": 1, "name": "held", "tasks": { "main": { "steps": [ { "gather": [ "holder", "waiter" ] } ] },
    "holder": { "steps": [ { "compute": "900ms" }, { "sleep": "10ms" } ] }, "waiter": { "steps": [ { "log": "at last" } ] } }, "start": "main" })";
constexpr TaskId Holder { 2 };
constexpr TaskId Waiter { 3 };
constexpr qint64 Limit = 300'000'000;

} // namespace

class tst_LateBreaks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void init() { QSettings().clear(); }

    void whatIsTooLongIsToldAtOnceAndHaltsBeforeTheNextResume_data()
    {
        QTest::addColumn<QString>("condition");
        QTest::addColumn<bool>("isReal");
        QTest::addColumn<TaskId>("task");
        for (const bool isReal : { false, true }) {
            QTest::addRow("held, %s", isReal ? "real" : "virtual") << QStringLiteral("held > 300ms") << isReal << Holder;
            QTest::addRow("ready, %s", isReal ? "real" : "virtual") << QStringLiteral("ready > 300ms") << isReal << Waiter;
        }
    }
    void whatIsTooLongIsToldAtOnceAndHaltsBeforeTheNextResume();
};

void tst_LateBreaks::whatIsTooLongIsToldAtOnceAndHaltsBeforeTheNextResume()
{
    QFETCH(QString, condition);
    QFETCH(bool, isReal);
    QFETCH(TaskId, task);
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTemporaryDir folder;
    fixture.window->openFile(writeScenario(folder, QStringLiteral("held"), Held));
    session::Session &session = fixture.window->workspace().session();
    QTRY_COMPARE(session.source().name, QStringLiteral("held"));
    if (isReal)
        fixture.live().setClock(trace::ClockKind::Real);
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    session::Breakpoints &breakpoints = session.breakpoints();
    QVERIFY(breakpoints.add(analysis::Condition::parse(condition).value()));
    const auto *sentence = fixture.window->findChild<panels::SentencePane *>();

    // Told while the loop is held, of the very moment ...
    fixture.press(Qt::Key_F5);
    QTRY_VERIFY(breakpoints.overdue());
    QCOMPARE(fixture.trace().latest().running, Holder);
    QCOMPARE(fixture.live().state(), RunState::Running);
    const analysis::Overdue overdue = *breakpoints.overdue();
    QCOMPARE(overdue.condition, std::size_t(0));
    QCOMPARE(overdue.task, task);
    const qint64 since = fixture.trace().latest().task(task)->since.ns;
    QCOMPARE(overdue.at.ns, since + Limit);
    if (!isReal)
        QCOMPARE(since, 0);
    QVERIFY2(overdue.reason.plain().contains(QStringLiteral("for more than 300 ms since")), qPrintable(overdue.reason.plain()));
    QTRY_VERIFY2(sentence->notice().contains(overdue.reason.plain()) && sentence->notice().contains(QStringLiteral("halts when the loop is let go")), qPrintable(sentence->notice()));
    // ... and halted before anything else is resumed.
    QTRY_COMPARE(fixture.live().state(), RunState::Paused);
    QTRY_VERIFY(breakpoints.isAtHit());
    QVERIFY(!breakpoints.overdue());
    QVERIFY2(breakpoints.hit()->reason.plain().contains(QStringLiteral("; it passed 300 ms at ")), qPrintable(breakpoints.hit()->reason.plain()));
    QCOMPARE(fixture.trace().latest().running, TaskId::None);
    QCOMPARE(fixture.trace().latest().task(Waiter)->resumes, 0u);
    QVERIFY(fixture.trace().latest().task(Holder)->resumes == 1);

    // In what has been recorded it is found at the moment itself, from either side.
    const trace::Timestamp met { since + Limit + 1 };
    session.setPlayheadEvents(0);
    fixture.press(Qt::Key_F8);
    QTRY_COMPARE(session.playhead().time, met);
    QCOMPARE(session.stateAtPlayhead().running, Holder);
    QTRY_VERIFY2(sentence->notice().contains(QStringLiteral("for more than 300 ms")), qPrintable(sentence->notice()));
    session.setPlayheadEvents(fixture.trace().eventCount());
    fixture.press(Qt::Key_F8, Qt::ShiftModifier);
    QTRY_COMPARE(session.playhead().time, met);

    // Going on tells of it once only.
    session.setPlayheadEvents(fixture.trace().eventCount());
    fixture.press(Qt::Key_F5);
    QTRY_COMPARE(fixture.live().state(), RunState::Finished);
}

QTEST_MAIN(tst_LateBreaks)
#include "tst_latebreaks.moc"
