// SPDX-License-Identifier: MIT
#include "probe/buffer.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace loopscope::detail {

RecordBytes::RecordBytes(Kind kind, unsigned flags)
{
    m_bytes[0] = static_cast<char>(kind);
    m_bytes[1] = static_cast<char>(flags);
}

// Shifts and not memcpy: the same on a big-endian machine, and one store on a little-endian one.
RecordBytes &RecordBytes::u32(std::uint32_t value)
{
    for (int i = 0; i < 4; ++i)
        m_bytes[m_size + static_cast<std::size_t>(i)] = static_cast<char>(value >> (8 * i));
    m_size += 4;
    return *this;
}

RecordBytes &RecordBytes::u64(std::uint64_t value)
{
    for (int i = 0; i < 8; ++i)
        m_bytes[m_size + static_cast<std::size_t>(i)] = static_cast<char>(value >> (8 * i));
    m_size += 8;
    return *this;
}

RecordBytes &RecordBytes::text(std::string_view text)
{
    std::size_t size = std::min(text.size(), MaxText);
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
        --size;
    if (size > 0)
        std::memcpy(m_bytes + m_size, text.data(), size);
    m_size += size;
    return *this;
}

std::string_view RecordBytes::bytes()
{
    m_bytes[2] = static_cast<char>(m_size);
    m_bytes[3] = static_cast<char>(m_size >> 8);
    return { m_bytes, m_size };
}

void Buffer::begin(std::uint32_t session, std::size_t capacity)
{
    const std::lock_guard lock(m_mutex);
    m_session = session;
    m_capacity = capacity;
    m_bytes.clear();
    m_loss = {};
    m_lostInAll = 0;
}

bool Buffer::put(std::string_view record, std::uint32_t session, std::uint64_t now)
{
    const std::lock_guard lock(m_mutex);
    if (session != m_session)
        return false;
    if (m_bytes.size() + record.size() > m_capacity) {
        if (m_loss.lost++ == 0)
            m_loss.firstLost = now;
        m_loss.lastLost = now;
        ++m_lostInAll;
        return false;
    }
    m_bytes.insert(m_bytes.end(), record.begin(), record.end());
    return true;
}

void Buffer::define(std::string_view record, std::uint32_t session)
{
    const std::lock_guard lock(m_mutex);
    if (session == m_session)
        m_bytes.insert(m_bytes.end(), record.begin(), record.end());
}

Buffer::Taken Buffer::take()
{
    std::vector<char> next;
    next.reserve(64 << 10);
    const std::lock_guard lock(m_mutex);
    Taken taken = std::exchange(m_loss, {});
    taken.bytes = std::exchange(m_bytes, std::move(next));
    return taken;
}

std::uint64_t Buffer::lostInAll()
{
    const std::lock_guard lock(m_mutex);
    return m_lostInAll;
}

} // namespace loopscope::detail
