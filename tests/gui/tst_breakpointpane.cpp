// SPDX-License-Identifier: GPL-3.0-or-later
// Breakpoints by the hands of a user: written, switched off, remembered, met, gone to.
#include "gui/askingfixture.h"

#include "panels/breakpointsmodel.h"
#include "timeline/timelinewidget.h"

#include <QListView>
#include <QPushButton>
#include <QTableView>

using session::LaneId;
using session::RunState;
using trace::TaskId;

namespace {

QString textOf(const QAbstractItemModel &model, int row, int column) { return model.index(row, column).data().toString(); }

} // namespace

class tst_BreakpointPane : public QObject
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
};

void tst_BreakpointPane::conditionsAreWrittenCheckedChangedAndRemoved()
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

void tst_BreakpointPane::breakpointsAreRememberedForEachScenario()
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

void tst_BreakpointPane::aRunHaltsWhereAConditionIsMetAndSaysWhich()
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

void tst_BreakpointPane::f8GoesOnAndShiftF8GoesBack()
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

void tst_BreakpointPane::theMenusOfTasksAndQueuesOfferBreakpoints()
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

QTEST_MAIN(tst_BreakpointPane)
#include "tst_breakpointpane.moc"
