// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/receiver.h"

#include "attach/peer.h"

#include <QFile>
#include <QFileInfo>
#include <QLocalSocket>

namespace attach {

namespace {

// What the probe may be ahead of us; beyond, it waits, then drops and counts.
constexpr qint64 ReadBuffer = 4 << 20;
// The path of a local socket has 108 bytes on Linux, 104 elsewhere, with its end.
constexpr qsizetype MaxPath = 103;
constexpr int ConnectMs = 1000;

} // namespace

Receiver::Receiver(QObject *parent) : QObject(parent) {}

Receiver::~Receiver()
{
    if (m_socket)
        m_socket->disconnect(this);
}

trace::Result<> Receiver::listen(const QString &path)
{
    const QFileInfo folder(QFileInfo(path).absolutePath());
    if (!folder.isDir())
        return trace::Error { folder.filePath(), QStringLiteral("there is no such folder") };
    if (!isOwnersAlone(folder.filePath()))
        return trace::Error { folder.filePath(), QStringLiteral("the folder of a socket has to be its owner's alone") };
    if (QFile::encodeName(path).size() > MaxPath)
        return trace::Error { path, QStringLiteral("a socket's path may have %1 bytes").arg(MaxPath) };
    // QLocalServer with access options would silently take a live path over: whoever answers there has it.
    QLocalSocket probe;
    probe.connectToServer(path);
    if (probe.waitForConnected(200))
        return trace::Error { path, QStringLiteral("somebody listens there already") };
    if (QFileInfo::exists(path)) {
        if (QFileInfo(path).isFile())
            return trace::Error { path, QStringLiteral("a file is in the way") };
        QLocalServer::removeServer(path); // left behind by one that was killed
    }
    m_server = std::make_unique<QLocalServer>();
    connect(m_server.get(), &QLocalServer::newConnection, this, &Receiver::accept);
    if (!m_server->listen(path))
        return trace::Error { path, m_server->errorString() };
    QFile::setPermissions(path, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    m_path = path;
    return {};
}

void Receiver::accept()
{
    while (QLocalSocket *socket = m_server->nextPendingConnection()) {
        const std::optional<quint32> user = peerUser(socket->socketDescriptor());
        const bool isForeign = user && *user != ownUser();
        if (isForeign || m_hasBeenConnected) {
            ++(isForeign ? m_foreign : m_surplus);
            socket->abort();
            socket->deleteLater();
            continue;
        }
        take(socket);
    }
}

void Receiver::take(QLocalSocket *socket)
{
    m_hasBeenConnected = true;
    m_socket = socket;
    socket->setReadBufferSize(ReadBuffer);
    connect(socket, &QLocalSocket::readyRead, this, &Receiver::bytesWaiting);
    connect(socket, &QLocalSocket::disconnected, this, &Receiver::disconnected);
    Q_EMIT connected();
    if (socket->bytesAvailable() > 0)
        Q_EMIT bytesWaiting();
}

trace::Result<> Receiver::connectTo(const QString &path)
{
    if (const QString folder = QFileInfo(path).absolutePath(); !isOwnersAlone(folder))
        return trace::Error { folder, QStringLiteral("the folder of a socket has to be its owner's alone") };
    auto socket = std::make_unique<QLocalSocket>();
    socket->connectToServer(path);
    if (!socket->waitForConnected(ConnectMs))
        return trace::Error { path, QStringLiteral("nobody answers there: the program has ended") };
    if (const std::optional<quint32> user = peerUser(socket->socketDescriptor()); user && *user != ownUser())
        return trace::Error { path, QStringLiteral("the program that answers there runs as another user") };
    m_path = path;
    socket->setParent(this);
    take(socket.release());
    return {};
}

bool Receiver::isConnected() const
{
    return m_socket && m_socket->state() == QLocalSocket::ConnectedState;
}

QByteArray Receiver::read(qint64 most)
{
    return m_socket && m_socket->isOpen() ? m_socket->read(most) : QByteArray();
}

qint64 Receiver::waiting() const
{
    return m_socket ? m_socket->bytesAvailable() : 0;
}

void Receiver::send(const QByteArray &command)
{
    if (!isConnected())
        return;
    m_socket->write(command + '\n');
    m_socket->flush();
}

void Receiver::close()
{
    if (m_socket)
        m_socket->abort();
    if (m_server)
        m_server->close();
}

} // namespace attach
