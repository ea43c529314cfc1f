// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/eventindex.h"

#include <array>

namespace trace {

struct EventIndex::Block
{
    quint64 base = 0;
    std::array<quint32, BlockLength> offsets {};
};

EventIndex::EventIndex() = default;
EventIndex::~EventIndex() = default;
EventIndex::EventIndex(EventIndex &&) noexcept = default;
EventIndex &EventIndex::operator=(EventIndex &&) noexcept = default;

void EventIndex::append(quint64 event)
{
    if (m_count % BlockLength == 0) {
        m_blocks.push_back(std::make_unique<Block>());
        m_blocks.back()->base = event;
    }
    Block &block = *m_blocks.back();
    block.offsets[m_count % BlockLength] = static_cast<quint32>(event - block.base);
    ++m_count;
}

quint64 EventIndex::at(quint64 n) const
{
    const Block &block = *m_blocks[n / BlockLength];
    return block.base + block.offsets[n % BlockLength];
}

quint64 EventIndex::countBefore(quint64 event, quint64 least, quint64 most) const
{
    while (least < most) {
        const quint64 middle = least + (most - least) / 2;
        if (at(middle) < event)
            least = middle + 1;
        else
            most = middle;
    }
    return least;
}

quint64 EventIndex::bytes() const
{
    return m_blocks.capacity() * sizeof(std::unique_ptr<Block>) + m_blocks.size() * sizeof(Block);
}

} // namespace trace
