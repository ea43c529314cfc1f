// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/program.h"
#include "support/places.h"

#include <QDir>
#include <QTest>

using scenarios::OnException;
using scenarios::Program;
using scenarios::readProgram;
using scenarios::Step;
using scenarios::StepKind;

namespace {

const QString goldenFolder = support::sourcePath(QStringLiteral("tests/golden/scenarios/malformed/"));

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// A program whose task main has these steps, beside a task w without any.
QByteArray programWith(const char *steps)
{
    return QByteArrayLiteral("{ \"scenario\": 1, \"name\": \"p\", \"queues\": { \"q\": 2, \"r\": 0 }, \"tasks\": { "
                             "\"w\": { \"steps\": [] },\n"
                             "\"main\": { \"steps\": [\n")
        + steps + QByteArrayLiteral("\n] } }, \"start\": \"main\" }");
}

} // namespace

class TestProgram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfStepIsRead();
    void rulesAreReadPerTask();
    void placesAreThoseOfTheStepWords();
    void theExampleOfTheDocumentationIsRead();
    void aJoinInARepeatMayMeanATaskOfAnEarlierTime();
    void aByteOrderMarkIsSkipped();
    void malformedFilesAreRefusedWithTheirPlace_data();
    void malformedFilesAreRefusedWithTheirPlace();
    void messagesBelongToFiles();
    void everyPrefixOfAFileIsRefused();
    void aFileOfTooManyBytesIsRefused();
    void aFileOfTooManyValuesIsRefused();
    void aLongChainOfTasksIsCheckedWithoutRecursion();
};

