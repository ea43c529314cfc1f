// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <functional>

namespace trace {
class Trace;
}

namespace app {

/// `record --live`: what the window is to run and whom it tells. The window is not of the commands; main() brings the two together.
struct LiveRecording
{
    QString name; ///< what the recording is called
    QStringList words; ///< the program and its arguments
    bool isLowDetail = false;
    /// The program runs in this process; from now on the signals that would end us go to it.
    std::function<void(qint64 process)> begun;
    /// It has ended with this exit code, or could not be started (-1 and why): writes the recording; returns our exit code.
    std::function<int(const trace::Trace &trace, int exitCode, const QString &failure)> ended;
};

} // namespace app
