// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

/// Steps through a JSON text in memory that is followed by 8 zero bytes or more. Strings, brackets, commas and colons are seen; a value
/// is as lenient as what producers write: raw control characters in texts and anything that looks like a word are let through.
/// O(bytes), 8 bytes a step within texts and values that are passed over. Never recurses.
class JsonCursor
{
public:
    JsonCursor(const char *at, const char *end) : m_at(at), m_end(end) {}

    [[nodiscard]] const char *at() const { return m_at; }
    [[nodiscard]] bool isAtEnd() const { return m_at >= m_end; }
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
    Scan value(JsonToken &token);
    /// Takes a text; the cursor stands at its quote.
    Scan text(JsonToken &token);
    /// Takes "key" and the colon; the cursor stands at the quote.
    Scan key(JsonToken &token);
    /// What a byte is that should not be here.
    [[nodiscard]] Scan unexpected() const { return m_at >= m_end ? Scan::Cut : Scan::Broken; }

    [[nodiscard]] static bool isSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

private:
    Scan nested(JsonToken &token);

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
