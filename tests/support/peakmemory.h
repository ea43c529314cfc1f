// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace support {

/// A line of /proc/self/status in bytes ("VmRSS", "VmHWM"); 0 where there is none.
inline double memoryOfStatus(const QByteArray &name)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith(name + ':'))
            return line.mid(name.size() + 1).trimmed().split(' ').first().toDouble() * 1024;
    }
    return 0;
}

/// How much more memory the process held at most while `work` ran than before it, in bytes; 0 where the system does not tell.
template<typename Work>
double peakMemoryOf(Work work)
{
#ifdef __GLIBC__
    malloc_trim(0); // what earlier work has left to the heap would be taken for room that this one needs not ask for
#endif
    QFile reset(QStringLiteral("/proc/self/clear_refs"));
    if (!reset.open(QIODevice::WriteOnly) || reset.write("5") != 1)
        return 0;
    reset.close();
    const double before = memoryOfStatus("VmRSS");
    work();
    return memoryOfStatus("VmHWM") - before;
}

} // namespace support
