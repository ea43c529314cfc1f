// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"
#include "support/places.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

class TestOutputs : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QStringList files() const { return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden | QDir::System); }

private Q_SLOTS:
    void initTestCase()
    {
        QCOMPARE(loopscope(words("run hello -o h.loopscope"), m_folder.path()).code, 0);
        QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("folder.json")));
    }

    void whatCannotBeWrittenIsExitOneAndLeavesNothing_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("why");
        for (const char *suffix : { "loopscope", "json", "csv", "png", "svg", "pdf" }) {
            const QString of = QString::fromLatin1(suffix);
            QTest::addRow("missing folder, %s", suffix) << QStringLiteral("nowhere/a.") + of << QStringLiteral("No such file or directory");
            QTest::addRow("below a file, %s", suffix) << QStringLiteral("h.loopscope/a.") + of << QStringLiteral("Not a directory");
        }
        QTest::newRow("a folder") << QStringLiteral("folder.json") << QStringLiteral("is a folder");
    }
    void whatCannotBeWrittenIsExitOneAndLeavesNothing()
    {
        QFETCH(QString, path);
        QFETCH(QString, why);
        const QStringList before = files();
        const Outcome outcome = loopscope({ QStringLiteral("run"), QStringLiteral("hello"), QStringLiteral("-o"), path }, m_folder.path());
        QCOMPARE(outcome.code, 1);
        QCOMPARE(QString::fromUtf8(outcome.err), QStringLiteral("loopscope: %1: %2\n").arg(path, why));
        QCOMPARE(files(), before);
    }

    void whatCanBeWrittenIsWrittenBesideWhatCannot()
    {
        const Outcome outcome = loopscope(words("run hello -o nowhere/a.json -o good.json"), m_folder.path());
        QCOMPARE(outcome.code, 1);
        QVERIFY(files().contains(QLatin1String("good.json")));
        QVERIFY(outcome.out.contains("good.json") && !outcome.out.contains("nowhere"));
    }

    void aFullDiskIsExitOne_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("events") << QStringLiteral("events h.loopscope");
        QTest::newRow("info") << QStringLiteral("info h.loopscope --json");
        QTest::newRow("help") << QStringLiteral("--help");
        QTest::newRow("scenarios") << QStringLiteral("scenarios");
    }
    void aFullDiskIsExitOne()
    {
        QFETCH(QString, line);
        if (!QFile::exists(QStringLiteral("/dev/full")))
            QSKIP("no /dev/full here");
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.setStandardOutputFile(QStringLiteral("/dev/full"));
        process.start(support::buildPath(QStringLiteral("bin/loopscope")), line.split(u' '));
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
        QCOMPARE(process.readAllStandardError(), QByteArray("loopscope: standard output: No space left on device\n"));
    }

    void aFullDeviceIsExitOneToo()
    {
        if (!QFile::exists(QStringLiteral("/dev/full")))
            QSKIP("no /dev/full here");
        for (const char *name : { "full.json", "full.loopscope", "full.png" }) {
            const QString path = QString::fromLatin1(name);
            QVERIFY(QFile::link(QStringLiteral("/dev/full"), m_folder.filePath(path)));
            const Outcome outcome = loopscope({ QStringLiteral("run"), QStringLiteral("hello"), QStringLiteral("-o"), path }, m_folder.path());
            QCOMPARE(outcome.code, 1);
            QCOMPARE(QString::fromUtf8(outcome.err), QStringLiteral("loopscope: %1: No space left on device\n").arg(path));
            QVERIFY(QFileInfo(m_folder.filePath(path)).isSymLink());
        }
    }

    void aFileIsReplacedWhole()
    {
        QFile old(m_folder.filePath(QStringLiteral("old.json")));
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.write(QByteArray(1 << 20, 'x'));
        old.close();
        QCOMPARE(loopscope(words("convert h.loopscope -o old.json"), m_folder.path()).code, 0);
        QVERIFY(old.open(QIODevice::ReadOnly));
        QVERIFY(old.readAll().startsWith("{\"displayTimeUnit\""));
    }

    void aDeviceIsWrittenToAndNotReplaced()
    {
        QVERIFY(QFile::link(QStringLiteral("/dev/null"), m_folder.filePath(QStringLiteral("null.json"))));
        QCOMPARE(loopscope(words("convert h.loopscope -o null.json"), m_folder.path()).code, 0);
        QVERIFY(!QFileInfo(QStringLiteral("/dev/null")).isFile());
    }
};

QTEST_GUILESS_MAIN(TestOutputs)
#include "tst_outputs.moc"
