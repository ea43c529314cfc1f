// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/random.h"
#include "trace/event.h"

#include <QString>

#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace scheduler {

using trace::Duration;
using trace::TaskId;
using trace::Timestamp;

class Engine;
class GatherState;
class PromiseBase;
class TaskCore;
class Waiter;

/// A counted reference to a TaskCore; counted without atomics, for the loop's thread only.
class TaskRef
{
public:
    TaskRef() = default;
    explicit TaskRef(TaskCore *core);
    /// Takes over a reference that was counted by hand.
    struct Adopt
    {
    };
    TaskRef(TaskCore *core, Adopt) : m_core(core) {}
    TaskRef(const TaskRef &other) : TaskRef(other.m_core) {}
    TaskRef(TaskRef &&other) noexcept : m_core(std::exchange(other.m_core, nullptr)) {}
    TaskRef &operator=(TaskRef other) noexcept
    {
        std::swap(m_core, other.m_core);
        return *this;
    }
    ~TaskRef();
    [[nodiscard]] TaskCore *get() const { return m_core; }
    TaskCore *operator->() const { return m_core; }
    explicit operator bool() const { return m_core != nullptr; }

private:
    TaskCore *m_core = nullptr;
};

/// A spawned task: what asyncio's Task object holds. Kept alive by the loop until it has finished and by its handles.
/// The members are the engine's; nothing outside scheduler/ touches them.
class TaskCore
{
public:
    TaskCore(Engine &engine, trace::TaskId id) : engine(&engine), id(id) {}
    TaskCore(const TaskCore &) = delete;
    TaskCore &operator=(const TaskCore &) = delete;
    virtual ~TaskCore() = default;

    [[nodiscard]] bool isDone() const { return outcome != trace::Outcome::None; }
    /// "producer-2".
    [[nodiscard]] QString name() const;

    /// Moves the root coroutine's result or exception here and destroys its frame.
    virtual void collect() = 0;
    /// Destroys the suspended coroutines from the innermost outwards, so that neither depth nor order of locals matters.
    void destroyFrames();
    /// Throws what ended the task: its exception, or Cancelled; nothing for a task that returned.
    void rethrow();

    /// Who is told when the task is done, in order of registration: a joining task, or a gather.
    struct Callback
    {
        TaskCore *joiner = nullptr;
        GatherState *gather = nullptr;
    };

    Engine *engine; ///< valid until the task is done: the loop's end ends every task
    PromiseBase *root = nullptr; ///< owned; the coroutine that was spawned
    PromiseBase *top = nullptr; ///< the innermost coroutine: the one to resume
    Waiter *waiter = nullptr; ///< asyncio's _fut_waiter
    TaskCore *previous = nullptr; ///< the engine's list of live tasks
    TaskCore *next = nullptr;
    std::vector<Callback> callbacks;
    std::exception_ptr exception;
    std::shared_ptr<const QString> baseName;
    Random random;
    trace::TaskId id;
    trace::TaskId parent = trace::TaskId::None;
    trace::TaskId cancelledBy = trace::TaskId::None;
    quint32 nameNumber = 0;
    quint32 references = 0;
    int cancelRequests = 0; ///< asyncio's _num_cancels_requested
    trace::Outcome outcome = trace::Outcome::None;
    bool isStarted = false;
    bool mustCancel = false; ///< asyncio's _must_cancel
    bool throwsCancelled = false; ///< the current step throws Cancelled out of its await
    bool switches = false; ///< another coroutine of the task is to be resumed at once
    bool isPassingCancelOn = false; ///< guards against tasks that join each other in a ring
};

inline TaskRef::TaskRef(TaskCore *core) : m_core(core)
{
    if (m_core != nullptr)
        ++m_core->references;
}

inline TaskRef::~TaskRef()
{
    if (m_core != nullptr && --m_core->references == 0)
        delete m_core;
}

} // namespace scheduler
