// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/jsontokens.h"

namespace formats {

/// One record of a Chrome trace, its values still where they stand in the text. Keys that no one asks for are passed over.
struct ChromeRecord
{
    JsonToken phase;
    JsonToken name;
    JsonToken category;
    JsonToken pid;
    JsonToken tid;
    JsonToken id;
    JsonToken id2; ///< {"local": "0x1"} or {"global": "0x1"}
    JsonToken idScope; ///< "scope"
    JsonToken instantScope; ///< "s"
    JsonToken binding; ///< "bp"
    JsonToken time; ///< "ts", in microseconds
    JsonToken duration; ///< "dur"
    JsonToken args;

    /// The letter of its phase, zero where it has none.
    [[nodiscard]] char letter() const { return phase.isText() && phase.end > phase.begin ? *phase.begin : '\0'; }
};

/// Reads the record that begins at `at` (a '{'); where it is whole, `at` is then behind it. The text is followed by 8 zero bytes or more.
[[nodiscard]] Scan scanRecord(const char *&at, const char *end, ChromeRecord &record);

/// Microseconds as nanoseconds, exact to the last digit; nothing where the token is no time.
[[nodiscard]] std::optional<qint64> nanosecondsOf(const JsonToken &microseconds);

} // namespace formats
