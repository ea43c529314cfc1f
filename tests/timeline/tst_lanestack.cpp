// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tracebuilder.h"
#include "timeline/lanestack.h"

#include <QTest>

#include <array>
#include <random>

using namespace timeline;
using session::LaneId;
using session::LaneOrder;

namespace {

LaneOrder orderOf(int tasks, const session::LaneFilter &filter = {})
{
    support::TraceBuilder builder;
    builder.queue(QStringLiteral("data"));
    for (int n = 0; n < tasks; ++n)
        builder.create(QStringLiteral("task-%1").arg(n + 1));
    LaneOrder order;
    order.update(builder.trace(), filter);
    return order;
}

} // namespace

class TestLaneStack : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anEmptyStackHasNoHeight()
    {
        const LaneStack stack;
        QCOMPARE(stack.count(), qsizetype(0));
        QCOMPARE(stack.totalHeight(), 0);
        QCOMPARE(stack.laneAt(0), qsizetype(0));
        QCOMPARE(stack.laneAt(-1), qsizetype(-1));
    }

    void lanesFollowEachOther()
    {
        LaneStack stack;
        stack.lay(orderOf(2), Density::Roomy);
        QCOMPARE(stack.count(), qsizetype(4));
        QCOMPARE(stack.height(0), 34);
        QCOMPARE(stack.top(1), 34);
        QCOMPARE(stack.top(3), 34 + 52 + 52);
        QCOMPARE(stack.totalHeight(), 34 + 52 + 52 + 70);
        QCOMPARE(stack.laneAt(33), qsizetype(0));
        QCOMPARE(stack.laneAt(34), qsizetype(1));
        QCOMPARE(stack.laneAt(stack.totalHeight()), qsizetype(4));
    }

    void theLoopAndPinnedLanesDoNotScroll()
    {
        session::LaneFilter filter;
        filter.pinned = { LaneId::of(trace::TaskId(2)) };
        LaneStack stack;
        stack.lay(orderOf(5, filter), Density::Roomy);
        QCOMPARE(stack.fixedCount(), qsizetype(2));
        QCOMPARE(stack.fixedHeight(), 52 + 34);
        filter.hidden = { LaneId::loop() };
        stack.lay(orderOf(5, filter), Density::Roomy);
        QCOMPARE(stack.fixedCount(), qsizetype(1));
    }

    void aHundredThousandLanesAreFoundByTheirPlace()
    {
        LaneStack stack;
        stack.lay(orderOf(100'000), Density::Compact);
        for (qsizetype n = 0; n < stack.count(); n += 997) {
            QCOMPARE(stack.laneAt(stack.top(n)), n);
            QCOMPARE(stack.laneAt(stack.top(n + 1) - 1), n);
        }
    }

    void lanesStandWhereTheHeightsAboveThemAddUpTo()
    {
        const auto seed = std::random_device()();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        for (int round = 0; round < 100; ++round) {
            support::TraceBuilder builder;
            for (auto n = random() % 40; n > 0; --n)
                builder.create(QString::number(n));
            for (auto n = random() % 4; n > 0; --n)
                builder.queue(QString::number(n));
            for (auto n = random() % 4; n > 0; --n)
                builder.worker(QString::number(n));
            session::LaneFilter filter;
            for (auto n = random() % 5; n > 0; --n)
                filter.pinned.push_back({ session::LaneKind(random() % 4), quint32(random() % 5) });
            for (auto n = random() % 5; n > 0; --n)
                filter.hidden.insert({ session::LaneKind(random() % 4), quint32(random() % 5) });
            LaneOrder order;
            order.update(builder.trace(), filter);
            const auto density = std::array { Density::Roomy, Density::Compact, Density::Packed }[random() % 3];
            LaneStack stack;
            stack.lay(order, density);
            QCOMPARE(stack.count(), order.count());
            int top = 0;
            for (qsizetype n = 0; n < order.count(); ++n) {
                QCOMPARE(stack.top(n), top);
                QCOMPARE(stack.height(n), laneHeight(order.row(n).id.kind, density));
                QCOMPARE(stack.laneAt(top), n);
                top += stack.height(n);
                QCOMPARE(stack.laneAt(top - 1), n);
            }
            QCOMPARE(stack.totalHeight(), top);
            QCOMPARE(stack.laneAt(top), order.count());
        }
    }

    void densityFollowsTheNumberOfLanes()
    {
        QCOMPARE(resolved(Density::Auto, orderOf(4), 500), Density::Roomy);
        QCOMPARE(resolved(Density::Auto, orderOf(400), 500), Density::Compact);
        QCOMPARE(resolved(Density::Packed, orderOf(4), 500), Density::Packed);
    }
};

QTEST_GUILESS_MAIN(TestLaneStack)
#include "tst_lanestack.moc"
