// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/eventrows.h"

#include "panels/statetext.h"
#include "trace/argtext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace panels {

using trace::Event;
using trace::EventKind;

void EventRows::setTrace(std::shared_ptr<const trace::Trace> trace)
{
    if (m_trace == trace)
        return;
    m_trace = std::move(trace);
    m_events.clear();
}

const Event &EventRows::event(quint64 n) const
{
    if (n < m_first || n >= m_first + m_events.size()) {
        m_first = n - n % Block;
        m_events.clear();
        m_trace->forEach(m_first, std::min(m_first + Block, m_trace->eventCount()), [this](quint64, const Event &event) {
            m_events.push_back(event);
            return true;
        });
    }
    return m_events[n - m_first];
}

QString eventDetails(const trace::Trace &trace, const Event &event)
{
    const trace::EventShape &shape = trace::shapeOf(event.kind);
    QStringList parts;
    const auto isCalled = [](const char *name, const char *what) { return name && qstrcmp(name, what) == 0; };
    if (event.kind == EventKind::TaskSuspended)
        parts << QCoreApplication::translate("EventDetails", "awaits %1").arg(awaitedText(trace, event.reason(), event.object));
    else if (event.kind == EventKind::TaskReady)
        parts << wokenText(trace, event.cause(), event.waker(), event.object);
    else if (isCalled(shape.detail, "outcome"))
        parts << QString::fromLatin1(trace::nameOf(event.outcome()).toByteArray());
    if (shape.text && event.text != trace::TextId::None && !isCalled(shape.text, "name"))
        parts << (isCalled(shape.text, "text") || isCalled(shape.text, "error") ? trace.text(event.text) : QStringLiteral("%1 %2").arg(QLatin1String(shape.text), trace.text(event.text)));
    if (isCalled(shape.object, "queue"))
        parts.prepend(queueName(trace, event.queue()));
    if (isCalled(shape.other, "parent") && event.other)
        parts << QCoreApplication::translate("EventDetails", "child of %1").arg(taskName(trace, trace::TaskId(event.other)));
    if (isCalled(shape.other, "by") && event.other)
        parts << QCoreApplication::translate("EventDetails", "by %1").arg(taskName(trace, trace::TaskId(event.other)));
    if (isCalled(shape.other, "worker") && event.other) {
        const auto workers = trace.workers();
        const quint32 row = event.other - 1;
        parts << QCoreApplication::translate("EventDetails", "on %1").arg(row < workers.size() ? trace.text(workers[row].name) : QString::number(event.other));
    }
    if (shape.args) {
        if (const QString args = trace::argsText(trace.texts()->args().bytes(event.args())); !args.isEmpty())
            parts << args;
    }
    if (isCalled(shape.value, "due_ns"))
        parts << QCoreApplication::translate("EventDetails", "due %1").arg(momentText({ event.value }));
    else if (shape.value)
        parts << QStringLiteral("%1 %2").arg(QLatin1String(shape.value)).arg(event.value);
    if (shape.hasSite) {
        if (const QString site = siteText(trace, event.site); !site.isEmpty())
            parts << site;
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace panels
