// SPDX-License-Identifier: MIT
#include "probe/eventloop.h"
#include "probe/writer.h"

#include <array>
#include <cstring>

namespace loopscope::detail {

std::atomic<bool> recording { false };

namespace {

constexpr unsigned ToldAgain = 1;
constexpr unsigned StartedEagerly = 2;
constexpr unsigned WokenByTask = 1;

/// A small cache in front of the table of places: a thread stands at few of them.
struct SiteCache
{
    struct Entry
    {
        Place place;
        std::uint32_t session = 0;
        std::uint32_t number = 0;
    };
    std::array<Entry, 256> entries;
};

/// What runs on this thread.
struct Here
{
    std::shared_ptr<ThreadClock> clock = Writer::instance().newThread();
    std::uint32_t session = 0; ///< the recording that the rest is about; what is of another one may point to what is gone
    TaskState *current = nullptr;
    std::uint32_t finisher = 0;
    std::uint32_t iterations = 0;
    bool isWatched = false; ///< an event loop that is watched runs on this thread
    SiteCache sites;

    ~Here() { clock->isGone = true; }

    void meet(std::uint32_t now)
    {
        if (session == now)
            return;
        session = now;
        current = nullptr;
        finisher = 0;
        iterations = 0;
        clock->begin = 0;
        clock->iteration = 0;
        clock->heldTask = 0;
    }
};

/// Null while the thread ends: what its last destructors do is not told.
Here *here()
{
    thread_local bool isGone = false;
    struct Guarded : Here
    {
        ~Guarded() { isGone = true; }
    };
    if (isGone)
        return nullptr;
    thread_local Guarded state;
    state.meet(Writer::instance().session());
    return &state;
}

std::uint32_t siteOf(Here &here, const Place &place)
{
    const auto mixed = reinterpret_cast<std::uintptr_t>(place.function) / 8 + place.line * 7;
    SiteCache::Entry &entry = here.sites.entries[mixed % here.sites.entries.size()];
    if (entry.session != here.session || entry.place.line != place.line || entry.place.function != place.function || entry.place.file != place.file)
        entry = { place, here.session, Writer::instance().names().site(place) };
    return entry.number;
}

/// Coroutines of QCoro's own headers are how something is awaited, not who awaits.
bool isOfQCoro(const char *file)
{
    const std::size_t size = std::strlen(file);
    return size > 2 && file[size - 1] == 'h' && file[size - 2] == '.' && (std::strstr(file, "/qcoro/") != nullptr || std::strstr(file, "/QCoro/") != nullptr);
}

void push(Here &here, TaskState &task, std::uint64_t now)
{
    task.begin = now;
    task.outer = here.current;
    task.outerFinisher = here.finisher;
    here.finisher = 0;
    here.current = &task;
    if (!task.outer)
        here.clock->begin.store(now, std::memory_order_release);
    if (here.isWatched && here.clock->iteration.load(std::memory_order_relaxed) == 0)
        here.clock->iteration.store(now, std::memory_order_release);
    // Only what is known to the viewer, and alone on its thread, can be told of before it ends.
    here.clock->heldTask.store(!task.outer && task.generation != 0 ? task.id : 0, std::memory_order_relaxed);
}

void pop(Here &here, TaskState &task)
{
    if (here.current == &task) {
        here.current = task.outer;
        here.finisher = task.outerFinisher;
        if (!here.current)
            here.clock->begin.store(0, std::memory_order_release);
        here.clock->heldTask.store(0, std::memory_order_relaxed);
    }
    task.begin = 0;
    task.outer = nullptr;
}

/// A coroutine that was there before this recording: it becomes known at this moment.
void adopt(Here &here, TaskState &task, std::uint64_t now)
{
    if (task.session == here.session)
        return;
    Names &names = Writer::instance().names();
    task.session = here.session;
    task.isOfQCoro = isOfQCoro(task.place.file);
    if (task.id == 0 && !task.isOfQCoro)
        task.id = names.nextTask();
    names.addFrame(task.frame, { task.isOfQCoro ? 0 : task.id, task.place.function });
    task.generation = 0;
    task.parent = 0;
    task.created = now;
    task.begin = 0;
    task.outer = nullptr;
}

/// "sleepFor" of "sleepFor<long int, std::ratio<1, 1000> >", as g++ writes it.
std::string_view withoutArguments(std::string_view function)
{
    return function.substr(0, function.starts_with("operator") ? function.npos : function.find('<'));
}

void tell(Here &here, TaskState &task)
{
    Writer &writer = Writer::instance();
    const std::uint32_t generation = writer.generation();
    if (task.generation == generation)
        return;
    if (task.name.empty())
        task.name = writer.names().nameOf(withoutArguments(task.place.function));
    RecordBytes record(Kind::Task, task.generation != 0 ? ToldAgain : StartedEagerly);
    record.u32(task.id).u64(task.created).u32(task.parent).u32(siteOf(here, task.place)).u32(1).text(task.name);
    task.generation = generation;
    writer.put(record, here.session, task.created);
}

struct Told
{
    Reason reason;
    std::uint32_t object;
};

Told toldOf(const Awaited &awaited)
{
    Names &names = Writer::instance().names();
    if (awaited.reason == Reason::Sleep)
        return { Reason::Sleep, 0 };
    if (awaited.reason != Reason::Join)
        return { awaited.reason, awaited.name.empty() ? 0 : names.string(awaited.name) };
    const Names::Coroutine awaitedCoroutine = names.coroutineAt(awaited.frame);
    if (awaitedCoroutine.task != 0 || *awaitedCoroutine.function == '\0')
        return { Reason::Join, awaitedCoroutine.task };
    const std::string_view function = withoutArguments(awaitedCoroutine.function);
    if (function == "sleepFor" || function == "sleepUntil")
        return { Reason::Sleep, 0 };
    return { Reason::Foreign, names.string(std::string("QCoro::").append(function)) };
}

} // namespace

bool start()
{
    static const bool isDone = [] {
        Writer::instance().begin();
        watchEventLoop();
        return true;
    }();
    return isDone;
}

void begun(TaskState &task)
{
    Here *const here = detail::here();
    if (!here)
        return;
    Writer &writer = Writer::instance();
    const std::uint64_t now = clockNow();
    task.session = here->session;
    task.isOfQCoro = isOfQCoro(task.place.file);
    task.id = task.isOfQCoro ? 0 : writer.names().nextTask();
    writer.names().addFrame(task.frame, { task.id, task.place.function });
    if (task.isOfQCoro)
        return;
    task.created = now;
    task.parent = here->current ? here->current->id : 0;
    push(*here, task, now);
}

void suspending(TaskState &task, const Awaited &awaited, const Place &place)
{
    Here *const here = detail::here();
    if (!here)
        return;
    const std::uint64_t now = clockNow();
    adopt(*here, task, now);
    if (task.isOfQCoro)
        return;
    tell(*here, task);
    const Told told = toldOf(awaited);
    const std::uint32_t site = siteOf(*here, place);
    RecordBytes record(task.begin != 0 ? Kind::Slice : Kind::Await, static_cast<unsigned>(told.reason));
    record.u32(task.id).u64(task.begin != 0 ? task.begin : now).u64(now).u32(site).u32(told.object);
    pop(*here, task);
    Writer::instance().put(record, here->session, now);
}

void resumed(TaskState &task)
{
    Here *const here = detail::here();
    if (!here)
        return;
    std::uint64_t now = clockNow();
    adopt(*here, task, now);
    if (task.isOfQCoro)
        return;
    const std::uint32_t waker = here->finisher != 0 ? here->finisher : here->current ? here->current->id : 0;
    if (waker != 0) {
        tell(*here, task);
        RecordBytes record(Kind::Ready, WokenByTask);
        record.u32(task.id).u64(now).u32(waker).u32(0);
        Writer::instance().put(record, here->session, now);
        ++now; // it is resumed after it was made ready, however soon
    }
    push(*here, task, now);
}

void finished(TaskState &task, Reason outcome, std::string_view text)
{
    Here *const here = detail::here();
    if (!here)
        return;
    const std::uint64_t now = clockNow();
    adopt(*here, task, now);
    if (task.isOfQCoro)
        return;
    tell(*here, task);
    task.isFinished = true;
    RecordBytes record(Kind::Slice, static_cast<unsigned>(outcome));
    record.u32(task.id).u64(task.begin != 0 ? task.begin : now).u64(now).u32(0).u32(0);
    if (outcome == Reason::Raised)
        record.text(text);
    pop(*here, task);
    Writer::instance().put(record, here->session, now);
}

void destroyed(TaskState &task)
{
    Here *const here = detail::here();
    if (!here)
        return;
    Writer::instance().names().removeFrame(task.frame);
    if (task.session != here->session || task.id == 0 || task.isFinished)
        return;
    finished(task, Reason::Cancelled, {});
}

Finisher::Finisher(std::uint32_t task)
    : m_before(0)
{
    if (Here *const here = isOn() ? detail::here() : nullptr) {
        m_before = here->finisher;
        here->finisher = task;
    }
}

Finisher::~Finisher()
{
    if (Here *const here = isOn() ? detail::here() : nullptr)
        here->finisher = m_before;
}

std::uint32_t awaitBegun(const void *frame, const Awaited &awaited, const Place &place)
{
    Here *const here = detail::here();
    if (!here)
        return 0;
    Writer &writer = Writer::instance();
    const std::uint64_t now = clockNow();
    bool isNew = false;
    const std::uint32_t task = writer.names().stranger(frame, place, isNew);
    const std::uint32_t site = siteOf(*here, place);
    if (isNew) {
        RecordBytes record(Kind::Task, StartedEagerly);
        record.u32(task).u64(now).u32(here->current ? here->current->id : 0).u32(site).u32(1).text(writer.names().nameOf(withoutArguments(place.function)));
        writer.put(record, here->session, now);
    }
    const Told told = toldOf(awaited);
    RecordBytes record(Kind::Slice, static_cast<unsigned>(told.reason));
    record.u32(task).u64(now).u64(now).u32(site).u32(told.object);
    writer.put(record, here->session, now);
    return task;
}

void awaitEnded(std::uint32_t task)
{
    Here *const here = detail::here();
    if (!here)
        return;
    // What the coroutine does from now on is not known.
    const std::uint64_t now = clockNow();
    RecordBytes record(Kind::Slice, static_cast<unsigned>(Reason::Unknown));
    record.u32(task).u64(now).u64(now).u32(0).u32(0);
    Writer::instance().put(record, here->session, now);
}

void log(std::string_view text, LogKind kind)
{
    Here *const here = detail::here();
    if (!here)
        return;
    const std::uint64_t now = clockNow();
    RecordBytes record(Kind::Log, static_cast<unsigned>(kind));
    record.u32(here->current ? here->current->id : 0).u64(now).text(text);
    Writer::instance().put(record, here->session, now);
}

void nameTask(std::string_view name)
{
    Here *const here = detail::here();
    if (here && here->current && here->current->generation == 0)
        here->current->name = name;
}

void queueItem(QueueState &queue, std::string_view name, std::uint32_t maxsize, bool isPut, std::size_t depth, std::string_view item)
{
    Here *const here = detail::here();
    if (!here)
        return;
    Writer &writer = Writer::instance();
    const std::uint64_t now = clockNow();
    const std::uint32_t generation = writer.generation();
    if (queue.generation.load(std::memory_order_relaxed) != generation) {
        if (queue.id == 0)
            queue.id = writer.names().nextQueue();
        RecordBytes record(Kind::Queue, queue.generation.exchange(generation) != 0 ? ToldAgain : 0);
        record.u32(queue.id).u64(now).u32(maxsize).text(name);
        writer.put(record, here->session, now);
    }
    RecordBytes record(isPut ? Kind::Put : Kind::Get, 0);
    record.u32(queue.id).u64(now).u32(here->current ? here->current->id : 0).u32(static_cast<std::uint32_t>(depth)).text(item);
    writer.put(record, here->session, now);
}

void loopAwake()
{
    Here *const here = detail::here();
    if (!here)
        return;
    here->isWatched = true;
    if (here->clock->iteration.load(std::memory_order_relaxed) == 0)
        here->clock->iteration.store(clockNow(), std::memory_order_release);
}

void loopBlocks()
{
    Here *const here = detail::here();
    if (!here)
        return;
    here->isWatched = true;
    const std::uint64_t begin = here->clock->iteration.load(std::memory_order_relaxed);
    if (begin == 0)
        return;
    const std::uint64_t now = clockNow();
    RecordBytes record(Kind::Iteration, 1);
    record.u32(0).u64(begin).u64(now);
    Writer::instance().put(record, here->session, now);
    here->clock->iteration.store(0, std::memory_order_release);
}

} // namespace loopscope::detail
