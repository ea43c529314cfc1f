// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/loopview.h"
#include "session/fonts.h"

#include <QBuffer>
#include <QSignalSpy>
#include <QTest>
#include <QXmlStreamReader>

using namespace trace;

namespace {

// A small run by hand: main-1 gathers, p-1 sleeps, c-1 waits at the queue, w-1 has a job, and who comes later is ready.
class Story
{
public:
    std::shared_ptr<Trace> trace = std::make_shared<Trace>(TraceInfo { QStringLiteral("story"), ClockKind::Virtual, 1, {}, {} });

    Story &add(EventKind kind, quint32 task, quint32 object = 0, quint8 detail = 0, qint64 value = 0, const char *text = "", quint32 other = 0)
    {
        Event event;
        event.time = { m_now };
        event.kind = kind;
        event.task = TaskId(task);
        event.object = object;
        event.detail = detail;
        event.value = value;
        event.other = other;
        event.text = trace->texts()->intern(QString::fromUtf8(text));
        trace->append(event);
        return *this;
    }
    Story &at(qint64 ms)
    {
        m_now = ms * 1'000'000;
        return *this;
    }
    Story &start(quint32 task, const char *name)
    {
        return add(EventKind::TaskCreated, task, 0, 0, 0, name).add(EventKind::TaskReady, task, 0, quint8(ReadyCause::Started));
    }
    Story &resume(quint32 task) { return add(EventKind::TaskResumed, task, 0, 0, 1); }
    Story &await(quint32 task, AwaitReason reason, quint32 object) { return add(EventKind::TaskSuspended, task, object, quint8(reason)); }

private:
    qint64 m_now = 0;
};

Story aStory()
{
    Story story;
    story.add(EventKind::QueueCreated, 0, 1, 0, 5, "data").add(EventKind::WorkerCreated, 0, 1, 0, 0, "pool-1");
    story.start(1, "main-1").start(2, "p-1").start(3, "c-1").start(4, "w-1").start(5, "late-1").start(6, "late-2");
    story.add(EventKind::IterationBegun, 0, 6, 0, 1);
    story.resume(1).await(1, AwaitReason::Gather, 3);
    story.resume(2).add(EventKind::TimerArmed, 2, 1, 0, 1'500'000'000).await(2, AwaitReason::Sleep, 1);
    story.resume(3).await(3, AwaitReason::QueueGet, 1);
    story.resume(4).add(EventKind::JobQueued, 4, 1, 0, 0, "digits").await(4, AwaitReason::Job, 1).add(EventKind::JobStarted, 4, 1, 0, 0, "", 1);
    return story;
}

} // namespace

class tst_LoopView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(session::loadFonts()); }

    void everyTaskStandsWhereItWaits()
    {
        const Story story = aStory();
        const panels::LoopScene scene = panels::layOutLoop(*story.trace, story.trace->latest(), { 1000, 600 });
        QCOMPARE(panels::describe(scene),
            QStringLiteral("iteration 1\n"
                           "Ready queue: late-1, late-2\n"
                           "Running: nobody\n"
                           "Timers: p-1\n"
                           "Queue data: c-1\n"
                           "Other waits: main-1\n"
                           "Workers: w-1\n"
                           "6 tasks: 0 running, 2 ready, 4 awaiting, 0 finished"));
    }

    void theRunningTaskLeavesTheReadyQueue()
    {
        Story story = aStory();
        story.resume(5);
        const panels::LoopScene scene = panels::layOutLoop(*story.trace, story.trace->latest(), { 1000, 600 });
        QVERIFY(scene.token(TaskId(5)));
        QCOMPARE(scene.token(TaskId(5))->place, panels::LoopPlace::Running);
        QVERIFY(scene.box(panels::LoopPlace::Running)->rect.contains(scene.token(TaskId(5))->rect));
        QCOMPARE(scene.token(TaskId(6))->place, panels::LoopPlace::Ready);
    }

    void aTaskThatYieldsIsDrawnOnceWhileItRuns()
    {
        Story story = aStory();
        story.resume(5).add(EventKind::TaskReady, 5, 0, quint8(ReadyCause::Yield));
        const panels::LoopScene scene = panels::layOutLoop(*story.trace, story.trace->latest(), { 1000, 600 });
        QCOMPARE(std::count_if(scene.tokens.begin(), scene.tokens.end(), [](const panels::LoopToken &t) { return t.task == TaskId(5); }), 1);
    }

    void nothingOverlapsAndNothingLeavesItsBox_data()
    {
        QTest::addColumn<QSizeF>("size");
        QTest::addColumn<int>("tasks");
        for (const QSizeF size : { QSizeF(320, 200), QSizeF(560, 360), QSizeF(900, 560), QSizeF(1600, 1000) }) {
            for (const int tasks : { 0, 7, 100, 2000 })
                QTest::addRow("%d tasks in %dx%d", tasks, int(size.width()), int(size.height())) << size << tasks;
        }
    }
    void nothingOverlapsAndNothingLeavesItsBox()
    {
        QFETCH(QSizeF, size);
        QFETCH(int, tasks);
        Story story = aStory();
        for (int n = 0; n < tasks; ++n) {
            const quint32 id = quint32(10 + n);
            story.start(id, qPrintable(QStringLiteral("task-%1").arg(n)));
            if (n % 4 == 0)
                continue;
            story.resume(id);
            if (n % 4 == 1)
                story.add(EventKind::TimerArmed, id, 100 + id, 0, 2'000'000'000 + n).await(id, AwaitReason::Sleep, 100 + id);
            else
                story.await(id, n % 4 == 2 ? AwaitReason::QueueGet : AwaitReason::Join, 1);
            story.add(EventKind::QueuePut, 1, 1, 0, n + 1, "12");
        }
        const panels::LoopScene scene = panels::layOutLoop(*story.trace, story.trace->latest(), size);
        QVERIFY(scene.tokens.size() < 400);
        for (std::size_t a = 0; a < scene.tokens.size(); ++a) {
            const QRectF rect = scene.tokens[a].rect;
            QVERIFY2(std::any_of(scene.boxes.begin(), scene.boxes.end(), [&](const panels::LoopBox &box) { return box.rect.contains(rect); }),
                qPrintable(scene.tokens[a].name));
            for (std::size_t b = a + 1; b < scene.tokens.size(); ++b)
                QVERIFY2(!rect.intersects(scene.tokens[b].rect), qPrintable(scene.tokens[a].name + u' ' + scene.tokens[b].name));
        }
        for (std::size_t a = 0; a < scene.boxes.size(); ++a) {
            for (std::size_t b = a + 1; b < scene.boxes.size(); ++b)
                QVERIFY(!scene.boxes[a].rect.intersects(scene.boxes[b].rect));
        }
    }

    void whatFindsNoRoomIsCounted()
    {
        Story story = aStory();
        for (quint32 id = 10; id < 2010; ++id)
            story.start(id, qPrintable(QStringLiteral("task-%1").arg(id)));
        const panels::LoopScene scene = panels::layOutLoop(*story.trace, story.trace->latest(), { 900, 560 });
        const auto shown = std::count_if(scene.tokens.begin(), scene.tokens.end(), [](const panels::LoopToken &t) { return t.place == panels::LoopPlace::Ready; });
        const auto more = std::find_if(scene.texts.begin(), scene.texts.end(), [](const panels::LoopText &t) { return t.text.startsWith(QStringLiteral("+ ")); });
        QVERIFY(more != scene.texts.end());
        QString number = more->text;
        number.remove(QStringLiteral("+ ")).remove(QStringLiteral(" more"));
        QCOMPARE(number.toInt() + int(shown), 2002);
    }

    void theHeadlineSaysWhatTheLoopWaitsFor()
    {
        Story story = aStory();
        story.resume(5).add(EventKind::TaskFinished, 5, 0, quint8(Outcome::Returned)).resume(6).add(EventKind::TaskFinished, 6, 0, quint8(Outcome::Returned));
        story.add(EventKind::IterationEnded, 0, 0, 0, 1);
        const panels::LoopScene scene = panels::layOutLoop(*story.trace, story.trace->latest(), { 900, 560 });
        QCOMPARE(scene.headline, QStringLiteral("asleep until the timer of p-1 at 1.500 s"));
    }

    void theSvgIsTheSameEveryTime()
    {
        const Story story = aStory();
        const auto picture = [&] {
            QBuffer buffer;
            buffer.open(QIODevice::WriteOnly);
            const auto written = panels::writeLoopSvg(panels::layOutLoop(*story.trace, story.trace->latest(), { 900, 560 }), {}, QStringLiteral("story"), buffer);
            return written ? buffer.data() : QByteArray();
        };
        const QByteArray svg = picture();
        QCOMPARE(picture(), svg);
        QXmlStreamReader xml(svg);
        int texts = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"text")
                ++texts;
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY(texts > 10);
    }

    void aClickOnATokenSelectsItsTask()
    {
        session::Session session;
        session.open(aStory().trace, { session::SourceKind::File, QStringLiteral("story") });
        panels::LoopView view(session);
        view.resize(900, 560);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTRY_VERIFY(view.scene().token(TaskId(2)));
        QTest::mouseClick(&view, Qt::LeftButton, {}, view.scene().token(TaskId(2))->rect.center().toPoint());
        QCOMPARE(session.selectedTask(), TaskId(2));
        QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(4, 4));
        QCOMPARE(session.selectedTask(), TaskId::None);
    }

    void thePlayheadMovesTheTokens()
    {
        session::Session session;
        const Story story = aStory();
        session.open(story.trace, { session::SourceKind::File, QStringLiteral("story") });
        panels::LoopView view(session);
        view.resize(900, 560);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTRY_COMPARE(view.scene().token(TaskId(2))->place, panels::LoopPlace::Timers);
        const quint64 beforeTheSleep = 18; // after p-1's resume, before its timer
        session.setPlayheadEvents(beforeTheSleep);
        QTRY_COMPARE(view.scene().token(TaskId(2))->place, panels::LoopPlace::Running);
    }
};

QTEST_MAIN(tst_LoopView)
#include "tst_loopview.moc"
