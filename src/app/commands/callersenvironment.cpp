// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/callersenvironment.h"

namespace app {

namespace {

QProcessEnvironment &remembered()
{
    static QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    return environment;
}

} // namespace

void rememberEnvironment()
{
    remembered() = QProcessEnvironment::systemEnvironment();
}

QProcessEnvironment callersEnvironment()
{
    return remembered();
}

} // namespace app
