// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

class TestBadLines : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    void write(const char *name, const QByteArray &content)
    {
        QFile file(m_folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QCOMPARE(loopscope(words("run hello -o hello.loopscope"), m_folder.path()).code, 0);
        write("empty", "");
        write("text.loopscope", "hello\n");
        write("bad.scenario.json", "{ \"scenario\": 1 ");
    }

    // The message is the whole of standard error, nothing is on standard output, no file is made.
    void aWrongLineNamesTheWordAndTheNearestRightOne_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *line, int code, const char *message) { QTest::newRow(line) << QString::fromUtf8(line) << code << QString::fromUtf8(message); };
        row("rnu hello", 2, "rnu: neither a command nor a file; the nearest command is \"run\"");
        row("--verison", 2, "--verison: no such option; the nearest is --version");
        row("scenarios --jsno", 2, "--jsno: \"scenarios\" has no such option; the nearest is --json");
        row("scenarios hello", 2, "scenarios: takes no operand, but \"hello\" is given");
        row("run", 2, "run: NAME|FILE.scenario.json is missing; see loopscope run --help");
        row("run hello hello", 2, "run: \"hello\" is one word too many after NAME|FILE.scenario.json");
        row("run hello --sede 3", 2, "--sede: \"run\" has no such option; the nearest is --seed");
        row("run hello --seed", 2, "run: missing value after '--seed'");
        row("run hello --seed x", 2, "--seed: \"x\" is not a whole number in 0..9223372036854775807");
        row("run hello --seed -1", 2, "--seed: \"-1\" is not a whole number in 0..9223372036854775807");
        row("run hello --seed 1 --seed 2", 2, "--seed: is given twice, as \"1\" and as \"2\"");
        row("run hello --clock reel", 2, "--clock: \"reel\" is not one of virtual, real; the nearest is real");
        row("run hello --ties lifo", 2, "--ties: \"lifo\" is not one of fifo, heapq; the nearest is fifo");
        row("run hello --speed 2", 2, "--speed: a virtual clock does not wait; give --clock real with it");
        row("run hello --clock real --speed 0", 2, "--speed: \"0\" is not a number in 0.001..1000");
        row("run hello --until soon", 2, "--until: \"soon\" is not a time; write it like 1.25, 1.25s, 980ms, 12us or 500ns");
        row("run hello --serve 8080", 2, "--serve: hello has no endpoint that could be kept up");
        row("run planets --serve 70000", 2, "--serve: \"70000\" is not a whole number in 0..65535");
        row("run planets --serve 0 --set port=8080", 2, "--serve: port is set twice");
        row("run hello --set when", 2, "--set: \"when\" is not of the form PARAMETER=VALUE");
        row("run hello -o hello.jsn", 2, "-o hello.jsn: \".jsn\" cannot be written here, only .loopscope .json .json.gz .pftrace .csv .png .svg .pdf .html .webp; the nearest is .json");
        row("run hello -o hello", 2, "-o hello: has no suffix; it has to be one of .loopscope .json .json.gz .pftrace .csv .png .svg .pdf .html .webp");
        row("run hello --break deadlok", 2, "--break \"deadlok\", column 1: \"deadlok\" stands where \"task\", \"queue\", \"ready\", \"held\", \"deadlock\", \"log\" or \"time\" is expected; the nearest is \"deadlock\"");
        row("explain hello.loopscope --task say", 2, "--task: the trace has no task \"say\"; the nearest is say-1");
        row("explain hello.loopscope --at 9", 2, "--at: 9 s is after the end of the trace at 1 s");
        row("run missing.scenario.json", 3, "missing.scenario.json: No such file or directory");
        row("info", 2, "info: TRACE is missing; see loopscope info --help");
        row("info missing.loopscope", 3, "missing.loopscope: No such file or directory");
        row("info .", 3, ".: is a folder");
        row("info empty", 3, "empty: the file is empty");
        row("info text.loopscope", 3, "text.loopscope: byte 0: not a trace: neither a .loopscope file, Chrome trace events nor a Perfetto trace");
        row("events hello.loopscope --task say-2", 2, "--task: the trace has no task \"say-2\"; the nearest is say-1");
        row("events hello.loopscope --range 1", 2, "--range: \"1\" is not a range; write it like 2s..3.5s, 2s.. or ..3.5s");
        row("events hello.loopscope --range 2..1", 2, "--range: \"2..1\" is empty: it ends at 1 s, not after its begin at 2 s");
        row("events hello.loopscope --range a..1", 2, "--range: \"a\" is not a time; write it like 1.25, 1.25s, 980ms, 12us or 500ns");
        row("state hello.loopscope", 2, "state: --at T is missing; see loopscope state --help");
        row("state hello.loopscope --at 2s", 2, "--at: 2 s is after the end of the trace at 1 s");
        row("convert hello.loopscope", 2, "convert: -o FILE is missing; see loopscope convert --help");
        row("convert hello.loopscope -o a.png", 2, "-o a.png: \".png\" cannot be written here, only .loopscope .json .json.gz .pftrace .csv; the nearest is .csv");
        row("render hello.loopscope", 2, "render: -o FILE is missing; see loopscope render --help");
        row("render hello.loopscope -o a.json", 2, "-o a.json: \".json\" cannot be written here, only .png .svg .pdf .html .webp; the nearest is .svg");
        row("render hello.loopscope -o a.png --size 16", 2, "--size: \"16\" is not a size like 1600x900 with sides in 64..32768");
        row("render hello.loopscope -o a.png --size 10x900", 2, "--size: \"10x900\" is not a size like 1600x900 with sides in 64..32768");
        row("render hello.loopscope -o a.png --theme dork", 2, "--theme: \"dork\" is not one of light, dark, print; the nearest is dark");
        row("render hello.loopscope -o a.png --scale 99", 2, "--scale: \"99\" is not a number in 0.25..8");
        row("render hello.loopscope -o a.png --range 5..6", 2, "--range: begins after the end of the trace at 1 s");
        row("render hello.loopscope -o a.png --mark soon=x", 2, "--mark: \"soon=x\" does not begin with a time; write it like 1.25s=begun or 980ms");
        row("render hello.loopscope -o a.png --mark 5", 2, "--mark: 5 s is after the end of the trace at 1 s");
        row("render hello.loopscope -o a.png --chain say-1", 2, "--chain: \"say-1\" is not a task at a moment; write it like consumer-1@4.5s");
        row("render hello.loopscope -o a.png --chain say@0.5", 2, "--chain: the trace has no task \"say\"; the nearest is say-1");
        row("render hello.loopscope -o a.png --steps 1-2", 2, "--steps: \"1-2\" is not a span of steps; write it like 3..8, 3.. or ..8");
        row("render hello.loopscope -o a.png --steps 2..1", 2, "--steps: \"2..1\" is empty: the first step is 1, and the last does not come before the first");
        row("render hello.loopscope -o a.png --steps 9..", 2, "--steps: \"9..\" begins after the last step, which is 2");
        row("render hello.loopscope -o a.png --columns 3", 2, "--columns: is for a storyboard; give --steps N..M with it");
        row("render hello.loopscope -o a.png --view lop", 2, "--view: \"lop\" is not one of timeline, loop; the nearest is loop");
        row("render hello.loopscope -o a.png --cursor 5", 2, "--cursor: 5 s is after the end of the trace at 1 s");
        row("render hello.loopscope -o a.png --no-legend=3", 2, "render: unexpected value after '--no-legend'");
    }
    void aWrongLineNamesTheWordAndTheNearestRightOne()
    {
        QFETCH(QString, line);
        QFETCH(int, code);
        QFETCH(QString, message);
        const QStringList before = QDir(m_folder.path()).entryList(QDir::Files);
        const Outcome outcome = loopscope(line.split(u' '), m_folder.path());
        QCOMPARE(QString::fromUtf8(outcome.err), QStringLiteral("loopscope: %1\n").arg(message));
        QCOMPARE(outcome.code, code);
        QCOMPARE(outcome.out, QByteArray());
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files), before);
    }

    // Their texts are the scenarios' own; here it counts that the word is named, and the code.
    void aWrongScenarioOrParameterIsNamed_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("code");
        QTest::addColumn<QStringList>("parts");
        const auto row = [](const char *line, int code, const QStringList &parts) { QTest::newRow(line) << QString::fromUtf8(line) << code << parts; };
        row("run helo", 2, { QStringLiteral("helo"), QStringLiteral("hello") });
        row("run producer-consumer --set producer=3", 2, { QStringLiteral("--set producer"), QStringLiteral("producers") });
        row("run producer-consumer --set producers=99", 2, { QStringLiteral("--set producers"), QStringLiteral("99"), QStringLiteral("1..64") });
        row("run producer-consumer --set producers=two", 2, { QStringLiteral("two"), QStringLiteral("1..64") });
        row("run producer-consumer --set produce-delay=2s..1s", 2, { QStringLiteral("produce-delay"), QStringLiteral("2s..1s") });
        row("run bad.scenario.json", 3, { QStringLiteral("bad.scenario.json:1") });
        row("run empty", 3, { QStringLiteral("empty:1") });
        row("run hello.loopscope", 3, { QStringLiteral("hello.loopscope:1") });
    }
    void aWrongScenarioOrParameterIsNamed()
    {
        QFETCH(QString, line);
        QFETCH(int, code);
        QFETCH(QStringList, parts);
        const Outcome outcome = loopscope(line.split(u' '), m_folder.path());
        const QString err = QString::fromUtf8(outcome.err);
        QCOMPARE(outcome.code, code);
        QVERIFY2(err.startsWith(QLatin1String("loopscope: ")) && err.count(u'\n') == 1, qPrintable(err));
        for (const QString &part : parts)
            QVERIFY2(err.contains(part), qPrintable(err));
    }

    void foreignTextCannotReachTheTerminal()
    {
        const Outcome outcome = loopscope({ QStringLiteral("a\nb\x1b[31m") });
        QCOMPARE(outcome.code, 2);
        QVERIFY(outcome.err.startsWith("loopscope: a\\nb\\x1b[31m: ") && !outcome.err.contains('\x1b'));
    }
};

QTEST_GUILESS_MAIN(TestBadLines)
#include "tst_badlines.moc"
