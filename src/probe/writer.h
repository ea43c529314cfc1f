// SPDX-License-Identifier: MIT
#pragma once

#include "probe/buffer.h"
#include "probe/channel.h"
#include "probe/names.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace loopscope::detail {

/// CLOCK_MONOTONIC, ns: the clock that Loopscope compares programs by.
[[nodiscard]] std::uint64_t clockNow();

/// What the writer's thread looks at of a thread that runs coroutines: written by that thread alone.
struct ThreadClock
{
    std::atomic<std::uint64_t> begin { 0 }; ///< of the outermost slice; 0 while none runs
    std::atomic<std::uint64_t> iteration { 0 }; ///< of the event loop's; 0 while it waits
    std::atomic<std::uint32_t> heldTask { 0 }; ///< told already, and the only one that runs; else 0
    std::atomic<std::uint32_t> heldSite { 0 };
    std::atomic<bool> isGone { false };
};

/// The buffer, its writer's thread and the recordings that come and go. One for the process; it is never destroyed, since coroutines may run in
/// destructors of statics.
class Writer
{
public:
    static Writer &instance();

    /// Looks at the environment and starts what it asks for. Called once.
    void begin();
    /// At the end of the program: everything is sent, within a second.
    void finish();
    /// In a forked child: the stream and the thread are the parent's.
    void forget();

    [[nodiscard]] std::uint32_t session() const { return m_session.load(std::memory_order_acquire); }
    /// What was told in another generation has to be told again: a new recording, or after a loss.
    [[nodiscard]] std::uint32_t generation() const { return m_generation.load(std::memory_order_relaxed); }
    [[nodiscard]] Names &names() { return m_names; }
    void put(RecordBytes &record, std::uint32_t session, std::uint64_t now) { m_buffer.put(record.bytes(), session, now); }
    [[nodiscard]] std::shared_ptr<ThreadClock> newThread();

private:
    struct Thread; // the loop of the writer's thread
    void run();
    void record(int descriptor, bool isSocket);
    void beginStream();
    void endStream(int descriptor, bool isSocket);
    bool flush(int descriptor, bool isSocket, std::int64_t deadline);
    bool send(int descriptor, bool isSocket, std::int64_t deadline);
    [[nodiscard]] bool waitFor(int descriptor, bool isSocket, int ms);
    void lookForHeld();
    void refuse();
    void wake();

    Buffer m_buffer;
    Names m_names { m_buffer };
    std::atomic<std::uint32_t> m_session { 0 };
    std::atomic<std::uint32_t> m_generation { 0 };
    std::atomic<bool> m_isEnding { false };
    std::atomic<bool> m_isDone { true };
    std::mutex m_threadsMutex;
    std::vector<std::shared_ptr<ThreadClock>> m_threads;
    std::size_t m_capacity = Buffer::Capacity;
    int m_firstDescriptor = -1; ///< of the environment's socket or file
    bool m_isFirstSocket = false;
    int m_wake[2] { -1, -1 };

    // The writer's thread alone:
    Listener m_listener;
    std::string m_pending;
    std::size_t m_sent = 0;
    std::uint64_t m_water = 0;
    std::uint64_t m_refused = 0;
    std::uint64_t m_heldSaid = 0;
};

} // namespace loopscope::detail
