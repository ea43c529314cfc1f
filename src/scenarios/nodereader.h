// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/jsonnode.h"
#include "scenarios/parameter.h"

#include <QStringList>

#include <optional>

namespace scenarios {

/// Takes values out of a tree of JsonNodes and keeps the path of the element it is at ("tasks.main.steps[2].sleep"), so
/// that the first thing that is wrong becomes an error with its place and path. A base for readers of one kind of file:
/// every function that can fail returns false or nothing, after which error() is set and reading ends.
class NodeReader
{
protected:
    explicit NodeReader(const QString &fileName)
        : m_fileName(fileName)
    {
    }

    /// Is at a part of the current element until its scope ends; a part is a key or "[2]".
    class At
    {
    public:
        At(NodeReader &reader, const QString &part);
        ~At() { m_path.truncate(m_length); }
        Q_DISABLE_COPY(At)

    private:
        QString &m_path;
        qsizetype m_length;
    };

    /// Only after something has failed.
    [[nodiscard]] const trace::Error &error() const { return *m_error; }
    /// Sets the error and returns false.
    bool fail(Place place, const QString &why);

    bool expect(const JsonNode &node, JsonNode::Kind kind, const QString &expected);
    bool expectKeys(const JsonNode &object, const QStringList &known);
    /// The member of that key, or null with an error.
    const JsonNode *required(const JsonNode &object, const QString &key);

    std::optional<qint64> readInteger(const JsonNode &node, qint64 minimum, qint64 maximum, const QString &expected);
    /// A time as text, or a number of seconds.
    std::optional<trace::Duration> readTime(const JsonNode &node);
    /// A time, or a list of two.
    bool readDelay(const JsonNode &node, DurationRange &delay);
    /// Any plain value, as text.
    bool readItem(const JsonNode &node, QString &text);

private:
    const QString &m_fileName;
    QString m_path;
    std::optional<trace::Error> m_error;
};

} // namespace scenarios
