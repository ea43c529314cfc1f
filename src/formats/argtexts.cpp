// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/argtexts.h"

#include "formats/nametable.h"

#include <QJsonDocument>
#include <QUtf8StringView>

namespace formats {

using trace::ArgId;
using trace::ArgTable;

namespace {

constexpr std::size_t RecentSlots = 4096;
constexpr QByteArrayView CutMark { "\xe2\x80\xa6", 3 }; // an ellipsis

/// Whether all bytes are ASCII and none is a control character. Of up to eight bytes at a time.
bool isPlain(QByteArrayView bytes)
{
    constexpr quint64 Ones = 0x0101010101010101u;
    constexpr quint64 Tops = 0x8080808080808080u;
    const char *at = bytes.data();
    qsizetype left = bytes.size();
    quint64 others = 0;
    for (; left >= 8; left -= 8, at += 8) {
        quint64 word;
        std::memcpy(&word, at, sizeof word);
        others |= word | (word - 0x20 * Ones); // a byte below 0x20 borrows; one above it may be hit by the borrow only where there is such a byte
    }
    for (; left > 0; --left, ++at)
        others |= static_cast<quint8>(*at) < 0x20 ? Tops : static_cast<quint8>(*at);
    return (others & Tops) == 0;
}

bool isEmptyObject(QByteArrayView json)
{
    qsizetype at = 1;
    while (at < json.size() && QByteArrayView(" \t\r\n").contains(json[at]))
        ++at;
    return at >= json.size() || json[at] == '}';
}

/// Cuts where it is too long, between two characters.
bool cutToLongest(QByteArray &line)
{
    if (line.size() <= ArgTable::Longest)
        return false;
    qsizetype size = ArgTable::Longest - CutMark.size();
    while (size > 0 && (static_cast<quint8>(line[size]) & 0xc0) == 0x80)
        --size;
    line.truncate(size);
    line.append(CutMark);
    return true;
}

void appendEscape(char c, QByteArray &out)
{
    static constexpr char Hex[] = "0123456789abcdef";
    if (c == '\n')
        out.append("\\n");
    else if (c == '\t')
        out.append("\\t");
    else
        out.append("\\u00").append(Hex[(c >> 4) & 0xf]).append(Hex[c & 0xf]);
}

/// The beginning of some JSON, some bytes more than may be kept, without its white space and control characters.
void putInOneLine(QByteArrayView json, QByteArray &line)
{
    line.resize(0);
    bool isText = false;
    bool isEscape = false;
    for (const char c : json) {
        if (line.size() > ArgTable::Longest)
            return;
        const bool isControl = static_cast<quint8>(c) < 0x20;
        if (isText && isControl)
            appendEscape(c, line);
        else if (!isControl && (isText || c != ' '))
            line.append(c);
        if (c == '"' && !isEscape)
            isText = !isText;
        isEscape = isText && c == '\\' && !isEscape;
    }
}

} // namespace

ArgId ArgTexts::put(QByteArrayView json)
{
    if (m_recent.empty())
        m_recent.resize(RecentSlots);
    const quint64 hash = hashOf(json);
    Recent &recent = m_recent[hash % RecentSlots];
    if (recent.hash == static_cast<quint32>(hash >> 32) && m_table.bytes(recent.id) == json)
        return recent.id;
    const ArgId added = m_table.add(json);
    if (added == ArgId::None)
        ++m_leftOut;
    else
        recent = { static_cast<quint32>(hash >> 32), added };
    return added;
}

ArgId ArgTexts::of(QByteArrayView json)
{
    if (isEmptyObject(json))
        return ArgId::None;
    if (json.size() <= ArgTable::Longest && isPlain(json))
        return put(json);
    putInOneLine(json, m_line);
    if (!QUtf8StringView(m_line).isValidUtf8())
        m_line = QString::fromUtf8(m_line).toUtf8();
    m_cut += cutToLongest(m_line) ? 1 : 0;
    return put(m_line);
}

ArgId ArgTexts::joined(ArgId first, ArgId second)
{
    const QByteArrayView a = m_table.bytes(first);
    const QByteArrayView b = m_table.bytes(second);
    if (!a.endsWith('}') || !b.startsWith('{'))
        return first; // it was cut
    QByteArray both = a.chopped(1).toByteArray();
    both.append(',').append(b.sliced(1));
    return of(both);
}

void appendJsonText(QByteArrayView utf8, QByteArray &out)
{
    out.append('"');
    for (const char c : utf8) {
        if (static_cast<quint8>(c) < 0x20) {
            appendEscape(c, out);
            continue;
        }
        if (c == '"' || c == '\\')
            out.append('\\');
        out.append(c);
    }
    out.append('"');
}

bool isStrictJson(QByteArrayView json)
{
    QJsonParseError error;
    (void)QJsonDocument::fromJson(QByteArray::fromRawData(json.data(), json.size()), &error);
    return error.error == QJsonParseError::NoError;
}

} // namespace formats
