// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/keyforecast.h"

#include <array>

namespace formats {

/// One record of a Chrome trace, its values still where they stand in the text. Keys that no one asks for are passed over.
class ChromeRecord
{
public:
    [[nodiscard]] const JsonToken &phase() const { return m_values[Phase]; }
    [[nodiscard]] const JsonToken &name() const { return m_values[Name]; }
    [[nodiscard]] const JsonToken &category() const { return m_values[Category]; }
    [[nodiscard]] const JsonToken &pid() const { return m_values[Pid]; }
    [[nodiscard]] const JsonToken &tid() const { return m_values[Tid]; }
    [[nodiscard]] const JsonToken &id() const { return m_values[Id]; }
    [[nodiscard]] const JsonToken &id2() const { return m_values[Id2]; } ///< {"local": "0x1"} or {"global": "0x1"}
    [[nodiscard]] const JsonToken &idScope() const { return m_values[IdScope]; } ///< "scope"
    [[nodiscard]] const JsonToken &instantScope() const { return m_values[InstantScope]; } ///< "s"
    [[nodiscard]] const JsonToken &time() const { return m_values[Time]; } ///< "ts", in microseconds
    [[nodiscard]] const JsonToken &duration() const { return m_values[Duration]; } ///< "dur"
    [[nodiscard]] const JsonToken &args() const { return m_values[Args]; }

    /// The letter of its phase, zero where it has none.
    [[nodiscard]] char letter() const { return phase().isText() && phase().end > phase().begin ? *phase().begin : '\0'; }

private:
    friend class RecordScanner;
    enum Key : quint8 { Start, Passed, Phase, Name, Category, Pid, Tid, Id, Id2, IdScope, InstantScope, Time, Duration, Args, KeyCount };

    std::array<JsonToken, KeyCount> m_values;
    quint32 m_filled = 0; ///< a bit for each value that may be there
};

/// Reads records one after the other. Those of a program are much alike, so each is read by the keys of those before it (keyforecast.h).
class RecordScanner
{
public:
    /// Reads the record that begins at `at` (a '{') in place of what `record` held; where it is whole, `at` is then behind it. The text is followed by
    /// 16 zero bytes or more.
    [[nodiscard]] Scan scan(const char *&at, const char *end, ChromeRecord &record);

private:
    static quint8 keyOf(const JsonToken &token);

    KeyForecast<ChromeRecord::KeyCount> m_forecast;
};

/// Microseconds as nanoseconds, exact to the last digit; nothing where the token is no time.
[[nodiscard]] std::optional<qint64> nanosecondsOf(const JsonToken &microseconds);

} // namespace formats
