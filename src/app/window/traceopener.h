// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/format.h"

#include <QObject>
#include <QPointer>

#include <atomic>
#include <chrono>
#include <memory>

class QThread;

namespace app {

/// Reads a trace file on a thread of its own, with progress and cancel. One at a time: a new one ends the one before. Of a recording of another program that
/// takes longer than a moment the beginning is shown while the rest is read.
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
    /// How long a file is read before its beginning is shown; 0.2 s at first.
    void setPreviewDelay(std::chrono::nanoseconds delay) { m_previewDelay = delay; }

Q_SIGNALS:
    /// In units of the reader's own; total 0: not known.
    void progressed(quint64 done, quint64 total);
    /// The beginning of what is being read; opened(), failed() or cancelled() is yet to come.
    void previewed(const QString &path, const std::shared_ptr<trace::Trace> &trace);
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
    formats::Preview previewFor(const std::shared_ptr<Job> &job);
    void finished(const std::shared_ptr<Job> &job, std::shared_ptr<trace::Result<formats::Loaded>> result);

    std::shared_ptr<Job> m_job;
    std::chrono::nanoseconds m_previewDelay = std::chrono::milliseconds(200); ///< with what it takes to make and show it, a picture is there in half a second
};

} // namespace app
