// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures/animationencoder.h"

#include "app/pictures/webpanimation.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace app {

using std::chrono::milliseconds;
using trace::Result;

namespace {

constexpr std::size_t MostWaiting = 3; ///< frames, of some megabytes each
constexpr milliseconds Patience { 10 }; ///< between two questions whether to go on: well below a frame of the window

} // namespace

/// Shared with the thread, which may outlive the wish for its answer.
struct AnimationEncoder::Shared
{
    explicit Shared(QSize size) : file(size) {}

    WebpAnimation file; ///< the thread's
    std::mutex mutex;
    std::condition_variable changed;
    // All below under the mutex.
    std::deque<std::pair<QImage, milliseconds>> waiting;
    bool isComplete = false; ///< no more frames come
    bool isUnwanted = false;
    std::optional<Result<QByteArray>> result;

    void run()
    {
        std::unique_lock lock(mutex);
        for (;;) {
            changed.wait(lock, [this] { return isUnwanted || isComplete || !waiting.empty(); });
            if (isUnwanted)
                return;
            if (waiting.empty())
                break;
            const auto [frame, shown] = std::move(waiting.front());
            waiting.pop_front();
            changed.notify_all();
            lock.unlock();
            const Result<> added = file.add(frame, shown);
            lock.lock();
            if (!added) {
                result = added.error();
                changed.notify_all();
                return;
            }
        }
        lock.unlock();
        Result<QByteArray> bytes = file.finish();
        lock.lock();
        result = std::move(bytes);
        changed.notify_all();
    }

    /// Waits until that is so; false where `goesOn`, which is asked without the lock, has said so.
    template<typename Condition>
    bool wait(std::unique_lock<std::mutex> &lock, const GoesOn &goesOn, Condition condition)
    {
        while (!changed.wait_for(lock, Patience, condition)) {
            lock.unlock();
            const bool isWanted = goesOn();
            lock.lock();
            if (!isWanted)
                return false;
        }
        return true;
    }
};

AnimationEncoder::AnimationEncoder(QSize size) : m_shared(std::make_shared<Shared>(size))
{
    // No QThread: it would belong to the thread that makes it, which may have ended before it does, and then nobody deletes it.
    std::thread([shared = m_shared] { shared->run(); }).detach();
}

AnimationEncoder::~AnimationEncoder()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->isUnwanted = true;
    m_shared->changed.notify_all();
}

bool AnimationEncoder::add(const QImage &frame, milliseconds shown, const GoesOn &goesOn)
{
    std::unique_lock lock(m_shared->mutex);
    if (!m_shared->wait(lock, goesOn, [this] { return m_shared->waiting.size() < MostWaiting || m_shared->result; }))
        return false;
    m_shared->waiting.emplace_back(frame, shown);
    m_shared->changed.notify_all();
    return true;
}

std::optional<Result<QByteArray>> AnimationEncoder::finish(const GoesOn &goesOn)
{
    std::unique_lock lock(m_shared->mutex);
    m_shared->isComplete = true;
    m_shared->changed.notify_all();
    if (!m_shared->wait(lock, goesOn, [this] { return m_shared->result.has_value(); }))
        return {};
    return m_shared->result;
}

} // namespace app
