// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/jsonscanner.h"

#include <algorithm>

namespace formats {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

bool endsScalar(char c)
{
    return isSpace(c) || c == ',' || c == ']' || c == '}' || c == ':' || c == '[' || c == '{' || c == '"';
}

} // namespace

bool JsonScanner::atEnd()
{
    while (m_position < m_bytes.size() && isSpace(m_bytes[m_position]))
        ++m_position;
    return m_position == m_bytes.size();
}

char JsonScanner::peek()
{
    return atEnd() ? '\0' : m_bytes[m_position];
}

bool JsonScanner::take(char c)
{
    if (atEnd() || m_bytes[m_position] != c)
        return false;
    ++m_position;
    return true;
}

// The offset after the closing quote of the string that opens at `from`, -1 where it does not close before `limit`.
qsizetype JsonScanner::endOfString(qsizetype from, qsizetype limit) const
{
    for (qsizetype at = from + 1; at < limit; ++at) {
        if (m_bytes[at] == '\\')
            ++at;
        else if (m_bytes[at] == '"')
            return at + 1;
    }
    return -1;
}

std::optional<QByteArrayView> JsonScanner::value(qsizetype most)
{
    const char first = peek();
    const qsizetype begin = m_position;
    const qsizetype limit = m_bytes.size() - begin > most ? begin + most : m_bytes.size();
    qsizetype at = begin;
    if (first == '{' || first == '[') {
        // Only the depth is counted: a '}' that closes a '[' is the parser's to find.
        qsizetype depth = 0;
        do {
            const char c = m_bytes[at];
            if (c == '"') {
                at = endOfString(at, limit);
                if (at < 0)
                    return std::nullopt;
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            ++at;
        } while (depth > 0 && at < limit);
        if (depth > 0)
            return std::nullopt;
    } else if (first == '"') {
        at = endOfString(at, limit);
        if (at < 0)
            return std::nullopt;
    } else {
        while (at < limit && !endsScalar(m_bytes[at]))
            ++at;
        if (at == begin || (at == limit && limit < m_bytes.size()))
            return std::nullopt;
    }
    m_position = at;
    return m_bytes.sliced(begin, at - begin);
}

qsizetype lineOf(QByteArrayView bytes, qsizetype offset)
{
    return 1 + std::count(bytes.begin(), bytes.begin() + std::min(offset, bytes.size()), '\n');
}

} // namespace formats
