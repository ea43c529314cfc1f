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
    const quint64 block = n / BlockLength;
    return block < m_filed.size() ? inFile(n) : m_blocks[block - m_filed.size()]->at(n % BlockLength);
}

quint64 EventIndex::inFile(quint64 n) const
{
    const Filed block = m_filed[n / BlockLength];
    const auto width = static_cast<std::size_t>(block.place % 8);
    const std::span<const quint8> offsets = m_filed.file()->at(block.place / 8);
    if (width > Block::OpenWidth || offsets.size() < width * BlockLength) {
        m_filed.file()->noteDamage(block.place / 8);
        return block.base;
    }
    return block.base + numberAt(offsets.data(), static_cast<int>(width), n % BlockLength);
}

void EventIndex::save(PageWriter &pages, ByteWriter &head) const
{
    FileRows<Filed, 512> blocks;
    const quint64 whole = m_count / BlockLength;
    std::vector<quint8> bytes(BlockLength * Block::OpenWidth + 8);
    for (quint64 block = 0; block < whole; ++block) {
        const quint64 base = at(block * BlockLength);
        const int width = byteWidth(at(block * BlockLength + BlockLength - 1) - base);
        for (quint64 n = 0; n < BlockLength; ++n)
            putNumber(bytes.data(), width, n, at(block * BlockLength + n) - base);
        blocks.push_back({ base, pages.put(bytes.data(), BlockLength * static_cast<std::size_t>(width)) * 8 + static_cast<quint64>(width) });
    }
    head.put(whole);
    head.put(blocks.write(pages, [](std::size_t, const Filed &block) { return block; }));
    head.put(m_count % BlockLength);
    for (quint64 n = whole * BlockLength; n < m_count; ++n)
        head.put(at(n));
}

void EventIndex::open(const PageFile &file, ByteReader &head)
{
    const quint64 whole = head.take();
    const PagePlace place = head.take();
    const quint64 open = head.take();
    if (open >= BlockLength || !m_filed.open(file, place, whole))
        return head.fail();
    m_count = whole * BlockLength;
    for (quint64 n = 0; n < open; ++n)
        append(head.take());
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
