// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording.h"
#include "scheduler/networkbridge.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace scheduler;
using namespace std::chrono_literals;

namespace {

/// A server that answers each request with its path, or never.
class Server : public QTcpServer
{
public:
    explicit Server(bool isSilent) : m_isSilent(isSilent)
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { answer(*socket); });
        });
        listen(QHostAddress::LocalHost);
    }
    [[nodiscard]] QUrl url(const QString &path) const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(serverPort()).arg(path));
    }

private:
    void answer(QTcpSocket &socket) const
    {
        const QByteArray request = socket.readAll();
        if (m_isSilent)
            return;
        const QByteArray path = request.split(' ').at(1);
        const QByteArray status = path.startsWith("/missing") ? "404 Not Found" : "200 OK";
        socket.write("HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: " + QByteArray::number(path.size()) + "\r\n\r\n" + path);
        socket.disconnectFromHost();
    }
    bool m_isSilent;
};

Task<> fetches(QNetworkAccessManager &network, QUrl url, QStringList &out)
{
    const std::unique_ptr<QNetworkReply> reply(network.get(QNetworkRequest(url)));
    QNetworkReply *const done = co_await reply.get();
    out << QString::fromUtf8(done->readAll());
    QNetworkReply *const again = co_await done; // finished: not suspended
    out << (again == done ? QStringLiteral("same") : QStringLiteral("other"));
}

} // namespace

class tst_NetworkBridge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_recording = std::make_unique<Recording>(trace::ClockKind::Real);
        m_loop = std::make_unique<Loop>(LoopOptions { .clock = trace::ClockKind::Real, .recorder = &m_recording->recorder() });
        m_out.clear();
    }

    void aReplyIsAnOperationOfTheTrace()
    {
        const Server server(false);
        QNetworkAccessManager network;
        m_loop->spawn(fetches(network, server.url(QStringLiteral("/planets/3?full=1")), m_out), QStringLiteral("f"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out, QStringList({ QStringLiteral("/planets/3?full=1"), QStringLiteral("same") }));
        const QStringList lines = m_recording->lines();
        QVERIFY(lines.contains(QStringLiteral("io-begun f-1 GET /planets/3?full=1")));
        QVERIFY(lines.contains(QStringLiteral("io-ended f-1 returned 200")));
        QVERIFY(lines.contains(QStringLiteral("task-ready f-1 io -")));
        QCOMPARE(m_recording->trace().latest().ignored, quint64(0));
    }

    void anErrorStatusEndsTheOperationAsRaised()
    {
        const Server server(false);
        QNetworkAccessManager network;
        m_loop->spawn(fetches(network, server.url(QStringLiteral("/missing")), m_out), QStringLiteral("f"));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QVERIFY(m_recording->lines().contains(QStringLiteral("io-ended f-1 raised 404")));
    }

    void cancellingATaskAbortsItsReply()
    {
        const Server server(true);
        QNetworkAccessManager network;
        TaskHandle<> task = m_loop->spawn(fetches(network, server.url(QStringLiteral("/")), m_out), QStringLiteral("f"));
        QVERIFY(m_loop->step());
        task.cancel();
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(task.outcome(), trace::Outcome::Cancelled);
        QVERIFY(m_recording->lines().contains(QStringLiteral("io-ended f-1 cancelled")));
        QVERIFY(m_out.isEmpty());
    }

    void aLoopMayGoWhileAReplyIsUnderWay()
    {
        const Server server(false);
        QNetworkAccessManager network;
        m_loop->spawn(fetches(network, server.url(QStringLiteral("/")), m_out));
        QVERIFY(m_loop->step());
        m_loop.reset();
        QTest::qWait(20);
        QVERIFY(m_out.isEmpty());
    }

    void manyRepliesAreUnderWayAtOnce()
    {
        const Server server(false);
        QNetworkAccessManager network;
        for (int i = 0; i < 20; ++i)
            m_loop->spawn(fetches(network, server.url(QStringLiteral("/%1").arg(i)), m_out));
        QCOMPARE(m_loop->runToEnd(), Loop::End::Finished);
        QCOMPARE(m_out.size(), 40);
        QCOMPARE(m_recording->trace().latest().ignored, quint64(0));
    }

private:
    std::unique_ptr<Recording> m_recording;
    std::unique_ptr<Loop> m_loop;
    QStringList m_out;
};

QTEST_GUILESS_MAIN(tst_NetworkBridge)
#include "tst_networkbridge.moc"
