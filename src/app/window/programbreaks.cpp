// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/programbreaks.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace app {

using analysis::Condition;
using Kind = analysis::Condition::Kind;

namespace {

/// The probe's word for a kind; null for what it does not look for.
const char *wordOf(Kind kind)
{
    switch (kind) {
    case Kind::TaskResumes:
        return "resumes";
    case Kind::TaskSuspends:
        return "suspends";
    case Kind::TaskFinishes:
        return "finishes";
    case Kind::TaskRaises:
        return "raises";
    case Kind::TaskIsCancelled:
        return "cancelled";
    case Kind::QueueDepthAtLeast:
        return "at-least";
    case Kind::QueueDepthAtMost:
        return "at-most";
    case Kind::QueueFull:
        return "full";
    case Kind::QueueEmpty:
        return "empty";
    case Kind::LogMatches:
        return "log";
    case Kind::TimeReached:
        return "time";
    case Kind::ReadyLonger:
    case Kind::HeldLonger:
    case Kind::Deadlock: // whether something outside will wake a program cannot be known
        break;
    }
    return nullptr;
}

} // namespace

void ProgramBreaks::setConditions(const std::vector<Condition> &conditions, const std::shared_ptr<const trace::Trace> &trace)
{
    m_conditions = conditions;
    m_trace = trace;
    m_looked = trace->eventCount();
    m_seenHere.clear();
    for (const Condition &condition : conditions) {
        if (condition.kind == Kind::ReadyLonger || condition.kind == Kind::HeldLonger)
            m_seenHere.push_back(condition);
    }
    m_watch = m_seenHere.empty() ? nullptr
                                 : std::make_unique<analysis::ConditionWatch>(m_seenHere, trace->texts(), trace->latest(), analysis::ConditionWatch::Source::Live);
}

QByteArray ProgramBreaks::forProbe() const
{
    QJsonArray list;
    for (std::size_t n = 0; n < m_conditions.size(); ++n) {
        const Condition &condition = m_conditions[n];
        if (const char *word = wordOf(condition.kind))
            list << QJsonObject { { QStringLiteral("n"), static_cast<qint64>(n) }, { QStringLiteral("kind"), QLatin1String(word) },
                                  { QStringLiteral("name"), condition.name }, { QStringLiteral("value"), condition.number } };
    }
    return QJsonDocument(list).toJson(QJsonDocument::Compact);
}

std::optional<ProgramBreaks::Hit> ProgramBreaks::look()
{
    if (!m_watch)
        return std::nullopt;
    std::optional<analysis::Hit> hit;
    const quint64 end = m_trace->eventCount();
    m_trace->forEach(m_looked, end, [this, &hit](quint64, const trace::Event &event) {
        const std::optional<analysis::Hit> met = m_watch->observe(event);
        if (met && !hit && met->time.ns - m_runningSince.ns > m_seenHere.at(met->condition).number)
            hit = met;
        return true;
    });
    m_looked = end;
    return hit ? std::optional(Hit { m_seenHere.at(hit->condition), hit->reason }) : std::nullopt;
}

std::optional<ProgramBreaks::Hit> ProgramBreaks::hitOf(const attach::ProgramHit &hit) const
{
    if (hit.number < 0 || static_cast<std::size_t>(hit.number) >= m_conditions.size())
        return std::nullopt;
    return Hit { m_conditions[static_cast<std::size_t>(hit.number)], analysis::LinkedText(hit.reason) };
}

} // namespace app
