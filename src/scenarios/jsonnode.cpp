// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/jsonnode.h"

#include "scenarios/messagetext.h"

#include <optional>
#include <set>

using trace::Error;
using trace::Result;

namespace scenarios {

namespace {

// Recursive descent over the bytes; the depth of the recursion is bounded by MaxJsonDepth. Every function leaves the
// cursor after what it has read and returns false, with m_error set, at the first thing that is wrong.
class Reader
{
public:
    Reader(QByteArrayView bytes, const QString &name)
        : m_bytes(bytes)
        , m_name(name)
    {
    }

    Result<JsonNode> read()
    {
        if (m_bytes.size() > MaxJsonBytes)
            return Error { m_name, QStringLiteral("is larger than %1 bytes").arg(MaxJsonBytes) };
        if (m_bytes.startsWith("\xef\xbb\xbf"))
            m_at = 3;
        JsonNode root;
        if (readValue(root, 0)) {
            skipBlanks();
            if (!isAtEnd())
                fail(m_place, QStringLiteral("there is text after the end of the value"));
        }
        if (m_error)
            return *m_error;
        return root;
    }

private:
    bool isAtEnd() const { return m_at >= m_bytes.size(); }
    char current() const { return isAtEnd() ? '\0' : m_bytes[m_at]; }

    void advance()
    {
        const char c = m_bytes[m_at++];
        if (c == '\n') {
            ++m_place.line;
            m_place.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) { // not a continuation byte of UTF-8
            ++m_place.column;
        }
    }

    void skipBlanks()
    {
        while (!isAtEnd() && (current() == ' ' || current() == '\t' || current() == '\n' || current() == '\r'))
            advance();
    }

    bool fail(Place place, const QString &why)
    {
        if (!m_error)
            m_error = Error { placeText(m_name, place), why };
        return false;
    }

    bool failHere(const QString &expected)
    {
        if (isAtEnd())
            return fail(m_place, QStringLiteral("the file ends where %1 was expected").arg(expected));
        const auto c = static_cast<unsigned char>(current());
        const QString found = c > 0x20 && c < 0x7F ? QStringLiteral("'%1'").arg(QLatin1Char(current()))
                                                   : QStringLiteral("byte 0x%1").arg(c, 2, 16, QLatin1Char('0'));
        return fail(m_place, QStringLiteral("%1 stands where %2 was expected").arg(found, expected));
    }

    bool readValue(JsonNode &node, int depth)
    {
        skipBlanks();
        node.place = m_place;
        if (depth > MaxJsonDepth)
            return fail(m_place, QStringLiteral("is nested more than %1 levels deep").arg(MaxJsonDepth));
        if (++m_nodes > MaxJsonNodes)
            return fail(m_place, QStringLiteral("has more than %1 values").arg(MaxJsonNodes));
        switch (current()) {
        case '{':
            return readObject(node, depth);
        case '[':
            return readArray(node, depth);
        case '"':
            node.kind = JsonNode::Kind::String;
            return readString(node.text);
        case 't':
            node.truth = true;
            return readWord(node, JsonNode::Kind::Boolean, "true");
        case 'f':
            return readWord(node, JsonNode::Kind::Boolean, "false");
        case 'n':
            return readWord(node, JsonNode::Kind::Null, "null");
        default:
            return readNumber(node);
        }
    }

    bool readWord(JsonNode &node, JsonNode::Kind kind, QByteArrayView word)
    {
        if (!m_bytes.sliced(m_at).startsWith(word))
            return failHere(QStringLiteral("a value"));
        for (qsizetype i = 0; i < word.size(); ++i)
            advance();
        node.kind = kind;
        return true;
    }

    bool isAtDigit() const { return current() >= '0' && current() <= '9'; }

    bool readDigits()
    {
        if (!isAtDigit())
            return failHere(QStringLiteral("a digit"));
        while (isAtDigit())
            advance();
        return true;
    }

    bool readNumber(JsonNode &node)
    {
        if (current() != '-' && !isAtDigit())
            return failHere(QStringLiteral("a value"));
        const qsizetype begin = m_at;
        if (current() == '-')
            advance();
        if (current() == '0') {
            advance();
            if (isAtDigit())
                return failHere(QStringLiteral("the end of a number that begins with 0"));
        } else if (!readDigits()) {
            return false;
        }
        if (current() == '.') {
            advance();
            if (!readDigits())
                return false;
        }
        if (current() == 'e' || current() == 'E') {
            advance();
            if (current() == '+' || current() == '-')
                advance();
            if (!readDigits())
                return false;
        }
        node.kind = JsonNode::Kind::Number;
        node.text = QString::fromLatin1(m_bytes.sliced(begin, m_at - begin));
        return true;
    }

