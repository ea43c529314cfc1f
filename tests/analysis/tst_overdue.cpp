// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/overdue.h"
#include "support/tracebuilder.h"

#include <QTest>

#include <limits>

using analysis::Condition;
using trace::TaskId;
using trace::Timestamp;
using namespace std::chrono_literals;

class TestOverdue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatHasLastedTooLongIsTold_data()
    {
        QTest::addColumn<QStringList>("conditions");
        QTest::addColumn<qint64>("ms"); ///< now
        QTest::addColumn<QString>("told"); ///< "row at-ms reason"; empty: nothing
        const auto row = [](const char *name, const QStringList &conditions, qint64 ms, const char *told) { QTest::newRow(name) << conditions << ms << QString::fromUtf8(told); };
        const QString held = QStringLiteral("held > 200ms");
        const QString ready = QStringLiteral("ready > 300ms");
        row("nothing asked", {}, 5000, "");
        row("not yet", { held }, 1200, "");
        row("held", { held }, 1201, "0 1200 holder-1 has held the loop for more than 200 ms since 1.2 s");
        row("ready since before anything ran", { ready }, 1000, "0 800 waiter-1 has been ready for more than 300 ms since 800 ms");
        row("ready came first", { held, ready }, 2000, "1 800 waiter-1 has been ready for more than 300 ms since 800 ms");
        row("at once of two the first of the list", { QStringLiteral("deadlock"), QStringLiteral("held > 100ms"), QStringLiteral("ready > 600ms") }, 1500, "1 1100 holder-1 has held the loop for more than 100 ms since 1.1 s");
        row("about something else", { QStringLiteral("log ~ x"), QStringLiteral("queue data full"), QStringLiteral("time >= 1ms") }, 5000, "");
    }
    void whatHasLastedTooLongIsTold()
    {
        QFETCH(QStringList, conditions);
        QFETCH(qint64, ms);
        QFETCH(QString, told);
        support::TraceBuilder b;
        const TaskId holder = b.create(QStringLiteral("holder-1"));
        const TaskId waiter = b.create(QStringLiteral("waiter-1"));
        b.ready(holder).at(500ms).ready(waiter).at(1s).resume(holder);
        std::vector<Condition> wanted;
        for (const QString &text : conditions)
            wanted.push_back(Condition::parse(text).value());
        const auto late = analysis::overdue(wanted, b.trace(), b.trace().latest(), Timestamp { ms * 1'000'000 });
        const QString text = late ? QStringLiteral("%1 %2 %3").arg(late->condition).arg(late->at.ns / 1'000'000).arg(late->reason.plain()) : QString();
        QCOMPARE(text, told);
    }
    void aLengthThatNoTimeCanHoldIsNeverOverdue()
    {
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("a"));
        b.ready(task).at(1s).resume(task);
        const std::vector<Condition> wanted { { Condition::Kind::HeldLonger, {}, std::numeric_limits<qint64>::max() } };
        QVERIFY(!analysis::overdue(wanted, b.trace(), b.trace().latest(), Timestamp { std::numeric_limits<qint64>::max() }));
    }
    void nothingIsOverdueWhileNothingRuns()
    {
        support::TraceBuilder b;
        const TaskId task = b.create(QStringLiteral("a"));
        b.ready(task);
        QVERIFY(!analysis::overdue({ Condition::parse(QStringLiteral("ready > 1ms")).value() }, b.trace(), b.trace().latest(), Timestamp { 1'000'000'000 }));
    }
};

QTEST_GUILESS_MAIN(TestOverdue)
#include "tst_overdue.moc"
