// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace app {

/// While it lives, the signals that would end us go to the program that we run: it decides, and we write down what it did. Ctrl+C on a terminal has
/// reached the program by itself and is not sent twice.
class SignalRelay
{
public:
    /// process: the id of the program.
    explicit SignalRelay(qint64 process);
    ~SignalRelay();
    SignalRelay(const SignalRelay &) = delete;
    SignalRelay &operator=(const SignalRelay &) = delete;

private:
    struct Private;
    Private *d;
};

} // namespace app
