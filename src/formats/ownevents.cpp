// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/ownevents.h"

#include <algorithm>

namespace formats {

void OwnEvents::take(const NumberedEvent &event)
{
    if (m_late.empty() && event.seq == m_trace->eventCount())
        m_trace->append(event.event);
    else
        m_late.push_back(event);
}

void OwnEvents::describe(trace::TraceInfo info, qint64 endNs, quint64 events)
{
    m_trace->setInfo(std::move(info));
    m_endNs = endNs;
    m_expected = events;
    m_isDescribed = true;
}

std::unique_ptr<trace::Trace> OwnEvents::firstPart(quint64 most, const std::function<bool()> &goesOn) const
{
    constexpr quint64 Stride = 4096;
    auto part = std::make_unique<trace::Trace>(m_trace->info(), m_trace->texts());
    bool isWanted = true;
    m_trace->forEach(0, std::min(most, count()), [&](quint64 n, const trace::Event &event) {
        part->append(event);
        isWanted = n % Stride != 0 || goesOn();
        return isWanted;
    });
    return isWanted ? std::move(part) : nullptr;
}

Loaded OwnEvents::finish(const QString &cutOff)
{
    std::stable_sort(m_late.begin(), m_late.end(), [](const NumberedEvent &a, const NumberedEvent &b) { return a.seq < b.seq; });
    for (const NumberedEvent &late : m_late)
        m_trace->append(late.event);
    m_late = {};
    Loaded loaded;
    const quint64 count = m_trace->eventCount();
    loaded.isCutOff = !cutOff.isEmpty() || count < m_expected;
    if (!loaded.isCutOff)
        m_trace->advanceTo({ m_endNs });
    if (!cutOff.isEmpty())
        loaded.remark = QStringLiteral("is cut off %1: %2 of %3 events can be read").arg(cutOff).arg(count).arg(m_isDescribed ? QString::number(m_expected) : QStringLiteral("an unknown number of"));
    else if (loaded.isCutOff)
        loaded.remark = QStringLiteral("holds %1 of the %2 events it was written with").arg(count).arg(m_expected);
    loaded.trace = std::move(m_trace);
    return loaded;
}

} // namespace formats
