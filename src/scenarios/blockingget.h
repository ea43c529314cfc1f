// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/loop.h"
#include "scheduler/outsidewaiter.h"

#include <QByteArray>
#include <QString>

namespace scenarios {

/// What a blocking GET brought: status 0 where there was no answer.
struct BlockingReply
{
    int status = 0;
    QByteArray body;
};

/// Asks 127.0.0.1:port for a path and waits on the spot: the loop runs nobody else meanwhile, which is what this is for. Gives up after the timeout
/// and, with scheduler::Stopped, when the loop is asked to stop. Reads HTTP/1.1 without chunks, up to 1 MB.
[[nodiscard]] BlockingReply blockingGet(scheduler::Loop &loop, quint16 port, const QString &path, trace::Duration timeout);

/// An operation that only cancelling or the end of the run ends: a server that listens.
class Endless final : public scheduler::IoWaiter
{
public:
    using IsSchedulerAwaitable = void;
    Endless(scheduler::Engine &engine, QString what) : IoWaiter(engine), m_what(std::move(what)) {}

    [[nodiscard]] bool await_ready() const { return false; }
    template<typename P>
    void await_suspend(std::coroutine_handle<P> handle)
    {
        beginIo(handle.promise(), m_what);
    }
    void await_resume() { finishWait(); }

private:
    void abandon() override { endIo(trace::Outcome::Cancelled, {}); }
    QString m_what;
};

} // namespace scenarios
