// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/windowfixture.h"

#include "app/window/speedcontrol.h"

#include <QSignalSpy>

using session::RunState;

namespace {

const QByteArray Holding = R"({ "scenario": 1, "name": "holding", "tasks": { "main": { "steps": [ { "sleep": "10ms" }, { "compute": "600s" }, { "log": "let go" } ] } }, "start": "main" })";
const QByteArray AlwaysReady = R"({ "scenario": 1, "name": "ready", "tasks": { "main": { "steps": [ { "gather": [ "spin", "spin", "spin" ] } ] },
    "spin": { "steps": [ { "repeat": 5000000, "steps": [ { "sleep": "0s" } ] } ] } }, "start": "main" })";

/// Half of them begins, on 40 threads; 30 MB.
QString writeLargeTrace(const QTemporaryDir &folder)
{
    QFile file(folder.filePath(QStringLiteral("large.json")));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write("[");
    for (int n = 0; n < 400'000; ++n)
        file.write(R"({"ph":")" + QByteArray(n % 2 ? "E" : "B") + R"(","name":"f","pid":1,"tid":)" + QByteArray::number(n / 2 % 40) + R"(,"ts":)" + QByteArray::number(n) + "},\n");
    return file.fileName();
}

} // namespace

/// A run must never hold up the window that shows it.
class tst_Responsiveness : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolateSettings(); }
    void init() { QSettings().clear(); }

    void theWindowLivesWhileATaskHoldsTheLoop_data();
    void theWindowLivesWhileATaskHoldsTheLoop();
    void theWindowLivesBesideAlwaysReadyTasks();
    void aPausedRunCostsNothing();
    void theWindowLivesWhileALargeFileOpens();
    void theWindowLivesWhileTheGivenFileOpens();
    void theBeginningOfALargeFileIsShownWhileTheRestIsRead();
    void whatIsThereOfAFileStaysWhenReadingIsCancelled();
    void escapeCancelsReadingAtOnceAndNothingElse();
};

void tst_Responsiveness::theWindowLivesWhileATaskHoldsTheLoop_data()
{
    QTest::addColumn<bool>("isReal");
    QTest::newRow("virtual") << false;
    QTest::newRow("real") << true;
}

void tst_Responsiveness::theWindowLivesWhileATaskHoldsTheLoop()
{
    QFETCH(bool, isReal);
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTemporaryDir folder;
    fixture.window->openFile(writeScenario(folder, QStringLiteral("holding"), Holding));
    if (isReal)
        fixture.live().setClock(trace::ClockKind::Real);
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.press(Qt::Key_Space);
    QTRY_VERIFY(fixture.trace().latest().running != trace::TaskId::None);
    const trace::Timestamp from = fixture.trace().range().end;
    const double gap = leastWorstGapMs(8, 500);
    QVERIFY2(gap <= GapLimitMs, qPrintable(QStringLiteral("worst gap %1 ms").arg(gap)));
    QVERIFY2(fixture.trace().range().end > from, "the held slice is seen growing");
    QVERIFY(fixture.trace().latest().running != trace::TaskId::None);

    // Restart works while the task holds the loop ...
    fixture.window->actions().restart->trigger();
    QTRY_COMPARE(fixture.live().state(), RunState::Paused);
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    QVERIFY(fixture.trace().range().end.ns < 10'000'000);
    // ... and so does Stop.
    fixture.press(Qt::Key_Space);
    QTRY_VERIFY(fixture.trace().latest().running != trace::TaskId::None);
    fixture.window->actions().stop->trigger();
    QTRY_COMPARE(fixture.live().state(), RunState::Finished);
}

