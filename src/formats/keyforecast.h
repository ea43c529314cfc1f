// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/jsontokens.h"

#include <array>

namespace formats {

/// Steps from key to key of JSON objects that are alike, as the records of one program are: what stood between two values last time, say `,"tid":`,
/// is compared as a whole with what stands there now. Only where neither of the two last ways to go on fits is the text taken apart.
///
/// A key is a number of its owner's, below Keys; 0 stands for the brace before the first key. Wants 16 readable bytes behind the text.
template<std::size_t Keys>
class KeyForecast
{
public:
    static constexpr quint8 End = 0xff; ///< instead of a key: the object is closed

    /// Goes on from the value of `key`, or from behind the brace, to the value of the next key, or behind the closing brace. `keyOf(token)` gives
    /// the number of a key.
    template<typename KeyOf>
    Scan next(JsonCursor &cursor, quint8 &key, KeyOf keyOf)
    {
        const char *const at = cursor.at();
        const quint64 low = wordAt(at);
        const quint64 high = wordAt(at + 8);
        for (const Step &step : m_steps[key]) {
            if (((low ^ step.low) & step.lowMask) == 0 && ((high ^ step.high) & step.highMask) == 0 && step.size != 0) {
                cursor.moveTo(at + step.size);
                key = step.key;
                return Scan::Done;
            }
        }
        return search(cursor, key, keyOf);
    }

private:
    struct Step
    {
        quint64 low = 0;
        quint64 high = 0;
        quint64 lowMask = 0;
        quint64 highMask = 0;
        quint8 size = 0; ///< 0: none yet
        quint8 key = 0;
    };

    template<typename KeyOf>
    Scan search(JsonCursor &cursor, quint8 &key, KeyOf keyOf)
    {
        const char *const from = cursor.at();
        quint8 found = End;
        if (key != 0 && !cursor.take(',') && cursor.peek() != '}')
            return cursor.unexpected();
        if (!cursor.take('}')) {
            if (cursor.peek() != '"')
                return cursor.unexpected();
            JsonToken token;
            if (const Scan scan = cursor.key(token); scan != Scan::Done)
                return scan;
            found = keyOf(token);
            cursor.peek(); // white space before the value is part of the step
        }
        const auto size = cursor.at() - from;
        if (size <= 16 && (found == End || !cursor.isAtEnd()))
            learn(m_steps[key], from, static_cast<quint8>(size), found);
        key = found;
        return Scan::Done;
    }

    static void learn(std::array<Step, 2> &steps, const char *from, quint8 size, quint8 key)
    {
        steps[1] = steps[0];
        const auto mask = [](int bytes) { return bytes <= 0 ? 0 : bytes >= 8 ? ~quint64(0) : (quint64(1) << (8 * bytes)) - 1; };
        steps[0] = { wordAt(from), wordAt(from + 8), mask(size), mask(size - 8), size, key };
    }

    std::array<std::array<Step, 2>, Keys> m_steps {};
};

} // namespace formats
