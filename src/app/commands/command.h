// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace app {

class Arguments;

/// One option of a command, as its help and its parser know it.
struct OptionSpec
{
    const char *name; ///< without the dashes; a single letter is a short option ("o": -o)
    const char *value; ///< placeholder in the help ("FILE"), null for a switch
    const char *summary; ///< one line or more; '\n' breaks
    bool isRepeatable = false;
};

/// One subcommand: everything that help, parser and dispatch need.
struct Command
{
    const char *name;
    const char *operands; ///< "TRACE" as it stands in the usage line, "" for none
    int leastOperands;
    int mostOperands;
    const char *summary; ///< one line, for the list of commands
    const char *details; ///< paragraphs under the usage line
    std::span<const OptionSpec> options;
    /// True where these arguments draw a picture: fonts and painting need a QGuiApplication, which starts more slowly. Null: never.
    bool (*drawsPictures)(const Arguments &);
    /// Does the work and returns the exit code of the process. The application object exists.
    int (*run)(const Arguments &);
};

} // namespace app
