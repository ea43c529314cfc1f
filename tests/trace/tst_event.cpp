// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/event.h"

#include <QSet>
#include <QTest>

using namespace trace;

class TestEvent : public QObject
{
    Q_OBJECT

    template<typename Enum>
    static void checkNames(int count, std::optional<Enum> (*named)(QByteArrayView))
    {
        QSet<QByteArray> names;
        for (int n = 0; n < count; ++n) {
            const QByteArrayView name = nameOf(static_cast<Enum>(n));
            names.insert(name.toByteArray());
            QVERIFY(named(name) == static_cast<Enum>(n));
        }
        QCOMPARE(names.size(), count);
        QVERIFY(!named("").has_value() && !named("?").has_value() && !named("Task-Created").has_value());
    }

private Q_SLOTS:
    void namesAreDistinctAndReadBack()
    {
        checkNames<EventKind>(EventKindCount, eventKindNamed);
        checkNames<AwaitReason>(AwaitReasonCount, awaitReasonNamed);
        checkNames<ReadyCause>(ReadyCauseCount, readyCauseNamed);
        checkNames<Outcome>(OutcomeCount, outcomeNamed);
    }

    void theNamesAreThoseOfTheContract()
    {
        QCOMPARE(nameOf(EventKind::TaskCancelRequested), QByteArrayView("task-cancel-requested"));
        QCOMPARE(nameOf(EventKind::IterationEnded), QByteArrayView("iteration-ended"));
        QCOMPARE(nameOf(EventKind::Lost), QByteArrayView("lost"));
        QCOMPARE(nameOf(TaskState::Awaiting), QByteArrayView("awaiting"));
        QCOMPARE(nameOf(TaskState::Finished), QByteArrayView("finished"));
        QCOMPARE(nameOf(Outcome::Returned), QByteArrayView("returned"));
    }

    void aWildKindHasAPlaceholderAndNoShape()
    {
        QCOMPARE(nameOf(static_cast<EventKind>(200)), QByteArrayView("?"));
        QVERIFY(shapeOf(static_cast<EventKind>(200)).text == nullptr);
        QVERIFY(shapeOf(EventKind::TaskSuspended).hasSite);
        QCOMPARE(QByteArrayView(shapeOf(EventKind::QueuePut).value), QByteArrayView("depth"));
    }
};

QTEST_GUILESS_MAIN(TestEvent)
#include "tst_event.moc"
