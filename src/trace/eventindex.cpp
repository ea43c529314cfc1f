// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/eventindex.h"

#include "trace/packing.h"

namespace trace {

/// Entries as distances to the first, in as few bytes each as the last one needs: 2 for the resumes of a busy loop. The last block takes 4 until it is full.
struct EventIndex::Block
{
    static constexpr int OpenWidth = 4;

    quint64 base = 0;
    int width = OpenWidth;
    std::unique_ptr<quint8[]> offsets = std::make_unique_for_overwrite<quint8[]>(BlockLength * OpenWidth + 8);

    [[nodiscard]] quint64 at(quint64 n) const { return base + numberAt(offsets.get(), width, n); }
    void seal()
    {
        const int least = byteWidth(at(BlockLength - 1) - base);
        if (least >= width)
            return;
        auto packed = std::make_unique_for_overwrite<quint8[]>(BlockLength * static_cast<std::size_t>(least) + 8);
        for (quint64 n = 0; n < BlockLength; ++n)
            putNumber(packed.get(), least, n, at(n) - base);
        offsets = std::move(packed);
        width = least;
    }
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
    putNumber(block.offsets.get(), Block::OpenWidth, m_count % BlockLength, event - block.base);
    if (++m_count % BlockLength == 0)
        block.seal();
}

quint64 EventIndex::at(quint64 n) const
{
    return m_blocks[n / BlockLength]->at(n % BlockLength);
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
    quint64 bytes = m_blocks.capacity() * sizeof(std::unique_ptr<Block>);
    for (const auto &block : m_blocks)
        bytes += sizeof(Block) + BlockLength * static_cast<quint64>(block->width) + 8;
    return bytes;
}

} // namespace trace
