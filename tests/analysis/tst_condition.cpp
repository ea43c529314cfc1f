// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/condition.h"

#include <QTest>

using namespace analysis;
using Kind = Condition::Kind;

class TestCondition : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConditionIsReadAndWrittenInItsPlainForm_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("name");
        QTest::addColumn<qint64>("number");
        QTest::addColumn<QString>("plain");
        const auto row = [](const char *given, Kind kind, const char *name, qint64 number, const char *plain) {
            QTest::newRow(given) << QString::fromUtf8(given) << static_cast<int>(kind) << QString::fromUtf8(name) << number << QString::fromUtf8(plain);
        };
        row("task producer-* resumes", Kind::TaskResumes, "producer-*", 0, "task producer-* resumes");
        row("  Task  pi-1   SUSPENDS ", Kind::TaskSuspends, "pi-1", 0, "task pi-1 suspends");
        row("task * finishes", Kind::TaskFinishes, "*", 0, "task * finishes");
        row("task worker-[12] raises", Kind::TaskRaises, "worker-[12]", 0, "task worker-[12] raises");
        row("task worker-1 is cancelled", Kind::TaskIsCancelled, "worker-1", 0, "task worker-1 is cancelled");
        row("task \"GET /a b\" is  cancelled", Kind::TaskIsCancelled, "GET /a b", 0, "task \"GET /a b\" is cancelled");
        row("task \"say \\\"hi\\\"\" resumes", Kind::TaskResumes, "say \"hi\"", 0, "task \"say \\\"hi\\\"\" resumes");
        row("queue data depth >= 3", Kind::QueueDepthAtLeast, "data", 3, "queue data depth >= 3");
        row("queue data depth<=0", Kind::QueueDepthAtMost, "data", 0, "queue data depth <= 0");
        row("queue data full", Kind::QueueFull, "data", 0, "queue data full");
        row("queue data depth full", Kind::QueueFull, "data", 0, "queue data full");
        row("queue data is empty", Kind::QueueEmpty, "data", 0, "queue data empty");
        row("ready > 50ms", Kind::ReadyLonger, "", 50'000'000, "ready > 50 ms");
        row("ready>1.5", Kind::ReadyLonger, "", 1'500'000'000, "ready > 1.5 s");
        row("held > 100 ms", Kind::HeldLonger, "", 100'000'000, "held > 100 ms");
        row("deadlock", Kind::Deadlock, "", 0, "deadlock");
        row("log ~ ^processed \\d+ > 3$", Kind::LogMatches, "^processed \\d+ > 3$", 0, "log ~ ^processed \\d+ > 3$");
        row("time >= 4", Kind::TimeReached, "", 4'000'000'000, "time >= 4 s");
        row("time>=12us", Kind::TimeReached, "", 12'000, "time >= 12 us");
    }
    void aConditionIsReadAndWrittenInItsPlainForm()
    {
        QFETCH(QString, given);
        QFETCH(int, kind);
        QFETCH(QString, name);
        QFETCH(qint64, number);
        QFETCH(QString, plain);
        const auto condition = Condition::parse(given);
        QVERIFY2(condition.isOk(), condition.isOk() ? "" : qPrintable(condition.error().message()));
        QCOMPARE(static_cast<int>(condition.value().kind), kind);
        QCOMPARE(condition.value().name, name);
        QCOMPARE(condition.value().number, number);
        QCOMPARE(condition.value().text(), plain);
        const auto again = Condition::parse(plain);
        QVERIFY(again.isOk() && again.value() == condition.value());
    }

    void aMistakeIsNamedWithItsPlaceAndTheNearestWord_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *given, const char *message) { QTest::newRow(given) << QString::fromUtf8(given) << QString::fromUtf8(message); };
        row("", "\"\", column 1: \"task\", \"queue\", \"ready\", \"held\", \"deadlock\", \"log\" or \"time\" is missing");
        row("tsk a resumes", "\"tsk a resumes\", column 1: \"tsk\" stands where \"task\", \"queue\", \"ready\", \"held\", \"deadlock\", \"log\" or \"time\" "
                             "is expected; the nearest is \"task\"");
        row("task", "\"task\", column 5: the name of the task, or a pattern like producer-*, is missing");
        row("task a", "\"task a\", column 7: \"resumes\", \"suspends\", \"finishes\", \"raises\" or \"is cancelled\" is missing");
        row("task a resume", "\"task a resume\", column 8: \"resume\" stands where \"resumes\", \"suspends\", \"finishes\", \"raises\" or \"is cancelled\" "
                             "is expected; the nearest is \"resumes\"");
        row("task a cancelled", "\"task a cancelled\", column 8: \"cancelled\" stands where \"resumes\", \"suspends\", \"finishes\", \"raises\" or "
                                "\"is cancelled\" is expected; the nearest is \"is cancelled\"");
        row("task a resumes now", "\"task a resumes now\", column 16: nothing may follow here, but there is \"now\"");
        row("queue data", "\"queue data\", column 11: \"depth\", \"full\" or \"empty\" is missing");
        row("queue data fll", "\"queue data fll\", column 12: \"fll\" stands where \"depth\", \"full\" or \"empty\" is expected; the nearest is \"full\"");
        row("queue data depth > 3", "\"queue data depth > 3\", column 18: \">\" stands where \">=\", \"<=\", \"full\" or \"empty\" is expected; "
                                    "the nearest is \">=\"");
        row("queue data depth >= three", "\"queue data depth >= three\", column 21: \"three\" is not a number of items");
        row("queue data depth >= -1", "\"queue data depth >= -1\", column 21: \"-1\" is not a number of items");
        row("queue data depth >=", "\"queue data depth >=\", column 20: the number of items is missing");
        row("ready 5ms", "\"ready 5ms\", column 7: \"5ms\" stands where \">\" is expected");
        row("ready > soon", "\"ready > soon\", column 9: \"soon\" is not a time; write it as 1.25, 980ms or 12us");
        row("held >", "\"held >\", column 7: a time is missing, as 1.25, 980ms or 12us");
        row("time > 4", "\"time > 4\", column 6: \">\" stands where \">=\" is expected");
        row("deadlock soon", "\"deadlock soon\", column 10: nothing may follow here, but there is \"soon\"");
        row("log ~", "\"log ~\", column 6: the regular expression is missing");
        row("log ~ a(b", "\"log ~ a(b\", column 10: \"a(b\" is not a regular expression: missing closing parenthesis");
    }
    void aMistakeIsNamedWithItsPlaceAndTheNearestWord()
    {
        QFETCH(QString, given);
        QFETCH(QString, message);
        const auto condition = Condition::parse(given);
        QVERIFY(!condition.isOk());
        QCOMPARE(condition.error().message(), message);
    }

    void anyTextIsReadOrRefused()
    {
        const QStringList words { QStringLiteral("task"), QStringLiteral("queue"), QStringLiteral("is"), QStringLiteral("depth"), QStringLiteral(">="),
            QStringLiteral("~"), QStringLiteral("\""), QStringLiteral("\\"), QStringLiteral("*"), QStringLiteral("ready"), QStringLiteral("5ms"),
            QStringLiteral("resumes"), QStringLiteral("log"), QStringLiteral(" "), QStringLiteral("("), QStringLiteral("\t") };
        quint32 state = 7;
        for (int n = 0; n < 20'000; ++n) {
            QString text;
            for (int word = 0; word < 6; ++word) {
                state = state * 1664525 + 1013904223;
                text += words.at(static_cast<qsizetype>(state >> 16) % words.size()) + ((state >> 8) % 3 == 0 ? QString() : QStringLiteral(" "));
            }
            const auto condition = Condition::parse(text);
            if (condition) {
                const auto again = Condition::parse(condition.value().text());
                QVERIFY2(again && again.value() == condition.value(), qPrintable(text));
            } else {
                QVERIFY2(!condition.error().why.isEmpty(), qPrintable(text));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCondition)
#include "tst_condition.moc"
