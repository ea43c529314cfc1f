// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/jsontext.h"

#include "formats/eventfields.h"

#include <utility>

namespace app {

namespace {
constexpr std::size_t LevelsOnLines = 2; // below them everything stands on one line
}

void JsonText::before(const char *key)
{
    if (!m_levels.empty()) {
        Level &level = m_levels.back();
        if (!level.isFirst)
            m_text.append(',');
        if (m_levels.size() <= LevelsOnLines)
            m_text.append('\n').append(QByteArray(static_cast<qsizetype>(m_levels.size()) * 2, ' '));
        else if (!level.isFirst)
            m_text.append(' ');
        level.isFirst = false;
    }
    if (key) {
        formats::appendJsonString(QString::fromUtf8(key), m_text);
        m_text.append(": ");
    }
}

void JsonText::open(const char *key, char opening, char closing)
{
    before(key);
    m_text.append(opening);
    m_levels.push_back({ closing });
}

void JsonText::end()
{
    const Level level = m_levels.back();
    m_levels.pop_back();
    if (!level.isFirst && m_levels.size() < LevelsOnLines)
        m_text.append('\n').append(QByteArray(static_cast<qsizetype>(m_levels.size()) * 2, ' '));
    m_text.append(level.closing);
}

void JsonText::number(const char *key, qint64 value)
{
    before(key);
    m_text.append(QByteArray::number(value));
}

void JsonText::text(const char *key, const QString &value)
{
    before(key);
    formats::appendJsonString(value, m_text);
}

void JsonText::null(const char *key)
{
    before(key);
    m_text.append("null");
}

QByteArray JsonText::take()
{
    m_text.append('\n');
    return std::exchange(m_text, {});
}

} // namespace app
