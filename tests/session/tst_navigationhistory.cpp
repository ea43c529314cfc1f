// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/navigationhistory.h"

#include <QTest>

using session::NavigationHistory;
using session::View;
using Gesture = NavigationHistory::Gesture;

namespace {

View at(qint64 begin)
{
    return { begin % 2 ? trace::AxisKind::Time : trace::AxisKind::Steps, { { begin }, { begin + 100 } } };
}

} // namespace

class TestNavigationHistory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void undoGoesBackAndRedoForward()
    {
        NavigationHistory history;
        history.record(at(1), Gesture::Jump);
        history.record(at(2), Gesture::Jump);
        QCOMPARE(history.undo(at(3)), at(2));
        QCOMPARE(history.undo(at(2)), at(1));
        QVERIFY(!history.canUndo());
        QCOMPARE(history.redo(at(1)), at(2));
        QCOMPARE(history.redo(at(2)), at(3));
        QVERIFY(!history.redo(at(3)));
    }

    void theClicksOfAWheelAreOneStep()
    {
        NavigationHistory history;
        for (int n = 0; n < 5; ++n)
            history.record(at(n), Gesture::Zoom);
        history.record(at(5), Gesture::Pan);
        QCOMPARE(history.undo(at(6)), at(5));
        QCOMPARE(history.undo(at(5)), at(0));
    }

    void aPauseBeginsANewStep()
    {
        NavigationHistory history;
        history.record(at(1), Gesture::Zoom);
        history.endGesture();
        history.record(at(2), Gesture::Zoom);
        QCOMPARE(history.undo(at(3)), at(2));
        QCOMPARE(history.undo(at(2)), at(1));
    }

    void aNewMoveForgetsTheWayForward()
    {
        NavigationHistory history;
        history.record(at(1), Gesture::Jump);
        QVERIFY(history.undo(at(2)));
        history.record(at(1), Gesture::Jump);
        QVERIFY(!history.canRedo());
    }

    void onlyTheLastTwoHundredAreKept()
    {
        NavigationHistory history;
        for (int n = 0; n < 1000; ++n)
            history.record(at(n), Gesture::Jump);
        int steps = 0;
        View last = at(1000);
        while (const auto range = history.undo(last)) {
            last = *range;
            ++steps;
        }
        QCOMPARE(steps, 200);
        QCOMPARE(last, at(800));
    }
};

QTEST_GUILESS_MAIN(TestNavigationHistory)
#include "tst_navigationhistory.moc"
