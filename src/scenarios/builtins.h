// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/scenario.h"

namespace scenarios {

/// A scenario that is compiled in: a description and the function that spawns its tasks.
class BuiltIn final : public Scenario
{
public:
    using Begin = trace::Result<> (*)(scheduler::Loop &, const Values &);

    BuiltIn(Description description, Begin begin);
    /// From the resources, which are built from the very file that is compiled.
    [[nodiscard]] QByteArray sourceText() const override;

private:
    [[nodiscard]] trace::Result<> begin(scheduler::Loop &loop, const Values &values) const override;

    Begin m_begin;
};

// One function a scenario, each in a file of its own.
[[nodiscard]] std::unique_ptr<Scenario> makeHello();
[[nodiscard]] std::unique_ptr<Scenario> makeTwoHellos();
[[nodiscard]] std::unique_ptr<Scenario> makeParallelSum();
[[nodiscard]] std::unique_ptr<Scenario> makePi();
[[nodiscard]] std::unique_ptr<Scenario> makePlanets();
[[nodiscard]] std::unique_ptr<Scenario> makeProducerConsumer();
[[nodiscard]] std::unique_ptr<Scenario> makeProducerConsumerSync();

} // namespace scenarios
