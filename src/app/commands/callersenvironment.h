// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcessEnvironment>

namespace app {

/// Keeps the environment as it is now, before a command changes it for itself.
void rememberEnvironment();
/// The environment that was remembered: what a program that we start has to get.
[[nodiscard]] QProcessEnvironment callersEnvironment();

} // namespace app
