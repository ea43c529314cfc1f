// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneorder.h"
#include "support/handmadetrace.h"
#include "timeline/timelinewidget.h"

#include <QAccessible>
#include <QAccessibleActionInterface>
#include <QTest>

using session::LaneId;
using trace::TaskId;

class TestTimelineAccessible : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lanesAndTheirSlicesAreToldInWords()
    {
        session::Session session;
        session.open(support::producerConsumer(), { session::SourceKind::File, QStringLiteral("test") });
        timeline::TimelineWidget widget(session);
        widget.resize(1000, 560);
        widget.show();
        QVERIFY(QTest::qWaitForWindowExposed(&widget));
        session.setPlayhead({ 7'000'000'000 });

        QAccessibleInterface *timeline = QAccessible::queryAccessibleInterface(&widget);
        QVERIFY(timeline);
        QCOMPARE(timeline->role(), QAccessible::List);
        QCOMPARE(timeline->childCount(), int(session.lanes().count()));
        QVERIFY2(timeline->text(QAccessible::Description).contains(QStringLiteral("7.000 s")), qPrintable(timeline->text(QAccessible::Description)));
        for (int n = 0; n < timeline->childCount(); ++n) {
            QAccessibleInterface *lane = timeline->child(n);
            QCOMPARE(timeline->child(n), lane);
            QCOMPARE(timeline->indexOfChild(lane), n);
            QCOMPARE(lane->parent(), timeline);
            QCOMPARE(lane->text(QAccessible::Name), session::laneName(session.trace(), session.lanes().row(n).id));
            QVERIFY(lane->rect().width() > 500);
            QCOMPARE(timeline->childAt(lane->rect().center().x(), lane->rect().center().y()), lane);
        }
        QAccessibleInterface *consumer = timeline->child(int(*session.lanes().indexOf(LaneId::of(TaskId(4)))));
        QVERIFY2(consumer->text(QAccessible::Description).contains(QStringLiteral("consumer-1 awaits")), qPrintable(consumer->text(QAccessible::Description)));

        session.show({ { 6'000'000'000 }, { 8'000'000'000 } });
        QVERIFY(consumer->childCount() > 1 && consumer->childCount() < 100);
        QAccessibleInterface *slice = consumer->child(1);
        QCOMPARE(slice->parent(), consumer);
        QCOMPARE(consumer->indexOfChild(slice), 1);
        QVERIFY2(slice->text(QAccessible::Name).startsWith(QStringLiteral("consumer-1 ")), qPrintable(slice->text(QAccessible::Name)));
        QVERIFY(consumer->rect().contains(slice->rect()));
        QVERIFY(!slice->state().selected);
        slice->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QVERIFY(session.selection().slice);
        QVERIFY(slice->state().selected);
        QCOMPARE(timeline->focusChild(), slice);
        consumer->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QVERIFY(!session.selection().slice);
        QCOMPARE(timeline->focusChild(), consumer);
        QVERIFY(consumer->state().selected);
    }

    void onlyWhatIsInSightIsTold()
    {
        session::Session session;
        session.open(support::crowd(300, 5'000), { session::SourceKind::File, QStringLiteral("test") });
        timeline::TimelineWidget widget(session);
        widget.resize(800, 400);
        widget.show();
        QVERIFY(QTest::qWaitForWindowExposed(&widget));
        QAccessibleInterface *timeline = QAccessible::queryAccessibleInterface(&widget);
        QVERIFY(timeline->childCount() > 4 && timeline->childCount() < 40);
        const QString first = timeline->child(5)->text(QAccessible::Name);
        widget.revealLane(LaneId::of(TaskId(290)));
        QVERIFY(timeline->child(5)->text(QAccessible::Name) != first);
        QCOMPARE(timeline->child(0)->text(QAccessible::Name), session::laneName(session.trace(), LaneId::loop()));
        for (int n = 0; n < timeline->childCount(); ++n)
            QVERIFY(timeline->child(n)->childCount() <= 256);
    }
};

QTEST_MAIN(TestTimelineAccessible)
#include "tst_timelineaccessible.moc"
