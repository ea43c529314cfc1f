// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <deque>
#include <vector>

namespace formats {

/// Values by the numbers that a file gives them, for tables that are asked for every record. Values stay where they are until clear().
template<typename Value>
class IdTable
{
public:
    /// The value of the number, null where there is none. O(1), mostly one look.
    [[nodiscard]] Value *find(quint64 id)
    {
        for (std::size_t at = placeOf(id); m_slots[at].value; at = (at + 1) & (m_slots.size() - 1)) {
            if (m_slots[at].id == id)
                return m_slots[at].value;
        }
        return nullptr;
    }
    [[nodiscard]] const Value *find(quint64 id) const { return const_cast<IdTable *>(this)->find(id); }
    /// The value of the number, made where there is none.
    [[nodiscard]] Value &operator[](quint64 id)
    {
        if (Value *known = find(id))
            return *known;
        if ((m_values.size() + 1) * 2 > m_slots.size())
            grow();
        Value *const made = &m_values.emplace_back();
        put({ id, made });
        return *made;
    }
    void clear()
    {
        m_slots.assign(Least, {});
        m_shift = 64 - LeastBits;
        m_values.clear();
    }

private:
    static constexpr int LeastBits = 6;
    static constexpr std::size_t Least = std::size_t(1) << LeastBits;
    struct Slot
    {
        quint64 id = 0;
        Value *value = nullptr; ///< null: free
    };

    [[nodiscard]] std::size_t placeOf(quint64 id) const { return static_cast<std::size_t>((id * 0x9e3779b97f4a7c15u) >> m_shift); }
    void put(const Slot &slot)
    {
        std::size_t at = placeOf(slot.id);
        while (m_slots[at].value)
            at = (at + 1) & (m_slots.size() - 1);
        m_slots[at] = slot;
    }
    void grow()
    {
        const std::vector<Slot> slots = std::move(m_slots);
        m_slots.assign(slots.size() * 2, {});
        --m_shift;
        for (const Slot &slot : slots) {
            if (slot.value)
                put(slot);
        }
    }

    std::vector<Slot> m_slots = std::vector<Slot>(Least); ///< open addressing, a power of two of them, at most half of them taken
    std::deque<Value> m_values;
    int m_shift = 64 - LeastBits;
};

} // namespace formats
