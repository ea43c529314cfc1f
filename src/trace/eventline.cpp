// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/eventline.h"

namespace trace {

CountedEvents::CountedEvents(const Numbers &offsets, Numbers &events)
    : bits(bitWidth(events.back()))
{
    // Of few events a line saves few bits, and finding it costs a tenth of what it costs to pack a block. An event every other ns does not come of a clock,
    // and its rate is more than 64 bits hold.
    constexpr unsigned FewBits = 12;
    if (bits <= FewBits || events.back() >= offsets.back() / 2)
        return;
    const auto rate = static_cast<quint64>(static_cast<double>(events.back()) / static_cast<double>(offsets.back()) * 0x1p64);
    const unsigned shift = EventLine::shiftOf(rate);
    EventLine through;
    through.m_rate = rate >> shift << shift;
    Numbers off;
    quint64 spread = 0;
    for (std::size_t n = 0; n < Count; ++n) {
        off[n] = events[n] - through.at(offsets[n]);
        spread |= off[n] ^ static_cast<quint64>(static_cast<qint64>(off[n]) >> 63);
    }
    const unsigned bitsAbove = bitWidth(2 * spread + 1);
    if (bitsAbove >= bits)
        return;
    line = through;
    bits = bitsAbove;
    for (std::size_t n = 0; n < Count; ++n)
        events[n] = off[n] + line.bias(bits);
}

quint32 EventLine::packed() const
{
    return static_cast<quint32>(m_rate >> shiftOf(m_rate)) << ShiftBits | shiftOf(m_rate);
}

} // namespace trace
