// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/jsontokens.h"

#include <QString>

#include <algorithm>
#include <limits>

namespace formats {

namespace {

/// The first quote, backslash or zero byte.
const char *endOfPlain(const char *at)
{
    for (;; at += ByteBlock::Size) {
        const ByteBlock block(at);
        if (const quint32 found = block.are('"') | block.are('\\') | block.are('\0'))
            return at + std::countr_zero(found);
    }
}

/// Bit n where an odd number of bits up to and including n are set, of 16.
quint32 parities(quint32 bits)
{
    for (const int shift : { 1, 2, 4, 8 })
        bits ^= bits << shift;
    return bits & 0xffff;
}

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// The four hex digits at `at`; -1 where they are none.
int codeUnit(const char *at, const char *end)
{
    if (end - at < 4)
        return -1;
    int unit = 0;
    for (int n = 0; n < 4; ++n) {
        const int digit = hexDigit(at[n]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

char plainEscape(char c)
{
    switch (c) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    default:
        return c;
    }
}

} // namespace

Scan JsonCursor::longText(JsonToken &token)
{
    token.kind = JsonToken::Kind::Text;
    token.begin = m_at + 1;
    token.hasEscapes = false;
    for (const char *at = m_at + 1;;) {
        at = endOfPlain(at);
        if (*at == '"') {
            token.end = at;
            m_at = at + 1;
            return Scan::Done;
        }
        if (at >= m_end)
            return Scan::Cut;
        if (*at == '\0')
            return Scan::Broken;
        token.hasEscapes = true;
        at += 2;
        if (at > m_end)
            return Scan::Cut;
    }
}

Scan JsonCursor::key(JsonToken &token)
{
    if (const Scan scan = text(token); scan != Scan::Done)
        return scan;
    return take(':') ? Scan::Done : unexpected();
}

// Only the depth is counted: a '}' that closes a '[' is let through. What lies within texts is told by the parity of the quotes before it; blocks with a
// backslash, before which a quote is none, or a zero byte are gone through byte by byte.
Scan JsonCursor::nested(JsonToken &token)
{
    token.kind = *m_at == '{' ? JsonToken::Kind::Object : JsonToken::Kind::Array;
    token.begin = m_at;
    qsizetype depth = 0;
    bool isText = false;
    const auto endAt = [&](const char *behind) {
        token.end = behind;
        m_at = behind;
        return Scan::Done;
    };
    for (const char *at = m_at;;) {
        const ByteBlock block(at);
        if ((block.are('\\') | block.are('\0')) == 0) [[likely]] {
            const quint32 within = parities(block.are('"')) ^ (isText ? 0xffffu : 0u);
            const quint32 opening = block.areFolded('{') & ~within;
            for (quint32 left = opening | (block.areFolded('}') & ~within); left != 0; left &= left - 1) {
                const int n = std::countr_zero(left);
                depth += (opening >> n & 1) != 0 ? 1 : -1;
                if (depth == 0)
                    return endAt(at + n + 1);
            }
            isText = (within >> (ByteBlock::Size - 1) & 1) != 0;
            at += ByteBlock::Size;
            continue;
        }
        for (const char *const behind = at + ByteBlock::Size; at < behind; ++at) {
            if (*at == '\0')
                return at >= m_end ? Scan::Cut : Scan::Broken;
            if (*at == '"') {
                isText = !isText;
            } else if (isText) {
                if (*at == '\\' && ++at >= m_end)
                    return Scan::Cut;
            } else if (const char folded = static_cast<char>(*at | 0x20); folded == '{' || folded == '}') {
                depth += folded == '{' ? 1 : -1;
                if (depth == 0)
                    return endAt(at + 1);
            }
        }
    }
}

Scan JsonCursor::longWord(JsonToken &token)
{
    const char first = *m_at;
    token.begin = m_at;
    token.kind = (first >= '0' && first <= '9') || first == '-' ? JsonToken::Kind::Number : JsonToken::Kind::Word;
    const char *at = m_at;
    while (isWordByte(*at))
        ++at;
    if (at >= m_end)
        return Scan::Cut; // it may go on
    if (at == m_at)
        return Scan::Broken;
    token.end = at;
    m_at = at;
    return Scan::Done;
}

QByteArray JsonToken::utf8() const
{
    if (!hasEscapes)
        return QByteArray(begin, end - begin);
    QByteArray out;
    out.reserve(end - begin);
    for (const char *at = begin; at < end; ++at) {
        if (*at != '\\' || at + 1 == end) {
            out.append(*at);
            continue;
        }
        ++at;
        if (*at != 'u') {
            out.append(plainEscape(*at));
            continue;
        }
        const int high = codeUnit(at + 1, end);
        if (high < 0) {
            out.append('u');
            continue;
        }
        at += 4;
        QString decoded(QChar(static_cast<char16_t>(high)));
        if (decoded.at(0).isHighSurrogate() && end - at > 6 && at[1] == '\\' && at[2] == 'u') {
            const int low = codeUnit(at + 3, end);
            if (low >= 0 && QChar::isLowSurrogate(static_cast<char32_t>(low))) {
                decoded += QChar(static_cast<char16_t>(low));
                at += 6;
            }
        }
        const bool isLone = decoded.size() == 1 && decoded.at(0).isSurrogate();
        out.append(isLone ? QByteArray("\xef\xbf\xbd") : decoded.toUtf8());
    }
    return out;
}

JsonToken memberOf(const JsonToken &object, QByteArrayView name)
{
    JsonToken found;
    forEachMember(object, [&](const JsonToken &key, const JsonToken &value) {
        if (key.bytes() != name)
            return true;
        found = value;
        return false;
    });
    return found;
}

std::optional<qint64> scaledNumber(QByteArrayView bytes, int scale)
{
    constexpr quint64 Most = static_cast<quint64>(std::numeric_limits<qint64>::max());
    const char *at = bytes.begin();
    const char *const end = bytes.end();
    const bool isNegative = at < end && *at == '-';
    at += isNegative || (at < end && *at == '+') ? 1 : 0;
    // The digits are collected up to what fits; `place` says how many powers of ten they are short of the value.
    quint64 digits = 0;
    qint64 place = scale;
    bool hasDigit = false;
    bool isPastPoint = false;
    int dropped = -1; // the first digit that did not fit: it decides the rounding
    for (; at < end; ++at) {
        if (*at == '.' && !isPastPoint) {
            isPastPoint = true;
            continue;
        }
        if (*at < '0' || *at > '9')
            break;
        hasDigit = true;
        const auto digit = static_cast<quint64>(*at - '0');
        if (dropped >= 0 || digits > (Most - digit) / 10) {
            dropped = dropped >= 0 ? dropped : static_cast<int>(digit);
            place += isPastPoint ? 0 : 1;
            continue;
        }
        digits = digits * 10 + digit;
        place -= isPastPoint ? 1 : 0;
    }
    if (!hasDigit)
        return std::nullopt;
    if (at < end && (*at == 'e' || *at == 'E')) {
        ++at;
        const bool isDown = at < end && *at == '-';
        at += at < end && (*at == '-' || *at == '+') ? 1 : 0;
        qint64 exponent = 0;
        const char *const first = at;
        for (; at < end && *at >= '0' && *at <= '9'; ++at)
            exponent = std::min<qint64>(exponent * 10 + (*at - '0'), 1000);
        if (at == first)
            return std::nullopt;
        place += isDown ? -exponent : exponent;
    }
    if (at != end)
        return std::nullopt;
    for (; place > 0 && digits != 0; --place) {
        if (dropped >= 0 || digits > Most / 10)
            return std::nullopt;
        digits *= 10;
    }
    quint64 rest = dropped >= 5 ? 5 : 0;
    for (; place < 0 && (digits != 0 || rest != 0); ++place) {
        rest = digits % 10;
        digits /= 10;
    }
    digits += rest >= 5 ? 1 : 0;
    if (digits > Most)
        return std::nullopt;
    return isNegative ? -static_cast<qint64>(digits) : static_cast<qint64>(digits);
}

std::optional<qint64> scaledNumber(const JsonToken &token, int scale)
{
    if (token.kind != JsonToken::Kind::Number && token.kind != JsonToken::Kind::Text)
        return std::nullopt;
    return scaledNumber(token.bytes(), scale);
}

} // namespace formats
