// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/csvwriter.h"

#include "support/tracebuilder.h"

#include <QBuffer>
#include <QTest>

using namespace std::chrono_literals;

class TestCsvWriter : public QObject
{
    Q_OBJECT

    static QList<QByteArray> linesOf(const trace::Trace &trace)
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        const trace::Result<> result = formats::writeCsv(trace, buffer, {});
        return result ? buffer.data().split('\n') : QList<QByteArray>();
    }

private Q_SLOTS:
    void everyEventIsARowOfAsManyCells()
    {
        support::TraceBuilder b;
        const trace::TaskId task = b.create(QStringLiteral("main-1"));
        b.at(5ns).ready(task).resume(task, 3).finish(task);
        const QList<QByteArray> lines = linesOf(b.trace());
        QCOMPARE(lines.size(), 6); // heading, four events, nothing after the last line feed
        const QList<QByteArray> names = lines[0].split(',');
        for (int row = 1; row < 5; ++row)
            QCOMPARE(lines[row].count(','), names.size() - 1);
        const QList<QByteArray> resumed = lines[3].split(',');
        QCOMPARE(resumed[static_cast<int>(names.indexOf("event"))], QByteArray("2"));
        QCOMPARE(resumed[static_cast<int>(names.indexOf("t_ns"))], QByteArray("5"));
        QCOMPARE(resumed[static_cast<int>(names.indexOf("kind"))], QByteArray("task-resumed"));
        QCOMPARE(resumed[static_cast<int>(names.indexOf("task_name"))], QByteArray("main-1"));
        QCOMPARE(resumed[static_cast<int>(names.indexOf("iteration"))], QByteArray("3"));
        QCOMPARE(resumed[static_cast<int>(names.indexOf("outcome"))], QByteArray());
    }

    void textsThatHoldSeparatorsAreQuoted()
    {
        support::TraceBuilder b;
        b.log(trace::TaskId::None, QStringLiteral("a,\"b\"\nc"));
        QVERIFY(linesOf(b.trace()).join('\n').contains("\"a,\"\"b\"\"\nc\""));
    }
};

QTEST_GUILESS_MAIN(TestCsvWriter)
#include "tst_csvwriter.moc"
