// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/outputfile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

class TestOutputFile : public QObject
{
    Q_OBJECT

    static trace::Result<> hello(QIODevice &device)
    {
        device.write("hello");
        return {};
    }
    static trace::Result<> failsHalfWay(QIODevice &device)
    {
        device.write(QByteArray(1 << 20, 'x'));
        return trace::Error { QString(), QStringLiteral("changed its mind") };
    }
    static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void aFileIsThereWholeOrAsItWas()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a"));
        QVERIFY(app::writeOutput(path, hello));
        QCOMPARE(contentOf(path), QByteArray("hello"));
        const trace::Result<> failed = app::writeOutput(path, failsHalfWay);
        QVERIFY(!failed);
        QCOMPARE(failed.error().message(), path + QStringLiteral(": changed its mind"));
        QCOMPARE(contentOf(path), QByteArray("hello"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList { QStringLiteral("a") });
    }

    void aLinkIsWrittenThrough()
    {
        const QTemporaryDir folder;
        QVERIFY(app::writeOutput(folder.filePath(QStringLiteral("target")), hello));
        QVERIFY(QFile::link(folder.filePath(QStringLiteral("target")), folder.filePath(QStringLiteral("link"))));
        QVERIFY(app::writeOutput(folder.filePath(QStringLiteral("link")), [](QIODevice &device) -> trace::Result<> {
            device.write("new");
            return {};
        }));
        QVERIFY(QFileInfo(folder.filePath(QStringLiteral("link"))).isSymLink());
        QCOMPARE(contentOf(folder.filePath(QStringLiteral("target"))), QByteArray("new"));
    }

    void whatCannotBeOpenedIsNamed_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("missing folder") << QStringLiteral("/nowhere/a: No such file or directory");
        QTest::newRow("folder") << QStringLiteral("/: is a folder");
    }
    void whatCannotBeOpenedIsNamed()
    {
        QFETCH(QString, path);
        const trace::Result<> result = app::writeOutput(path.section(u':', 0, 0), hello);
        QVERIFY(!result);
        QCOMPARE(result.error().message(), path);
    }

    void aFullDeviceIsAnError()
    {
        if (!QFile::exists(QStringLiteral("/dev/full")))
            QSKIP("no /dev/full here");
        const trace::Result<> result = app::writeOutput(QStringLiteral("/dev/full"), hello);
        QVERIFY(!result);
        QCOMPARE(result.error().message(), QStringLiteral("/dev/full: No space left on device"));
        QVERIFY(!QFileInfo(QStringLiteral("/dev/full")).isFile());
    }
};

QTEST_GUILESS_MAIN(TestOutputFile)
#include "tst_outputfile.moc"
