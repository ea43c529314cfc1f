// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/argtext.h"

#include "trace/argtable.h"

namespace trace {

namespace {

constexpr int MostDepth = 8;
constexpr std::size_t MostInText = 32;
constexpr qsizetype LongestText = 200;

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Takes an object apart without asking whether it is one that everybody would accept.
class ArgReader
{
public:
    ArgReader(QByteArrayView json, std::size_t most) : m_at(json.begin()), m_end(json.end()), m_most(most) {}

    std::vector<Arg> read()
    {
        value({}, 0);
        return std::move(m_args);
    }

private:
    [[nodiscard]] char peek()
    {
        while (m_at < m_end && isSpace(*m_at))
            ++m_at;
        return m_at < m_end ? *m_at : '\0';
    }
    [[nodiscard]] bool isDone() const { return m_at >= m_end || m_args.size() >= m_most; }

    void value(const QString &key, int depth)
    {
        const char first = peek();
        if (first == '{' && depth < MostDepth)
            members(key, depth);
        else if (first == '"')
            add(key, text());
        else
            add(key, QString::fromUtf8(asItStands()).trimmed());
    }
    void members(const QString &key, int depth)
    {
        ++m_at;
        if (peek() == '}' && !key.isEmpty())
            add(key, QStringLiteral("{}"));
        while (!isDone() && peek() != '}') {
            if (m_at == m_end) // nothing but blanks was left
                return;
            if (*m_at != '"') { // a comma, or what has been cut
                const char *const before = m_at++;
                if (*before != ',') {
                    add(key, QString::fromUtf8(QByteArrayView(before, m_end)));
                    m_at = m_end;
                }
                continue;
            }
            const QString name = text();
            if (peek() == ':')
                ++m_at;
            value(key.isEmpty() ? name : key + u'.' + name, depth + 1);
        }
        if (m_at < m_end && *m_at == '}')
            ++m_at;
    }
    void add(const QString &key, const QString &value)
    {
        if (m_args.size() < m_most)
            m_args.push_back({ key, value });
    }

    /// The text at whose quote the reader stands.
    QString text()
    {
        QString decoded;
        const char *plain = ++m_at;
        const auto flush = [&] { decoded += QString::fromUtf8(QByteArrayView(plain, m_at)); };
        while (m_at < m_end && *m_at != '"') {
            if (*m_at != '\\') {
                ++m_at;
                continue;
            }
            flush();
            ++m_at;
            if (m_at < m_end)
                decoded += escaped();
            plain = m_at;
        }
        flush();
        if (m_at < m_end)
            ++m_at;
        return decoded;
    }
    QChar escaped()
    {
        const char c = *m_at++;
        switch (c) {
        case 'n':
            return u'\n';
        case 't':
            return u'\t';
        case 'r':
            return u'\r';
        case 'b':
            return u'\b';
        case 'f':
            return u'\f';
        case 'u':
            break;
        default:
            return QLatin1Char(c);
        }
        bool isNumber = false;
        const auto digits = QByteArrayView(m_at, std::min<qsizetype>(4, m_end - m_at));
        const ushort unit = digits.toUShort(&isNumber, 16);
        m_at += isNumber ? digits.size() : 0;
        return isNumber ? QChar(unit) : QChar(QChar::ReplacementCharacter);
    }
    /// A number, a word, a list, or an object that lies too deep.
    QByteArrayView asItStands()
    {
        const char *const begin = m_at;
        int depth = 0;
        bool isText = false;
        for (; m_at < m_end; ++m_at) {
            const char c = *m_at;
            if (c == '"') {
                isText = !isText;
            } else if (isText) {
                m_at += c == '\\' && m_at + 1 < m_end ? 1 : 0;
            } else if (c == '{' || c == '[') {
                ++depth;
            } else if ((c == '}' || c == ']') && --depth <= 0) {
                m_at += depth == 0 ? 1 : 0; // else it closes what is around
                break;
            } else if (c == ',' && depth == 0) {
                break;
            }
        }
        return { begin, m_at };
    }

    const char *m_at;
    const char *m_end;
    std::size_t m_most;
    std::vector<Arg> m_args;
};

} // namespace

std::vector<Arg> argsOf(QByteArrayView json, std::size_t most)
{
    return json.isEmpty() ? std::vector<Arg>() : ArgReader(json, most).read();
}

QString argsText(QByteArrayView json)
{
    QString text;
    for (const Arg &arg : argsOf(json, MostInText)) {
        text += (text.isEmpty() ? QString() : QStringLiteral(", ")) + (arg.key.isEmpty() ? QString() : arg.key + QStringLiteral(": ")) + arg.value.left(LongestText);
        if (text.size() > LongestText)
            return text.left(LongestText - 1) + QChar(0x2026);
    }
    return text;
}

QString logText(const TextTable &texts, TextId line, ArgId id)
{
    const QString text = texts.text(line);
    const QString args = argsText(texts.args().bytes(id));
    return args.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, args);
}

} // namespace trace
