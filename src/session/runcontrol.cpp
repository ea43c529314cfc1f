// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/runcontrol.h"

namespace session {

void RunControl::toggle()
{
    if (state() == RunState::Running)
        pause();
    else
        run();
}

} // namespace session
