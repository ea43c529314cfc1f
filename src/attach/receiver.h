// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"

#include <QLocalServer>
#include <QObject>
#include <QPointer>

#include <memory>

class QLocalSocket;

namespace attach {

/// Listens on a local socket for one probe, or goes to one that listens. The socket lies in a folder that only its owner may enter; a peer of another user is refused, as is
/// every connection after the first. What is refused is counted. A path on which somebody listens already is never taken over.
class Receiver : public QObject
{
    Q_OBJECT
public:
    explicit Receiver(QObject *parent = nullptr);
    ~Receiver() override;

    /// Listens at `path`, whose folder exists. Errors: the folder is open to others, somebody listens there, the path is too long.
    [[nodiscard]] trace::Result<> listen(const QString &path);
    /// Goes to a probe that listens at `path` itself; waits for it a second at most. Errors: the folder or the program belongs to somebody else, nobody
    /// listens there.
    [[nodiscard]] trace::Result<> connectTo(const QString &path);
    [[nodiscard]] QString path() const { return m_path; }

    [[nodiscard]] bool isConnected() const;
    /// True once the probe has been here, also after it has gone.
    [[nodiscard]] bool hasBeenConnected() const { return m_hasBeenConnected; }
    /// The next bytes, at most so many; empty where none wait.
    [[nodiscard]] QByteArray read(qint64 most);
    [[nodiscard]] qint64 waiting() const;
    /// One command of the stream's description; ignored where nobody is connected.
    void send(const QByteArray &command);
    /// Lets the probe go: the program runs on without us.
    void close();

    /// Connections of other users, and those that came when one was there already.
    [[nodiscard]] quint64 foreignCount() const { return m_foreign; }
    [[nodiscard]] quint64 surplusCount() const { return m_surplus; }

Q_SIGNALS:
    void connected();
    void bytesWaiting();
    void disconnected();

private:
    void accept();
    void take(QLocalSocket *socket);

    std::unique_ptr<QLocalServer> m_server;
    QPointer<QLocalSocket> m_socket;
    QString m_path;
    bool m_hasBeenConnected = false;
    quint64 m_foreign = 0;
    quint64 m_surplus = 0;
};

} // namespace attach