    bool readString(QString &text)
    {
        const Place begin = m_place;
        advance();
        qsizetype plain = m_at; // beginning of the run of characters that need no unescaping
        const auto takePlain = [&] {
            const QByteArrayView run = m_bytes.sliced(plain, m_at - plain);
            if (!run.isValidUtf8())
                return fail(begin, QStringLiteral("the string is not valid UTF-8"));
            text += QString::fromUtf8(run);
            return true;
        };
        while (!isAtEnd() && current() != '"') {
            if (static_cast<unsigned char>(current()) < 0x20)
                return fail(m_place,
                    QStringLiteral("a control character stands in a string; write it as \\u%1")
                        .arg(current(), 4, 16, QLatin1Char('0')));
            if (current() != '\\') {
                advance();
                continue;
            }
            if (!takePlain() || !readEscape(text))
                return false;
            plain = m_at;
        }
        if (isAtEnd())
            return fail(begin, QStringLiteral("the string is not closed"));
        if (!takePlain())
            return false;
        advance();
        return true;
    }

    std::optional<char16_t> readCodeUnit()
    {
        quint32 unit = 0;
        for (int i = 0; i < 4; ++i) {
            const char c = current();
            const int digit = c >= '0' && c <= '9' ? c - '0'
                : c >= 'a' && c <= 'f'             ? c - 'a' + 10
                : c >= 'A' && c <= 'F'             ? c - 'A' + 10
                                                   : -1;
            if (digit < 0) {
                failHere(QStringLiteral("a hexadecimal digit"));
                return std::nullopt;
            }
            unit = unit * 16 + static_cast<quint32>(digit);
            advance();
        }
        return static_cast<char16_t>(unit);
    }

    bool readEscape(QString &text)
    {
        const Place begin = m_place;
        advance();
        const char c = current();
        static constexpr QByteArrayView letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
        const qsizetype simple = isAtEnd() ? -1 : letters.indexOf(c);
        if (simple >= 0) {
            advance();
            text += QLatin1Char(meanings[simple]);
            return true;
        }
        if (c != 'u')
            return failHere(QStringLiteral("one of \" \\ / b f n r t u"));
        advance();
        const auto unit = readCodeUnit();
        if (!unit)
            return false;
        if (!QChar::isSurrogate(*unit)) {
            text += QChar(*unit);
            return true;
        }
        if (QChar::isHighSurrogate(*unit) && m_bytes.sliced(m_at).startsWith("\\u")) {
            advance();
            advance();
            const auto low = readCodeUnit();
            if (!low)
                return false;
            if (QChar::isLowSurrogate(*low)) {
                text += QChar(*unit);
                text += QChar(*low);
                return true;
            }
        }
        return fail(begin, QStringLiteral("half of a surrogate pair stands alone"));
    }

    bool readArray(JsonNode &node, int depth)
    {
        node.kind = JsonNode::Kind::Array;
        advance();
        skipBlanks();
        if (current() == ']') {
            advance();
            return true;
        }
        while (true) {
            if (!readValue(node.items.emplace_back(), depth + 1))
                return false;
            skipBlanks();
            if (current() == ']') {
                advance();
                return true;
            }
            if (current() != ',')
                return failHere(QStringLiteral("',' or ']'"));
            advance();
        }
    }

    bool readObject(JsonNode &node, int depth)
    {
        node.kind = JsonNode::Kind::Object;
        std::set<QString> keys;
        advance();
        skipBlanks();
        if (current() == '}') {
            advance();
            return true;
        }
        while (true) {
            skipBlanks();
            if (current() != '"')
                return failHere(QStringLiteral("a key in quotes"));
            const Place keyPlace = m_place;
            QString key;
            if (!readString(key))
                return false;
            if (!keys.insert(key).second)
                return fail(keyPlace, QStringLiteral("the key %1 stands twice in this object").arg(quoted(key)));
            skipBlanks();
            if (current() != ':')
                return failHere(QStringLiteral("':'"));
            advance();
            JsonNode &value = node.items.emplace_back();
            value.key = std::move(key);
            value.keyPlace = keyPlace;
            if (!readValue(value, depth + 1))
                return false;
            skipBlanks();
            if (current() == '}') {
                advance();
                return true;
            }
            if (current() != ',')
                return failHere(QStringLiteral("',' or '}'"));
            advance();
        }
    }

    QByteArrayView m_bytes;
    const QString &m_name;
    qsizetype m_at = 0;
    Place m_place;
    int m_nodes = 0;
    std::optional<Error> m_error;
};

} // namespace

const JsonNode *JsonNode::member(QStringView name) const
{
    for (const JsonNode &item : items) {
        if (item.key == name)
            return &item;
    }
    return nullptr;
}

QString JsonNode::kindText() const
{
    switch (kind) {
    case Kind::Null:
        return QStringLiteral("null");
    case Kind::Boolean:
        return truth ? QStringLiteral("true") : QStringLiteral("false");
    case Kind::Number:
        return QStringLiteral("a number");
    case Kind::String:
        return QStringLiteral("a string");
    case Kind::Array:
        return QStringLiteral("a list");
    case Kind::Object:
        return QStringLiteral("an object");
    }
    Q_UNREACHABLE();
}

Result<JsonNode> readJson(QByteArrayView bytes, const QString &name) { return Reader(bytes, name).read(); }

QString placeText(const QString &name, Place place)
{
    return QStringLiteral("%1:%2:%3").arg(name, QString::number(place.line), QString::number(place.column));
}

} // namespace scenarios
