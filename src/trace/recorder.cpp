// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/recorder.h"

#include "trace/clock.h"
#include "trace/trace.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace trace {

namespace {

/// What a worker's event knows about its place in the whole; it stands in the slot before the event.
struct Stamp
{
    quint64 loopEvents = 0; ///< loop events that had been published before it
    quint64 sequence = 0; ///< its number among the events of all workers
};
static_assert(sizeof(Stamp) <= sizeof(Event));

/// `detail` of the Lost slots that a writer makes itself; a Lost event that is given to it goes through as it is.
constexpr quint8 LossSum = 0xff;

constexpr std::size_t MostSlots = 65536 / sizeof(Event);
constexpr std::size_t FewestSlots = 8;
/// Spare chunks a writer keeps: at 10^6 events/s and a drain each 16 ms ten are in use.
constexpr int MostSpares = 16;

struct Chunk
{
    explicit Chunk(std::size_t slotCount) : slots(slotCount) {}
    Chunk *next = nullptr; ///< written before the first slot behind it is published; also links the spare ones
    std::vector<Event> slots;
};

/// What all writers of a recorder share.
struct Shared
{
    std::size_t slotsPerChunk = MostSlots;
    alignas(64) std::atomic<qint64> chunksLeft { 0 };
    alignas(64) std::atomic<quint64> workerSequence { 0 };
};

/// Chunks on their way back from the consumer (push) to the producer (takeAll). Nobody pops single ones, so there is no ABA.
class SpareChunks
{
public:
    void push(Chunk *chunk)
    {
        m_count.fetch_add(1, std::memory_order_relaxed);
        chunk->next = m_top.load(std::memory_order_relaxed);
        while (!m_top.compare_exchange_weak(chunk->next, chunk, std::memory_order_release, std::memory_order_relaxed)) { }
    }
    [[nodiscard]] Chunk *takeAll()
    {
        return m_top.load(std::memory_order_relaxed) ? m_top.exchange(nullptr, std::memory_order_acquire) : nullptr;
    }
    /// Spare chunks, those that the producer has taken and not yet filled included.
    [[nodiscard]] int count() const { return m_count.load(std::memory_order_relaxed); }
    void used() { m_count.fetch_sub(1, std::memory_order_relaxed); }

private:
    std::atomic<Chunk *> m_top { nullptr };
    std::atomic<int> m_count { 0 };
};

void freeList(Chunk *chunk)
{
    while (chunk)
        delete std::exchange(chunk, chunk->next);
}

} // namespace

struct Writer::Private
{
    Shared *shared = nullptr;
    const std::atomic<quint64> *loopPublished = nullptr; ///< null in the loop's writer

    // The producer's.
    Chunk *current = nullptr;
    std::size_t used = 0; ///< slots of `current` that a worker has written
    Chunk *spares = nullptr;
    quint64 lostBefore = 0; ///< losses that a Lost slot has told of

    // Between both.
    SpareChunks returned;
    std::atomic<quint64> lost { 0 };
    std::atomic<qint64> lastLostNs { 0 };

    // The consumer's.
    Chunk *reading = nullptr;
    std::size_t readingAt = 0;
    std::atomic<quint64> consumed { 0 };
    quint64 lostTold = 0;

    ~Private()
    {
        freeList(spares);
        freeList(returned.takeAll());
        freeList(reading);
    }

    [[nodiscard]] bool isWorker() const { return loopPublished != nullptr; }
    [[nodiscard]] Chunk *newChunk();
    [[nodiscard]] Chunk *takeChunk();
    [[nodiscard]] Event *takeSlot(Event *&next, Event *&end, Timestamp time);
    [[nodiscard]] Event *stampedSlot();
    [[nodiscard]] const Event *peek();
    void pop(quint64 events);
};

/// A chunk of fresh memory, all of it touched; null when the recorder's bytes are used up.
Chunk *Writer::Private::newChunk()
{
    if (shared->chunksLeft.fetch_sub(1, std::memory_order_relaxed) > 0) {
        try {
            return new Chunk(shared->slotsPerChunk);
        } catch (const std::bad_alloc &) {
        }
    }
    shared->chunksLeft.fetch_add(1, std::memory_order_relaxed);
    return nullptr;
}

