// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scheduler/loopclock.h"
#include "scheduler/sourcelocation.h"
#include "scheduler/watcher.h"
#include "trace/recorder.h"

#include <array>
#include <functional>
#include <optional>

namespace scheduler {

class PromiseBase;

/// Writes what the loop does into its recorder. Without a recorder, or while recording is off, every call costs one branch.
/// The machine's clock is read once where a step ends; the next step begins at that reading.
class Journal
{
public:
    Journal(trace::Recorder *recorder, const LoopClock &clock);

    [[nodiscard]] bool isOn() const { return m_writer != nullptr; }
    /// Looks again whether recording is on; once an iteration.
    void refresh();

    /// Reads the clock.
    trace::Timestamp readClock()
    {
        m_now = m_clock.now();
        return m_now;
    }
    /// The last reading: the time of events that belong to one moment.
    [[nodiscard]] trace::Timestamp lastReading() const { return m_now; }

    /// Records at the last reading.
    void record(trace::Event event)
    {
        event.time = m_now;
        m_writer->record(event);
        if (m_watcher != nullptr && m_watcher->recorded(event))
            m_isHaltDue = true;
        if (--m_untilBatch == 0)
            endBatch();
    }
    /// Records now.
    void recordNow(const trace::Event &event)
    {
        readClock();
        record(event);
    }

    [[nodiscard]] trace::TextId text(QStringView text) { return m_recorder->texts()->intern(text); }
    /// The site of a coroutine's current await with its callers as the async stack. O(1) by a cache of recent ones.
    trace::SiteId site(const PromiseBase &promise);
    /// The site of a place in the code, called from `caller`.
    trace::SiteId site(const SourceLocation &at, trace::SiteId caller);

    [[nodiscard]] trace::Recorder *recorder() const { return m_recorder; }
    /// What to call whenever BatchSize events were recorded, also inside a step: it drains the recorder and does nothing else.
    void setBatchEnd(std::function<void()> onBatch) { m_onBatch = std::move(onBatch); }

    /// Who is told of every event; null: nobody.
    void setWatcher(Watcher *watcher) { m_watcher = watcher; }
    [[nodiscard]] Watcher *watcher() const { return m_watcher; }
    /// The watcher wants the run to halt before the next resume.
    [[nodiscard]] bool isHaltDue() const { return m_isHaltDue; }
    void setHaltDue(bool isDue) { m_isHaltDue = isDue; }

    static constexpr int BatchSize = 1 << 16;

    /// Events recorded so far.
    [[nodiscard]] quint64 recordedCount() const { return m_batches * BatchSize + static_cast<quint64>(BatchSize - m_untilBatch); }

private:
    void endBatch();
    struct CachedSite
    {
        SourceLocation at;
        trace::SiteId caller = trace::SiteId::None;
        trace::SiteId site = trace::SiteId::None;
    };

    trace::Recorder *m_recorder;
    trace::Writer *m_writer = nullptr;
    const LoopClock &m_clock;
    trace::Timestamp m_now;
    Watcher *m_watcher = nullptr;
    int m_untilBatch = BatchSize;
    quint64 m_batches = 0;
    bool m_isHaltDue = false;
    std::function<void()> m_onBatch;
    std::array<CachedSite, 256> m_sites; // by hash, the newer one wins
};

} // namespace scheduler
