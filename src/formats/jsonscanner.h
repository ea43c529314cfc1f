// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <optional>

namespace formats {

/// Cuts a JSON text into its values without building them: a file of any size is read value by value, each handed to QJsonDocument.
/// It sees strings, brackets and commas only; whether a value is well-formed is found out by whoever parses it. O(bytes).
class JsonScanner
{
public:
    explicit JsonScanner(QByteArrayView bytes) : m_bytes(bytes) {}

    /// Byte offset of what comes next.
    [[nodiscard]] qsizetype position() const { return m_position; }
    [[nodiscard]] bool atEnd();
    /// The next byte that is no white space, '\0' at the end; stays before it.
    [[nodiscard]] char peek();
    /// Takes the byte c (after white space); false, and stays, where another one comes.
    bool take(char c);
    /// The bytes of the value that comes next, brackets and quotes included; nothing where the text ends inside it, is longer than
    /// `most`, or where no value begins here. The scanner then stays where it was.
    [[nodiscard]] std::optional<QByteArrayView> value(qsizetype most);

private:
    [[nodiscard]] qsizetype endOfString(qsizetype from, qsizetype limit) const;

    QByteArrayView m_bytes;
    qsizetype m_position = 0;
};

/// 1-based line of a byte offset.
[[nodiscard]] qsizetype lineOf(QByteArrayView bytes, qsizetype offset);

} // namespace formats