Chunk *Writer::Private::takeChunk()
{
    if (!spares)
        spares = returned.takeAll();
    Chunk *chunk = nullptr;
    if (spares) {
        chunk = std::exchange(spares, spares->next);
        returned.used();
    } else {
        chunk = newChunk();
    }
    if (chunk)
        chunk->next = nullptr;
    return chunk;
}

/// The next slots for the consumer, up to the end of their chunk; only when there are some.
const Event *Writer::Private::peek()
{
    if (readingAt == reading->slots.size()) {
        Chunk *const done = std::exchange(reading, reading->next);
        readingAt = 0;
        if (returned.count() < MostSpares) {
            returned.push(done);
        } else {
            delete done;
            shared->chunksLeft.fetch_add(1, std::memory_order_relaxed);
        }
    }
    return reading->slots.data() + readingAt;
}

void Writer::Private::pop(quint64 events)
{
    readingAt += events * (isWorker() ? 2 : 1);
    consumed.store(consumed.load(std::memory_order_relaxed) + events, std::memory_order_relaxed);
}

Writer::Writer(std::unique_ptr<Private> p) : d(std::move(p)) {}

Writer::~Writer() = default;

/// The slot that the next event goes into; null and a loss counted when there is no room. In a worker's chunk the event's stamp stands before it.
Event *Writer::Private::takeSlot(Event *&next, Event *&end, Timestamp time)
{
    if (isWorker() ? current && used < current->slots.size() : next != end)
        return isWorker() ? stampedSlot() : next++;
    Chunk *const chunk = takeChunk();
    if (!chunk) {
        lastLostNs.store(time.ns, std::memory_order_relaxed);
        lost.store(lost.load(std::memory_order_relaxed) + 1, std::memory_order_release);
        return nullptr;
    }
    (current ? current->next : reading) = chunk;
    current = chunk;
    used = 0;
    if (isWorker())
        return stampedSlot();
    next = chunk->slots.data();
    end = next + chunk->slots.size();
    return next++;
}

Event *Writer::Private::stampedSlot()
{
    const Stamp stamp { loopPublished->load(std::memory_order_acquire), shared->workerSequence.fetch_add(1, std::memory_order_acq_rel) };
    Event *const slots = current->slots.data() + std::exchange(used, used + 2);
    std::memcpy(static_cast<void *>(slots), &stamp, sizeof stamp);
    return slots + 1;
}

Event *Writer::slotTheLongWay(Timestamp time) noexcept
{
    const quint64 lost = d->lost.load(std::memory_order_relaxed);
    if (lost != d->lostBefore) {
        Event *const slot = d->takeSlot(m_next, m_end, time);
        if (!slot)
            return nullptr;
        // The sum of all losses: what of it is new only the consumer knows, because it may have told of them meanwhile.
        *slot = { .time = time, .value = static_cast<qint64>(lost), .kind = EventKind::Lost, .detail = LossSum };
        m_published.store(m_published.load(std::memory_order_relaxed) + 1, std::memory_order_release);
        d->lostBefore = lost;
    }
    return d->takeSlot(m_next, m_end, time);
}

namespace {

/// One writer as the consumer sees it during a drain.
struct Source
{
    Writer *writer = nullptr;
    quint64 lost = 0; ///< read before `published`: these losses lie before or right behind the last published event
    quint64 published = 0;
};

} // namespace

struct Recorder::Private
{
    std::shared_ptr<TextTable> texts;
    Shared shared;
    mutable std::mutex mutex; ///< guards `writers` and `isEnabled`
    bool isEnabled = true;
    std::vector<std::unique_ptr<Writer>> writers; ///< the loop's first
    std::vector<Source> sources; ///< of the running drain
    quint64 sequenceEnd = 0; ///< of the running drain: worker events from this number on wait for the next

    [[nodiscard]] Writer &addWriter(bool isWorker);
    void snapshot();
    [[nodiscard]] Source *nextWorker(Stamp &stamp);
    static bool take(Trace &trace, Writer::Private &from, Event event);
    static quint64 takeLoopEvents(Trace &trace, Writer::Private &loop, quint64 count);
    static quint64 takeTrailingLosses(Trace &trace, const Source &source);
};

