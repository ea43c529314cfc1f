// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/inspect.h"
#include "support/tracebuilder.h"

#include <QTest>

using namespace analysis;
using namespace trace;
using namespace std::chrono_literals;

namespace {

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

/// "label: value" a row, after the title.
QStringList rows(const std::optional<SliceReport> &report)
{
    if (!report)
        return { text("none") };
    QStringList lines { report->title.plain() };
    for (const SliceReport::Row &row : report->rows)
        lines << row.label + QStringLiteral(": ") + row.value.plain();
    return lines;
}

} // namespace

class TestInspect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTasksSlicesTellItsTurns()
    {
        support::TraceBuilder b;
        const TaskId main = b.create(text("main-1"));
        const QueueId data = b.queue(text("data"));
        const SiteId outer = b.site(text("producerconsumer.cpp"), 60, text("main"));
        const SiteId inner = b.site(text("producerconsumer.cpp"), 38, text("consume"), outer);
        const TaskId id = b.create(text("consumer-1"), main);
        b.ready(main).ready(id, ReadyCause::Started, main).resume(main).suspend(main, AwaitReason::Join, number(id));
        b.resume(id, 2).at(1s);
        const TimerId timer = b.arm(id, 500ms);
        b.suspend(id, AwaitReason::Sleep, number(timer), inner).at(1500ms).fire(id, timer).ready(id, ReadyCause::Timer, TaskId::None, number(timer));
        b.at(1750ms).resume(id, 17).put(id, data, text("7"), 1).at(1800ms).finish(id, Outcome::Raised, text("ValueError"));
        b.trace().advanceTo({ 2'000'000'000 });
        const Trace &trace = b.trace();

        QCOMPARE(rows(inspectTask(trace, id, 0)), QStringList({ text("consumer-1 has not run yet"), text("from: 0 s"), text("to: 0 s"), text("lasts: 0 s"), text("created by: main-1") }));
        QCOMPARE(rows(inspectTask(trace, id, 1)), QStringList({ text("consumer-1 is ready"), text("place: 2nd of 2 in the queue when it came"), text("from: 0 s"),
                                                                  text("to: 0 s"), text("lasts: 0 s"), text("because: created by main-1 at 0 s") }));
        QCOMPARE(rows(inspectTask(trace, id, 2)), QStringList({ text("consumer-1 ran"), text("from: 0 s"), text("to: 1 s"), text("lasts: 1 s"), text("iteration: 2"),
                                                                  text("because: created by main-1 at 0 s"), text("then awaits: sleep of 500 ms"),
                                                                  text("at: producerconsumer.cpp:38"), text("in: consume \u2190 main") }));
        const auto wait = inspectTask(trace, id, 3);
        QCOMPARE(rows(wait), QStringList({ text("consumer-1 awaits sleep of 500 ms"), text("awaits: sleep of 500 ms"), text("from: 1 s"), text("to: 1.5 s"),
                                           text("lasts: 500 ms"), text("ended: its sleep of 500 ms ended at 1.5 s"), text("at: producerconsumer.cpp:38"),
                                           text("in: consume \u2190 main") }));
        QCOMPARE(wait->stack.size(), std::size_t(2));
        QCOMPARE(wait->stack[1].place.text, text("producerconsumer.cpp:60"));
        QVERIFY(std::get<SiteId>(wait->stack[1].place.target) == outer);
        QCOMPARE(rows(inspectTask(trace, id, 4)), QStringList({ text("consumer-1 is ready"), text("place: 1st of 1 in the queue when it came"), text("from: 1.5 s"),
                                                                  text("to: 1.75 s"), text("lasts: 250 ms"), text("because: its sleep of 500 ms ended at 1.5 s"),
                                                                  text("at: producerconsumer.cpp:38"), text("in: consume \u2190 main") }));
        const auto run = inspectTask(trace, id, 5);
        QCOMPARE(run->iteration.value(), quint64(17));
        QCOMPARE(rows(run), QStringList({ text("consumer-1 ran"), text("from: 1.75 s"), text("to: 1.8 s"), text("lasts: 50 ms"), text("iteration: 17"),
                                          text("because: its sleep of 500 ms ended at 1.5 s"), text("did: put item 7 into data"), text("then: raised ValueError") }));
        QCOMPARE(rows(inspectTask(trace, id, 6)), QStringList({ text("consumer-1 raised ValueError"), text("outcome: raised ValueError"), text("at: 1.8 s") }));
        QVERIFY(!inspectTask(trace, id, 7));
        QVERIFY(!inspectTask(trace, TaskId(9), 0));
        QVERIFY(!inspectTask(trace, TaskId::None, 0));

        // The open wait of main-1 has no end to tell.
        QCOMPARE(rows(inspectTask(trace, main, 3)), QStringList({ text("main-1 awaits the end of consumer-1"), text("awaits: the end of consumer-1"), text("from: 0 s"),
                                                                    text("lasts: 2 s so far") }));
    }

    void whatIsNotKnownIsSaidToBe()
    {
        support::TraceBuilder b;
        const TaskId id = b.create(text("handler"));
        b.resume(id).at(1s).suspend(id, AwaitReason::Unknown).at(2s).resume(id).finish(id, Outcome::Cancelled);
        QCOMPARE(rows(inspectTask(b.trace(), id, 2)), QStringList({ text("handler awaits something that the trace does not tell"),
                                                                      text("awaits: something that the trace does not tell"), text("from: 1 s"), text("to: 2 s"),
                                                                      text("lasts: 1 s"), text("ended: the trace does not say what woke it") }));
        QCOMPARE(rows(inspectTask(b.trace(), id, 4)), QStringList({ text("handler was cancelled"), text("outcome: was cancelled"), text("at: 2 s"), text("because: not known by whom") }));
    }

    void argsOfAnotherProgramsSliceAreRows()
    {
        support::TraceBuilder b({ text("a"), ClockKind::Unknown, {}, {}, text("Chrome trace events") });
        TextTable &texts = *b.trace().texts();
        const auto start = [&](quint32 job, QByteArrayView args) {
            b.add({ .value = number(texts.args().add(args)), .other = 1, .object = job, .text = b.text(text("read")), .kind = EventKind::JobStarted });
            b.at(std::chrono::seconds(job)).add({ .other = 1, .object = job, .kind = EventKind::JobFinished });
        };
        b.add({ .object = 1, .text = b.text(text("main")), .kind = EventKind::WorkerCreated });
        b.at(1ms);
        start(1, "{\"data\":{\"url\":\"http://a/\",\"n\":7},\"none\":\"\",\"list\":[1, 2]}");
        b.at(1001ms);
        QByteArray many = "{";
        for (int n = 0; n < 150; ++n)
            many += "\"k" + QByteArray::number(n) + "\":" + QByteArray::number(n) + ',';
        start(2, many.chopped(1) + '}');
        QCOMPARE(rows(inspectWorker(b.trace(), WorkerId(1), 1)), QStringList({ text("main computes read"), text("job: read"), text("from: 1 ms"), text("to: 1 s"), text("lasts: 999 ms"),
                                                                     text("data.url: http://a/"), text("data.n: 7"), text("none: \"\""), text("list: [1, 2]") }));
        const QStringList long_ = rows(inspectWorker(b.trace(), WorkerId(1), 3));
        QCOMPARE(long_.size(), 5 + 100 + 1);
        QCOMPARE(long_[104], text("k99: 99"));
        QCOMPARE(long_[105], text("args: and more than can be shown here"));
    }

    void theLoopAWorkerAndAQueueAreInspectedToo()
    {
        support::TraceBuilder b;
        b.add({ .object = 1, .text = b.text(text("pool-1")), .kind = EventKind::WorkerCreated });
        const QueueId data = b.queue(text("data"), 5);
        const TaskId id = b.create(text("pi-1"));
        b.add({ .value = 1, .kind = EventKind::IterationBegun }).ready(id).resume(id, 1);
        b.put(id, data, text("7"), 1).add({ .task = id, .object = 1, .text = b.text(text("digits")), .kind = EventKind::JobQueued });
        b.suspend(id, AwaitReason::Job, 1).add({ .task = id, .other = 1, .object = 1, .kind = EventKind::JobStarted });
        b.add({ .value = 1, .kind = EventKind::IterationEnded }).at(2s);
        (void)b.arm(id, 1s);
        b.add({ .task = id, .other = 1, .object = 1, .kind = EventKind::JobFinished, .detail = quint8(Outcome::Returned) }).take(id, data, text("7"), 0);
        const Trace &trace = b.trace();
        QCOMPARE(rows(inspectWorker(trace, WorkerId(1), 1)), QStringList({ text("pool-1 computes digits"), text("job: digits"), text("for: pi-1"), text("queued: 0 s"),
            text("from: 0 s"), text("to: 2 s"), text("lasts: 2 s"), text("duration: modelled: in virtual time a job lasts what its scenario declares") }));
        QCOMPARE(rows(inspectWorker(trace, WorkerId(1), 2)).first(), text("pool-1 is idle"));
        QVERIFY(!inspectWorker(trace, WorkerId(2), 0));
        QStringList loop;
        for (quint64 n = 0; n < trace.loopLane().count(); ++n)
            loop << rows(inspectLoop(trace, n)).first();
        QCOMPARE(loop, QStringList({ text("The loop sleeps"), text("The loop is between two resumes"), text("pi-1 holds the loop"), text("The loop is between two resumes"), text("The loop sleeps") }));
        QVERIFY(!inspectLoop(trace, 5));
        QCOMPARE(rows(inspectQueue(trace, data, 0)), QStringList({ text("data holds 0 items"), text("depth: 0 of 5"), text("from: 0 s"), text("size: 5 items") }));
        QCOMPARE(rows(inspectQueue(trace, data, 1)), QStringList({ text("data holds 1 item"), text("depth: 1 of 5"), text("from: 0 s"), text("put: item 7"), text("by: pi-1") }));
        QCOMPARE(rows(inspectQueue(trace, data, 2)), QStringList({ text("data holds 0 items"), text("depth: 0 of 5"), text("from: 2 s"), text("taken: item 7"), text("by: pi-1"),
                                                                     text("lay: 2 s in the queue, put by pi-1 at 0 s") }));
        QVERIFY(!inspectQueue(trace, data, 3));
        QVERIFY(!inspectQueue(trace, QueueId::None, 0));
    }

    void aStackThatBitesItsOwnTailEnds()
    {
        // Ids are given in order, so the first site can name the second before it exists.
        Trace trace({}, std::make_shared<TextTable>());
        const TextId own = trace.texts()->intern(u"a.cpp");
        (void)trace.texts()->intern({ own, own, 1, SiteId(2) });
        (void)trace.texts()->intern({ own, own, 2, SiteId(1) });
        QCOMPARE(stackOf(trace, SiteId(1)).size(), std::size_t(64));
    }

    void anySliceOfAnyTraceIsInspected()
    {
        for (quint32 seed = 1; seed <= 150; ++seed) {
            const auto trace = support::randomTrace(seed);
            for (quint32 id = 0; id <= trace->tasks().size() + 1; ++id) {
                for (quint64 n = 0; n < 40; ++n) {
                    const auto report = inspectTask(*trace, TaskId(id), n);
                    QVERIFY(!report || !report->title.isEmpty());
                    for (const auto &other : { inspectLoop(*trace, n), inspectWorker(*trace, WorkerId(id), n), inspectQueue(*trace, QueueId(id), n) })
                        QVERIFY(!other || (!other->title.isEmpty() && !other->rows.empty()));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestInspect)
#include "tst_inspect.moc"
