// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/progressline.h"

#include "app/commands/interruption.h"
#include "trace/clock.h"

#include <cstdio>

#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

namespace app {

namespace {

constexpr qint64 Patience = 333'000'000; // ns before the line appears
constexpr qint64 Interval = 125'000'000; // ns between two looks of it

bool isTerminal()
{
#if defined(__unix__) || defined(__APPLE__)
    return isatty(STDERR_FILENO) == 1;
#else
    return false;
#endif
}

} // namespace

ProgressLine::ProgressLine(QString what, const Interruption *interruption)
    : m_what(std::move(what)), m_interruption(interruption), m_begin(trace::monotonicNow()), m_isTerminal(isTerminal())
{
}

ProgressLine::~ProgressLine()
{
    if (m_shown != 0)
        std::fputs("\r\033[K", stderr);
}

bool ProgressLine::show(quint64 done, quint64 total)
{
    if (m_interruption && m_interruption->isRequested())
        return false;
    if (!m_isTerminal)
        return true;
    const qint64 now = trace::monotonicNow();
    if (now - m_begin < Patience || now - m_shown < Interval)
        return true;
    m_shown = now;
    const quint64 percent = total == 0 ? 0 : static_cast<quint64>(static_cast<double>(done) / static_cast<double>(total) * 100);
    std::fprintf(stderr, "\r%s  %3llu %%\033[K", qUtf8Printable(m_what), static_cast<unsigned long long>(percent));
    return true;
}

} // namespace app
