// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/networkbridge.h"

#include <QNetworkReply>

namespace scheduler {

namespace {

QString verbOf(const QNetworkReply &reply)
{
    switch (reply.operation()) {
    case QNetworkAccessManager::HeadOperation:
        return QStringLiteral("HEAD");
    case QNetworkAccessManager::PutOperation:
        return QStringLiteral("PUT");
    case QNetworkAccessManager::PostOperation:
        return QStringLiteral("POST");
    case QNetworkAccessManager::DeleteOperation:
        return QStringLiteral("DELETE");
    case QNetworkAccessManager::CustomOperation:
        return QString::fromLatin1(reply.request().attribute(QNetworkRequest::CustomVerbAttribute).toByteArray());
    default:
        return QStringLiteral("GET");
    }
}

} // namespace

ReplyAwaiter::ReplyAwaiter(Engine &engine, QNetworkReply *reply) : IoWaiter(engine), m_reply(reply) {}

ReplyAwaiter::~ReplyAwaiter() = default;

bool ReplyAwaiter::await_ready() const
{
    return m_reply.isNull() || m_reply->isFinished();
}

void ReplyAwaiter::begin(PromiseBase &promise)
{
    const QUrl url = m_reply->url();
    beginIo(promise, verbOf(*m_reply) + QLatin1Char(' ') + url.toString(QUrl::RemoveScheme | QUrl::RemoveAuthority));
    QObject::connect(m_reply, &QNetworkReply::finished, &m_context, [this] { finished(); });
    QObject::connect(m_reply, &QObject::destroyed, &m_context, [this] {
        endIo(trace::Outcome::Cancelled, QStringLiteral("destroyed"));
        completeOutside();
    });
}

void ReplyAwaiter::finished()
{
    m_reply->disconnect(&m_context);
    const QVariant status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    const bool isError = m_reply->error() != QNetworkReply::NoError;
    endIo(isError ? trace::Outcome::Raised : trace::Outcome::Returned, status.isValid() ? status.toString() : m_reply->errorString());
    completeOutside();
}

void ReplyAwaiter::abandon()
{
    endIo(trace::Outcome::Cancelled, {});
    if (m_reply.isNull())
        return;
    m_reply->disconnect(&m_context);
    m_reply->abort();
}

QNetworkReply *ReplyAwaiter::await_resume()
{
    finishWait();
    return m_reply;
}

} // namespace scheduler
