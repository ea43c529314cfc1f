// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace app {

/// Writes JSON whose members stand in the order in which they are given (QJsonObject sorts them) and whose layout people can read: members of the
/// outermost object a line each, of its arrays an element a line, all below that on one line.
class JsonText
{
public:
    void beginObject(const char *key = nullptr) { open(key, '{', '}'); }
    void beginArray(const char *key) { open(key, '[', ']'); }
    void end();

    void number(const char *key, qint64 value);
    void text(const char *key, const QString &value);
    void null(const char *key);
    /// Null where there is none.
    void text(const char *key, const std::optional<QString> &value) { value ? text(key, *value) : null(key); }
    /// Null for 0, the id of nobody.
    void id(const char *key, quint32 value) { value != 0 ? number(key, value) : null(key); }

    /// All of it, with a line feed at the end, once every object and array has ended.
    [[nodiscard]] QByteArray take();

private:
    struct Level
    {
        char closing;
        bool isFirst = true;
    };

    void open(const char *key, char opening, char closing);
    void before(const char *key);

    QByteArray m_text;
    std::vector<Level> m_levels;
};

} // namespace app