void TestProgram::everyKindOfStepIsRead()
{
    const auto program = readProgram(programWith(R"(
        { "sleep": "1.5s" }, { "sleep": ["1ms", "2ms"] }, { "sleep": 2 },
        { "put": "q", "value": 7 }, { "put": "r", "value": "seven" }, { "put": "r", "value": null }, { "get": "r" },
        { "spawn": ["w", "w"] }, { "join": 1 }, { "cancel": 0 }, { "cancel": "self" }, { "gather": ["w"] },
        { "timeout": "1us", "steps": [ { "log": "in time" } ] }, { "raise": "boom" },
        { "compute": "3ns" }, { "offload": "4ns" }, { "repeat": 3, "steps": [ { "get": "q" } ] })"),
        QStringLiteral("p"));
    QVERIFY2(program, qPrintable(program ? QString() : program.error().message()));
    const std::vector<Step> &steps = program.value().tasks[1].steps;
    using std::chrono::nanoseconds;
    const StepKind kinds[] = { StepKind::Sleep, StepKind::Sleep, StepKind::Sleep, StepKind::Put, StepKind::Put,
        StepKind::Put, StepKind::Get, StepKind::Spawn, StepKind::Join, StepKind::Cancel, StepKind::CancelSelf,
        StepKind::Gather, StepKind::Timeout, StepKind::Raise, StepKind::Compute, StepKind::Offload, StepKind::Repeat };
    QCOMPARE(steps.size(), std::size(kinds));
    for (std::size_t i = 0; i < steps.size(); ++i)
        QVERIFY2(steps[i].kind == kinds[i], qPrintable(QString::number(i)));
    QCOMPARE(steps[0].delay.low, nanoseconds(1'500'000'000));
    QCOMPARE(steps[0].delay.high, nanoseconds(1'500'000'000));
    QCOMPARE(steps[1].delay.low, nanoseconds(1'000'000));
    QCOMPARE(steps[1].delay.high, nanoseconds(2'000'000));
    QCOMPARE(steps[2].delay.low, nanoseconds(2'000'000'000));
    QCOMPARE(steps[3].number, 0);
    QCOMPARE(steps[3].text, QStringLiteral("7"));
    QCOMPARE(steps[4].number, 1);
    QCOMPARE(steps[4].text, QStringLiteral("seven"));
    QCOMPARE(steps[5].text, QStringLiteral("null"));
    QCOMPARE(steps[6].number, 1);
    QCOMPARE(steps[7].tasks, std::vector<int>({ 0, 0 }));
    QCOMPARE(steps[8].number, 1);
    QCOMPARE(steps[9].number, 0);
    QCOMPARE(steps[11].tasks, std::vector<int>({ 0 }));
    QCOMPARE(steps[12].delay.low, nanoseconds(1000));
    QCOMPARE(steps[12].steps.size(), std::size_t(1));
    QCOMPARE(steps[13].text, QStringLiteral("boom"));
    QCOMPARE(steps[14].delay.low, nanoseconds(3));
    QCOMPARE(steps[15].delay.low, nanoseconds(4));
    QCOMPARE(steps[16].number, 3);
    QVERIFY(steps[16].steps[0].kind == StepKind::Get);
}

void TestProgram::rulesAreReadPerTask()
{
    const auto program = readProgram(R"({ "scenario": 1, "name": "p", "start": "a", "tasks": {
        "a": { "steps": [], "on": { "timeout": "continue", "error": "continue-once" } }, "b": { "on": { "cancelled": "continue" }, "steps": [] } } })",
        QStringLiteral("p"));
    QVERIFY(program);
    const auto &tasks = program.value().tasks;
    QVERIFY(tasks[0].onTimeout == OnException::Continue);
    QVERIFY(tasks[0].onError == OnException::ContinueOnce);
    QVERIFY(tasks[0].onCancelled == OnException::End);
    QVERIFY(tasks[1].onTimeout == OnException::End);
    QVERIFY(tasks[1].onCancelled == OnException::Continue);
}

void TestProgram::placesAreThoseOfTheStepWords()
{
    const auto program = readProgram(
        programWith(
            "  { \"log\": \"\xC3\xA9\" }, { \"sleep\": 1 },\n\t{ \"repeat\": 2, \"steps\": [\n{ \"get\": \"q\" } ] }"),
        QStringLiteral("p"));
    QVERIFY(program);
    const auto &steps = program.value().tasks[1].steps;
    QCOMPARE(steps[0].place.line, 3);
    QCOMPARE(steps[0].place.column, 5);
    QCOMPARE(steps[1].place.line, 3);
    QCOMPARE(steps[1].place.column, 21); // a letter of two bytes is one column
    QCOMPARE(steps[2].place.line, 4);
    QCOMPARE(steps[2].place.column, 4); // a tab is one column
    QCOMPARE(steps[2].steps[0].place.line, 5);
    QCOMPARE(steps[2].steps[0].place.column, 3);
}

void TestProgram::theExampleOfTheDocumentationIsRead()
{
    const auto program = readProgram(R"({ "scenario": 1, "name": "my-queue",
        "queues": { "data": 5 },
        "tasks": {
          "main":     { "steps": [ { "gather": ["producer", "producer", "consumer"] }, { "log": "all done" } ] },
          "producer": { "steps": [ { "repeat": 20, "steps": [ { "put": "data", "value": 7 }, { "sleep": ["0.5s", "1.5s"] } ] } ] },
          "consumer": { "steps": [ { "repeat": 40, "steps": [ { "get": "data" }, { "sleep": "500ms" } ] } ],
                        "on": { "timeout": "continue" } } },
        "start": "main" })",
        QStringLiteral("my-queue.scenario.json"));
    QVERIFY(program);
    QCOMPARE(program.value().name, QStringLiteral("my-queue"));
    QCOMPARE(program.value().fileName, QByteArrayLiteral("my-queue.scenario.json"));
    QCOMPARE(program.value().queues[0].maxsize, 5);
    QCOMPARE(program.value().tasks[0].steps[0].tasks, std::vector<int>({ 1, 1, 2 }));
}

void TestProgram::aJoinInARepeatMayMeanATaskOfAnEarlierTime()
{
    const char *const body = R"({ "repeat": %1, "steps": [ { "join": 0 }, { "spawn": ["w"] } ] })";
    const auto with = [&](const char *times) {
        return readProgram(programWith(QByteArray(body).replace("%1", times).constData()), QStringLiteral("p"));
    };
    QVERIFY(!with("1"));
    QVERIFY(with("2"));
}

void TestProgram::aByteOrderMarkIsSkipped()
{
    QVERIFY(readProgram("\xEF\xBB\xBF" + programWith(""), QStringLiteral("p")));
    QVERIFY(!readProgram(" \xEF\xBB\xBF" + programWith(""), QStringLiteral("p")));
}

void TestProgram::malformedFilesAreRefusedWithTheirPlace_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("message");
    QMap<QString, QString> messages;
    const QStringList lines = QString::fromUtf8(contentOf(goldenFolder + QStringLiteral("messages.txt")))
                                  .split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString &line : lines)
        messages.insert(line.left(line.indexOf(QLatin1Char(':'))), line);
    const QStringList files
        = QDir(goldenFolder).entryList({ QStringLiteral("*.scenario.json") }, QDir::Files, QDir::Name);
    QVERIFY(files.size() >= 30);
    for (const QString &file : files)
        QTest::newRow(qPrintable(file)) << file << messages.value(file);
}

