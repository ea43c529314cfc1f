// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <memory>
#include <vector>

namespace trace {

/// Where in the log the events of one kind stand: their numbers in increasing order, 4 bytes each, appended to without moving what is there.
class EventIndex
{
public:
    EventIndex();
    ~EventIndex();
    EventIndex(EventIndex &&) noexcept;
    EventIndex &operator=(EventIndex &&) noexcept;

    /// Adds one; greater than all that are there. At most 2^32 events may lie between BlockLength entries.
    void append(quint64 event);
    [[nodiscard]] quint64 count() const { return m_count; }
    /// The number of the n-th, n < count(). O(1).
    [[nodiscard]] quint64 at(quint64 n) const;
    /// How many have a number below this. O(log count).
    [[nodiscard]] quint64 countBefore(quint64 event) const { return countBefore(event, 0, m_count); }
    /// The same where the answer is known to lie in [least, most]. O(log(most - least)).
    [[nodiscard]] quint64 countBefore(quint64 event, quint64 least, quint64 most) const;
    /// Bytes held.
    [[nodiscard]] quint64 bytes() const;

    static constexpr quint64 BlockLength = 1 << 10;

private:
    struct Block;
    std::vector<std::unique_ptr<Block>> m_blocks;
    quint64 m_count = 0;
};

} // namespace trace
