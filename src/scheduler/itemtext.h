// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <concepts>
#include <string>

namespace scheduler {

// How an item of a queue reads in the trace. A type of one's own gets a text by an itemText() in its namespace.

[[nodiscard]] inline QString itemText(const QString &item)
{
    return item;
}

[[nodiscard]] inline QString itemText(const std::string &item)
{
    return QString::fromStdString(item);
}

[[nodiscard]] inline QString itemText(bool item)
{
    return item ? QStringLiteral("true") : QStringLiteral("false");
}

template<typename T>
    requires(std::integral<T> || std::floating_point<T>)
[[nodiscard]] QString itemText(T item)
{
    return QString::number(item);
}

/// What has no text of its own: the trace shows that there is an item, not which.
template<typename T>
    requires(!std::integral<T> && !std::floating_point<T> && !std::convertible_to<T, QString>)
[[nodiscard]] QString itemText(const T &)
{
    return QStringLiteral("item");
}

} // namespace scheduler
