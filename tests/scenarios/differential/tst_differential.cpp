// SPDX-License-Identifier: GPL-3.0-or-later
#include "programgenerator.h"

#include "scenarios/scenario.h"
#include "scheduler/loop.h"
#include "support/places.h"
#include "trace/trace.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

// Random programs are run by our loop and by CPython's asyncio on a virtual clock (oracle.py); every resume must be of
// the same task, at the same time, in the same iteration and order.
//
//   LOOPSCOPE_DIFF_PROGRAMS=10000   how many programs (1000)
//   LOOPSCOPE_DIFF_SEED=77          the seed of the first (from the date); program n has seed + n
//   LOOPSCOPE_PYTHON=/path/python3  the interpreter (python3 of the path), 3.11 or newer

namespace {

struct Case
{
    quint64 seed = 0; // of the generator and of the run
    QByteArray program;
};

// What oracle.py prints for a program, from our trace.
QByteArrayList ourLines(const Case &c)
{
    auto scenario = scenarios::loadScenario(c.program, QStringLiteral("generated"));
    if (!scenario)
        return { "not loaded: " + scenario.error().message().toUtf8() };
    trace::Trace trace({});
    trace::Recorder recorder(trace.texts());
    scheduler::LoopOptions options;
    options.seed = c.seed;
    options.ties = scheduler::TieOrder::Heapq;
    options.recorder = &recorder;
    scheduler::Loop loop(options);
    if (const auto started = scenario.value()->start(loop, {}); !started)
        return { "not started: " + started.error().message().toUtf8() };
    const auto end = loop.runToEnd(std::nullopt, [&] { recorder.drain(trace); });
    const qint64 endTime = loop.now().ns;
    recorder.drain(trace);

    QByteArrayList lines;
    const auto nameOf = [&](trace::TaskId id) { return trace.text(trace.tasks()[trace::rowOf(id)].name).toUtf8(); };
    trace.forEach(0, trace.eventCount(), [&](quint64, const trace::Event &e) {
        const QByteArray time = QByteArray::number(e.time.ns);
        if (e.kind == trace::EventKind::TaskResumed)
            lines += "R " + time + ' ' + QByteArray::number(e.value) + ' ' + nameOf(e.task);
        else if (e.kind == trace::EventKind::TaskFinished)
            lines += "F " + time + ' ' + nameOf(e.task) + ' ' + trace::nameOf(e.outcome()).toByteArray();
        else if (e.kind == trace::EventKind::Log)
            lines += "L " + time + ' ' + nameOf(e.task) + ' ' + trace.text(e.text).toUtf8();
        return true;
    });
    if (trace.lostCount() != 0)
        lines += "lost events";
    const bool isFinished = end == scheduler::Loop::End::Finished;
    const bool isDeadlock = end == scheduler::Loop::End::Deadlock;
    lines += "E " + QByteArray::number(endTime) + (isFinished ? " finished" : isDeadlock ? " deadlock" : " neither");
    return lines;
}

// One Python process that answers program after program.
class Oracle
{
public:
    Oracle()
    {
        const QString wanted = qEnvironmentVariable("LOOPSCOPE_PYTHON", QStringLiteral("python3"));
        const QString python = QStandardPaths::findExecutable(wanted);
        if (python.isEmpty()) {
            m_problem = QStringLiteral(
                "%1 was not found: this test compares with CPython's asyncio and needs Python 3.11 or newer")
                            .arg(wanted);
            return;
        }
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(python,
            { QStringLiteral("-B"), support::sourcePath(QStringLiteral("tests/scenarios/differential/oracle.py")) });
        if (!m_process.waitForStarted())
            m_problem = QStringLiteral("%1 does not start: %2").arg(python, m_process.errorString());
    }

    ~Oracle()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }

    [[nodiscard]] const QString &problem() const { return m_problem; }

    void ask(const Case &c)
    {
        m_process.write("{\"seed\":" + QByteArray::number(c.seed) + ",\"program\":" + c.program + "}\n");
    }

    QByteArrayList answer()
    {
        QByteArrayList lines;
        while (m_problem.isEmpty()) {
            while (!m_process.canReadLine()) {
                if (m_process.state() != QProcess::Running || !m_process.waitForReadyRead(60'000)) {
                    m_problem = QStringLiteral("oracle.py gives no answer (exit code %1): %2")
                                    .arg(m_process.exitCode())
                                    .arg(m_process.errorString());
                    return lines;
                }
            }
            const QByteArray line = m_process.readLine().chopped(1);
            if (line == ".")
                break;
            lines += line;
        }
        return lines;
    }

private:
    QProcess m_process;
    QString m_problem;
};

// Where the two part, with the lines that both have just before it; nothing if they are equal.
QString difference(const QByteArrayList &ours, const QByteArrayList &theirs)
{
    const auto parting = std::mismatch(ours.begin(), ours.end(), theirs.begin(), theirs.end());
    if (parting.first == ours.end() && parting.second == theirs.end())
        return {};
    const qsizetype at = parting.first - ours.begin();
    QString text = QStringLiteral("line %1").arg(at + 1);
    for (qsizetype i = std::max<qsizetype>(0, at - 4); i < at; ++i)
        text += QStringLiteral("\n   both:    ") + QString::fromUtf8(ours[i]);
    text += QStringLiteral("\n   ours:    ")
        + (at < ours.size() ? QString::fromUtf8(ours[at]) : QStringLiteral("(ends here)"));
    text += QStringLiteral("\n   CPython: ")
        + (at < theirs.size() ? QString::fromUtf8(theirs[at]) : QStringLiteral("(ends here)"));
    return text;
}

QString save(const Case &c)
{
    const QString path = QDir(support::buildPath({}))
                             .filePath(QStringLiteral("differential-%1.scenario.json").arg(c.seed));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return QStringLiteral("(not saved: %1)").arg(file.errorString());
    file.write(QJsonDocument::fromJson(c.program).toJson());
    return path;
}

} // namespace

