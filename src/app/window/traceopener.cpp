// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/traceopener.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThread>
#include <QTimer>

namespace app {

namespace {

constexpr int ProgressMs = 100;

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

void TraceOpener::open(const QString &path)
{
    if (m_job)
        m_job->isCancelled = true;
    auto job = std::make_shared<Job>();
    job->path = path;
    m_job = job;
    QThread *thread = QThread::create([job, self = QPointer(this)] {
        auto result = std::make_shared<trace::Result<formats::Loaded>>(formats::readFile(job->path, [&job](quint64 done, quint64 total) {
            job->done = done;
            job->total = total;
            return !job->isCancelled;
        }));
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
