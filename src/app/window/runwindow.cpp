// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/runwindow.h"

#include "app/commands/messages.h"

namespace app {

int runWindow(int, char **)
{
    return fail(ExitCode::Failed, { QStringLiteral("window"), QStringLiteral("this build has none; see loopscope --help") });
}

} // namespace app
