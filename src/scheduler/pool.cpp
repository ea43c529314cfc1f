// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/pool.h"

#include <QCoreApplication>

namespace scheduler {

using trace::EventKind;
using trace::Outcome;
using trace::WorkerId;

QEvent::Type Pool::doneEvent()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

Pool::Pool(Engine &engine, int limit, QObject &receiver)
    : m_engine(engine), m_receiver(receiver), m_limit(static_cast<std::size_t>(std::max(limit, 1)))
{
}

Pool::~Pool()
{
    requestStop();
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
        m_queue.clear();
    }
    m_wakeUp.notify_all();
    for (const auto &worker : m_workers) {
        if (worker->thread.joinable())
            worker->thread.join();
    }
}

void Pool::submit(std::shared_ptr<Job> job, const QString &name, const PromiseBase &promise)
{
    ++m_jobCount;
    job->id = static_cast<trace::JobId>(m_engine.nextJobId());
    job->task = promise.task->id;
    Journal &journal = m_engine.journal;
    if (journal.isOn())
        journal.recordNow({ .task = job->task, .object = trace::number(job->id),
            .text = journal.text(name.isEmpty() ? QStringLiteral("job-%1").arg(trace::number(job->id)) : name),
            .site = journal.site(promise), .kind = EventKind::JobQueued });
    if (m_engine.clock.isVirtual())
        submitToModel(std::move(job));
    else
        submitToThreads(std::move(job));
}

Pool::Worker *Pool::addWorker()
{
    const auto id = static_cast<WorkerId>(m_workers.size() + 1);
    Journal &journal = m_engine.journal;
    if (journal.isOn())
        journal.recordNow({ .object = trace::number(id), .text = journal.text(QStringLiteral("pool-%1").arg(trace::number(id))),
            .kind = EventKind::WorkerCreated });
    trace::Recorder *const recorder = journal.recorder();
    m_workers.push_back(std::make_unique<Worker>());
    Worker &worker = *m_workers.back();
    worker.id = id;
    worker.writer = recorder != nullptr ? &recorder->addWorkerWriter() : nullptr;
    return &worker;
}

void Pool::recordFinished(const Job &job, WorkerId worker, Outcome outcome)
{
    if (m_engine.journal.isOn())
        m_engine.journal.recordNow({ .task = job.task, .other = trace::number(worker), .object = trace::number(job.id),
            .kind = EventKind::JobFinished, .detail = static_cast<quint8>(outcome) });
}

// Threads

void Pool::submitToThreads(std::shared_ptr<Job> job)
{
    m_engine.beginExternal();
    Worker *started = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back(std::move(job));
        if (m_idle < m_queue.size()) {
            for (const auto &worker : m_workers) {
                if (!worker->thread.joinable()) {
                    started = worker.get(); // known from modelled jobs
                    break;
                }
            }
            if (started == nullptr && m_workers.size() < m_limit)
                started = addWorker();
        }
    }
    if (started != nullptr)
        started->thread = std::thread([this, started] { runWorker(*started); });
    else
        m_wakeUp.notify_one();
}

void Pool::recordOnWorker(Worker &worker, const Job &job, EventKind kind, Outcome outcome)
{
    if (worker.writer == nullptr || !m_engine.journal.recorder()->isEnabled())
        return;
    worker.writer->record({ .time = m_engine.clock.timeOnWorker(), .task = job.task, .other = trace::number(worker.id),
        .object = trace::number(job.id), .kind = kind, .detail = static_cast<quint8>(outcome) });
}

void Pool::runWorker(Worker &worker)
{
    std::unique_lock lock(m_mutex);
    while (true) {
        ++m_idle;
        m_wakeUp.wait(lock, [this] { return m_isEnding || !m_queue.empty(); });
        --m_idle;
        if (m_isEnding)
            return;
        const std::shared_ptr<Job> job = std::move(m_queue.front());
        m_queue.pop_front();
        m_running.push_back(job);
        lock.unlock();

        recordOnWorker(worker, *job, EventKind::JobStarted, Outcome::None);
        job->compute(job->stop.get_token());
        recordOnWorker(worker, *job, EventKind::JobFinished, job->exception ? Outcome::Raised : Outcome::Returned);

        lock.lock();
        std::erase(m_running, job);
        m_done.push_back(job);
        QCoreApplication::postEvent(&m_receiver, new QEvent(doneEvent()));
    }
}

void Pool::deliver()
{
    std::vector<std::shared_ptr<Job>> done;
    {
        const std::lock_guard lock(m_mutex);
        done.swap(m_done);
    }
    for (const std::shared_ptr<Job> &job : done) {
        --m_jobCount;
        m_engine.endExternal();
        if (job->waiter != nullptr)
            job->waiter->jobDone();
    }
}

