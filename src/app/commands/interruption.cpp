// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/interruption.h"

#include "app/commands/messages.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <thread>

#if defined(__unix__) || defined(__APPLE__)
#include <pthread.h>
#include <unistd.h>
#define LOOPSCOPE_HAS_SIGWAIT
#endif

namespace app {

namespace {
std::atomic<bool> isAsked { false };
}

#ifdef LOOPSCOPE_HAS_SIGWAIT

// A thread that waits for the signals may do what a handler may not: lock, allocate, call a slot of a loop. SIGUSR2 is how it is told to end.
struct Interruption::Private
{
    std::function<void()> wasAsked;
    sigset_t waited;
    sigset_t before;
    std::thread waiter;

    void wait()
    {
        for (;;) {
            int signal = 0;
            if (sigwait(&waited, &signal) != 0 || signal == SIGUSR2)
                return;
            if (isAsked.exchange(true))
                _exit(static_cast<int>(ExitCode::Interrupted));
            if (wasAsked)
                wasAsked();
        }
    }
};

Interruption::Interruption(std::function<void()> wasAsked) : d(new Private)
{
    isAsked = false;
    d->wasAsked = std::move(wasAsked);
    sigemptyset(&d->waited);
    for (const int signal : { SIGINT, SIGTERM, SIGUSR2 })
        sigaddset(&d->waited, signal);
    // Threads made from here on inherit the mask, so that the signals reach the waiter only.
    pthread_sigmask(SIG_BLOCK, &d->waited, &d->before);
    d->waiter = std::thread([this] { d->wait(); });
}

Interruption::~Interruption()
{
    pthread_kill(d->waiter.native_handle(), SIGUSR2);
    d->waiter.join();
    pthread_sigmask(SIG_SETMASK, &d->before, nullptr);
    delete d;
}

#else

struct Interruption::Private
{
};

Interruption::Interruption(std::function<void()>) : d(nullptr)
{
    // Only isRequested() works here: a handler may not call what stops a loop.
    isAsked = false;
    std::signal(SIGINT, [](int) { isAsked = true; });
}

Interruption::~Interruption()
{
    std::signal(SIGINT, SIG_DFL);
}

#endif

bool Interruption::isRequested() const
{
    return isAsked;
}

} // namespace app
