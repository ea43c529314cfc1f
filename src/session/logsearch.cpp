// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/logsearch.h"

#include "trace/argtext.h"

#include <algorithm>

namespace session {

LogSearch::LogSearch(std::shared_ptr<const trace::Trace> trace, QString words, quint64 from, std::size_t most)
    : m_trace(std::move(trace))
    , m_words(std::move(words))
    , m_from(std::min(from, m_trace->eventCount()))
    , m_total(m_trace->eventCount())
    , m_most(most)
{
}

bool LogSearch::advance()
{
    if (isOver())
        return true;
    const quint64 behind = m_total - m_from; // events from m_from to the end, which come first
    const quint64 first = m_done < behind ? m_from + m_done : m_done - behind;
    const quint64 last = std::min(first + Part, m_done < behind ? m_total : m_from);
    m_trace->forEach(first, last, [this](quint64 index, const trace::Event &event) {
        if (event.kind != trace::EventKind::Log)
            return true;
        QString text = trace::logText(*m_trace, event);
        if (text.contains(m_words, Qt::CaseInsensitive))
            m_lines.push_back({ index, event.time, std::move(text) });
        return !isFull();
    });
    m_done += last - first;
    return isOver();
}

} // namespace session
