// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRandomGenerator>
#include <QtGlobal>

#include <cstddef>
#include <memory>
#include <utility>

namespace formats {

/// What tables of foreign numbers and names are mixed with: another one in each process, as QHash has it, so that no file can be made for which
/// everything falls to one place. Nothing that is shown or written may depend on it.
[[nodiscard]] inline quint64 tableSeed()
{
    static const quint64 seed = QRandomGenerator::system()->generate64();
    return seed;
}

/// Small values by the numbers that a file gives them, for tables that are asked for every record and of which a file may need hundreds of thousands:
/// an empty one is 16 bytes and holds nothing. Values move when another is made.
template<typename Value>
class IdTable
{
public:
    /// The value of the number, null where there is none. O(1), mostly one look.
    [[nodiscard]] Value *find(quint64 id)
    {
        if (!m_slots)
            return nullptr;
        for (std::size_t at = placeOf(id); m_slots[at].isTaken; at = (at + 1) & (size() - 1)) {
            if (m_slots[at].id == id)
                return &m_slots[at].value;
        }
        return nullptr;
    }
    [[nodiscard]] const Value *find(quint64 id) const { return const_cast<IdTable *>(this)->find(id); }
    /// The value of the number, made where there is none.
    [[nodiscard]] Value &operator[](quint64 id)
    {
        if (Value *known = find(id))
            return *known;
        if ((m_count + 1) * 2 > size())
            grow();
        ++m_count;
        return put({ id, Value(), true });
    }
    void clear() { *this = {}; }
    /// Bytes that it holds beside itself and beside what its values hold.
    [[nodiscard]] std::size_t bytes() const { return size() * sizeof(Slot); }

private:
    static constexpr int LeastBits = 1;
    static inline const quint64 Seed = tableSeed();
    struct Slot
    {
        quint64 id = 0;
        Value value {};
        bool isTaken = false;
    };

    [[nodiscard]] std::size_t size() const { return m_slots ? std::size_t(1) << m_bits : 0; }
    [[nodiscard]] std::size_t placeOf(quint64 id) const
    {
        constexpr quint64 Golden = 0x9e3779b97f4a7c15u;
        quint64 mixed = (id ^ Seed) * Golden;
        mixed ^= mixed >> 32; // so that the highest bits, which say the place, depend on all of them
        return static_cast<std::size_t>((mixed * Golden) >> (64 - m_bits));
    }
    Value &put(Slot &&slot)
    {
        std::size_t at = placeOf(slot.id);
        while (m_slots[at].isTaken)
            at = (at + 1) & (size() - 1);
        m_slots[at] = std::move(slot);
        return m_slots[at].value;
    }
    void grow()
    {
        const std::size_t before = size();
        const std::unique_ptr<Slot[]> slots = std::move(m_slots);
        m_bits = before > 0 ? m_bits + 1 : LeastBits;
        m_slots = std::make_unique<Slot[]>(std::size_t(1) << m_bits);
        for (std::size_t n = 0; n < before; ++n) {
            if (slots[n].isTaken)
                put(std::move(slots[n]));
        }
    }

    std::unique_ptr<Slot[]> m_slots; ///< open addressing, 2^m_bits of them, at most half of them taken
    quint32 m_count = 0;
    int m_bits = 0;
};

} // namespace formats