// The model

class Pool::ModelledRun final : public TimerTarget
{
public:
    ModelledRun(Pool &pool, std::shared_ptr<Job> job, Worker &worker) : job(std::move(job)), worker(worker), m_pool(pool) {}
    void timerFired() override { m_pool.modelledDone(*this, false); }

    std::shared_ptr<Job> job;
    Worker &worker;
    TimerSlot timer = TimerSlot::None;

private:
    Pool &m_pool;
};

void Pool::submitToModel(std::shared_ptr<Job> job)
{
    Worker *worker = nullptr;
    for (const auto &known : m_workers) {
        if (!known->isModelledBusy) {
            worker = known.get();
            break;
        }
    }
    if (worker == nullptr && m_workers.size() < m_limit)
        worker = addWorker();
    if (worker != nullptr)
        startModelled(std::move(job), *worker);
    else
        m_modelledQueue.push_back(std::move(job));
}

void Pool::startModelled(std::shared_ptr<Job> job, Worker &worker)
{
    worker.isModelledBusy = true;
    if (m_engine.journal.isOn())
        m_engine.journal.recordNow({ .task = job->task, .other = trace::number(worker.id), .object = trace::number(job->id),
            .kind = EventKind::JobStarted });
    m_modelledRuns.push_back(std::make_unique<ModelledRun>(*this, std::move(job), worker));
    ModelledRun &run = *m_modelledRuns.back();
    trace::TimerId unrecorded {};
    run.timer = m_engine.armTimer(m_engine.clock.now() + run.job->cost, run, TaskId::None, unrecorded);
}

void Pool::modelledDone(ModelledRun &run, bool isStopped)
{
    const std::shared_ptr<Job> job = run.job;
    Worker &worker = run.worker;
    std::erase_if(m_modelledRuns, [&run](const auto &other) { return other.get() == &run; });
    if (!isStopped && job->waiter != nullptr) // nobody sees the result of an abandoned job
        job->compute(m_stop.get_token());
    recordFinished(*job, worker.id, isStopped ? Outcome::Cancelled : job->exception ? Outcome::Raised : Outcome::Returned);
    --m_jobCount;
    worker.isModelledBusy = false;
    if (job->waiter != nullptr)
        job->waiter->jobDone();
    if (!m_modelledQueue.empty()) {
        std::shared_ptr<Job> next = std::move(m_modelledQueue.front());
        m_modelledQueue.pop_front();
        startModelled(std::move(next), worker);
    }
}

// Both

void Pool::abandon(Job &job)
{
    job.waiter = nullptr;
    job.stop.request_stop();
    if (m_engine.isTearingDown())
        return; // clear() follows
    const auto isThis = [&job](const std::shared_ptr<Job> &other) { return other.get() == &job; };
    bool isDropped = std::erase_if(m_modelledQueue, isThis) != 0;
    if (!isDropped) {
        const std::lock_guard lock(m_mutex);
        isDropped = std::erase_if(m_queue, isThis) != 0;
        if (isDropped)
            m_engine.endExternal();
    }
    if (isDropped) {
        --m_jobCount;
        recordFinished(job, WorkerId::None, Outcome::Cancelled);
        return;
    }
    for (const auto &run : m_modelledRuns) {
        if (run->job.get() == &job && job.heedsStop()) {
            m_engine.cancelTimer(run->timer);
            modelledDone(*run, true);
            return;
        }
    }
}

void Pool::clear()
{
    m_modelledQueue.clear();
    m_modelledRuns.clear();
    for (const auto &worker : m_workers)
        worker->isModelledBusy = false;
    const std::lock_guard lock(m_mutex);
    for (std::size_t i = 0; i < m_queue.size(); ++i)
        m_engine.endExternal();
    m_queue.clear();
    m_jobCount = static_cast<quint32>(m_running.size() + m_done.size());
}

void Pool::requestStop()
{
    const std::lock_guard lock(m_mutex);
    m_stop.request_stop();
    for (const auto &job : m_running)
        job->stop.request_stop();
}

// JobWaiter

void JobWaiter::begin(PromiseBase &promise)
{
    suspend(promise);
    m_job->waiter = this;
    m_pool.submit(m_job, m_name, promise);
    m_object = trace::number(m_job->id);
}

JobWaiter::~JobWaiter()
{
    if (m_job->waiter == this)
        m_pool.abandon(*m_job);
}

bool JobWaiter::cancelWait(TaskId by, quint32 object)
{
    if (!Waiter::cancelWait(by, object))
        return false;
    m_pool.abandon(*m_job);
    return true;
}

void JobWaiter::finishJob()
{
    m_job->waiter = nullptr;
    finishWait();
    if (m_job->exception)
        std::rethrow_exception(m_job->exception);
}

} // namespace scheduler
