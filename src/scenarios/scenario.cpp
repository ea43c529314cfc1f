// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/scenario.h"

#include "scenarios/builtins.h"
#include "scenarios/messagetext.h"
#include "scheduler/loop.h"

#include <QFile>
#include <QJsonArray>

#include <algorithm>

using trace::Error;
using trace::Result;

namespace scenarios {

Scenario::Scenario(Description description)
    : m_description(std::move(description))
{
    for (const Parameter &p : parameters())
        Q_ASSERT(p.check(p.defaultText).isOk());
}

Scenario::~Scenario() = default;

bool Scenario::hasParameter(QStringView name) const
{
    return std::any_of(parameters().begin(), parameters().end(), [name](const Parameter &p) { return p.name == name; });
}

Result<Values> Scenario::check(const Values &given) const
{
    QStringList names;
    for (const Parameter &p : parameters())
        names += p.name;
    for (auto value = given.cbegin(); value != given.cend(); ++value) {
        if (names.contains(value.key()))
            continue;
        const QString why = names.isEmpty()
            ? QStringLiteral("%1 has no parameters").arg(name())
            : QStringLiteral("%1 has no such parameter").arg(name()) + suggestion(value.key(), names);
        return Error { value.key(), why };
    }
    Values checked;
    for (const Parameter &p : parameters()) {
        Result<QString> text = p.check(given.value(p.name, p.defaultText));
        if (!text)
            return text.error();
        checked.insert(p.name, std::move(text).value());
    }
    return checked;
}

Result<> Scenario::start(scheduler::Loop &loop, const Values &given) const
{
    const Result<Values> values = check(given);
    if (!values)
        return values.error();
    if (m_description.needsRealClock && loop.clockKind() == trace::ClockKind::Virtual)
        return Error { name(), QStringLiteral("does real input and output, which cannot run on a virtual clock") };
    return begin(loop, values.value());
}

QJsonObject Scenario::toJson() const
{
    QJsonArray parameterList;
    for (const Parameter &p : parameters())
        parameterList += p.toJson();
    return { { QStringLiteral("name"), name() }, { QStringLiteral("title"), m_description.title },
        { QStringLiteral("summary"), m_description.summary }, { QStringLiteral("source"), m_description.sourceFile },
        { QStringLiteral("needs_real_clock"), m_description.needsRealClock },
        { QStringLiteral("parameters"), parameterList } };
}

BuiltIn::BuiltIn(Description description, Begin begin)
    : Scenario(std::move(description))
    , m_begin(begin)
{
}

QByteArray BuiltIn::sourceText() const
{
    QFile file(QStringLiteral(":/sources/") + description().sourceFile);
    const bool isThere = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isThere);
    return isThere ? file.readAll() : QByteArray();
}

Result<> BuiltIn::begin(scheduler::Loop &loop, const Values &values) const { return m_begin(loop, values); }

} // namespace scenarios
