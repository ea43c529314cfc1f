// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/engine.h"

#include "scheduler/gather.h"
#include "scheduler/promise.h"

namespace scheduler {

using trace::AwaitReason;
using trace::Event;
using trace::EventKind;
using trace::Outcome;
using trace::ReadyCause;
using trace::TimerId;

Engine::Engine(trace::Recorder *recorder, trace::ClockKind clockKind, double scale, TieOrder ties, quint64 seed)
    : clock(clockKind, scale), journal(recorder, clock), m_timers(ties), m_seed(seed)
{
}

Engine::~Engine()
{
    destroyAll();
}

std::optional<Timestamp> Engine::nextDue()
{
    m_timers.purge();
    if (m_timers.isEmpty())
        return std::nullopt;
    return m_timers.nextDue();
}

bool Engine::beginIteration()
{
    m_timers.purge();
    if (!m_timers.isEmpty()) {
        const Timestamp now = clock.now();
        while (!m_timers.isEmpty() && m_timers.nextDue() <= now) {
            const TimerSlot slot = m_timers.pop();
            m_ready.push({ .timer = slot, .kind = ReadyEntry::Kind::Timer });
        }
    }
    m_remaining = m_ready.size();
    if (m_remaining == 0)
        return false;
    ++m_iteration;
    journal.refresh();
    if (journal.isOn()) {
        journal.readClock();
        journal.record({ .value = static_cast<qint64>(m_iteration), .object = static_cast<quint32>(m_remaining),
            .kind = EventKind::IterationBegun });
    }
    return true;
}

TaskId Engine::nextResume() const
{
    return m_remaining != 0 && m_ready.front().kind == ReadyEntry::Kind::Step ? m_ready.front().task->id : TaskId::None;
}

bool Engine::runEntry()
{
    const ReadyEntry entry = m_ready.pop();
    --m_remaining;
    m_isRunningEntry = true;
    m_hasResumed = false;
    switch (entry.kind) {
    case ReadyEntry::Kind::Step:
        runTask(*entry.task);
        break;
    case ReadyEntry::Kind::Timer:
        runTimer(entry.timer);
        break;
    case ReadyEntry::Kind::GatherDone:
        entry.gather->childDone(*entry.task);
        entry.gather->release();
        TaskRef(entry.task, TaskRef::Adopt());
        break;
    }
    m_isRunningEntry = false;
    if (m_remaining == 0 && journal.isOn())
        journal.record({ .value = static_cast<qint64>(m_iteration), .kind = EventKind::IterationEnded });
    return m_hasResumed;
}

void Engine::runTimer(TimerSlot slot)
{
    const Timers::Timer timer = m_timers.timer(slot);
    m_timers.release(slot);
    if (timer.isCancelled)
        return;
    if (timer.id != TimerId::None && journal.isOn())
        journal.record({ .task = timer.task, .object = trace::number(timer.id), .kind = EventKind::TimerFired });
    timer.target->timerFired();
}

// asyncio's Task.__step, with __wakeup before it. Inline, it runs within another task's.
void Engine::runTask(TaskCore &task)
{
    TaskCore *const outer = std::exchange(m_current, &task);
    m_hasResumed = true;
    m_wasAwaitedResumed = m_wasAwaitedResumed || task.id == m_awaitedResume;
    if (journal.isOn())
        journal.record({ .value = static_cast<qint64>(m_iteration), .task = task.id, .kind = EventKind::TaskResumed });
    task.throwsCancelled = std::exchange(task.mustCancel, false);
    Waiter *const waiter = std::exchange(task.waiter, nullptr);
    if (!task.isStarted) {
        task.isStarted = true;
        if (task.throwsCancelled) { // Cancelled is thrown at its very first line: nothing of it runs
            finish(task);
            m_current = outer;
            return;
        }
    } else if (waiter != nullptr && !task.throwsCancelled && waiter->waitsAgain()) {
        task.waiter = waiter;
        suspended(task);
        m_current = outer;
        return;
    }
    do {
        task.switches = false;
        task.top->self.resume();
    } while (task.switches);
    if (task.top == nullptr)
        finish(task);
    else
        suspended(task);
    m_current = outer;
}

void Engine::suspended(TaskCore &task)
{
    if (journal.isOn()) {
        journal.readClock();
        journal.record({ .task = task.id,
            .object = task.waiter != nullptr ? task.waiter->object() : 0,
            .site = journal.site(*task.top),
            .kind = EventKind::TaskSuspended,
            .detail = static_cast<quint8>(task.waiter != nullptr ? task.waiter->reason() : AwaitReason::Yield) });
    }
    if (task.waiter == nullptr)
        ready(task, ReadyCause::Yield, TaskId::None);
    else if (task.mustCancel && task.waiter->cancelWait(task.cancelledBy, 0))
        task.mustCancel = false;
}

void Engine::judge(TaskCore &task, QString &text)
{
    task.outcome = std::exchange(task.mustCancel, false) ? Outcome::Cancelled : Outcome::Returned;
    if (!task.exception)
        return;
    task.outcome = Outcome::Raised;
    try {
        std::rethrow_exception(task.exception);
    } catch (const Cancelled &) {
        task.outcome = Outcome::Cancelled;
        task.exception = nullptr;
    } catch (const Stopped &) {
        task.outcome = Outcome::Cancelled;
        task.exception = nullptr;
    } catch (const std::exception &raised) {
        text = QString::fromUtf8(raised.what());
    } catch (...) {
        text = QStringLiteral("an exception that is no std::exception");
    }
}

void Engine::finish(TaskCore &task)
{
    if (task.throwsCancelled && task.top != nullptr) { // cancelled before its first step
        task.destroyFrames();
        task.outcome = Outcome::Cancelled;
    }
    QString text;
    if (task.root != nullptr) {
        task.collect();
        judge(task, text);
    }
    if (journal.isOn()) {
        journal.readClock();
        journal.record({ .task = task.id, .text = text.isEmpty() ? trace::TextId::None : journal.text(text),
            .kind = EventKind::TaskFinished, .detail = static_cast<quint8>(task.outcome) });
    }
    if (task.outcome == Outcome::Raised && m_failures.size() < FailureLimit)
        m_failures.insert(trace::number(task.id), { task.id, task.name(), text });
    for (const TaskCore::Callback &callback : std::exchange(task.callbacks, {})) {
        if (callback.gather != nullptr) {
            readyGather(*callback.gather, task);
            callback.gather->release();
        } else {
            callback.joiner->waiter->taskDone(task);
        }
    }
    unlink(task);
}

void Engine::unlink(TaskCore &task)
{
    if (task.next != nullptr)
        task.next->previous = task.previous;
    else
        m_newest = task.previous;
    if (task.previous != nullptr)
        task.previous->next = task.next;
    task.previous = task.next = nullptr;
    --m_live;
    TaskRef(&task, TaskRef::Adopt());
}

void Engine::start(TaskCore &task, const QString &baseName)
{
    auto &[shared, count] = m_names[baseName];
    if (shared == nullptr)
        shared = std::make_shared<const QString>(baseName);
    task.baseName = shared;
    task.nameNumber = ++count;
    task.parent = currentId();
    task.random = Random::forTask(m_seed, task.id);
    ++task.references;
    task.previous = m_newest;
    if (m_newest != nullptr)
        m_newest->next = &task;
    m_newest = &task;
    ++m_live;
    refreshOutside();
    if (journal.isOn())
        journal.recordNow({ .task = task.id, .other = trace::number(task.parent), .text = journal.text(task.name()),
            .site = journal.site(task.root->definition, trace::SiteId::None), .kind = EventKind::TaskCreated });
    if (resumption == Resumption::Inline && m_isRunningEntry)
        runTask(task); // it never was ready: it begins where it is called
    else
        ready(task, ReadyCause::Started, task.parent);
}

void Engine::ready(TaskCore &task, ReadyCause cause, TaskId waker, quint32 object)
{
    if (m_isTearingDown)
        return;
    const bool isInline = resumption == Resumption::Inline && m_isRunningEntry && cause != ReadyCause::Yield;
    if (!isInline)
        m_ready.push({ .task = &task });
    if (journal.isOn()) {
        // A yield belongs to the moment of its suspension; whatever else readies a task happens in the middle of something.
        if (cause != ReadyCause::Yield)
            journal.readClock();
        journal.record({ .task = task.id, .other = trace::number(waker), .object = object, .kind = EventKind::TaskReady,
            .detail = static_cast<quint8>(cause) });
    }
    if (isInline)
        runTask(task);
    else if (!m_isRunningEntry && onReady)
        onReady();
}

void Engine::readyGather(GatherState &gather, TaskCore &child)
{
    if (m_isTearingDown)
        return;
    gather.retain();
    ++child.references;
    m_ready.push({ .task = &child, .gather = &gather, .kind = ReadyEntry::Kind::GatherDone });
}

bool Engine::cancel(TaskCore &task, TaskId by, quint32 timer)
{
    if (task.isDone() || m_isTearingDown)
        return false;
    ++task.cancelRequests;
    task.cancelledBy = by;
    if (journal.isOn())
        journal.recordNow({ .task = task.id, .other = trace::number(by), .kind = EventKind::TaskCancelRequested });
    if (task.waiter != nullptr && !task.isPassingCancelOn) {
        task.isPassingCancelOn = true;
        const bool isPassedOn = task.waiter->cancelWait(by, timer);
        task.isPassingCancelOn = false;
        if (isPassedOn)
            return true;
    }
    task.mustCancel = true;
    return true;
}

TimerSlot Engine::armTimer(Timestamp due, TimerTarget &target, TaskId task, TimerId &id)
{
    id = task != TaskId::None ? static_cast<TimerId>(++m_lastTimer) : TimerId::None;
    const TimerSlot slot = m_timers.add({ .target = &target, .id = id, .task = task });
    m_timers.schedule(slot, due);
    if (task != TaskId::None && journal.isOn())
        journal.recordNow({ .value = due.ns, .task = task, .object = trace::number(id), .kind = EventKind::TimerArmed });
    return slot;
}

TimerSlot Engine::armSoon(TimerTarget &target, TaskId task, TimerId &id)
{
    id = static_cast<TimerId>(++m_lastTimer);
    const TimerSlot slot = m_timers.add({ .target = &target, .id = id, .task = task });
    m_ready.push({ .timer = slot, .kind = ReadyEntry::Kind::Timer });
    if (journal.isOn()) {
        const Timestamp due = journal.readClock();
        journal.record({ .value = due.ns, .task = task, .object = trace::number(id), .kind = EventKind::TimerArmed });
    }
    return slot;
}

void Engine::cancelTimer(TimerSlot slot)
{
    const Timers::Timer &timer = m_timers.timer(slot);
    if (timer.id != TimerId::None && journal.isOn() && !m_isTearingDown)
        journal.recordNow({ .task = timer.task, .object = trace::number(timer.id), .kind = EventKind::TimerCancelled });
    m_timers.cancel(slot);
}

trace::IoId Engine::beginIo(TaskId task, const QString &what)
{
    const auto io = static_cast<trace::IoId>(++m_lastIo);
    refreshOutside();
    if (journal.isOn())
        journal.recordNow({ .task = task, .object = trace::number(io), .text = journal.text(what), .kind = EventKind::IoBegun });
    return io;
}

void Engine::endIo(trace::IoId io, TaskId task, Outcome outcome, const QString &result)
{
    refreshOutside();
    if (journal.isOn())
        journal.recordNow({ .task = task, .object = trace::number(io), .text = journal.text(result), .kind = EventKind::IoEnded,
            .detail = static_cast<quint8>(outcome) });
}

void Engine::destroyAll()
{
    if (m_isTearingDown)
        return;
    m_isTearingDown = true;
    while (m_newest != nullptr) {
        const TaskRef task(m_newest);
        task->waiter = nullptr;
        task->destroyFrames();
        task->outcome = Outcome::Cancelled;
        for (const TaskCore::Callback &callback : std::exchange(task->callbacks, {})) {
            if (callback.gather != nullptr)
                callback.gather->release();
        }
        unlink(*task.get());
    }
    while (!m_ready.isEmpty()) {
        const ReadyEntry entry = m_ready.pop();
        if (entry.kind == ReadyEntry::Kind::GatherDone) {
            entry.gather->release();
            TaskRef(entry.task, TaskRef::Adopt());
        }
    }
    m_remaining = 0;
    m_timers.clear();
    m_isTearingDown = false;
}

} // namespace scheduler
