// SPDX-License-Identifier: MIT
#pragma once

#include <loopscope/detail/recorder.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// Tells Loopscope what a program of C++ coroutines on Qt's event loop does. Whether it does is said from outside, when the program is started:
///
///     loopscope record -- ./program        a viewer has started it: LOOPSCOPE_SOCKET names its socket
///     LOOPSCOPE=1 ./program                waits for viewers: File > Attach, as often as one likes
///     LOOPSCOPE_FILE=run.lsp ./program     into a file
///
/// Otherwise, and before and after a viewer, each hook is one branch. Records wait in a buffer of 8 MB; what finds no room is counted exactly and told
/// as lost. A viewer that goes away, or never reads, leaves the program alone. All functions may be called from any thread.
///
/// <loopscope/qcoro.h> shows all coroutines of QCoro::Task; <loopscope/traced.h> a single co_await in a coroutine of any kind.
namespace loopscope {

/// Whether anybody records at this moment.
[[nodiscard]] inline bool isRecording() { return detail::isOn(); }

/// A line of text in the log of the trace, at this moment, of the task that runs. Cut at 400 bytes.
inline void log(std::string_view text)
{
    if (detail::isOn())
        detail::log(text, detail::LogKind::Log);
}

/// A mark on the time axis with a short text.
inline void mark(std::string_view text)
{
    if (detail::isOn())
        detail::log(text, detail::LogKind::Mark);
}

/// Names the coroutine that runs; to be called before its first co_await, since a task is told with its name when it first suspends.
/// Without it tasks are called after their functions: "producer-1", "producer-2".
inline void nameTask(std::string_view name)
{
    if (detail::isOn())
        detail::nameTask(name);
}

/// A queue of the program's, as the trace shows it: its depth over time, who put and who took. Lives beside the program's own container and is told of
/// each put and get.
class Queue
{
public:
    /// maxsize: how many items it holds, 0 for no bound.
    explicit Queue(std::string name, std::uint32_t maxsize = 0)
        : m_name(std::move(name))
        , m_maxsize(maxsize)
    {
    }
    Queue(const Queue &) = delete;
    Queue &operator=(const Queue &) = delete;

    /// An item was put; depth: how many there are now; item: a short text of it, may be empty.
    void put(std::size_t depth, std::string_view item = {})
    {
        if (detail::isOn())
            detail::queueItem(m_state, m_name, m_maxsize, true, depth, item);
    }
    /// An item was taken; depth: how many are left.
    void get(std::size_t depth, std::string_view item = {})
    {
        if (detail::isOn())
            detail::queueItem(m_state, m_name, m_maxsize, false, depth, item);
    }

private:
    std::string m_name;
    std::uint32_t m_maxsize;
    detail::QueueState m_state;
};

} // namespace loopscope
