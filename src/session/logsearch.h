// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <memory>
#include <vector>

namespace session {

/// Looks for words in the log lines of a trace: from a place on, and then from the beginning up to it. It works a part at a time, so that whoever
/// asks can show what has been found, tell how far it is, and give up. Some 40 ns an event, which is the reading of the log.
///
/// A trace that has come to its end may be searched on any thread while others read it; one that still grows only on the thread that appends to
/// it, and then up to where it stood when the search began.
class LogSearch
{
public:
    struct Line
    {
        quint64 event = 0; ///< index in the log
        trace::Timestamp time;
        QString text;
    };
    static constexpr quint64 Part = 1 << 16; ///< events that advance() looks at

    /// `words` are looked for as they stand, whatever the case of their letters. `from` is limited to the trace; it ends after `most` lines.
    LogSearch(std::shared_ptr<const trace::Trace> trace, QString words, quint64 from, std::size_t most);

    /// Looks at the next part and adds what it finds to lines(). Returns whether the search is over.
    bool advance();
    [[nodiscard]] bool isOver() const { return m_done == m_total || isFull(); }
    /// It has ended before the end, because there were as many lines as were asked for.
    [[nodiscard]] bool isFull() const { return m_lines.size() >= m_most; }
    [[nodiscard]] const std::vector<Line> &lines() const { return m_lines; }
    /// Events looked at, of total().
    [[nodiscard]] quint64 done() const { return m_done; }
    [[nodiscard]] quint64 total() const { return m_total; }

private:
    std::shared_ptr<const trace::Trace> m_trace;
    QString m_words;
    quint64 m_from;
    quint64 m_total;
    quint64 m_done = 0;
    std::size_t m_most;
    std::vector<Line> m_lines;
};

} // namespace session
