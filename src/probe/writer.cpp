// SPDX-License-Identifier: MIT
#include "probe/writer.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <thread>

namespace loopscope::detail {

namespace {

constexpr int FlushMs = 30;
constexpr std::int64_t EndNs = 1'000'000'000; // how long the end of the program may wait for a slow viewer
constexpr std::uint64_t HeldNs = 100'000'000; // a slice that runs longer is told of before it ends
constexpr std::uint64_t HeldStepNs = 50'000'000;
constexpr std::int64_t NoDeadline = -1;

std::uint64_t wallNow()
{
    return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch() / std::chrono::nanoseconds(1));
}

} // namespace

std::uint64_t clockNow()
{
    timespec now {};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<std::uint64_t>(now.tv_nsec);
}

Writer &Writer::instance()
{
    static Writer *writer = new Writer;
    return *writer;
}

std::shared_ptr<ThreadClock> Writer::newThread()
{
    auto thread = std::make_shared<ThreadClock>();
    const std::lock_guard lock(m_threadsMutex);
    m_threads.erase(std::remove_if(m_threads.begin(), m_threads.end(), [](const auto &t) { return t->isGone.load(); }), m_threads.end());
    m_threads.push_back(thread);
    return thread;
}

void Writer::begin()
{
    const char *socket = std::getenv("LOOPSCOPE_SOCKET");
    const char *file = std::getenv("LOOPSCOPE_FILE");
    const char *waits = std::getenv("LOOPSCOPE");
    if (const char *capacity = std::getenv("LOOPSCOPE_CAPACITY"))
        m_capacity = std::max<std::size_t>(std::strtoull(capacity, nullptr, 10), 4096);
    if (socket && *socket) {
        m_firstDescriptor = connectTo(socket);
        m_isFirstSocket = true;
    } else if (file && *file) {
        m_firstDescriptor = openFile(file);
    } else if (!waits || std::string_view(waits) != "1" || !m_listener.open()) {
        return;
    }
    if ((m_firstDescriptor < 0 && m_listener.descriptor() < 0) || ::pipe2(m_wake, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    // A recording from the beginning has to be on before main() begins.
    if (m_firstDescriptor >= 0)
        beginStream();
    m_isDone = false;
    // The program's signals are not for this thread.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::thread([this] { run(); }).detach();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::pthread_atfork(nullptr, nullptr, [] { instance().forget(); });
    std::atexit([] { instance().finish(); });
}

void Writer::run()
{
    if (m_firstDescriptor >= 0)
        record(m_firstDescriptor, m_isFirstSocket);
    while (m_listener.descriptor() >= 0 && !m_isEnding) {
        pollfd places[] { { m_listener.descriptor(), POLLIN, 0 }, { m_wake[0], POLLIN, 0 } };
        if (::poll(places, 2, -1) < 0 && errno != EINTR)
            break;
        bool isForeign = false;
        const int connection = m_isEnding ? -1 : m_listener.accept(isForeign);
        if (connection < 0)
            continue;
        beginStream();
        m_listener.tell(true);
        record(connection, true);
        m_listener.tell(false);
    }
    m_listener.close();
    m_isDone = true;
}

void Writer::beginStream()
{
    const std::uint32_t session = m_session + 1;
    m_generation.fetch_add(1);
    m_buffer.begin(session, m_capacity);
    m_names.begin(session);
    m_sent = 0;
    m_water = clockNow();
    m_heldSaid = 0;
    RecordBytes head(Kind::String, 0); // not a record: its bytes are made by the same means
    head.u32(static_cast<std::uint32_t>(::getpid())).u32(0).u64(m_water).u64(wallNow());
    constexpr char Magic[] { 'L', 'S', 'P', 'Y', 1, 0, 2, 0 }; // version 1; flags 2: it can be watched, not driven
    m_pending.assign(Magic, sizeof Magic).append(head.bytes().substr(4));
    (void)m_names.string("C++");
    (void)m_names.string(commandLine());
    (void)m_names.string(workingFolder());
    m_session.store(session, std::memory_order_release);
    recording.store(true);
}

void Writer::record(int descriptor, bool isSocket)
{
    while (!m_isEnding && waitFor(descriptor, isSocket, FlushMs)) {
        lookForHeld();
        if (!flush(descriptor, isSocket, NoDeadline))
            break;
    }
    recording.store(false);
    if (m_isEnding)
        endStream(descriptor, isSocket);
    ::close(descriptor);
}

void Writer::endStream(int descriptor, bool isSocket)
{
    const auto deadline = static_cast<std::int64_t>(clockNow()) + EndNs;
    {
        // The program ends within an iteration of its loop.
        const std::lock_guard lock(m_threadsMutex);
        for (const auto &thread : m_threads) {
            const std::uint64_t now = clockNow();
            RecordBytes record(Kind::Iteration, 1);
            const std::uint64_t begin = thread->iteration.exchange(0);
            record.u32(0).u64(begin).u64(now);
            if (begin != 0)
                put(record, session(), now);
        }
    }
    if (!flush(descriptor, isSocket, deadline))
        return;
    const std::uint64_t now = clockNow();
    m_pending = RecordBytes(Kind::End, 0).u32(0).u64(now).u64(m_buffer.lostInAll()).u64(0).bytes();
    m_sent = 0;
    (void)send(descriptor, isSocket, deadline);
}

/// Waits so long, or until something comes. False where the viewer has gone.
bool Writer::waitFor(int descriptor, bool isSocket, int ms)
{
    pollfd places[] { { m_wake[0], POLLIN, 0 }, { m_listener.descriptor(), POLLIN, 0 }, { isSocket ? descriptor : -1, POLLIN, 0 } };
    if (::poll(places, 3, ms) <= 0)
        return true;
    char bytes[512];
    while (::read(m_wake[0], bytes, sizeof bytes) > 0) {
    }
    if (places[1].revents != 0)
        refuse();
    if (places[2].revents == 0)
        return true;
    const ssize_t got = ::recv(descriptor, bytes, sizeof bytes, MSG_DONTWAIT); // commands: none of them is for us
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

void Writer::refuse()
{
    for (int n = 0; n < 64; ++n) {
        bool isForeign = false;
        const int connection = m_listener.accept(isForeign);
        if (connection < 0 && !isForeign)
            return;
        if (connection >= 0)
            ::close(connection);
        // Told 1, 2, 4, 8, ... times: a flood is no flood of lines.
        ++m_refused;
        if ((m_refused & (m_refused - 1)) == 0)
            log((isForeign ? "a connection of another user was refused (" : "a second viewer was refused (") + std::to_string(m_refused) + " in all)", LogKind::Log);
    }
}

/// Sends what waits, with the promise that nothing earlier than the last flush's begin follows, nor than what is under way. That is looked at before
/// the buffer is taken: what ends in between is in the buffer then.
bool Writer::flush(int descriptor, bool isSocket, std::int64_t deadline)
{
    const std::uint64_t now = clockNow();
    std::uint64_t low = m_water;
    {
        const std::lock_guard lock(m_threadsMutex);
        for (const auto &thread : m_threads) {
            for (const std::uint64_t begin : { thread->begin.load(), thread->iteration.load() }) {
                if (begin != 0)
                    low = std::min(low, begin);
            }
        }
    }
    m_water = now;
    const Buffer::Taken taken = m_buffer.take();
    m_pending.append(taken.bytes.data(), taken.bytes.size());
    if (taken.lost > 0) {
        m_pending += RecordBytes(Kind::Lost, 0).u32(0).u64(taken.lost).u64(taken.firstLost).u64(taken.lastLost).bytes();
        m_generation.fetch_add(1);
    }
    m_pending += RecordBytes(Kind::Water, 0).u32(0).u64(low).bytes();
    return send(descriptor, isSocket, deadline);
}

/// Without a deadline it waits for the viewer for as long as the program runs.
bool Writer::send(int descriptor, bool isSocket, std::int64_t deadline)
{
    while (m_sent < m_pending.size()) {
        if (deadline == NoDeadline ? m_isEnding.load() : static_cast<std::int64_t>(clockNow()) >= deadline)
            return deadline == NoDeadline; // what is left is sent with a deadline
        const char *from = m_pending.data() + m_sent;
        const std::size_t size = std::min<std::size_t>(m_pending.size() - m_sent, 1 << 16);
        const ssize_t sent = isSocket ? ::send(descriptor, from, size, MSG_NOSIGNAL | MSG_DONTWAIT) : ::write(descriptor, from, size);
        if (sent > 0) {
            m_sent += static_cast<std::size_t>(sent);
            continue;
        }
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        pollfd place { descriptor, POLLOUT, 0 };
        ::poll(&place, 1, 20);
        if (!waitFor(descriptor, isSocket, 0))
            return false;
    }
    m_pending.clear();
    m_sent = 0;
    return true;
}

void Writer::lookForHeld()
{
    const std::uint64_t now = clockNow();
    const std::lock_guard lock(m_threadsMutex);
    for (const auto &thread : m_threads) {
        const std::uint64_t begin = thread->begin.load();
        const std::uint32_t task = thread->heldTask.load();
        if (begin == 0 || task == 0 || now < begin + HeldNs || (m_heldSaid > begin && now < m_heldSaid + HeldStepNs))
            continue;
        const std::uint64_t iteration = thread->iteration.load();
        RecordBytes record(Kind::Held, 0);
        record.u32(task).u64(now).u64(iteration != 0 ? std::min(iteration, begin) : begin).u64(begin).u32(thread->heldSite.load());
        if (thread->begin.load() != begin)
            continue;
        put(record, session(), now);
        m_heldSaid = now;
    }
}

void Writer::wake()
{
    const char one = 1;
    (void)!::write(m_wake[1], &one, 1);
}

void Writer::finish()
{
    if (m_isDone)
        return;
    recording.store(false);
    m_isEnding = true;
    wake();
    for (int ms = 0; !m_isDone && ms < 1500; ms += 2)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

void Writer::forget()
{
    recording.store(false);
    m_isDone = true;
    m_listener.leave();
    if (m_firstDescriptor >= 0)
        ::close(m_firstDescriptor);
}

} // namespace loopscope::detail
