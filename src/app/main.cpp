// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/window/runwindow.h"

int main(int argc, char **argv)
{
    std::optional<app::LiveRecording> live;
    if (const std::optional<int> code = app::runCommandLine(argc, argv, live))
        return *code;
    if (!live)
        return app::runWindow(argc, argv);
    app::WatchedProgram program;
    program.plan.title = live->name;
    program.plan.interpreter = live->words.takeFirst();
    program.plan.arguments = live->words;
    program.plan.isOnTerminal = true;
    program.plan.isLowDetail = live->isLowDetail;
    program.begun = live->begun;
    program.ended = live->ended;
    return app::runWindow(program);
}
