// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QList>

namespace support {

/// How long this thread has waited for a processor while it could have run, in ns since it began: what other processes take from it, and what a test of
/// its own promptness has to leave out. The second number of schedstat (Linux, Documentation/scheduler/sched-stats.rst); 0 where there is none.
inline qint64 runqueueWait()
{
    QFile file(QStringLiteral("/proc/thread-self/schedstat"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> numbers = file.readAll().split(' ');
    return numbers.size() > 1 ? numbers[1].toLongLong() : 0;
}

/// How much longer the same takes where a sanitizer checks each access.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr double SanitizerSlowdown = 8;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr double SanitizerSlowdown = 8;
#else
inline constexpr double SanitizerSlowdown = 1;
#endif
#else
inline constexpr double SanitizerSlowdown = 1;
#endif

} // namespace support
