// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/window/runwindow.h"

int main(int argc, char **argv)
{
    const std::optional<int> code = app::runCommandLine(argc, argv);
    return code ? *code : app::runWindow(argc, argv);
}
