// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

namespace trace {

/// One value of a slice's args.
struct Arg
{
    QString key; ///< of nested objects with those around it: "data.frame.url"
    QString value; ///< a text without its quotes and escapes; a number, a word and a list as they stand
};

/// The values of args (argtable.h) in their order, at most `most` of them: objects up to 8 deep are taken apart. Whatever the bytes are, what can be
/// made out is told; args that were cut end with the value that was cut.
[[nodiscard]] std::vector<Arg> argsOf(QByteArrayView json, std::size_t most);

/// "disk: sda, bytes: 4096", cut at 200 characters; "" where there are none.
[[nodiscard]] QString argsText(QByteArrayView json);

/// What a line of the log says: its text and, behind it in parentheses, its args.
[[nodiscard]] QString logText(const TextTable &texts, TextId line, ArgId args);
[[nodiscard]] inline QString logText(const Trace &trace, const Event &event)
{
    return logText(*trace.texts(), event.text, event.args());
}

} // namespace trace
