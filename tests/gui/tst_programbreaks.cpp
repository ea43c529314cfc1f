// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/windowfixture.h"

#include <QFile>

using analysis::Condition;
using session::RunState;

namespace {

const char Shop[] = R"(import asyncio, sys, time
async def produce(queue):
    for n in range(4):
        await queue.put(n)
        await asyncio.sleep(.05)
async def consume(queue):
    for n in range(4):
        print("got", await queue.get(), flush=True)
        await asyncio.sleep(.12)
async def fail():
    await asyncio.sleep(.02)
    raise ValueError("no")
async def late():
    await asyncio.sleep(.05)
async def hold():
    await asyncio.sleep(.1)
    task = asyncio.create_task(late())
    time.sleep(.7)
    await task
async def main():
    queue = asyncio.Queue(2)
    await asyncio.wait([asyncio.create_task(c) for c in (produce(queue), consume(queue), fail(), hold())])
    sys.exit(7)
asyncio.run(main())
)";

} // namespace

class TestProgramBreaks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void aProgramHaltsAtEachCondition_data();
    void aProgramHaltsAtEachCondition();
    void aBreakpointThatIsAddedWhileItRunsIsHeeded();
    void ctrlF10GoesOnUntilTheSelectedTaskResumes();

private:
    [[nodiscard]] static app::ProgramPlan shop(const QTemporaryDir &folder)
    {
        QFile file(folder.filePath("shop.py"));
        if (!file.open(QIODevice::WriteOnly) || file.write(Shop) < 0)
            qFatal("cannot write %s", qPrintable(file.fileName()));
        app::ProgramPlan plan;
        plan.script = file.fileName();
        return plan;
    }
    [[nodiscard]] static trace::TaskId taskOf(const trace::Trace &trace, const QString &name)
    {
        for (const trace::TaskRow &row : trace.tasks()) {
            if (trace.text(row.name) == name)
                return row.id;
        }
        return trace::TaskId::None;
    }
    [[nodiscard]] static int resumesOf(const trace::Trace &trace, trace::TaskId task)
    {
        int count = 0;
        trace.forEach(0, trace.eventCount(), [&](quint64, const trace::Event &event) {
            count += event.kind == trace::EventKind::TaskResumed && event.task == task;
            return true;
        });
        return count;
    }
};

void TestProgramBreaks::aProgramHaltsAtEachCondition_data()
{
    QTest::addColumn<QString>("condition");
    QTest::addColumn<QString>("reason");
    QTest::newRow("resumes") << "task consume-* resumes" << "consume-1 resumes";
    QTest::newRow("suspends") << "task produce-1 suspends" << "produce-1 suspends";
    QTest::newRow("finishes") << "task produce-1 finishes" << "produce-1 finishes: it returned";
    QTest::newRow("raises") << "task * raises" << "fail-1 raises";
    QTest::newRow("depth") << "queue Queue-1 depth >= 2" << "queue Queue-1 holds 2";
    QTest::newRow("full") << "queue * full" << "queue Queue-1 holds 2";
    QTest::newRow("empty") << "queue * empty" << "queue Queue-1 holds 0";
    QTest::newRow("log") << "log ~ got [1-9]" << "the program logs \"got 1\"";
    QTest::newRow("held") << "held > 400ms" << "hold-1 has held the loop for ";
    QTest::newRow("ready") << "ready > 400ms" << " has been ready for "; // late-1, or whose timer came up in the same iteration
}

void TestProgramBreaks::aProgramHaltsAtEachCondition()
{
    QFETCH(QString, condition);
    QFETCH(QString, reason);
    const QTemporaryDir folder;
    const app::ProgramPlan plan = shop(folder);
    const trace::Result<Condition> parsed = Condition::parse(condition);
    QVERIFY(parsed);
    app::WindowSettings().setBreakpoints(QStringLiteral("shop.py"), { { parsed.value(), true } });
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    app::ProgramControl &program = fixture.window->workspace().program();
    session::Breakpoints &breakpoints = fixture.window->workspace().session().breakpoints();
    fixture.window->workspace().runProgram(plan);
    QTRY_VERIFY_WITH_TIMEOUT(breakpoints.hit().has_value(), 20'000);
    QCOMPARE(program.state(), RunState::Paused);
    QVERIFY2(breakpoints.hit()->reason.plain().contains(reason), qPrintable(breakpoints.hit()->reason.plain()));
    QCOMPARE(breakpoints.hit()->row, std::size_t(0)); // its timers and callbacks go on, so that the end of the trace moves away from there
    if (condition.contains("resumes"))
        QCOMPARE(resumesOf(fixture.trace(), taskOf(fixture.trace(), QStringLiteral("consume-1"))), 0);
    // Switched off, it runs to its end.
    breakpoints.setEnabled(0, false);
    fixture.press(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), RunState::Finished, 20'000);
    QCOMPARE(program.exitCode(), 7);
}

void TestProgramBreaks::aBreakpointThatIsAddedWhileItRunsIsHeeded()
{
    const QTemporaryDir folder;
    const app::ProgramPlan plan = shop(folder);
    app::WindowSettings().setBreakpoints(QStringLiteral("shop.py"), {});
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    app::ProgramControl &program = fixture.window->workspace().program();
    session::Breakpoints &breakpoints = fixture.window->workspace().session().breakpoints();
    fixture.window->workspace().runProgram(plan);
    QTRY_VERIFY_WITH_TIMEOUT(fixture.resumes() > 3, 20'000);
    breakpoints.add(Condition::parse(QStringLiteral("log ~ got 3")).value());
    QTRY_VERIFY_WITH_TIMEOUT(breakpoints.hit().has_value(), 20'000);
    QCOMPARE(program.state(), RunState::Paused);
    fixture.press(Qt::Key_F8); // at the live end: on to the next one, which there is not
    QTRY_COMPARE_WITH_TIMEOUT(program.state(), RunState::Finished, 20'000);
    QCOMPARE(program.exitCode(), 7);
}

void TestProgramBreaks::ctrlF10GoesOnUntilTheSelectedTaskResumes()
{
    const QTemporaryDir folder;
    const app::ProgramPlan plan = shop(folder);
    app::WindowSettings().setBreakpoints(QStringLiteral("shop.py"), {});
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    app::Workspace &workspace = fixture.window->workspace();
    workspace.runProgram(plan, true);
    QTRY_COMPARE_WITH_TIMEOUT(workspace.program().state(), RunState::Paused, 20'000);
    fixture.press(Qt::Key_F10);
    QTRY_VERIFY_WITH_TIMEOUT(taskOf(fixture.trace(), QStringLiteral("consume-1")) != trace::TaskId::None, 20'000);
    const trace::TaskId consumer = taskOf(fixture.trace(), QStringLiteral("consume-1"));
    workspace.session().select({ session::LaneId::of(consumer), {} });
    for (int n = 1; n <= 3; ++n) {
        fixture.press(Qt::Key_F10, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(resumesOf(fixture.trace(), consumer), n, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(workspace.program().state(), RunState::Paused, 20'000);
    }
    fixture.press(Qt::Key_F5);
    QTRY_COMPARE_WITH_TIMEOUT(workspace.program().state(), RunState::Finished, 20'000);
    QCOMPARE(workspace.program().exitCode(), 7);
}

QTEST_MAIN(TestProgramBreaks)
#include "tst_programbreaks.moc"
