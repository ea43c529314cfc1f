// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/bytescan.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace formats {

/// One value of a JSON text as it stands there, not decoded; points into the text.
struct JsonToken
{
    enum class Kind : quint8 { None, Text, Number, Object, Array, Word };

    const char *begin = nullptr; ///< of a text behind its quote, of an object or array at its bracket
    const char *end = nullptr; ///< of a text before its quote, else behind the value
    Kind kind = Kind::None;
    bool hasEscapes = false; ///< of a text: it has to be decoded

    [[nodiscard]] explicit operator bool() const { return kind != Kind::None; }
    [[nodiscard]] bool isText() const { return kind == Kind::Text; }
    [[nodiscard]] QByteArrayView bytes() const { return { begin, end - begin }; }
    /// A text without its escapes, anything else as it stands. Unpaired surrogates become U+FFFD.
    [[nodiscard]] QByteArray utf8() const;
};

/// Where scanning stopped.
enum class Scan : quint8 {
    Done,
    Cut, ///< the text ends inside the value: it may go on in the next window
    Broken, ///< this cannot be JSON, wherever it is cut
};

/// Steps through a JSON text in memory that is followed by 16 zero bytes or more. Strings, brackets, commas and colons are seen; a value
/// is as lenient as what producers write: raw control characters in texts and anything that looks like a word are let through.
/// O(bytes), 16 bytes a step within texts, numbers and values that are passed over. Never recurses.
class JsonCursor
{
public:
    JsonCursor(const char *at, const char *end) : m_at(at), m_end(end) {}

    [[nodiscard]] const char *at() const { return m_at; }
    [[nodiscard]] bool isAtEnd() const { return m_at >= m_end; }
    /// Goes on from there.
    void moveTo(const char *at) { m_at = at; }
    /// The next byte that is no white space; zero at the end.
    char peek()
    {
        while (static_cast<quint8>(*m_at) <= ' ' && isSpace(*m_at))
            ++m_at;
        return *m_at;
    }
    /// Takes c, after white space, where it is next.
    bool take(char c)
    {
        if (peek() != c)
            return false;
        ++m_at;
        return true;
    }
    /// Takes a value of any kind.
    Scan value(JsonToken &token)
    {
        const char first = peek();
        if (first == '"')
            return text(token);
        if (first == '{' || first == '[')
            return nested(token);
        return word(token);
    }
    /// Takes a text; the cursor stands at its quote.
    Scan text(JsonToken &token)
    {
        const ByteBlock block(m_at + 1);
        const quint32 quotes = block.are('"');
        // The lowest bit of those is that of the quote, where there is one and neither an escape nor the end before it.
        const quint32 stops = quotes | block.are('\\') | block.are('\0');
        if ((quotes & (stops & (0 - stops))) == 0)
            return longText(token);
        token.kind = JsonToken::Kind::Text;
        token.hasEscapes = false;
        token.begin = m_at + 1;
        token.end = m_at + 1 + std::countr_zero(stops);
        m_at = token.end + 1;
        return Scan::Done;
    }
    /// Takes "key" and the colon; the cursor stands at the quote.
    Scan key(JsonToken &token);
    /// What a byte is that should not be here.
    [[nodiscard]] Scan unexpected() const { return m_at >= m_end ? Scan::Cut : Scan::Broken; }

    [[nodiscard]] static bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

private:
    Scan longText(JsonToken &token);
    Scan nested(JsonToken &token);
    /// A number, or a word as true is.
    Scan word(JsonToken &token)
    {
        // The bytes of numbers but an exponent's, and '/', which stands in no number and is refused by whoever wants one.
        const quint32 others = ~ByteBlock(m_at).areIn('-', '9') & 0xffff;
        const char *const behind = m_at + std::countr_zero(others);
        if (others == 0 || behind == m_at || behind >= m_end || isWordByte(*behind))
            return longWord(token);
        token.kind = *m_at == '.' || *m_at == '/' ? JsonToken::Kind::Word : JsonToken::Kind::Number;
        token.begin = m_at;
        token.end = behind;
        m_at = behind;
        return Scan::Done;
    }
    Scan longWord(JsonToken &token);
    [[nodiscard]] static bool isWordByte(char c)
    {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '-' || c == '.' || c == '_';
    }

    const char *m_at;
    const char *m_end;
};

/// Calls visit(key, value) for the members of an object token until it returns false; false where the object is malformed.
template<typename Visit>
bool forEachMember(const JsonToken &object, Visit visit)
{
    if (object.kind != JsonToken::Kind::Object)
        return false;
    JsonCursor cursor(object.begin + 1, object.end);
    while (!cursor.take('}')) {
        JsonToken key;
        JsonToken value;
        if (cursor.peek() != '"' || cursor.key(key) != Scan::Done || cursor.value(value) != Scan::Done)
            return false;
        if (!visit(key, value))
            return true;
        if (!cursor.take(',') && cursor.peek() != '}')
            return false;
    }
    return true;
}
/// The member of that name; none where there is none.
[[nodiscard]] JsonToken memberOf(const JsonToken &object, QByteArrayView name);

/// A decimal number, or a text that holds one, times 10^scale, rounded half away from zero; nothing for all else and beyond +-9.2e18.
/// Exact: no floating point is involved.
[[nodiscard]] std::optional<qint64> scaledNumber(const JsonToken &token, int scale);
/// The same for plain bytes.
[[nodiscard]] std::optional<qint64> scaledNumber(QByteArrayView bytes, int scale);

} // namespace formats
