// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/taskcore.h"

#include "scheduler/cancelled.h"
#include "scheduler/engine.h"
#include "scheduler/promise.h"
#include "scheduler/task.h"

#include <cstring>

namespace scheduler {

QString TaskCore::name() const
{
    return *baseName + QLatin1Char('-') + QString::number(nameNumber);
}

void TaskCore::destroyFrames()
{
    while (top != nullptr) {
        PromiseBase *const innermost = std::exchange(top, top->parent);
        *innermost->owner = nullptr;
        innermost->self.destroy();
    }
}

void TaskCore::rethrow()
{
    if (outcome == trace::Outcome::Cancelled)
        throw Cancelled();
    if (exception)
        std::rethrow_exception(exception);
}

QString functionBaseName(const char *function)
{
    const std::size_t length = std::strcspn(function, "<");
    if (length == 0 || std::strncmp(function, "operator", 8) == 0)
        return QStringLiteral("task");
    return QString::fromUtf8(function, static_cast<qsizetype>(length));
}

} // namespace scheduler
