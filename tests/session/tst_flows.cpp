// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/flows.h"
#include "support/tracebuilder.h"

#include <QTest>

using session::Flow;
using session::LaneId;
using session::SliceRef;
using session::flowsOf;
using support::TraceBuilder;
using trace::EventKind;
using trace::WorkerId;

namespace {

/// Another program's recording: slices on worker lanes and arrows between them.
struct Recording
{
    TraceBuilder builder;
    quint32 jobs = 0;

    explicit Recording(int workers)
    {
        for (int n = 1; n <= workers; ++n)
            builder.worker(QStringLiteral("thread %1").arg(n));
    }
    Recording &at(qint64 ns)
    {
        builder.at(trace::Duration(ns));
        return *this;
    }
    quint32 begin(quint32 worker)
    {
        builder.add({ .other = worker, .object = ++jobs, .text = builder.text(QStringLiteral("slice")), .kind = EventKind::JobStarted });
        return jobs;
    }
    void end(quint32 worker, quint32 job) { builder.add({ .other = worker, .object = job, .kind = EventKind::JobFinished }); }
    void leave(quint32 job, qint64 flow) { builder.add({ .value = flow, .object = job, .text = builder.text(QStringLiteral("message")), .kind = EventKind::FlowBegun }); }
    void arrive(quint32 job, qint64 flow) { builder.add({ .value = flow, .object = job, .text = builder.text(QStringLiteral("message")), .kind = EventKind::FlowEnded }); }
    void others(int count)
    {
        for (int n = 0; n < count; ++n)
            builder.add({ .kind = EventKind::Mark });
    }
    /// The n-th Running slice of a worker.
    [[nodiscard]] SliceRef slice(quint32 worker, int n)
    {
        const trace::Lane &lane = builder.trace().workerLane(WorkerId(worker));
        for (quint64 index = 0; index < lane.count(); ++index) {
            if (lane.slice(index, builder.trace().range().end).state == trace::SliceState::Running && n-- == 0)
                return { LaneId::of(WorkerId(worker)), index };
        }
        qFatal("there is no such slice");
    }
    [[nodiscard]] std::vector<Flow> flows(quint32 worker, int n) { return flowsOf(builder.trace(), slice(worker, n)); }
};

} // namespace

class tst_Flows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFlowIsSeenFromBothItsEnds()
    {
        Recording r(2);
        const quint32 post = r.at(0).begin(1);
        r.at(20).leave(post, 1);
        r.at(40).end(1, post);
        const quint32 run = r.at(60).begin(2);
        r.at(70).arrive(run, 1);
        r.at(90).end(2, run);
        const quint32 later = r.at(95).begin(1);
        r.at(99).end(1, later);
        for (const auto &flows : { r.flows(1, 0), r.flows(2, 0) }) {
            QCOMPARE(flows.size(), size_t(1));
            const Flow &flow = flows.front();
            QVERIFY(flow.from.slice == r.slice(1, 0) && flow.to.slice == r.slice(2, 0));
            QCOMPARE(flow.from.time.ns, 20);
            QCOMPARE(flow.to.time.ns, 70);
            QCOMPARE(r.builder.trace().event(flow.from.event).kind, EventKind::FlowBegun);
            QCOMPARE(r.builder.trace().event(flow.to.event).kind, EventKind::FlowEnded);
            QCOMPARE(r.builder.trace().text(flow.name), QStringLiteral("message"));
        }
        QVERIFY(r.flows(1, 1).empty());
    }

    void aSliceOnItsWayHasOneThatArrivesAndOneThatLeaves()
    {
        Recording r(3);
        const quint32 a = r.at(0).begin(1);
        r.at(1).leave(a, 1);
        const quint32 b = r.at(2).begin(2); // while a still runs
        r.at(3).arrive(b, 1);
        r.leave(b, 2);
        r.at(4).end(1, a);
        const quint32 c = r.at(5).begin(3);
        r.at(6).arrive(c, 2);
        r.at(7).end(2, b);
        r.end(3, c);
        const std::vector<Flow> flows = r.flows(2, 0);
        QCOMPARE(flows.size(), size_t(2));
        QVERIFY(flows[0].from.slice == r.slice(1, 0) && flows[0].to.slice == r.slice(2, 0));
        QVERIFY(flows[1].from.slice == r.slice(2, 0) && flows[1].to.slice == r.slice(3, 0));
        QCOMPARE(r.flows(1, 0).size(), size_t(1));
        QCOMPARE(r.flows(3, 0).size(), size_t(1));
    }

    void whatHasNoOtherEndIsNoArrow()
    {
        Recording r(2);
        r.at(0).leave(0, 1); // in no slice
        const quint32 a = r.at(1).begin(1);
        r.arrive(a, 1);
        r.leave(a, 2); // arrives nowhere
        r.leave(a, 3);
        r.arrive(a, 3); // in the same slice
        r.leave(a, 4);
        r.at(2).end(1, a);
        r.at(3).arrive(0, 4); // in no slice
        QVERIFY(r.flows(1, 0).empty());
        QVERIFY(flowsOf(r.builder.trace(), { LaneId::of(WorkerId(1)), 99 }).empty());
        QVERIFY(flowsOf(r.builder.trace(), { LaneId::of(WorkerId(9)), 0 }).empty());
        QVERIFY(flowsOf(r.builder.trace(), { LaneId::loop(), 0 }).empty());
    }

    void thereAreNoMoreThanAskedForAndLongOnesAreNotLookedFor()
    {
        Recording r(2);
        const quint32 a = r.at(0).begin(1);
        for (int n = 1; n <= 50; ++n)
            r.leave(a, n);
        r.at(1).end(1, a);
        const quint32 near = r.at(2).begin(2);
        for (int n = 1; n <= 49; ++n)
            r.arrive(near, n);
        r.at(3).end(2, near);
        QCOMPARE(flowsOf(r.builder.trace(), r.slice(1, 0), 10).size(), size_t(10));
        QCOMPARE(flowsOf(r.builder.trace(), r.slice(2, 0), 7).size(), size_t(7));
        QCOMPARE(flowsOf(r.builder.trace(), r.slice(1, 0), 100).size(), size_t(49));
        r.at(4).others(110'000);
        const quint32 far = r.at(5).begin(2);
        r.arrive(far, 50);
        r.at(6).end(2, far);
        QCOMPARE(flowsOf(r.builder.trace(), r.slice(1, 0), 100).size(), size_t(49));
        QVERIFY(r.flows(2, 1).empty());
    }

    void aRunOfOursHasNone()
    {
        Recording r(2);
        r.builder.create(QStringLiteral("main"));
        const quint32 a = r.at(0).begin(1);
        r.leave(a, 1);
        r.at(1).end(1, a);
        const quint32 b = r.begin(2);
        r.arrive(b, 1);
        r.at(2).end(2, b);
        QVERIFY(r.flows(1, 0).empty());
    }
};

QTEST_GUILESS_MAIN(tst_Flows)
#include "tst_flows.moc"
