// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"

#include <QTest>

using namespace scheduler;
using namespace std::chrono_literals;

namespace {

class MoveOnly
{
public:
    explicit MoveOnly(int value) : m_value(std::make_unique<int>(value)) {}
    [[nodiscard]] int value() const { return *m_value; }

private:
    std::unique_ptr<int> m_value;
};

Task<int> atOnce(int x)
{
    co_return x;
}

Task<int> afterYield(Loop &loop, int x)
{
    co_await loop.yield();
    co_return x;
}

Task<> sums(int times, qint64 &sum)
{
    for (int i = 0; i < times; ++i) {
        const int x = co_await atOnce(1);
        sum += x;
    }
}

Task<> sumsSuspending(Loop &loop, int times, qint64 &sum)
{
    for (int i = 0; i < times; ++i) {
        const int x = co_await afterYield(loop, 1);
        sum += x;
    }
}

Task<int> nested(Loop &loop, int depth)
{
    if (depth == 0) {
        co_await loop.sleep(1s);
        co_return 0;
    }
    const int below = co_await nested(loop, depth - 1);
    co_return below + 1;
}

Task<> runsNested(Loop &loop, int depth, int &result)
{
    result = co_await nested(loop, depth);
}

Task<> holds(Guarded, Loop &loop)
{
    co_await loop.sleep(1s);
}

Task<MoveOnly> makesMoveOnly(Loop &loop)
{
    co_await loop.yield();
    co_return MoveOnly(7);
}

Task<> takesMoveOnly(Loop &loop, int &out)
{
    const MoveOnly direct = co_await makesMoveOnly(loop);
    const TaskHandle<MoveOnly> handle = loop.spawn(makesMoveOnly(loop));
    const MoveOnly joined = co_await handle;
    out = direct.value() + joined.value();
}

Task<int> raises(Loop &loop, bool late)
{
    if (late)
        co_await loop.yield();
    throw std::runtime_error("broken");
}

Task<> catches(Loop &loop, bool late, QString &out)
{
    try {
        const int x = co_await raises(loop, late);
        out = QString::number(x);
    } catch (const std::runtime_error &error) {
        out = QString::fromUtf8(error.what());
    }
}

Task<QString> twoOutOf(Loop &loop, QString text)
{
    const QString copy = text;
    co_await loop.yield();
    co_return copy + text;
}

Task<> concatenates(Loop &loop, QString &out)
{
    out = co_await twoOutOf(loop, QStringLiteral("ab"));
}

Task<> leaf(Loop &loop)
{
    co_await loop.sleep(1s);
}

Task<> middle(Loop &loop)
{
    co_await leaf(loop);
}

Task<> root(Loop &loop)
{
    co_await middle(loop);
}

} // namespace

class tst_Task : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTaskThatIsNeverAwaitedRunsNothingAndLeaksNothing()
    {
        int alive = 0;
        Loop loop;
        {
            const Task<> task = holds(Guarded(alive), loop);
            QVERIFY(task.isValid());
            QCOMPARE(alive, 1);
        }
        QCOMPARE(alive, 0);
    }

    void aMillionChildrenThatEndAtOnceDoNotGrowTheStack()
    {
        qint64 sum = 0;
        Loop loop;
        loop.spawn(sums(1'000'000, sum));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(sum, 1'000'000);
    }

    void manyChildrenThatSuspendDoNotGrowTheStack()
    {
        qint64 sum = 0;
        Loop loop;
        loop.spawn(sumsSuspending(loop, 300'000, sum));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(sum, 300'000);
    }

    void aHundredThousandNestedCoroutinesEndWell()
    {
        int result = 0;
        Recording recording;
        Loop loop({ .recorder = &recording.recorder() });
        loop.spawn(runsNested(loop, 100'000, result));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(result, 100'000);
    }

    void aHundredThousandNestedCoroutinesAreDestroyedWell()
    {
        int result = -1;
        {
            Loop loop;
            loop.spawn(runsNested(loop, 100'000, result));
            QVERIFY(loop.step());
        }
        QCOMPARE(result, -1);
    }

    void resultsMayBeMoveOnly()
    {
        int out = 0;
        Loop loop;
        loop.spawn(takesMoveOnly(loop, out));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(out, 14);
    }

    void anExceptionGoesThroughToTheAwaitingCoroutine_data()
    {
        QTest::addColumn<bool>("late");
        QTest::newRow("before a suspension") << false;
        QTest::newRow("after a suspension") << true;
    }
    void anExceptionGoesThroughToTheAwaitingCoroutine()
    {
        QFETCH(bool, late);
        QString out;
        Loop loop;
        loop.spawn(catches(loop, late, out));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringLiteral("broken"));
    }

    void argumentsLiveAsLongAsTheCoroutine()
    {
        QString out;
        Loop loop;
        loop.spawn(concatenates(loop, out));
        QCOMPARE(loop.runToEnd(), Loop::End::Finished);
        QCOMPARE(out, QStringLiteral("abab"));
    }

    void theStackOfATaskIsItsChainOfAwaits()
    {
        Recording recording;
        Loop loop({ .recorder = &recording.recorder() });
        const TaskHandle<> handle = loop.spawn(root(loop));
        QVERIFY(loop.step());
        const std::vector<SourceLocation> stack = loop.stackOf(handle.id());
        QCOMPARE(stack.size(), std::size_t(3));
        QCOMPARE(stack[0].function, "leaf");
        QCOMPARE(stack[1].function, "middle");
        QCOMPARE(stack[2].function, "root");
        QVERIFY(stack[0].line < stack[1].line && stack[1].line < stack[2].line);

        // The same chain stands in the trace.
        trace::SiteId site = recording.events(trace::EventKind::TaskSuspended).at(0).site;
        QStringList functions;
        while (site != trace::SiteId::None) {
            const trace::Site at = recording.trace().texts()->site(site);
            functions << recording.text(at.function);
            QCOMPARE(at.line, stack[static_cast<std::size_t>(functions.size()) - 1].line);
            QVERIFY(recording.text(at.file).endsWith(QStringLiteral("tst_task.cpp")));
            site = at.caller;
        }
        QCOMPARE(functions, QStringList({ QStringLiteral("leaf"), QStringLiteral("middle"), QStringLiteral("root") }));
    }
};

QTEST_GUILESS_MAIN(tst_Task)
#include "tst_task.moc"
