// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <utility>
#include <variant>

namespace trace {

/// Why something could not be done, as the user reads it: "loopscope: WHAT: WHY".
struct Error
{
    QString what; ///< the file, option or step it is about, with its place ("a.json:12", "--seed")
    QString why; ///< the reason, one sentence without a full stop

    [[nodiscard]] QString message() const { return what.isEmpty() ? why : what + QStringLiteral(": ") + why; }
};

/// A value or the reason why there is none. C++20 has no std::expected; exceptions do not cross a room.
template<typename T = std::monostate>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_content(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_content(std::in_place_index<1>, std::move(error)) {}
    Result() requires std::is_same_v<T, std::monostate> = default;

    [[nodiscard]] bool isOk() const { return m_content.index() == 0; }
    explicit operator bool() const { return isOk(); }
    /// The value; only when isOk().
    [[nodiscard]] const T &value() const & { return std::get<0>(m_content); }
    [[nodiscard]] T &value() & { return std::get<0>(m_content); }
    [[nodiscard]] T &&value() && { return std::get<0>(std::move(m_content)); }
    /// The reason; only when not isOk().
    [[nodiscard]] const Error &error() const { return std::get<1>(m_content); }

private:
    std::variant<T, Error> m_content;
};

} // namespace trace
