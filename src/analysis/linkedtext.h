// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"
#include "trace/time.h"

#include <QString>

#include <optional>
#include <variant>
#include <vector>

namespace analysis {

/// A moment to go to. In virtual time many events share one instant, so where one of them is meant its place in the log is told as well.
struct Moment
{
    trace::Timestamp time;
    std::optional<quint64> events; ///< the state after this many events is meant; nothing: after all events of that time

    bool operator==(const Moment &) const = default;
};

/// Where a piece of a sentence leads to; monostate: nowhere.
using Target = std::variant<std::monostate, trace::TaskId, trace::QueueId, trace::WorkerId, trace::SiteId, Moment>;

/// A stretch of text with one target.
struct Piece
{
    QString text;
    Target target;

    bool operator==(const Piece &) const = default;
};

/// Text for people some of whose words lead somewhere: a task, a queue, a moment, a line of source. A plain value; the window makes the pieces
/// with a target clickable, the command line prints plain().
class LinkedText
{
public:
    LinkedText() = default;
    LinkedText(const QString &text) { *this << text; }
    LinkedText(const char *utf8) { *this << utf8; }
    LinkedText(const Piece &piece) { *this << piece; }

    // Appends; empty text is nothing, and unlinked text joins the unlinked piece before it.
    LinkedText &operator<<(const QString &text) { return *this << Piece { text, {} }; }
    LinkedText &operator<<(const char *utf8) { return *this << QString::fromUtf8(utf8); }
    LinkedText &operator<<(const Piece &piece);
    LinkedText &operator<<(const LinkedText &text);

    [[nodiscard]] bool isEmpty() const { return m_pieces.empty(); }
    [[nodiscard]] const std::vector<Piece> &pieces() const { return m_pieces; }
    /// The text without its targets.
    [[nodiscard]] QString plain() const;
    /// The same with its first letter in upper case where that letter belongs to no target: names keep their spelling.
    [[nodiscard]] LinkedText capitalised() const;

    bool operator==(const LinkedText &) const = default;

private:
    std::vector<Piece> m_pieces;
};

/// "a, b and c"; of more than `most` items the first ones and "12 more".
[[nodiscard]] LinkedText listed(const std::vector<LinkedText> &items, std::size_t most = 4);

} // namespace analysis
