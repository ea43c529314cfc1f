// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/bridge.h"

#include <QCoroNetworkReply>
#include <QPointer>

class QNetworkReply;

namespace scheduler {

/// `QNetworkReply *done = co_await reply;`: waits until a reply has finished, well or not, and gives it back; the caller owns it as before. It shows in
/// the trace as an operation "GET /planets/3" that ends with its status or error. Cancelling the task aborts the reply.
class ReplyAwaiter final : public IoWaiter
{
public:
    using IsSchedulerAwaitable = void;
    ReplyAwaiter(Engine &engine, QNetworkReply *reply);
    ~ReplyAwaiter();

    [[nodiscard]] bool await_ready() const;
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle)
    {
        begin(handle.promise());
    }
    /// The reply; null where it was destroyed meanwhile.
    QNetworkReply *await_resume();

private:
    void begin(PromiseBase &promise);
    void finished();
    void abandon() override;

    QPointer<QNetworkReply> m_reply;
    QObject m_context;
};

inline ReplyAwaiter makeForeignAwaiter(Engine &engine, QNetworkReply *reply)
{
    return ReplyAwaiter(engine, reply);
}

} // namespace scheduler
