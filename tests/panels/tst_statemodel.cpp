// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/statemodel.h"

#include "panels/storytrace.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using panels::StateModel;
using panels::StateRowKind;

namespace {

/// Every row as "left | middle | right", heads in capitals.
QStringList linesOf(const StateModel &model)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex index = model.index(row);
        const auto kind = static_cast<StateRowKind>(index.data(StateModel::KindRole).toInt());
        QString left = index.data(Qt::EditRole).toString();
        if (kind == StateRowKind::Head)
            left = left.toUpper();
        left.prepend(QString(index.data(StateModel::DepthRole).toInt() * 2, QLatin1Char(' ')));
        QStringList parts { left };
        for (const int role : { int(StateModel::MiddleRole), int(StateModel::RightRole) }) {
            if (const QString text = index.data(role).toString(); !text.isEmpty())
                parts << text;
        }
        lines << parts.join(QStringLiteral(" | "));
    }
    return lines;
}

} // namespace

class tst_StateModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyTraceHasItsHeads();
    void everythingAtAMomentIsListed();
    void waitersStandUnderTheirQueue();
    void theTreeIsInOrderAtAnyDepth();
    void aDamagedParentMakesARoot();
    void goingBackAndForthKeepsTheModelSound();
    void longListsAreCutAndSaySo();
    void rowsOfAQueueSayWhichItIs();
    void aJobThatNoTaskWaitsForIsCalledByItsName();
    void aHundredThousandTasksAreShown();
};

void tst_StateModel::anEmptyTraceHasItsHeads()
{
    StateModel model;
    const StoryTrace story;
    model.show(story.trace, story.trace->latest(), story.trace->latest().time);
    QCOMPARE(linesOf(model), (QStringList { QStringLiteral("TASKS"), QStringLiteral("none yet"), QStringLiteral("READY QUEUE"), QStringLiteral("empty"), QStringLiteral("TIMERS"), QStringLiteral("none") }));
}

void tst_StateModel::everythingAtAMomentIsListed()
{
    StateModel model;
    const StoryTrace story = StoryTrace::producerAndConsumer();
    model.show(story.trace, story.trace->latest(), story.trace->latest().time);
    QCOMPARE(linesOf(model),
        (QStringList {
            QStringLiteral("TASKS | 3"),
            QStringLiteral("main-1 | awaits gather(2) | since 0.000 s"),
            QStringLiteral("  producer-1 | awaits sleep | due 2.250 s"),
            QStringLiteral("  consumer-1 | ready | since 1.000 s"),
            QStringLiteral("READY QUEUE | 1"),
            QStringLiteral("consumer-1 | producer-1 changed its queue | for 0 s"),
            QStringLiteral("TIMERS | 1"),
            QStringLiteral("producer-1 | 2.250 s | in 1.250 s"),
            QStringLiteral("QUEUE DATA | depth 1 \u00b7 unbounded"),
            QStringLiteral("b"),
        }));
    QCOMPARE(model.rowOfTask(trace::TaskId(3)), 3);
    QCOMPARE(model.rowOfTask(trace::TaskId(9)), -1);
    QCOMPARE(model.index(3).data(StateModel::TaskRole).toUInt(), 3u);
    QCOMPARE(model.tone(model.cell(3)).state, trace::TaskState::Ready);
}

void tst_StateModel::waitersStandUnderTheirQueue()
{
    StateModel model;
    const StoryTrace story = StoryTrace::producerAndConsumer();
    model.show(story.trace, story.trace->stateAt({ 700'000'000 }), { 700'000'000 });
    const QStringList lines = linesOf(model);
    QCOMPARE(lines.mid(lines.size() - 3), (QStringList { QStringLiteral("QUEUE DATA | depth 0 \u00b7 unbounded"), QStringLiteral("empty"), QStringLiteral("consumer-1 | waits to get | for 0.200 s") }));
}

void tst_StateModel::theTreeIsInOrderAtAnyDepth()
{
    StateModel model;
    StoryTrace story;
    story.task(1, QStringLiteral("a")).task(2, QStringLiteral("b")).task(3, QStringLiteral("aa"), 1).task(4, QStringLiteral("ba"), 2).task(5, QStringLiteral("aaa"), 3).task(6, QStringLiteral("ab"), 1);
    model.show(story.trace, story.trace->latest(), story.trace->latest().time);
    QStringList names;
    for (const QString &line : linesOf(model).mid(1, 6))
        names << line.section(QLatin1Char('|'), 0, 0).chopped(1);
    QCOMPARE(names, (QStringList { QStringLiteral("a"), QStringLiteral("  aa"), QStringLiteral("    aaa"), QStringLiteral("  ab"), QStringLiteral("b"), QStringLiteral("  ba") }));
}

