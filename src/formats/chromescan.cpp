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

} // namespace

quint8 RecordScanner::keyOf(const JsonToken &token)
{
    using Record = ChromeRecord;
    const char *const at = token.begin;
    switch (token.end - at) {
    case 1:
        return *at == 's' ? Record::InstantScope : Record::Passed;
    case 2:
        return is(at, "ph") ? Record::Phase : is(at, "ts") ? Record::Time : is(at, "id") ? Record::Id : Record::Passed;
    case 3:
        return is(at, "pid") ? Record::Pid
            : is(at, "tid")  ? Record::Tid
            : is(at, "cat")  ? Record::Category
            : is(at, "dur")  ? Record::Duration
            : is(at, "id2")  ? Record::Id2
                             : Record::Passed;
    case 4:
        return is(at, "name") ? Record::Name : is(at, "args") ? Record::Args : Record::Passed;
    case 5:
        return is(at, "scope") ? Record::IdScope : Record::Passed;
    default:
        return Record::Passed;
    }
}

Scan RecordScanner::scan(const char *&at, const char *end, ChromeRecord &record)
{
    JsonCursor cursor(at + 1, end);
    const quint32 before = record.m_filled;
    quint32 filled = 0;
    Scan scan = Scan::Done;
    for (quint8 key = ChromeRecord::Start;;) {
        scan = m_forecast.next(cursor, key, keyOf);
        if (scan != Scan::Done || key == m_forecast.End)
            break;
        filled |= 1u << key;
        scan = cursor.value(record.m_values[key]);
        if (scan != Scan::Done)
            break;
    }
    // Records alike fill the same values: clearing what is left of the one before is nearly never to be done.
    for (quint32 left = before & ~filled; left != 0; left &= left - 1)
        record.m_values[static_cast<std::size_t>(std::countr_zero(left))] = {};
    record.m_filled = filled;
    if (scan == Scan::Done)
        at = cursor.at();
    return scan;
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
