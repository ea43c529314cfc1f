// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/stepnavigation.h"

#include <algorithm>

namespace app {

using trace::EventKind;

std::optional<quint64> stepBefore(const trace::Trace &trace, quint64 events)
{
    constexpr quint64 Block = 512;
    for (quint64 end = std::min(events, trace.eventCount()); end > 0;) {
        const quint64 begin = end > Block ? end - Block : 0;
        std::optional<quint64> found;
        trace.forEach(begin, end, [&](quint64 index, const trace::Event &event) {
            if (event.kind == EventKind::TaskResumed)
                found = index;
            return true;
        });
        if (found)
            return found;
        end = begin;
    }
    return {};
}

std::optional<quint64> stepAfter(const trace::Trace &trace, quint64 events)
{
    std::optional<quint64> place;
    trace::TaskId resumed = trace::TaskId::None;
    trace.forEach(events, trace.eventCount(), [&](quint64 index, const trace::Event &event) {
        if (resumed == trace::TaskId::None) {
            if (event.kind == EventKind::TaskResumed) {
                resumed = event.task;
                place = trace.eventCount();
            }
            return true;
        }
        const bool isEnd = event.task == resumed && (event.kind == EventKind::TaskSuspended || event.kind == EventKind::TaskFinished);
        if (isEnd)
            place = index + 1;
        return !isEnd;
    });
    return place;
}

} // namespace app