void tst_Responsiveness::theWindowLivesBesideAlwaysReadyTasks()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTemporaryDir folder;
    fixture.live().setSpeed(app::UnlimitedSpeed);
    fixture.window->openFile(writeScenario(folder, QStringLiteral("ready"), AlwaysReady));
    QTRY_VERIFY(fixture.trace().eventCount() > 0);
    fixture.press(Qt::Key_Space);
    QTRY_VERIFY(fixture.trace().eventCount() > 100'000);
    const double gap = leastWorstGapMs(8, 500);
    const quint64 events = fixture.trace().eventCount();
    qInfo("worst gap %.1f ms, %llu events", gap, events);
    QVERIFY2(gap <= GapLimitMs, qPrintable(QStringLiteral("worst gap %1 ms").arg(gap)));
    QCOMPARE(fixture.trace().lostCount(), quint64(0));
    fixture.press(Qt::Key_Space);
    QTRY_COMPARE(fixture.live().state(), RunState::Paused);
    fixture.window->actions().restart->trigger();
    QTRY_VERIFY(fixture.trace().eventCount() < 1000);
}

void tst_Responsiveness::aPausedRunCostsNothing()
{
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    QTRY_COMPARE(fixture.live().state(), RunState::Paused);
    QTest::qWait(200);
    int grown = 0;
    connect(&fixture.window->workspace().session(), &session::Session::traceGrew, this, [&] { ++grown; });
    QTest::qWait(200);
    QCOMPARE(grown, 0);
}

/// For measuring: LOOPSCOPE_LARGE_JSON names a recording of another program that takes seconds to read.
void tst_Responsiveness::theWindowLivesWhileTheGivenFileOpens()
{
    const QString path = qEnvironmentVariable("LOOPSCOPE_LARGE_JSON");
    if (path.isEmpty())
        QSKIP("LOOPSCOPE_LARGE_JSON names no file");
    // Work ends when its progress says so: how long it may go on after a cancel is how long it does not ask.
    qint64 asked = trace::monotonicNow();
    qint64 longest = 0;
    const auto progress = [&](quint64, quint64) {
        longest = std::max(longest, trace::monotonicNow() - asked);
        asked = trace::monotonicNow();
        return true;
    };
    QVERIFY(formats::readFile(path, progress));
    qInfo("the longest time between two questions: %.1f ms", double(longest) * 1e-6);
    QVERIFY(longest < 100'000'000);

    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    app::Workspace &workspace = fixture.window->workspace();
    QSignalSpy ended(&workspace, &app::Workspace::openingEnded);
    const qint64 begin = trace::monotonicNow();
    std::vector<double> shown;
    connect(&workspace, &app::Workspace::recordingOpened, this, [&] {
        fixture.window->repaint();
        shown.push_back(double(trace::monotonicNow() - begin) * 1e-9);
    });
    fixture.window->openFile(path);
    double worst = 0;
    while (ended.count() == 0)
        worst = std::max(worst, worstGapMs(50));
    worst = std::max(worst, worstGapMs(500));
    qInfo("pictures after %.2f s and %.2f s, %llu events; the worst gap of the window: %.1f ms", shown.front(), shown.back(), fixture.trace().eventCount(), worst);
    QVERIFY(shown.front() < 1);
    QVERIFY(worst <= 50);
}

