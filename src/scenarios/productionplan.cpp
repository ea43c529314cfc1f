// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/productionplan.h"

using namespace Qt::StringLiterals;

namespace scenarios {

ProductionPlan::ProductionPlan(const Values &values)
    : producers(integerOf(values, u"producers"_s))
    , consumers(integerOf(values, u"consumers"_s))
    , items(integerOf(values, u"items"_s))
    , maxsize(integerOf(values, u"maxsize"_s))
    , produceDelay(durationRangeOf(values, u"produce-delay"_s))
    , consumeDelay(durationOf(values, u"consume-delay"_s))
{
    consume = values.value(u"consume"_s) == u"all"_s ? producers * items : integerOf(values, u"consume"_s);
}

QList<Parameter> productionParameters(const QString &producers, const QString &consume)
{
    using namespace std::chrono_literals;
    return {
        Parameter::integer(u"producers"_s, u"How many producers make items."_s, 1, 64, producers),
        Parameter::integer(u"consumers"_s, u"How many consumers take items."_s, 1, 64, u"1"_s),
        Parameter::integer(u"items"_s, u"How many items each producer makes."_s, 1, 100'000, u"20"_s),
        Parameter::integer(u"consume"_s, u"How many items the consumers take together; all: as many as are made."_s, 1,
            6'400'000, consume, { u"all"_s }),
        Parameter::integer(
            u"maxsize"_s, u"How many items the queue holds before it is full; 0: any number."_s, 0, 1'000'000, u"0"_s),
        Parameter::durationRange(u"produce-delay"_s,
            u"How long a producer rests after each item, drawn anew each time."_s, 0s, 1h, u"0.5s..1.5s"_s),
        Parameter::duration(u"consume-delay"_s, u"How long a consumer rests after each item."_s, 0s, 1h, u"0.5s"_s),
    };
}

QString itemText(const ProducedItem &item) { return QString::number(item.value); }

} // namespace scenarios
