// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/wakeup.h"

#include <QTimer>

#ifdef Q_OS_LINUX
#include <QSocketNotifier>

#include <sys/timerfd.h>
#include <unistd.h>
#endif

namespace scheduler {

struct WakeUp::Private
{
    std::function<void()> callback;
    QTimer timer; // the fallback, also where the kernel has no descriptor left
#ifdef Q_OS_LINUX
    int descriptor = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    std::unique_ptr<QSocketNotifier> notifier;

    void set(qint64 ns) const
    {
        itimerspec spec {};
        spec.it_value = { static_cast<time_t>(ns / 1'000'000'000), static_cast<long>(ns % 1'000'000'000) };
        timerfd_settime(descriptor, 0, &spec, nullptr);
    }
#endif
};

WakeUp::WakeUp(std::function<void()> callback) : d(std::make_unique<Private>())
{
    d->callback = std::move(callback);
    d->timer.setTimerType(Qt::PreciseTimer);
    d->timer.setSingleShot(true);
    QObject::connect(&d->timer, &QTimer::timeout, &d->timer, [this] { d->callback(); });
#ifdef Q_OS_LINUX
    if (d->descriptor >= 0) {
        d->notifier = std::make_unique<QSocketNotifier>(d->descriptor, QSocketNotifier::Read);
        QObject::connect(d->notifier.get(), &QSocketNotifier::activated, d->notifier.get(), [this] {
            quint64 expirations = 0;
            if (::read(d->descriptor, &expirations, sizeof expirations) > 0)
                d->callback();
        });
    }
#endif
}

WakeUp::~WakeUp()
{
#ifdef Q_OS_LINUX
    d->notifier.reset();
    if (d->descriptor >= 0)
        ::close(d->descriptor);
#endif
}

void WakeUp::arm(qint64 ns)
{
#ifdef Q_OS_LINUX
    if (d->descriptor >= 0) {
        d->set(std::max<qint64>(ns, 1)); // 0 would disarm
        return;
    }
#endif
    constexpr qint64 Longest = 24LL * 3600 * 1000; // a QTimer counts int ms: wake up in between and look again
    d->timer.start(static_cast<int>(std::min((ns + 999'999) / 1'000'000, Longest)));
}

void WakeUp::disarm()
{
#ifdef Q_OS_LINUX
    if (d->descriptor >= 0) {
        d->set(0);
        return;
    }
#endif
    d->timer.stop();
}

} // namespace scheduler
