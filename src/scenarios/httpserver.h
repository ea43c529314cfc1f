// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"

#include <QHttpServer>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>

#include <functional>
#include <memory>

namespace scenarios {

/// One HTTP request that waits for its answer. Whoever holds it may answer at any later time on the server's thread; a client that is gone
/// by then is no error. Given up without an answer it closes the connection, so that no client waits for ever.
class HttpExchange : public QObject
{
    Q_OBJECT

public:
    HttpExchange(QString argument, QUrlQuery query, QHttpServerResponder &&responder, QTcpSocket *socket);
    ~HttpExchange() override;

    /// What stood at <arg> of the route.
    [[nodiscard]] const QString &argument() const { return m_argument; }
    [[nodiscard]] const QUrlQuery &query() const { return m_query; }
    /// The client has closed the connection, or it was answered or refused already: an answer would reach nobody.
    [[nodiscard]] bool isOver() const { return m_isAnswered || m_socket.isNull() || m_socket->state() != QAbstractSocket::ConnectedState; }
    /// Sends the answer, once; false where nobody is left to take it.
    bool answer(int status, const QByteArray &body, const QByteArray &mimeType = QByteArrayLiteral("application/json"));
    /// Cuts the connection without an answer.
    void refuse();

Q_SIGNALS:
    /// The client went away before it was answered.
    void abandoned();

private:
    QString m_argument;
    QUrlQuery m_query;
    QHttpServerResponder m_responder;
    // The responder itself keeps a bare pointer in Qt 6.4: writing through it after the client has gone is a use after free.
    QPointer<QTcpSocket> m_socket;
    bool m_isAnswered = false;
};

/// Listens and remembers its sockets by the client's port: from Qt 6.8 on that is the only way from a request to its connection.
class LoopbackListener : public QTcpServer
{
    Q_OBJECT

public:
    using QTcpServer::QTcpServer;
    [[nodiscard]] QTcpSocket *socketFrom(quint16 clientPort) const { return m_sockets.value(clientPort); }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    QHash<quint16, QPointer<QTcpSocket>> m_sockets;
};

/// A web server for one route ("/planet/<arg>", GET) that listens on 127.0.0.1 only and gives each request to a handler on its own thread.
/// At most MaxOpen requests wait at a time; more are answered with 503.
class HttpServer : public QObject
{
    Q_OBJECT

public:
    static constexpr int MaxOpen = 4096;
    using Handler = std::function<void(std::shared_ptr<HttpExchange>)>;

    HttpServer(const QString &route, Handler handler);

    /// Begins to listen on this port, 0: any free one. Gives the port, or says why it cannot be had.
    [[nodiscard]] trace::Result<quint16> listen(quint16 port);
    /// Requests that came, and those that wait for an answer.
    [[nodiscard]] quint64 requestCount() const { return m_requests; }
    [[nodiscard]] int openCount() const { return *m_open; }

private:
    void take(const QString &argument, const QUrlQuery &query, QHttpServerResponder &&responder, QTcpSocket *socket);

    Handler m_handler;
    quint64 m_requests = 0;
    std::shared_ptr<int> m_open = std::make_shared<int>(0); ///< shared with the exchanges, which may outlive the server
    LoopbackListener *m_listener; ///< owned by m_server
    QHttpServer m_server;
};

} // namespace scenarios
