// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace app {

class Interruption;

/// One line on the terminal that says how far long work is ("reading big.json  42 %"). It appears when the work has taken a third of a second,
/// is written over several times a second, and is gone when this is. Where standard error is no terminal it says nothing.
class ProgressLine
{
public:
    /// `interruption` is borrowed and may be null.
    ProgressLine(QString what, const Interruption *interruption);
    ~ProgressLine();
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

    /// Shows done of total. False where the work was asked to end.
    bool show(quint64 done, quint64 total);

private:
    QString m_what;
    const Interruption *m_interruption;
    qint64 m_begin;
    qint64 m_shown = 0;
    bool m_isTerminal;
};

} // namespace app