void tst_StateModel::aDamagedParentMakesARoot()
{
    StateModel model;
    StoryTrace story;
    story.task(1, QStringLiteral("a"), 1).task(2, QStringLiteral("b"), 3).task(3, QStringLiteral("c"), 2);
    model.show(story.trace, story.trace->latest(), story.trace->latest().time);
    const QStringList lines = linesOf(model);
    QVERIFY(lines[1].startsWith(QStringLiteral("a")));
    QVERIFY(lines[2].startsWith(QStringLiteral("b")));
    QVERIFY(lines[3].startsWith(QStringLiteral("  c")));
}

void tst_StateModel::goingBackAndForthKeepsTheModelSound()
{
    StateModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const StoryTrace story = StoryTrace::producerAndConsumer();
    QRandomGenerator random(QRandomGenerator::global()->generate());
    const quint32 seed = QRandomGenerator::global()->generate();
    random.seed(seed);
    qInfo("seed %u", seed);
    for (int i = 0; i < 300; ++i) {
        const quint64 events = random.bounded(static_cast<quint32>(story.trace->eventCount() + 1));
        model.show(story.trace, story.trace->stateAfter(events), story.trace->stateAfter(events).time);
        for (int row = 0; row < model.rowCount(); ++row)
            QVERIFY(!model.index(row).data(Qt::DisplayRole).toString().isEmpty());
    }
}

void tst_StateModel::longListsAreCutAndSaySo()
{
    StateModel model;
    StoryTrace story;
    story.queue(1, QStringLiteral("q"));
    for (quint32 id = 1; id <= 700; ++id) {
        story.task(id, QStringLiteral("t-%1").arg(id)).ready(id, trace::ReadyCause::Started).arm(id, id, 1.0 + id);
        story.put(id, 1, QString::number(id), static_cast<int>(id));
    }
    model.show(story.trace, story.trace->latest(), story.trace->latest().time);
    const QStringList lines = linesOf(model);
    QCOMPARE(lines.filter(QStringLiteral("and 200 more")).size(), 2);
    QVERIFY2(lines.last().endsWith(QStringLiteral("| +636")), qPrintable(lines.last()));
}

void tst_StateModel::rowsOfAQueueSayWhichItIs()
{
    StateModel model;
    const StoryTrace story = StoryTrace::producerAndConsumer();
    model.show(story.trace, story.trace->latest(), story.trace->latest().time);
    QStringList rows;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (model.index(row).data(StateModel::QueueRole).toUInt() == 1)
            rows << model.index(row).data(Qt::EditRole).toString();
    }
    QCOMPARE(rows, QStringList({ QStringLiteral("Queue data"), QStringLiteral("b") }));
}

void tst_StateModel::aJobThatNoTaskWaitsForIsCalledByItsName()
{
    StateModel model;
    const StoryTrace story;
    const trace::TextId name = story.trace->texts()->intern(QStringLiteral("parse"));
    story.trace->append({ .time = { 1'000'000 }, .other = 1, .object = 1, .text = name, .kind = trace::EventKind::JobStarted });
    story.trace->append({ .time = { 2'000'000 }, .other = 2, .object = 2, .kind = trace::EventKind::JobStarted });
    model.show(story.trace, story.trace->latest(), { 3'000'000 });
    const QStringList lines = linesOf(model);
    QVERIFY2(lines.contains(QStringLiteral("parse | on a worker | for 0.002 s")), qPrintable(lines.join(QLatin1Char('\n'))));
    QVERIFY2(lines.contains(QStringLiteral("a job | on a worker | for 0.001 s")), qPrintable(lines.join(QLatin1Char('\n'))));
}

void tst_StateModel::aHundredThousandTasksAreShown()
{
    StateModel model;
    StoryTrace story;
    for (quint32 id = 1; id <= 100'000; ++id)
        story.task(id, QStringLiteral("t"), id / 2);
    QBENCHMARK_ONCE {
        model.show(story.trace, story.trace->latest(), story.trace->latest().time);
    }
    QVERIFY(model.rowCount() > 100'000);
}

QTEST_MAIN(tst_StateModel)
#include "tst_statemodel.moc"