void TestProgram::malformedFilesAreRefusedWithTheirPlace()
{
    QFETCH(QString, file);
    QFETCH(QString, message);
    const auto program = readProgram(contentOf(goldenFolder + file), file);
    QVERIFY(!program);
    if (qEnvironmentVariableIsSet("UPDATE_GOLDEN")) {
        QFile golden(goldenFolder + QStringLiteral("messages.txt"));
        static bool isFirst = true;
        QVERIFY(golden.open(isFirst ? QIODevice::WriteOnly : QIODevice::Append));
        isFirst = false;
        golden.write(program.error().message().toUtf8() + '\n');
        return;
    }
    QCOMPARE(program.error().message(), message);
}

void TestProgram::messagesBelongToFiles()
{
    const QList<QByteArray> lines = contentOf(goldenFolder + QStringLiteral("messages.txt")).split('\n');
    for (const QByteArray &line : lines) {
        if (!line.isEmpty())
            QVERIFY2(QFile::exists(goldenFolder + QString::fromUtf8(line.left(line.indexOf(':')))), line.constData());
    }
}

void TestProgram::everyPrefixOfAFileIsRefused()
{
    const QByteArray whole = programWith(
        R"({ "repeat": 2, "steps": [ { "put": "q", "value": "\u00e9" } ] }, { "sleep": ["1ms", "2ms"] })");
    QVERIFY(readProgram(whole, QStringLiteral("p")));
    for (qsizetype size = 0; size < whole.size(); ++size) {
        const auto program = readProgram(whole.left(size), QStringLiteral("p"));
        QVERIFY2(!program, qPrintable(QString::number(size)));
        QVERIFY(program.error().what.startsWith(QStringLiteral("p:")));
    }
}

void TestProgram::aFileOfTooManyBytesIsRefused()
{
    const auto program = readProgram(QByteArray(scenarios::MaxJsonBytes + 1, ' '), QStringLiteral("p"));
    QVERIFY(!program);
    QCOMPARE(program.error().message(), QStringLiteral("p: is larger than 4194304 bytes"));
}

void TestProgram::aFileOfTooManyValuesIsRefused()
{
    const auto program
        = readProgram('[' + QByteArray("0,").repeated(scenarios::MaxJsonNodes + 5) + "0]", QStringLiteral("p"));
    QVERIFY(!program);
    QCOMPARE(program.error().why, QStringLiteral("has more than 200000 values"));
}

void TestProgram::aLongChainOfTasksIsCheckedWithoutRecursion()
{
    QByteArray text = "{ \"scenario\": 1, \"name\": \"p\", \"start\": \"t0\", \"tasks\": { ";
    constexpr int count = 30000;
    for (int i = 0; i < count; ++i)
        text += "\"t" + QByteArray::number(i) + "\": { \"steps\": [ { \"spawn\": [ \"t" + QByteArray::number(i + 1)
            + "\" ] } ] }, ";
    const auto chain
        = readProgram(text + "\"t" + QByteArray::number(count) + "\": { \"steps\": [] } } }", QStringLiteral("p"));
    QVERIFY2(chain, qPrintable(chain ? QString() : chain.error().message()));
    const auto ring
        = readProgram(text + "\"t" + QByteArray::number(count) + "\": { \"steps\": [ { \"spawn\": [ \"t0\" ] } ] } } }",
            QStringLiteral("p"));
    QVERIFY(!ring);
    QVERIFY(ring.error().why.contains(QStringLiteral("without end")));
}

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
