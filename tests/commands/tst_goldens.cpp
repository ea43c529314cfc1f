// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "support/places.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace {

/// Lines of source move with every edit, and compilers differ in which line they call the definition of a coroutine.
QByteArray withoutLineNumbers(const QByteArray &text)
{
    static const QRegularExpression place(QStringLiteral("(\\.cpp:|\"line\": ?)\\d+"));
    return QString::fromUtf8(text).replace(place, QStringLiteral("\\1LINE")).toUtf8();
}

} // namespace

/// What the commands print, as text that can be read. UPDATE_GOLDEN=1 writes the files anew: read the difference before it is committed.
class TestGoldens : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : { "hello", "two-hellos", "producer-consumer" }) {
            const QString line = QStringLiteral("run %1 -o %1.loopscope").arg(QLatin1String(name));
            QCOMPARE(loopscope(line.split(u' '), m_folder.path()).code, 0);
        }
    }

    void commandsPrintWhatTheyDid_data()
    {
        QTest::addColumn<QString>("line");
        const auto row = [](const char *file, const char *line) { QTest::newRow(file) << QString::fromLatin1(line); };
        row("help", "--help");
        row("help-run", "run --help");
        row("help-render", "render --help");
        row("run-hello", "run hello");
        row("run-two-hellos", "run two-hellos");
        row("run-producer-consumer", "run producer-consumer");
        row("run-three-producers", "run producer-consumer --set producers=3 --set consume=40");
        row("run-break", "run producer-consumer --break time>=3.7s");
        row("explain-consumer", "explain producer-consumer.loopscope --task consumer-1 --at 3.7");
        row("explain-moment", "explain producer-consumer.loopscope --at 3.7");
        row("info-hello", "info hello.loopscope");
        row("info-hello-json", "info hello.loopscope --json");
        row("info-producer-consumer", "info producer-consumer.loopscope");
        row("events-hello", "events hello.loopscope");
        row("events-two-hellos", "events two-hellos.loopscope");
        row("events-two-hellos-json", "events two-hellos.loopscope --json");
        row("events-producer-consumer", "events producer-consumer.loopscope");
        row("state-producer-consumer", "state producer-consumer.loopscope --at 3.7");
        row("state-producer-consumer-json", "state producer-consumer.loopscope --at 3.7 --json");
        row("state-two-hellos-begin", "state two-hellos.loopscope --at 0");
        row("state-two-hellos-end", "state two-hellos.loopscope --at 2");
    }
    void commandsPrintWhatTheyDid()
    {
        QFETCH(QString, line);
        const Outcome outcome = loopscope(line.split(u' '), m_folder.path());
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.err, QByteArray());
        QFile golden(support::sourcePath(QStringLiteral("tests/golden/commands/%1.txt").arg(QLatin1String(QTest::currentDataTag()))));
        if (qEnvironmentVariableIsSet("UPDATE_GOLDEN")) {
            QVERIFY(golden.open(QIODevice::WriteOnly));
            golden.write(withoutLineNumbers(outcome.out));
            return;
        }
        QVERIFY2(golden.open(QIODevice::ReadOnly), qPrintable(golden.fileName()));
        const QList<QByteArray> expected = golden.readAll().split('\n');
        const QList<QByteArray> actual = withoutLineNumbers(outcome.out).split('\n');
        for (qsizetype n = 0; n < std::min(expected.size(), actual.size()); ++n)
            QCOMPARE(actual[n], expected[n]);
        QCOMPARE(actual.size(), expected.size());
    }
};

QTEST_GUILESS_MAIN(TestGoldens)
#include "tst_goldens.moc"
