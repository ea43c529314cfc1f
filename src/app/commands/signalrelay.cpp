// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/signalrelay.h"

#include <csignal>
#include <thread>

#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#include <sys/types.h>
#include <unistd.h>
#endif

namespace app {

#if defined(__linux__)

struct SignalRelay::Private
{
    pid_t process = 0;
    sigset_t waited {};
    sigset_t before {};
    std::thread waiter;

    void wait() const
    {
        for (;;) {
            siginfo_t info {};
            const int signal = sigwaitinfo(&waited, &info);
            if (signal == SIGUSR2)
                return;
            // The kernel's own SIGINT is the terminal's: it has gone to the whole foreground group.
            if (signal > 0 && info.si_code <= 0)
                ::kill(process, signal);
        }
    }
};

SignalRelay::SignalRelay(qint64 process) : d(new Private)
{
    d->process = static_cast<pid_t>(process);
    sigemptyset(&d->waited);
    for (const int signal : { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR2 })
        sigaddset(&d->waited, signal);
    pthread_sigmask(SIG_BLOCK, &d->waited, &d->before);
    d->waiter = std::thread([this] { d->wait(); });
}

SignalRelay::~SignalRelay()
{
    pthread_kill(d->waiter.native_handle(), SIGUSR2);
    d->waiter.join();
    pthread_sigmask(SIG_SETMASK, &d->before, nullptr);
    delete d;
}

#else

struct SignalRelay::Private
{
};

// Here we cannot tell who sent it: a terminal's SIGINT reaches the program without us, and we must outlive it.
SignalRelay::SignalRelay(qint64) : d(nullptr)
{
    std::signal(SIGINT, SIG_IGN);
}

SignalRelay::~SignalRelay()
{
    std::signal(SIGINT, SIG_DFL);
}

#endif

} // namespace app
