// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/bytes.h"
#include "trace/filerows.h"

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

    /// Writes it to a file, and reads it into an empty one, which the file has to outlive.
    void save(PageWriter &pages, ByteWriter &head) const;
    void open(const PageFile &file, ByteReader &head);

    static constexpr quint64 BlockLength = 1 << 9; // the widest block fits into a page

private:
    struct Block;
    /// A block in a file.
    struct Filed
    {
        quint64 base = 0;
        quint64 place = 0; ///< PagePlace * 8 + width: places are aligned to 8

        [[nodiscard]] std::array<quint64, 2> toWords() const { return { base, place }; }
        [[nodiscard]] static Filed fromWords(const std::array<quint64, 2> &words) { return { words[0], words[1] }; }
    };
    [[nodiscard]] quint64 inFile(quint64 n) const;

    FileRows<Filed, 4> m_filed; ///< the first blocks, where they come from a file
    std::vector<std::unique_ptr<Block>> m_blocks; ///< those behind them
    quint64 m_count = 0;
};

} // namespace trace
