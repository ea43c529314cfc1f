// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

#include <QObject>

#include <atomic>
#include <memory>

class QThread;

namespace app {

/// Reads a trace file on a thread of its own, with progress and cancel. One at a time: a new one ends the one before.
class TraceOpener : public QObject
{
    Q_OBJECT

public:
    explicit TraceOpener(QObject *parent = nullptr);
    ~TraceOpener() override;

    /// Begins to read; exactly one of opened(), failed() or cancelled() follows.
    void open(const QString &path);
    [[nodiscard]] bool isBusy() const { return m_job != nullptr; }
    void cancel();

Q_SIGNALS:
    /// In units of the reader's own; total 0: not known.
    void progressed(quint64 done, quint64 total);
    /// remark: one sentence where something is missing, else "".
    void opened(const QString &path, const std::shared_ptr<trace::Trace> &trace, const QString &remark);
    void failed(const QString &path, const QString &why);
    void cancelled();

private:
    /// Shared with the reading thread, which may outlive the wish for its answer.
    struct Job
    {
        QString path;
        std::atomic<bool> isCancelled = false;
        std::atomic<quint64> done = 0;
        std::atomic<quint64> total = 0;
    };
    void finished(const std::shared_ptr<Job> &job, std::shared_ptr<trace::Result<formats::Loaded>> result);

    std::shared_ptr<Job> m_job;
};

} // namespace app
