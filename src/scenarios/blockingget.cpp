// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/blockingget.h"

#include "trace/clock.h"

#include <QHostAddress>
#include <QTcpSocket>

namespace scenarios {

namespace {

// How long a stop request may go unheard.
constexpr int SliceMs = 20;
constexpr qsizetype LargestReply = 1 << 20;

BlockingReply parsed(const QByteArray &bytes)
{
    const qsizetype headEnd = bytes.indexOf("\r\n\r\n");
    const QList<QByteArray> statusLine = bytes.left(bytes.indexOf("\r\n")).split(' ');
    if (headEnd < 0 || statusLine.size() < 2 || !statusLine.front().startsWith("HTTP/1."))
        return {};
    return { statusLine[1].toInt(), bytes.mid(headEnd + 4) };
}

/// Length of the whole reply as its Content-Length says, -1 while that is not known.
qsizetype wholeLength(const QByteArray &bytes)
{
    const qsizetype headEnd = bytes.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return -1;
    for (const QByteArray &line : bytes.left(headEnd).split('\n')) {
        if (line.toLower().startsWith("content-length:"))
            return headEnd + 4 + line.mid(line.indexOf(':') + 1).trimmed().toLongLong();
    }
    return -1;
}

} // namespace

BlockingReply blockingGet(scheduler::Loop &loop, quint16 port, const QString &path, trace::Duration timeout)
{
    const qint64 deadline = trace::monotonicNow() + timeout.count();
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    while (socket.state() != QAbstractSocket::ConnectedState) {
        loop.heedStop();
        if (trace::monotonicNow() > deadline || socket.state() == QAbstractSocket::UnconnectedState)
            return {};
        socket.waitForConnected(SliceMs);
    }
    socket.write("GET " + path.toUtf8() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    QByteArray bytes;
    while (trace::monotonicNow() <= deadline && bytes.size() < LargestReply) {
        loop.heedStop();
        socket.waitForReadyRead(SliceMs);
        bytes += socket.read(LargestReply - bytes.size());
        const qsizetype whole = wholeLength(bytes);
        if ((whole >= 0 && bytes.size() >= whole) || socket.state() == QAbstractSocket::UnconnectedState)
            return parsed(bytes);
    }
    return {};
}

} // namespace scenarios