Writer &Recorder::Private::addWriter(bool isWorker)
{
    auto content = std::make_unique<Writer::Private>();
    content->shared = &shared;
    const std::lock_guard lock(mutex);
    if (isWorker)
        content->loopPublished = &writers.front()->m_published;
    writers.push_back(std::unique_ptr<Writer>(new Writer(std::move(content))));
    writers.back()->m_isEnabled.store(isEnabled, std::memory_order_relaxed);
    return *writers.back();
}

/// How far each writer has come: a cut that holds, with every event, all that happened before it. The loop's count is read first: what its
/// events can have seen of the workers is then found with the workers. The workers' common counter is read before their own counts: an event
/// numbered below it can have seen no other worker's event that is not found with that worker. (Were it not so, the counter's value would come from
/// after that event, and the release and acquire in between would make the event visible.)
void Recorder::Private::snapshot()
{
    const std::lock_guard lock(mutex);
    sources.clear();
    for (const auto &writer : writers) {
        const quint64 lost = writer->d->lost.load(std::memory_order_acquire);
        sources.push_back({ writer.get(), lost, writer->m_published.load(std::memory_order_acquire) });
        if (sources.size() == 1)
            sequenceEnd = shared.workerSequence.load(std::memory_order_acquire);
    }
}

/// The worker whose next event comes first, and that event's stamp; null when none is waiting within the cut.
Source *Recorder::Private::nextWorker(Stamp &stamp)
{
    Source *first = nullptr;
    for (std::size_t n = 1; n < sources.size(); ++n) {
        Writer::Private &worker = *sources[n].writer->d;
        if (worker.consumed.load(std::memory_order_relaxed) == sources[n].published)
            continue;
        Stamp candidate;
        std::memcpy(static_cast<void *>(&candidate), worker.peek(), sizeof candidate);
        if (candidate.sequence >= sequenceEnd)
            continue;
        if (!first || std::pair(candidate.loopEvents, candidate.sequence) < std::pair(stamp.loopEvents, stamp.sequence)) {
            first = &sources[n];
            stamp = candidate;
        }
    }
    return first;
}

bool Recorder::Private::take(Trace &trace, Writer::Private &from, Event event)
{
    if (event.kind == EventKind::Lost && event.detail == LossSum) {
        const auto sum = static_cast<quint64>(event.value);
        if (sum <= from.lostTold)
            return false;
        event.value = static_cast<qint64>(sum - from.lostTold);
        event.detail = 0;
        from.lostTold = sum;
    }
    trace.append(event);
    return true;
}

quint64 Recorder::Private::takeLoopEvents(Trace &trace, Writer::Private &loop, quint64 count)
{
    quint64 taken = 0;
    while (count > 0) {
        const Event *const slots = loop.peek();
        const quint64 here = std::min<quint64>(count, loop.reading->slots.size() - loop.readingAt);
        // All at once, as far as no slot needs a closer look: the trace has more of them to look ahead at.
        const auto isLossSum = [](const Event &event) { return event.kind == EventKind::Lost && event.detail == LossSum; };
        for (const Event *next = slots; next != slots + here;) {
            const Event *const sum = std::find_if(next, slots + here, isLossSum);
            trace.append(std::span(next, sum));
            taken += static_cast<quint64>(sum - next);
            next = sum;
            if (next != slots + here)
                taken += take(trace, loop, *next++) ? 1 : 0;
        }
        loop.pop(here);
        count -= here;
    }
    return taken;
}

/// Losses behind the last event of a writer whose ring is empty.
quint64 Recorder::Private::takeTrailingLosses(Trace &trace, const Source &source)
{
    Writer::Private &p = *source.writer->d;
    if (p.consumed.load(std::memory_order_relaxed) != source.published || source.lost <= p.lostTold)
        return 0;
    const Timestamp time { p.lastLostNs.load(std::memory_order_relaxed) };
    trace.append({ .time = std::max(time, trace.range().end), .value = static_cast<qint64>(source.lost - p.lostTold), .kind = EventKind::Lost });
    p.lostTold = source.lost;
    return 1;
}

