// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/nodereader.h"

#include "scenarios/messagetext.h"
#include "trace/timetext.h"

using trace::Duration;
using trace::Error;

namespace scenarios {

NodeReader::At::At(NodeReader &reader, const QString &part)
    : m_path(reader.m_path)
    , m_length(reader.m_path.size())
{
    if (!m_path.isEmpty() && !part.startsWith(QLatin1Char('[')))
        m_path += QLatin1Char('.');
    m_path += printable(part);
}

bool NodeReader::fail(Place place, const QString &why)
{
    m_error = Error { placeText(m_fileName, place), m_path.isEmpty() ? why : m_path + QStringLiteral(": ") + why };
    return false;
}

bool NodeReader::expect(const JsonNode &node, JsonNode::Kind kind, const QString &expected)
{
    return node.kind == kind
        || fail(node.place, QStringLiteral("%1 is expected, not %2").arg(expected, node.kindText()));
}

bool NodeReader::expectKeys(const JsonNode &object, const QStringList &known)
{
    for (const JsonNode &member : object.items) {
        if (!known.contains(member.key))
            return fail(member.keyPlace,
                QStringLiteral("unknown key %1%2").arg(quoted(member.key), suggestion(member.key, known)));
    }
    return true;
}

const JsonNode *NodeReader::required(const JsonNode &object, const QString &key)
{
    const JsonNode *node = object.member(key);
    if (!node)
        fail(object.place, QStringLiteral("the key \"%1\" is missing").arg(key));
    return node;
}

bool NodeReader::readItem(const JsonNode &node, QString &text)
{
    const At at(*this, node.key);
    if (node.kind == JsonNode::Kind::Array || node.kind == JsonNode::Kind::Object)
        return fail(
            node.place, QStringLiteral("a number, text, true, false or null is expected, not %1").arg(node.kindText()));
    const bool isWritten = node.kind == JsonNode::Kind::Number || node.kind == JsonNode::Kind::String;
    text = isWritten ? node.text : node.kindText();
    return true;
}

std::optional<qint64> NodeReader::readInteger(
    const JsonNode &node, qint64 minimum, qint64 maximum, const QString &expected)
{
    bool isInteger = false;
    const qint64 n = node.text.toLongLong(&isInteger);
    if (node.kind != JsonNode::Kind::Number || !isInteger)
        fail(node.place,
            QStringLiteral("%1 is expected, a whole number in %2..%3")
                .arg(expected, QString::number(minimum), QString::number(maximum)));
    else if (n < minimum || n > maximum)
        fail(node.place, QStringLiteral("%1 is not in %2..%3").arg(n).arg(minimum).arg(maximum));
    else
        return n;
    return std::nullopt;
}

std::optional<Duration> NodeReader::readTime(const JsonNode &node)
{
    const bool isText = node.kind == JsonNode::Kind::String || node.kind == JsonNode::Kind::Number;
    if (!isText) {
        fail(node.place, QStringLiteral("a time is expected, not %1").arg(node.kindText()));
        return std::nullopt;
    }
    const auto time = trace::parseDuration(node.text);
    if (!time)
        fail(node.place,
            QStringLiteral("%1 is not a time like \"1.25s\", \"980ms\" or \"12us\"").arg(quoted(node.text)));
    return time;
}

bool NodeReader::readDelay(const JsonNode &node, DurationRange &delay)
{
    if (node.kind != JsonNode::Kind::Array) {
        const auto time = readTime(node);
        if (time)
            delay = { *time, *time };
        return time.has_value();
    }
    if (node.items.size() != 2)
        return fail(
            node.place, QStringLiteral("a time or a list of two times is expected, not of %1").arg(node.items.size()));
    const auto low = readTime(node.items[0]);
    const auto high = low ? readTime(node.items[1]) : std::nullopt;
    if (!high)
        return false;
    if (*low > *high)
        return fail(node.place, QStringLiteral("the first time is longer than the second"));
    delay = { *low, *high };
    return true;
}

} // namespace scenarios
