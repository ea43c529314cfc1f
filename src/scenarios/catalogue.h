// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/scenario.h"

#include <QJsonArray>
#include <QStringList>

#include <span>

namespace scenarios {

/// The built-in scenarios. They live as long as the program; all functions are thread-safe.
class Catalogue
{
public:
    /// In display order, never empty.
    [[nodiscard]] static std::span<const std::unique_ptr<Scenario>> scenarios();
    /// The scenario of that name, or null.
    [[nodiscard]] static const Scenario *find(QStringView name);
    /// The same, with an error that names the nearest scenario or lists them.
    [[nodiscard]] static trace::Result<const Scenario *> named(QStringView name);
    [[nodiscard]] static QStringList names();
    /// What `scenarios --json` prints: an array with one object a scenario (Scenario::toJson).
    [[nodiscard]] static QJsonArray toJson();
};

} // namespace scenarios