Recorder::Recorder(std::shared_ptr<TextTable> texts, quint64 byteLimit) : d(std::make_unique<Private>())
{
    d->texts = std::move(texts);
    // Small limits get small chunks, so that there are at least two; an even number of slots, because workers write pairs.
    const quint64 slots = std::clamp<quint64>(byteLimit / sizeof(Event) / 4, FewestSlots, MostSlots) & ~quint64(1);
    d->shared.slotsPerChunk = slots;
    d->shared.chunksLeft.store(static_cast<qint64>(std::max<quint64>(byteLimit / (slots * sizeof(Event)), 2)), std::memory_order_relaxed);
    Writer::Private &loop = *d->addWriter(false).d;
    for (int n = 0; n < MostSpares / 2; ++n) {
        Chunk *const chunk = d->shared.chunksLeft.load(std::memory_order_relaxed) > 2 ? loop.newChunk() : nullptr;
        if (chunk)
            loop.returned.push(chunk);
    }
}

Recorder::~Recorder() = default;

const std::shared_ptr<TextTable> &Recorder::texts() const
{
    return d->texts;
}

Writer &Recorder::loopWriter()
{
    const std::lock_guard lock(d->mutex);
    return *d->writers.front();
}

Writer &Recorder::addWorkerWriter()
{
    return d->addWriter(true);
}

void Recorder::setEnabled(bool enabled)
{
    const std::lock_guard lock(d->mutex);
    d->isEnabled = enabled;
    for (const auto &writer : d->writers)
        writer->m_isEnabled.store(enabled, std::memory_order_relaxed);
}

bool Recorder::isEnabled() const
{
    const std::lock_guard lock(d->mutex);
    return d->isEnabled;
}

/// Each worker event is put behind exactly as many loop events as had been published when it was written. One that lies beyond the snapshot waits
/// for the next drain, and with it the later ones of its thread. Cost: O(1) per loop event, O(workers) per worker event.
quint64 Recorder::drain(Trace &trace, quint64 maxEvents)
{
    d->snapshot();
    Writer::Private &loop = *d->sources.front().writer->d;
    const quint64 loopPublished = d->sources.front().published;
    quint64 taken = 0;
    while (taken < maxEvents) {
        const quint64 done = loop.consumed.load(std::memory_order_relaxed);
        Stamp stamp;
        Source *const worker = d->nextWorker(stamp);
        if (worker && stamp.loopEvents <= done) {
            Writer::Private &from = *worker->writer->d;
            taken += Private::take(trace, from, from.peek()[1]) ? 1 : 0;
            from.pop(1);
            continue;
        }
        const quint64 until = worker ? std::min(stamp.loopEvents, loopPublished) : loopPublished;
        if (until == done)
            break;
        taken += Private::takeLoopEvents(trace, loop, std::min(until - done, maxEvents - taken));
    }
    for (const Source &source : d->sources)
        taken += taken < maxEvents ? Private::takeTrailingLosses(trace, source) : 0;
    return taken;
}

quint64 Recorder::drainFor(Trace &trace, Duration work)
{
    constexpr quint64 Batch = 1024; // 0.05 to 0.4 ms between two looks at the clock
    const qint64 until = monotonicNow() + work.count();
    quint64 taken = 0;
    for (;;) {
        const quint64 now = drain(trace, Batch);
        taken += now;
        if (now == 0 || monotonicNow() >= until)
            return taken;
    }
}

quint64 Recorder::backlog() const
{
    const std::lock_guard lock(d->mutex);
    quint64 waiting = 0;
    for (const auto &writer : d->writers) {
        const quint64 consumed = writer->d->consumed.load(std::memory_order_relaxed);
        const quint64 published = writer->m_published.load(std::memory_order_relaxed);
        waiting += published - std::min(consumed, published);
    }
    return waiting;
}

quint64 Recorder::lostCount() const
{
    const std::lock_guard lock(d->mutex);
    quint64 lost = 0;
    for (const auto &writer : d->writers)
        lost += writer->d->lost.load(std::memory_order_relaxed);
    return lost;
}

} // namespace trace
