// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/time.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <deque>

namespace app {

/// A program's output comes twice: from its probe, with the moment and the task that wrote it, and from its pipes, where also what the probe cannot see
/// arrives (a child's output, an interpreter that fails). Pairs the two, so that each line is logged once. Holds a few thousand lines at most.
class OutputLines
{
public:
    /// How long a line from a pipe waits for its twin from the probe, ns.
    static constexpr qint64 Patience = 250'000'000;
    static constexpr std::size_t MaxLines = 4096;

    /// A line that the probe has told.
    void addTold(const QString &line);
    /// A line that came through a pipe; now in ns.
    void addPiped(const QString &line, qint64 now);
    /// The piped lines that have waited long enough without a twin; all of them where isLast.
    [[nodiscard]] QStringList takeUntold(qint64 now, bool isLast);

private:
    struct Line
    {
        QString text;
        qint64 came = 0;
    };
    std::deque<Line> m_piped;
    QHash<QString, int> m_told; ///< not paired yet, by the line's beginning
    qsizetype m_toldCount = 0;
};

} // namespace app
