// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/conditionwatch.h"
#include "attach/streamreader.h"
#include "trace/trace.h"

#include <QByteArray>

#include <memory>
#include <optional>
#include <vector>

namespace app {

/// The breakpoints of a running program. Its probe halts it before the very next step at all conditions that it can see by itself; how long a task
/// has been ready or has held the loop is seen here, in what the probe tells, and halts the program as soon as it is read, within some 50 ms.
class ProgramBreaks
{
public:
    struct Hit
    {
        analysis::Condition condition;
        analysis::LinkedText reason; ///< a sentence without its full stop
    };

    /// Watches what comes after the present end of the trace.
    void setConditions(const std::vector<analysis::Condition> &conditions, const std::shared_ptr<const trace::Trace> &trace);
    /// What the probe has to look for, as attach/streamformat.h writes it.
    [[nodiscard]] QByteArray forProbe() const;
    /// The program runs on from here: what was ready while it was halted has not been kept waiting by it.
    void setRunningSince(trace::Timestamp time) { m_runningSince = time; }
    /// Looks at what has been recorded since; the first condition of those that are seen here.
    [[nodiscard]] std::optional<Hit> look();
    /// What the probe's number stands for; nothing where the conditions have changed meanwhile.
    [[nodiscard]] std::optional<Hit> hitOf(const attach::ProgramHit &hit) const;

private:
    std::vector<analysis::Condition> m_conditions;
    std::vector<analysis::Condition> m_seenHere; ///< those that the probe does not look for
    std::shared_ptr<const trace::Trace> m_trace;
    std::unique_ptr<analysis::ConditionWatch> m_watch; ///< null where there is nothing to see here
    quint64 m_looked = 0; ///< events that have been looked at
    trace::Timestamp m_runningSince;
};

} // namespace app