class TestDifferential : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void ordersTimesAndIterationsAreThoseOfCPython();
    void aDifferenceIsFound();
    void knownProgramsAreThoseOfCPython_data();
    void knownProgramsAreThoseOfCPython();

private:
    std::unique_ptr<Oracle> m_oracle;
};

void TestDifferential::initTestCase()
{
    m_oracle = std::make_unique<Oracle>();
    QVERIFY2(m_oracle->problem().isEmpty(), qPrintable(m_oracle->problem()));
}

void TestDifferential::ordersTimesAndIterationsAreThoseOfCPython()
{
    const auto count = qEnvironmentVariable("LOOPSCOPE_DIFF_PROGRAMS", QStringLiteral("1000")).toULongLong();
    const quint64 today = static_cast<quint64>(QDate::currentDate().toJulianDay()) * 1'000'000;
    const quint64 first = qEnvironmentVariable("LOOPSCOPE_DIFF_SEED", QString::number(today)).toULongLong();
    QVERIFY(count > 0);
    Oracle &oracle = *m_oracle;
    qInfo("%llu programs from seed %llu on", static_cast<unsigned long long>(count),
        static_cast<unsigned long long>(first));

    QElapsedTimer timer;
    timer.start();
    quint64 resumes = 0, deadlocks = 0, differences = 0;
    constexpr quint64 batch = 50; // both sides work at the same time, and no pipe fills up
    for (quint64 begin = 0; begin < count; begin += batch) {
        std::vector<Case> cases;
        for (quint64 n = begin; n < std::min(count, begin + batch); ++n) {
            cases.push_back({ first + n, ProgramGenerator(first + n).program() });
            oracle.ask(cases.back());
        }
        for (const Case &c : cases) {
            const QByteArrayList ours = ourLines(c);
            const QByteArrayList theirs = oracle.answer();
            QVERIFY2(oracle.problem().isEmpty(), qPrintable(oracle.problem()));
            resumes += static_cast<quint64>(std::count_if(
                theirs.begin(), theirs.end(), [](const QByteArray &line) { return line.startsWith('R'); }));
            deadlocks += theirs.last().endsWith("deadlock") ? 1 : 0;
            const QString parting = difference(ours, theirs);
            if (parting.isEmpty())
                continue;
            if (++differences <= 5)
                qWarning("seed %llu, %s, %s", static_cast<unsigned long long>(c.seed), qPrintable(save(c)),
                    qPrintable(parting));
        }
    }
    qInfo("%llu resumes, %llu deadlocks, %lld ms", static_cast<unsigned long long>(resumes),
        static_cast<unsigned long long>(deadlocks), timer.elapsed());
    QVERIFY2(differences == 0, qPrintable(QStringLiteral("%1 of %2 programs differ").arg(differences).arg(count)));
    QVERIFY(resumes > count * 5); // the generator makes programs that do something
}

void TestDifferential::aDifferenceIsFound()
{
    const QByteArrayList lines { "R 0 1 main-1", "R 5 2 main-1", "E 5 finished" };
    QVERIFY(difference(lines, lines).isEmpty());
    QByteArrayList other = lines;
    other[1] = "R 5 3 main-1";
    QVERIFY(difference(lines, other).startsWith(QStringLiteral("line 2\n")));
    QVERIFY(difference(lines, other).contains(QStringLiteral("ours:    R 5 2 main-1\n   CPython: R 5 3 main-1")));
    QVERIFY(difference(lines.mid(0, 2), lines).contains(QStringLiteral("(ends here)")));
}

// Programs that once differed, or that hold a rule that random programs seldom come across.
void TestDifferential::knownProgramsAreThoseOfCPython_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(support::sourcePath(QStringLiteral("tests/golden/scenarios/differential")));
    const QStringList files = folder.entryList({ QStringLiteral("*.scenario.json") }, QDir::Files, QDir::Name);
    QVERIFY(!files.isEmpty());
    for (const QString &file : files)
        QTest::newRow(qPrintable(file)) << folder.filePath(file);
}

void TestDifferential::knownProgramsAreThoseOfCPython()
{
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const Case c { 1, QJsonDocument::fromJson(file.readAll()).toJson(QJsonDocument::Compact) };
    Oracle &oracle = *m_oracle;
    oracle.ask(c);
    const QByteArrayList ours = ourLines(c);
    const QString parting = difference(ours, oracle.answer());
    QVERIFY2(oracle.problem().isEmpty(), qPrintable(oracle.problem()));
    QVERIFY2(parting.isEmpty(), qPrintable(parting));
}

QTEST_GUILESS_MAIN(TestDifferential)
#include "tst_differential.moc"
