// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/queue.h"

#include <QTest>

using namespace scheduler;
using namespace std::chrono_literals;

namespace {

using Lines = QStringList;

Task<> say(Loop &loop, Lines &out, QString text, Duration after)
{
    co_await loop.sleep(after);
    out << QStringLiteral("%1 %2").arg(loop.now().ns).arg(text);
}

Task<int> square(Loop &loop, int x)
{
    co_await loop.yield();
    co_return x *x;
}

Task<> adds(Loop &loop, Lines &out)
{
    const int a = co_await square(loop, 3);
    auto h = loop.spawn(square(loop, 4));
    const int b = co_await h;
    auto both = co_await loop.gather(square(loop, 5), square(loop, 6));
    out << QString::number(a + b + std::get<0>(both) + std::get<1>(both));
}

Task<> producer(Loop &loop, Queue<int> &q, int n)
{
    for (int i = 0; i < n; ++i) {
        co_await q.put(i);
        co_await loop.sleep(loop.random().duration(500ms, 1500ms));
    }
}
Task<> consumer(Loop &loop, Queue<int> &q, int n, Lines &out)
{
    for (int i = 0; i < n; ++i) {
        const int x = co_await q.get();
        out << QString::number(x);
        co_await loop.sleep(500ms);
    }
}
Task<> pc(Loop &loop, Lines &out)
{
    Queue<int> q(loop, QStringLiteral("data"), 2);
    co_await loop.gather(producer(loop, q, 20), producer(loop, q, 20), consumer(loop, q, 40, out));
    out << QStringLiteral("done %1").arg(loop.now().ns);
}

Task<> times(Loop &loop, Lines &out)
{
    bool timedOut = false;
    try {
        co_await loop.withTimeout(1s, loop.sleep(5s));
    } catch (const TimeoutError &) {
        timedOut = true;
    }
    out << QString::number(timedOut) << QString::number(loop.now().ns);
    const int r = co_await loop.offload(2s, [](int a, int b) { return a * b; }, 6, 7);
    out << QString::number(r) << QString::number(loop.now().ns);
}

} // namespace

class tst_Semantics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void smoke()
    {
        Lines out;
        Loop loop;
        loop.spawn(say(loop, out, QStringLiteral("two"), 2s));
        loop.spawn(say(loop, out, QStringLiteral("one"), 1s));
        loop.spawn(adds(loop, out));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(out, (Lines { QStringLiteral("86"), QStringLiteral("1000000000 one"), QStringLiteral("2000000000 two") }));
        out.clear();
        loop.spawn(pc(loop, out));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        qDebug() << out;
        QCOMPARE(out.size(), 41);
        out.clear();
        loop.spawn(times(loop, out));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        qDebug() << out;
    }
};

QTEST_GUILESS_MAIN(tst_Semantics)
#include "tst_semantics.moc"
