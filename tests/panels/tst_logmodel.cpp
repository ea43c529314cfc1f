// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/logmodel.h"

#include "panels/storytrace.h"

#include <QAbstractItemModelTester>
#include <QTest>

using panels::LogModel;

class tst_LogModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesUpToThePlayheadAreShown();
    void laterLinesAreShownDimmedWhenAskedFor();
    void theLastLineOfALongTraceIsThereAtOnce();
    void itGrowsAndShrinksSoundly();
};

void tst_LogModel::linesUpToThePlayheadAreShown()
{
    LogModel model;
    StoryTrace story = StoryTrace::producerAndConsumer();
    story.at(1.5).log(0, QStringLiteral("from the loop"));
    model.setTrace(story.trace);
    model.setPlayhead(story.trace->eventCount() - 1, false);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0, LogModel::Time).data().toString(), QStringLiteral("0.000"));
    QCOMPARE(model.index(0, LogModel::Task).data().toString(), QStringLiteral("consumer-1"));
    QCOMPARE(model.index(0, LogModel::Text).data().toString(), QStringLiteral("took a"));
    model.setPlayhead(story.trace->eventCount(), false);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(1, LogModel::Task).data().toString(), QStringLiteral("loop"));
    model.setPlayhead(0, false);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.lastRowBeforePlayhead(), -1);
}

void tst_LogModel::laterLinesAreShownDimmedWhenAskedFor()
{
    LogModel model;
    StoryTrace story;
    story.log(0, QStringLiteral("one")).log(0, QStringLiteral("two"));
    model.setTrace(story.trace);
    model.setPlayhead(1, true);
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(!model.index(0, 0).data(LogModel::IsLaterRole).toBool());
    QVERIFY(model.index(1, 0).data(LogModel::IsLaterRole).toBool());
    QCOMPARE(model.lastRowBeforePlayhead(), 0);
}

void tst_LogModel::theLastLineOfALongTraceIsThereAtOnce()
{
    LogModel model;
    StoryTrace story;
    const quint64 total = 400'000;
    for (quint64 i = 0; i < total; ++i)
        story.trace->append({ .kind = i + 1 == total ? trace::EventKind::Log : trace::EventKind::IterationBegun });
    model.setTrace(story.trace);
    model.setPlayhead(total, false);
    QCOMPARE(model.rowCount(), 1);
}

void tst_LogModel::itGrowsAndShrinksSoundly()
{
    LogModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    StoryTrace story;
    for (quint64 i = 0; i < 50; ++i) {
        story.log(0, QString::number(i));
        model.setTrace(story.trace);
        model.setPlayhead(i % 7 == 0 ? i / 2 : i + 1, i % 5 == 0);
    }
    model.setPlayhead(50, false);
    QCOMPARE(model.index(49, LogModel::Text).data().toString(), QStringLiteral("49"));
    model.setTrace(std::make_shared<trace::Trace>(trace::TraceInfo()));
    model.setPlayhead(0, false);
    QCOMPARE(model.rowCount(), 0);
}

QTEST_GUILESS_MAIN(tst_LogModel)
#include "tst_logmodel.moc"
