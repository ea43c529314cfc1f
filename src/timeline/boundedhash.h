// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>

#include <vector>

namespace timeline {

/// A hash that forgets what was put in first once it holds as many entries as it may: one out for one in, so that no frame pays for emptying it.
template<typename Key, typename Value>
class BoundedHash
{
public:
    explicit BoundedHash(qsizetype most) : m_most(most) {}

    /// Null for an unknown key. Valid until the next insert().
    [[nodiscard]] Value *find(const Key &key)
    {
        const auto found = m_values.find(key);
        return found == m_values.end() ? nullptr : &*found;
    }
    /// Puts in a value for a key that is not there yet. Valid until the next insert().
    Value &insert(const Key &key, Value value)
    {
        if (qsizetype(m_order.size()) < m_most) {
            m_order.push_back(key);
        } else {
            m_values.remove(m_order[m_next]);
            m_order[m_next] = key;
            m_next = (m_next + 1) % m_order.size();
        }
        return *m_values.insert(key, std::move(value));
    }
    void clear()
    {
        m_values.clear();
        m_order.clear();
        m_next = 0;
    }
    [[nodiscard]] qsizetype count() const { return m_values.size(); }

private:
    qsizetype m_most;
    QHash<Key, Value> m_values;
    std::vector<Key> m_order; ///< a ring of the keys, from m_next on in the order in which they came
    size_t m_next = 0;
};

} // namespace timeline
