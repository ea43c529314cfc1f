// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/event.h"
#include "trace/texttable.h"

#include <memory>

namespace trace {

class Trace;
class Recorder;

/// Where one thread writes its events: a bounded single-producer ring that a consumer drains. Never blocks; what finds no room is
/// counted and shows up as a Lost event. Created by its Recorder, used by one thread at a time, valid as long as the Recorder.
class Writer
{
public:
    ~Writer();
    /// Writes one event; its time is loop time in ns, read by the caller (once a step where events share it).
    void record(const Event &event) noexcept;

private:
    friend class Recorder;
    struct Private;
    explicit Writer(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

/// Joins the writers of one run: the loop's and one a pool worker. drain() merges them into a linear extension of "happened before":
/// a worker's event remembers how many loop events had been published when it was written, and is placed after exactly those.
class Recorder
{
public:
    /// byteLimit bounds what waits in the rings of all writers together.
    explicit Recorder(std::shared_ptr<TextTable> texts, quint64 byteLimit = quint64(64) << 20);
    ~Recorder();

    [[nodiscard]] const std::shared_ptr<TextTable> &texts() const;
    /// The loop's writer; the same at every call.
    [[nodiscard]] Writer &loopWriter();
    /// A new writer for a worker thread; owned here. Thread-safe.
    [[nodiscard]] Writer &addWorkerWriter();

    /// Recording on or off (one branch in the writers). On at first.
    void setEnabled(bool enabled);
    [[nodiscard]] bool isEnabled() const;

    /// Moves waiting events into the trace, at most maxEvents; returns how many. One consumer thread at a time.
    /// With sameThread consumer and producer may be one thread (the command line): call it between steps.
    quint64 drain(Trace &trace, quint64 maxEvents = ~quint64(0));
    /// Events that wait to be drained, about.
    [[nodiscard]] quint64 backlog() const;
    [[nodiscard]] quint64 lostCount() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace trace
