// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/laneslices.h"
#include "support/handmadetrace.h"

#include <QTest>

using session::LaneId;

class TestLaneSlices : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void unknownLanesHoldNothing()
    {
        const auto trace = support::oneSleeper();
        for (const LaneId id : { LaneId::of(trace::TaskId(0)), LaneId::of(trace::TaskId(2)), LaneId::of(trace::QueueId(1)), LaneId::of(trace::WorkerId(7)) }) {
            QCOMPARE(session::sliceCount(*trace, id), quint64(0));
            QVERIFY(!session::sliceAt(*trace, id, {}));
            QVERIFY(!session::spanOf(*trace, { id, 0 }));
        }
    }

    void theStepsOfAQueueFollowEachOther()
    {
        const auto trace = support::producerConsumer();
        const LaneId queue = LaneId::of(trace::QueueId(1));
        const quint64 count = session::sliceCount(*trace, queue);
        QVERIFY(count > 40);
        for (quint64 n = 0; n + 1 < count; ++n)
            QCOMPARE(session::spanOf(*trace, { queue, n })->range.end, session::spanOf(*trace, { queue, n + 1 })->range.begin);
        QCOMPARE(session::spanOf(*trace, { queue, count - 1 })->range.end, trace->range().end);
    }

    void aSliceIsFoundByAnyMomentInIt()
    {
        const auto trace = support::producerConsumer();
        const LaneId task = LaneId::of(trace::TaskId(4));
        for (quint64 n = 0; n < session::sliceCount(*trace, task); ++n) {
            const auto span = session::spanOf(*trace, { task, n });
            if (!span->range.isEmpty()) {
                QCOMPARE(session::sliceAt(*trace, task, span->range.end - trace::Duration(1)), n);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestLaneSlices)
#include "tst_laneslices.moc"
