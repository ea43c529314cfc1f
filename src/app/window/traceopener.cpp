// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/traceopener.h"

#include "trace/clock.h"

#include <QCoreApplication>
#include <QThread>
#include <QTimer>

namespace app {

namespace {

constexpr int ProgressMs = 100;
constexpr qint64 PreviewGrowth = 4; ///< how many times as long it is to the next one, while there is little to show
constexpr double MostOfFile = 0.7; ///< that has been read: behind it the whole trace is there soon enough

} // namespace

TraceOpener::TraceOpener(QObject *parent)
    : QObject(parent)
{
    auto *timer = new QTimer(this);
    timer->setInterval(ProgressMs);
    connect(timer, &QTimer::timeout, this, [this] {
        if (m_job)
            Q_EMIT progressed(m_job->done, m_job->total);
    });
    timer->start();
}

TraceOpener::~TraceOpener()
{
    if (m_job)
        m_job->isCancelled = true;
}

formats::Preview TraceOpener::previewFor(const std::shared_ptr<Job> &job)
{
    struct State
    {
        qint64 begin = trace::monotonicNow();
        qint64 wait = 0;
        quint64 shown = 0;
    };
    const auto state = std::make_shared<State>();
    state->wait = m_previewDelay.count();
    const auto isWanted = [state](quint64 done, quint64 total) {
        const bool isNearlyThere = total > 0 && static_cast<double>(done) > MostOfFile * static_cast<double>(total);
        return state->shown < formats::Preview::MostRecords && !isNearlyThere && trace::monotonicNow() - state->begin >= state->wait;
    };
    const auto show = [state, job, self = QPointer(this)](std::unique_ptr<trace::Trace> trace) {
        state->shown = trace->eventCount();
        state->wait = PreviewGrowth * (trace::monotonicNow() - state->begin);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [self, job, shown = std::shared_ptr<trace::Trace>(std::move(trace))] {
            if (self && self->m_job == job)
                Q_EMIT self->previewed(job->path, shown);
        });
    };
    return { isWanted, show };
}

void TraceOpener::open(const QString &path)
{
    if (m_job)
        m_job->isCancelled = true;
    auto job = std::make_shared<Job>();
    job->path = path;
    m_job = job;
    QThread *thread = QThread::create([job, self = QPointer(this), preview = previewFor(job)] {
        auto result = std::make_shared<trace::Result<formats::Loaded>>(formats::readFile(job->path, [&job](quint64 done, quint64 total) {
            job->done = done;
            job->total = total;
            return !job->isCancelled;
        }, preview));
        QMetaObject::invokeMethod(QCoreApplication::instance(), [self, job, result] {
            if (self)
                self->finished(job, result);
        });
    });
    connect(thread, &QThread::finished, thread, &QThread::deleteLater);
    thread->start();
}

void TraceOpener::cancel()
{
    if (!m_job)
        return;
    m_job->isCancelled = true;
    m_job.reset();
    Q_EMIT cancelled();
}

void TraceOpener::finished(const std::shared_ptr<Job> &job, std::shared_ptr<trace::Result<formats::Loaded>> result)
{
    if (job != m_job)
        return;
    m_job.reset();
    if (!*result)
        Q_EMIT failed(job->path, result->error().message());
    else
        Q_EMIT opened(job->path, std::shared_ptr<trace::Trace>(std::move(result->value().trace)), result->value().remark);
}

} // namespace app
