// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/recorder.h"

#include "trace/trace.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <vector>

namespace trace {

namespace {

struct Shared
{
    std::mutex mutex;
    std::deque<Event> events;
    quint64 lostPending = 0;
    std::size_t limit = 0;
    std::atomic<bool> isEnabled { true };
    std::atomic<quint64> lost { 0 };
};

} // namespace

struct Writer::Private
{
    Shared *shared = nullptr;
};

Writer::Writer(std::unique_ptr<Private> p) : d(std::move(p)) {}
Writer::~Writer() = default;

void Writer::record(const Event &event) noexcept
{
    if (!d->shared->isEnabled.load(std::memory_order_relaxed))
        return;
    const std::lock_guard lock(d->shared->mutex);
    if (d->shared->events.size() >= d->shared->limit) {
        ++d->shared->lostPending;
        d->shared->lost.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    if (d->shared->lostPending != 0) {
        d->shared->events.push_back({ .time = event.time, .value = static_cast<qint64>(d->shared->lostPending), .kind = EventKind::Lost });
        d->shared->lostPending = 0;
    }
    d->shared->events.push_back(event);
}

struct Recorder::Private
{
    std::shared_ptr<TextTable> texts;
    mutable Shared shared;
    std::mutex writersMutex;
    std::vector<std::unique_ptr<Writer>> writers;
};

Recorder::Recorder(std::shared_ptr<TextTable> texts, quint64 byteLimit) : d(std::make_unique<Private>())
{
    d->texts = std::move(texts);
    d->shared.limit = std::max<std::size_t>(byteLimit / sizeof(Event), 2);
    (void)addWorkerWriter();
}

Recorder::~Recorder() = default;

const std::shared_ptr<TextTable> &Recorder::texts() const
{
    return d->texts;
}

Writer &Recorder::loopWriter()
{
    const std::lock_guard lock(d->writersMutex);
    return *d->writers.front();
}

Writer &Recorder::addWorkerWriter()
{
    auto content = std::make_unique<Writer::Private>();
    content->shared = &d->shared;
    const std::lock_guard lock(d->writersMutex);
    d->writers.push_back(std::unique_ptr<Writer>(new Writer(std::move(content))));
    return *d->writers.back();
}

void Recorder::setEnabled(bool enabled)
{
    d->shared.isEnabled.store(enabled, std::memory_order_relaxed);
}

bool Recorder::isEnabled() const
{
    return d->shared.isEnabled.load(std::memory_order_relaxed);
}

quint64 Recorder::drain(Trace &trace, quint64 maxEvents)
{
    std::deque<Event> taken;
    {
        const std::lock_guard lock(d->shared.mutex);
        const auto count = static_cast<std::ptrdiff_t>(std::min<quint64>(maxEvents, d->shared.events.size()));
        taken.assign(d->shared.events.begin(), d->shared.events.begin() + count);
        d->shared.events.erase(d->shared.events.begin(), d->shared.events.begin() + count);
        if (d->shared.events.empty() && d->shared.lostPending != 0) {
            const Timestamp last = taken.empty() ? trace.range().end : taken.back().time;
            taken.push_back({ .time = last, .value = static_cast<qint64>(d->shared.lostPending), .kind = EventKind::Lost });
            d->shared.lostPending = 0;
        }
    }
    for (const Event &event : taken)
        trace.append(event);
    return taken.size();
}

quint64 Recorder::backlog() const
{
    const std::lock_guard lock(d->shared.mutex);
    return d->shared.events.size();
}

quint64 Recorder::lostCount() const
{
    return d->shared.lost.load(std::memory_order_relaxed);
}

} // namespace trace
