// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/httpserver.h"

namespace scenarios {

namespace {

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
using ResponderArgument = QHttpServerResponder &;
#else
using ResponderArgument = QHttpServerResponder &&;
#endif

// Qt 6.4 gives the socket, later versions only the client's port; each lacks the other's function.
template<typename Responder, typename Request>
QTcpSocket *socketOf(const Responder &responder, const Request &request, const LoopbackListener &listener)
{
    if constexpr (requires { responder.socket(); })
        return responder.socket();
    else
        return listener.socketFrom(request.remotePort());
}

} // namespace

HttpExchange::HttpExchange(QString argument, QUrlQuery query, QHttpServerResponder &&responder, QTcpSocket *socket)
    : m_argument(std::move(argument))
    , m_query(std::move(query))
    , m_responder(std::move(responder))
    , m_socket(socket)
{
    if (m_socket) {
        connect(m_socket, &QAbstractSocket::disconnected, this, [this] {
            if (!m_isAnswered)
                Q_EMIT abandoned();
        });
    }
}

HttpExchange::~HttpExchange()
{
    refuse();
}

bool HttpExchange::answer(int status, const QByteArray &body, const QByteArray &mimeType)
{
    if (isOver())
        return false;
    m_isAnswered = true;
    m_responder.write(body, mimeType, QHttpServerResponder::StatusCode(status));
    return true;
}

void HttpExchange::refuse()
{
    if (isOver())
        return;
    m_isAnswered = true;
    m_socket->abort();
}

void LoopbackListener::incomingConnection(qintptr descriptor)
{
    auto *socket = new QTcpSocket(this);
    if (!socket->setSocketDescriptor(descriptor)) {
        delete socket;
        return;
    }
    const quint16 port = socket->peerPort();
    m_sockets.insert(port, socket);
    connect(socket, &QObject::destroyed, this, [this, port] {
        if (m_sockets.value(port).isNull())
            m_sockets.remove(port);
    });
    addPendingConnection(socket);
}

HttpServer::HttpServer(const QString &route, Handler handler)
    : m_handler(std::move(handler))
    , m_listener(new LoopbackListener)
{
    m_server.route(route, QHttpServerRequest::Method::Get, [this](const QString &argument, const QHttpServerRequest &request, ResponderArgument responder) {
        QTcpSocket *socket = socketOf(responder, request, *m_listener);
        take(argument, request.query(), std::move(responder), socket);
    });
}

trace::Result<quint16> HttpServer::listen(quint16 port)
{
    // While the loop is held or many clients come at once, connections wait to be accepted. Qt's 50 places are soon taken; whoever finds none is
    // dropped in silence by the kernel and tries again after a second.
    m_listener->setListenBacklogSize(MaxOpen);
    if (!m_listener->listen(QHostAddress::LocalHost, port)) {
        const QString why = m_listener->errorString();
        delete m_listener;
        return trace::Error { QStringLiteral("port %1").arg(port), why };
    }
    m_server.bind(m_listener); // takes the listener over
    return m_listener->serverPort();
}

void HttpServer::take(const QString &argument, const QUrlQuery &query, QHttpServerResponder &&responder, QTcpSocket *socket)
{
    ++m_requests;
    auto open = m_open;
    std::shared_ptr<HttpExchange> exchange(new HttpExchange(argument, query, std::move(responder), socket), [open](HttpExchange *done) {
        --*open;
        delete done;
    });
    if (++*m_open > MaxOpen)
        exchange->answer(503, QByteArrayLiteral("{\"error\":\"too many requests wait\"}"));
    else
        m_handler(std::move(exchange));
}

} // namespace scenarios
