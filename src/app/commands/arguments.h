// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "trace/result.h"

#include <QMap>
#include <QStringList>

namespace app {

/// The words after a subcommand, checked against its options: QCommandLineParser with exact messages. An unknown option names the
/// nearest valid one, a single option given twice is an error and so is a missing or surplus operand.
class Arguments
{
public:
    /// Parses `words` (without program and command name). Asking for help stops all other checks.
    [[nodiscard]] static trace::Result<Arguments> parse(const Command &command, const QStringList &words);

    [[nodiscard]] bool wantsHelp() const { return m_wantsHelp; }
    [[nodiscard]] const QStringList &operands() const { return m_operands; }
    [[nodiscard]] bool has(const char *option) const { return m_values.contains(QLatin1String(option)); }
    /// The value of an option, "" where it was not given.
    [[nodiscard]] QString value(const char *option) const { return values(option).value(0); }
    /// All values of a repeatable option in the order given.
    [[nodiscard]] QStringList values(const char *option) const { return m_values.value(QLatin1String(option)); }

private:
    bool m_wantsHelp = false;
    QStringList m_operands;
    QMap<QString, QStringList> m_values; // switches hold an empty list
};

/// The help of a command as printed by `loopscope COMMAND --help`.
[[nodiscard]] QString helpText(const Command &command);

/// "-o" for "o", "--seed" for "seed".
[[nodiscard]] QString dashed(const QString &option);

} // namespace app