void tst_Responsiveness::theBeginningOfALargeFileIsShownWhileTheRestIsRead()
{
    QTemporaryDir folder;
    const QString path = writeLargeTrace(folder);
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    app::Workspace &workspace = fixture.window->workspace();
    workspace.setPreviewDelay(std::chrono::nanoseconds(0));
    std::vector<std::pair<bool, quint64>> shown; // whether the rest is still being read, events
    trace::TimeRange range;
    connect(&workspace, &app::Workspace::recordingOpened, this, [&] {
        shown.emplace_back(workspace.isOpening(), fixture.trace().eventCount());
        if (shown.size() > 1)
            return;
        workspace.session().show(workspace.session().axis().of({ { 1'000'000 }, { 2'000'000 } }));
        range = workspace.session().visibleRange();
    });
    QSignalSpy ended(&workspace, &app::Workspace::openingEnded);
    fixture.window->openFile(path);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 20'000);
    QVERIFY(shown.size() >= 2);
    QVERIFY2(shown.front().first && shown.front().second > 0 && shown.front().second < 400'040, qPrintable(QString::number(shown.front().second)));
    QVERIFY(!shown.back().first);
    QCOMPARE(shown.back().second, quint64(400'040));
    QVERIFY2(workspace.session().visibleRange() == range, qPrintable(QStringLiteral("%1..%2 instead of %3..%4").arg(workspace.session().visibleRange().begin.ns).arg(workspace.session().visibleRange().end.ns).arg(range.begin.ns).arg(range.end.ns))); // where the user has gone meanwhile
}

void tst_Responsiveness::whatIsThereOfAFileStaysWhenReadingIsCancelled()
{
    QTemporaryDir folder;
    const QString path = writeLargeTrace(folder);
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    app::Workspace &workspace = fixture.window->workspace();
    workspace.setPreviewDelay(std::chrono::nanoseconds(0));
    QSignalSpy noticed(&workspace, &app::Workspace::noticed);
    connect(&workspace, &app::Workspace::recordingOpened, this, [&] { workspace.cancelOpening(); });
    fixture.window->openFile(path);
    QTRY_COMPARE(noticed.count(), 1);
    QVERIFY(!workspace.isOpening());
    const quint64 events = fixture.trace().eventCount();
    QVERIFY(events > 0 && events < 400'040);
    QTest::qWait(100);
    QCOMPARE(fixture.trace().eventCount(), events);
    QCOMPARE(workspace.session().source().name, QStringLiteral("large.json"));
}

void tst_Responsiveness::escapeCancelsReadingAtOnceAndNothingElse()
{
    QTemporaryDir folder;
    const QString path = writeLargeTrace(folder);
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    app::Workspace &workspace = fixture.window->workspace();
    QSignalSpy ended(&workspace, &app::Workspace::openingEnded);
    fixture.window->openFile(path);
    QVERIFY(workspace.isOpening());
    fixture.press(Qt::Key_Escape);
    QCOMPARE(ended.count(), 1);
    QVERIFY(!workspace.isOpening());
    fixture.press(Qt::Key_Escape);
    QCOMPARE(ended.count(), 1);
    fixture.window->openFile(path);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 2, 20'000);
    QCOMPARE(fixture.trace().eventCount(), quint64(400'040));
}

void tst_Responsiveness::theWindowLivesWhileALargeFileOpens()
{
    QTemporaryDir folder;
    const QString path = writeLargeTrace(folder);
    WindowFixture fixture;
    QVERIFY(fixture.isReady());
    app::Workspace &workspace = fixture.window->workspace();

    // Cancelling returns at once, whatever the reader does.
    QSignalSpy ended(&workspace, &app::Workspace::openingEnded);
    fixture.window->openFile(path);
    const qint64 before = trace::monotonicNow();
    workspace.cancelOpening();
    QCOMPARE(ended.count(), 1);
    QVERIFY(trace::monotonicNow() - before < 100'000'000);
    QTest::qWait(50);
    QVERIFY(fixture.trace().eventCount() < 400'000);

    // The least of several tries: other processes hold the window up as well.
    double least = 1e9;
    for (int round = 0; round < 4 && least > 50 * support::SanitizerSlowdown; ++round) {
        fixture.window->openFile(path);
        double worst = 0;
        const auto wanted = ended.count() + 1;
        while (ended.count() < wanted)
            worst = std::max(worst, worstGapMs(50));
        worst = std::max(worst, worstGapMs(200));
        QCOMPARE(fixture.trace().eventCount(), quint64(400'040));
        least = std::min(least, worst);
    }
    QVERIFY2(least <= 50 * support::SanitizerSlowdown, qPrintable(QStringLiteral("worst gap %1 ms").arg(least)));
}

int main(int argc, char **argv)
{
    int code = 0;
    {
        QApplication application(argc, argv);
        tst_Responsiveness test;
        code = QTest::qExec(&test, argc, argv);
    }
    // A test that failed may have left a run that still holds its thread.
    if (!app::LiveRun::waitForThreads(2000))
        std::_Exit(code ? code : 1);
    return code;
}
#include "tst_responsiveness.moc"
