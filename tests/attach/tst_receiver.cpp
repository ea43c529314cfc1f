// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/receiver.h"

#include <QFile>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

class tst_Receiver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesAndCommandsGoBothWays();
    void aLivePathIsNotTakenOver();
    void aPathThatWasLeftBehindIsUsedAgain();
    void aFolderThatIsOpenToOthersIsRefused();
    void onlyOneConnectionIsTaken();
    void tenThousandConnectionsAreCountedAndDoNoHarm();
};

void tst_Receiver::bytesAndCommandsGoBothWays()
{
    QTemporaryDir folder;
    attach::Receiver receiver;
    QVERIFY(receiver.listen(folder.filePath("a.sock")));
    QSignalSpy connected(&receiver, &attach::Receiver::connected);
    QLocalSocket probe;
    probe.connectToServer(receiver.path());
    QVERIFY(probe.waitForConnected());
    QTRY_COMPARE(connected.size(), 1);
    probe.write("12345");
    probe.flush();
    QTRY_COMPARE(receiver.waiting(), 5);
    QCOMPARE(receiver.read(2), QByteArray("12"));
    QCOMPARE(receiver.read(100), QByteArray("345"));
    receiver.send("pause");
    QTRY_COMPARE(probe.bytesAvailable(), 6);
    QCOMPARE(probe.readAll(), QByteArray("pause\n"));
    probe.write("last");
    probe.flush();
    probe.disconnectFromServer();
    QTRY_VERIFY(!receiver.isConnected());
    QCOMPARE(receiver.read(100), QByteArray("last"));
    QVERIFY(receiver.hasBeenConnected());
}

void tst_Receiver::aLivePathIsNotTakenOver()
{
    QTemporaryDir folder;
    attach::Receiver first;
    attach::Receiver second;
    QVERIFY(first.listen(folder.filePath("a.sock")));
    const trace::Result<> taken = second.listen(folder.filePath("a.sock"));
    QVERIFY(!taken);
    QVERIFY(taken.error().message().contains("somebody listens there already"));
    QLocalSocket probe;
    probe.connectToServer(first.path());
    QVERIFY(probe.waitForConnected());
}

void tst_Receiver::aPathThatWasLeftBehindIsUsedAgain()
{
    QTemporaryDir folder;
    const QString path = folder.filePath("a.sock");
    {
        attach::Receiver gone;
        QVERIFY(gone.listen(path));
        QVERIFY(QFile::rename(path, folder.filePath("kept.sock"))); // so that its end does not take it away
    }
    QVERIFY(QFile::rename(folder.filePath("kept.sock"), path));
    attach::Receiver receiver;
    QVERIFY(receiver.listen(path));
    QFile plain(folder.filePath("plain"));
    QVERIFY(plain.open(QIODevice::WriteOnly));
    QVERIFY(!attach::Receiver().listen(plain.fileName()));
}

void tst_Receiver::aFolderThatIsOpenToOthersIsRefused()
{
    QTemporaryDir folder;
    QVERIFY(QFile::setPermissions(folder.path(), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner | QFileDevice::ExeOther));
    attach::Receiver receiver;
    const trace::Result<> taken = receiver.listen(folder.filePath("a.sock"));
    QVERIFY(!taken);
    QVERIFY(taken.error().message().contains("its owner's alone"));
    QVERIFY(!attach::Receiver().listen(folder.filePath("nowhere/a.sock")));
}

void tst_Receiver::onlyOneConnectionIsTaken()
{
    QTemporaryDir folder;
    attach::Receiver receiver;
    QVERIFY(receiver.listen(folder.filePath("a.sock")));
    QLocalSocket first;
    QLocalSocket second;
    first.connectToServer(receiver.path());
    QTRY_VERIFY(receiver.isConnected());
    second.connectToServer(receiver.path());
    QTRY_COMPARE(receiver.surplusCount(), 1u);
    QTRY_COMPARE(second.state(), QLocalSocket::UnconnectedState);
    QCOMPARE(first.state(), QLocalSocket::ConnectedState);
}

void tst_Receiver::tenThousandConnectionsAreCountedAndDoNoHarm()
{
    QTemporaryDir folder;
    attach::Receiver receiver;
    QVERIFY(receiver.listen(folder.filePath("a.sock")));
    QLocalSocket first;
    first.connectToServer(receiver.path());
    QTRY_VERIFY(receiver.isConnected());
    constexpr quint64 Many = 10'000;
    for (quint64 n = 0; n < Many; ++n) {
        QLocalSocket flood;
        flood.connectToServer(receiver.path());
        flood.waitForConnected(1000);
        QCoreApplication::processEvents();
    }
    QTRY_COMPARE_WITH_TIMEOUT(receiver.surplusCount(), Many, 20'000);
    first.write("still here");
    first.flush();
    QTRY_COMPARE(receiver.waiting(), 10);
    QCOMPARE(receiver.read(100), QByteArray("still here"));
}

QTEST_GUILESS_MAIN(tst_Receiver)
#include "tst_receiver.moc"
