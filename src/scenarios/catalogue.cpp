// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/catalogue.h"

#include "scenarios/builtins.h"
#include "scenarios/messagetext.h"

#include <array>

namespace scenarios {

std::span<const std::unique_ptr<Scenario>> Catalogue::scenarios()
{
    static const std::array all {
        makeProducerConsumer(),
        makeProducerConsumerSync(),
        makeHello(),
        makeTwoHellos(),
        makePi(),
        makePlanets(),
        makeParallelSum(),
    };
    return all;
}

const Scenario *Catalogue::find(QStringView name)
{
    for (const auto &scenario : scenarios()) {
        if (scenario->name() == name)
            return scenario.get();
    }
    return nullptr;
}

trace::Result<const Scenario *> Catalogue::named(QStringView name)
{
    if (const Scenario *scenario = find(name))
        return scenario;
    return trace::Error { name.toString(), QStringLiteral("there is no such scenario") + suggestion(name, names()) };
}

QStringList Catalogue::names()
{
    QStringList all;
    for (const auto &scenario : scenarios())
        all += scenario->name();
    return all;
}

QJsonArray Catalogue::toJson()
{
    QJsonArray json;
    for (const auto &scenario : scenarios())
        json += scenario->toJson();
    return json;
}

} // namespace scenarios
