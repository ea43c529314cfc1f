// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/packing.h"

#include <algorithm>
#include <array>
#include <bit>

namespace trace {

/// How the numbers of the events of a block grow with time: a line through its first and last one. A lane of one task among 10^5 sees every 10^5th event
/// or so, and where the loop is busy the line tells which to a few thousand: what is left to be written of each takes half as many bits. Where it gains
/// nothing it is flat, and the numbers are counted from the first.
class EventLine
{
public:
    EventLine() = default;
    /// Of the 32 bits that packed() gives; of any others a line through any numbers.
    explicit EventLine(quint32 packed) : m_rate(quint64(packed >> ShiftBits) << (packed & ShiftMask)) {}
    /// Events in the first `ns` since the block's first one, as the line has it.
    [[nodiscard]] quint64 at(quint64 ns) const { return static_cast<quint64>(static_cast<unsigned __int128>(ns) * m_rate >> 64); }
    /// What the first event is counted from for numbers of so many bits, which are how far above that the others lie: a line has events on both sides.
    [[nodiscard]] quint64 bias(unsigned bits) const { return m_rate != 0 && bits > 0 ? quint64(1) << (bits - 1) : 0; }
    [[nodiscard]] quint32 packed() const;

private:
    friend struct CountedEvents;

    static constexpr unsigned ShiftBits = 6;
    static constexpr quint32 ShiftMask = (1u << ShiftBits) - 1;
    static constexpr unsigned RateBits = 32 - ShiftBits; ///< that are kept of the rate

    /// Bits at the end of a rate that are not kept.
    [[nodiscard]] static unsigned shiftOf(quint64 rate) { return std::max(static_cast<unsigned>(std::bit_width(rate)), RateBits) - RateBits; }

    quint64 m_rate = 0; ///< events per 2^64 ns
};

/// The numbers of a block's events as they are written: how far each lies above a line, in how many bits (bitWidth).
struct CountedEvents
{
    static constexpr std::size_t Count = 32;
    using Numbers = std::array<quint64, Count>;

    /// Of events in order, counted from the first one, so many ns after that. Makes of the `events` what is to be written; the line is the one above which
    /// that takes fewer bits.
    CountedEvents(const Numbers &offsets, Numbers &events);

    EventLine line;
    unsigned bits = 0;
};

} // namespace trace
