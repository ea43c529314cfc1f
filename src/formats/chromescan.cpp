// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromescan.h"

#include <cstring>

namespace formats {

namespace {

template<std::size_t Size>
bool is(const char *key, const char (&name)[Size])
{
    return std::memcmp(key, name, Size - 1) == 0;
}

/// The place in the record for a key, or null.
JsonToken *placeFor(const JsonToken &key, ChromeRecord &record)
{
    const char *const at = key.begin;
    switch (key.end - key.begin) {
    case 1:
        return *at == 's' ? &record.instantScope : nullptr;
    case 2:
        return is(at, "ph") ? &record.phase : is(at, "ts") ? &record.time : is(at, "id") ? &record.id : is(at, "bp") ? &record.binding : nullptr;
    case 3:
        return is(at, "pid") ? &record.pid
            : is(at, "tid")  ? &record.tid
            : is(at, "cat")  ? &record.category
            : is(at, "dur")  ? &record.duration
            : is(at, "id2")  ? &record.id2
                             : nullptr;
    case 4:
        return is(at, "name") ? &record.name : is(at, "args") ? &record.args : nullptr;
    case 5:
        return is(at, "scope") ? &record.idScope : nullptr;
    default:
        return nullptr;
    }
}

} // namespace

Scan scanRecord(const char *&at, const char *end, ChromeRecord &record)
{
    record = {};
    JsonCursor cursor(at + 1, end);
    while (!cursor.take('}')) {
        if (cursor.peek() != '"')
            return cursor.unexpected();
        JsonToken key;
        if (const Scan scan = cursor.key(key); scan != Scan::Done)
            return scan;
        JsonToken passed;
        JsonToken *place = placeFor(key, record);
        if (const Scan scan = cursor.value(place ? *place : passed); scan != Scan::Done)
            return scan;
        if (!cursor.take(',') && cursor.peek() != '}')
            return cursor.unexpected();
    }
    at = cursor.at();
    return Scan::Done;
}

std::optional<qint64> nanosecondsOf(const JsonToken &microseconds)
{
    // Nearly every time is digits, a point and up to three digits: read without asking about anything else.
    const char *at = microseconds.begin;
    if (microseconds.kind == JsonToken::Kind::Number && microseconds.end - at <= 18) {
        qint64 ns = 0;
        for (; *at >= '0' && *at <= '9'; ++at)
            ns = ns * 10 + (*at - '0');
        if (at == microseconds.end && at > microseconds.begin && at - microseconds.begin <= 15)
            return ns * 1000;
        const auto behind = microseconds.end - at - 1;
        if (*at == '.' && behind > 0 && behind <= 3 && at > microseconds.begin) {
            static constexpr qint64 Rest[] = { 1000, 100, 10, 1 };
            const char *const point = at;
            for (++at; *at >= '0' && *at <= '9'; ++at)
                ns = ns * 10 + (*at - '0');
            if (at == microseconds.end && point - microseconds.begin <= 15)
                return ns * Rest[behind];
        }
    }
    return scaledNumber(microseconds, 3);
}

} // namespace formats
