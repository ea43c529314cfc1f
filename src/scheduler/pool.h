// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/job.h"

#include <QEvent>
#include <QObject>

#include <condition_variable>
#include <deque>
#include <thread>

namespace scheduler {

/// The workers that offloaded jobs run on, at most `limit` of them, made when a job finds none free: "pool-1", "pool-2", ...
///
/// On a real or scaled clock they are threads; each records JobStarted and JobFinished into a lane of its own as it measures them, and a
/// done job comes back to the loop's thread as an event for `receiver`. On a virtual clock the workers are modelled: a job goes to
/// the free worker with the lowest number, or waits, and lasts its declared cost; its function is called, on the loop's thread, when that is over.
class Pool
{
public:
    Pool(Engine &engine, int limit, QObject &receiver);
    ~Pool(); ///< Asks running jobs to stop and waits for the threads.

    /// At most this many workers from now on, at least 1; those that are there stay.
    void setLimit(int limit) { m_limit = static_cast<std::size_t>(std::max(limit, 1)); }

    /// Takes a job in and records it. `waiter` of the job is told when it is done.
    void submit(std::shared_ptr<Job> job, const QString &name, const PromiseBase &promise);
    /// Its task does not wait for it any more.
    void abandon(Job &job);
    /// After all tasks were destroyed: drops what has not begun and every modelled job.
    void clear();
    /// Asks every job to stop; any thread.
    void requestStop();
    /// Hands over what the threads have finished; called on the loop's thread for the event of type DoneEvent.
    void deliver();
    /// Jobs that are queued or running.
    [[nodiscard]] quint32 jobCount() const { return m_jobCount; }

    [[nodiscard]] static QEvent::Type doneEvent();

private:
    struct Worker
    {
        trace::WorkerId id;
        trace::Writer *writer; // null without a recorder
        std::thread thread; // not joinable while only modelled
        bool isModelledBusy = false;
    };
    class ModelledRun;

    Worker *addWorker();
    void runWorker(Worker &worker);
    void recordOnWorker(Worker &worker, const Job &job, trace::EventKind kind, trace::Outcome outcome);
    void submitToThreads(std::shared_ptr<Job> job);
    void submitToModel(std::shared_ptr<Job> job);
    void startModelled(std::shared_ptr<Job> job, Worker &worker);
    void modelledDone(ModelledRun &run, bool isStopped);
    void recordFinished(const Job &job, trace::WorkerId worker, trace::Outcome outcome);

    Engine &m_engine;
    QObject &m_receiver;
    std::size_t m_limit;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::deque<std::shared_ptr<Job>> m_modelledQueue;
    std::vector<std::unique_ptr<ModelledRun>> m_modelledRuns;
    quint32 m_jobCount = 0;

    std::mutex m_mutex; // guards what follows
    std::condition_variable m_wakeUp;
    std::deque<std::shared_ptr<Job>> m_queue;
    std::vector<std::shared_ptr<Job>> m_running;
    std::vector<std::shared_ptr<Job>> m_done;
    std::stop_source m_stop; ///< of jobs computed in virtual time
    std::size_t m_idle = 0;
    bool m_isEnding = false;
};

} // namespace scheduler
