// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/parameter.h"
#include "scheduler/random.h"

#include <QList>

namespace scenarios {

/// How much is produced and consumed: what producer-consumer and its synchronous twin have in common, so that the two
/// can be laid side by side.
struct ProductionPlan
{
    qint64 producers = 0;
    qint64 consumers = 0;
    qint64 items = 0; ///< of each producer
    qint64 consume = 0; ///< by all consumers together
    qint64 maxsize = 0; ///< of the queue between them; 0: unbounded
    DurationRange produceDelay; ///< after each item, drawn anew
    trace::Duration consumeDelay {}; ///< after each item

    /// From checked values of the parameters below.
    explicit ProductionPlan(const Values &values);
};

/// The parameters of a plan with two defaults of the scenario's own.
[[nodiscard]] QList<Parameter> productionParameters(const QString &producers, const QString &consume);

/// A thing that is produced: a square number and when it was made.
struct ProducedItem
{
    qint64 value = 0;
    trace::Timestamp made;
};

/// Its text in the trace.
[[nodiscard]] QString itemText(const ProducedItem &item);

} // namespace scenarios
