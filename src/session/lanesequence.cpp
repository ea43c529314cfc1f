// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/lanesequence.h"

#include <algorithm>

namespace session {

namespace {

/// Lanes a block has at most: to put one in moves half of them, some 3 kB.
constexpr std::size_t MostInBlock = 512;
/// As many as the blocks get that a full one is cut into, so that there is room in each.
constexpr std::size_t AfterCut = MostInBlock * 3 / 4;

} // namespace

void LaneSequence::clear()
{
    *this = LaneSequence();
}

void LaneSequence::insert(std::span<const Group> groups)
{
    for (const auto &[under, entries] : groups) {
        if (entries.empty())
            continue;
        quint32 greatest = 0;
        for (const Entry &entry : entries)
            greatest = std::max(greatest, entry.number);
        if (greatest >= m_places.size())
            m_places.resize(std::size_t(greatest) + 1);
        m_totalCount += qsizetype(entries.size());
        const Place at = under == 0 ? endOfAll() : endUnder(under);
        if (m_blocks[at.block].position + 1 == m_order.size() && at.offset == m_blocks[at.block].entries.size())
            append(entries);
        else
            insertAt(at, entries);
    }
    countShown();
}

void LaneSequence::setParent(quint32 number, bool isCollapsed)
{
    const Place at = m_places[number];
    Entry &entry = m_blocks[at.block].entries[at.offset];
    entry.hasChildren = true;
    entry.isCollapsed = isCollapsed;
}

const LaneSequence::Entry &LaneSequence::lane(quint32 number) const
{
    const Place at = m_places[number];
    return m_blocks[at.block].entries[at.offset];
}

const LaneSequence::Entry &LaneSequence::shown(qsizetype n) const
{
    const auto after = std::upper_bound(m_firsts.begin(), m_firsts.end(), n);
    const auto position = std::size_t(after - m_firsts.begin()) - 1; // the last of those that begin alike, and so one that shows something
    const Block &block = m_blocks[m_order[position]];
    auto left = std::size_t(n - m_firsts[position]);
    if (block.shownCount == block.entries.size())
        return block.entries[left];
    return *std::find_if(block.entries.begin(), block.entries.end(), [&](const Entry &entry) { return entry.isShown && left-- == 0; });
}

std::optional<qsizetype> LaneSequence::indexOf(quint32 number) const
{
    if (number >= m_places.size())
        return std::nullopt;
    const Place at = m_places[number];
    if (at.block >= m_blocks.size())
        return std::nullopt;
    const Block &block = m_blocks[at.block];
    if (at.offset >= block.entries.size() || block.entries[at.offset].number != number || !block.entries[at.offset].isShown)
        return std::nullopt;
    const qsizetype first = m_firsts[block.position];
    if (block.shownCount == block.entries.size())
        return first + qsizetype(at.offset);
    const auto here = block.entries.begin() + std::ptrdiff_t(at.offset);
    return first + std::count_if(block.entries.begin(), here, [](const Entry &entry) { return entry.isShown; });
}

LaneSequence::Place LaneSequence::endOfAll()
{
    if (m_order.empty())
        addBlock(0);
    const quint32 last = m_order.back();
    return { last, quint32(m_blocks[last].entries.size()) };
}

/// Behind all that stands under a lane. Where that is between two blocks, in the one that has room.
LaneSequence::Place LaneSequence::endUnder(quint32 number) const
{
    const Place at = m_places[number];
    const quint32 depth = m_blocks[at.block].entries[at.offset].depth;
    const auto endIn = [&](quint32 id, std::size_t from) {
        const std::vector<Entry> &entries = m_blocks[id].entries;
        const auto end = std::find_if(entries.begin() + std::ptrdiff_t(from), entries.end(), [&](const Entry &entry) { return entry.depth <= depth; });
        return Place { id, quint32(end - entries.begin()) };
    };
    const Place here = endIn(at.block, at.offset + 1);
    if (here.offset < m_blocks[at.block].entries.size())
        return here;
    for (std::size_t position = m_blocks[at.block].position + 1; position < m_order.size(); ++position) {
        if (m_blocks[m_order[position]].leastDepth > depth)
            continue;
        const Place end = endIn(m_order[position], 0);
        const quint32 before = m_order[position - 1];
        if (end.offset == 0 && m_blocks[before].entries.size() < MostInBlock)
            return { before, quint32(m_blocks[before].entries.size()) };
        return end;
    }
    return { m_order.back(), quint32(m_blocks[m_order.back()].entries.size()) };
}

void LaneSequence::insertAt(Place at, std::span<const Entry> entries)
{
    std::vector<Entry> &here = m_blocks[at.block].entries;
    here.insert(here.begin() + std::ptrdiff_t(at.offset), entries.begin(), entries.end());
    if (here.size() > MostInBlock)
        cut(at.block);
    else
        note(at.block, at.offset);
}

/// Behind all: blocks that grow at the end are filled, since what is put in between later cuts them anyway.
void LaneSequence::append(std::span<const Entry> entries)
{
    while (!entries.empty()) {
        quint32 last = m_order.back();
        if (m_blocks[last].entries.size() == MostInBlock)
            last = addBlock(m_order.size());
        std::vector<Entry> &here = m_blocks[last].entries;
        const std::size_t from = here.size();
        const auto taken = entries.first(std::min(entries.size(), MostInBlock - from));
        here.insert(here.end(), taken.begin(), taken.end());
        note(last, from);
        entries = entries.subspan(taken.size());
    }
}

/// Of a block with more lanes than one may have as many as are needed, all alike.
void LaneSequence::cut(quint32 id)
{
    const std::vector<Entry> all = std::move(m_blocks[id].entries);
    const std::size_t pieces = (all.size() + AfterCut - 1) / AfterCut;
    const std::size_t position = m_blocks[id].position;
    for (std::size_t piece = 0; piece < pieces; ++piece) {
        const quint32 block = piece == 0 ? id : addBlock(position + piece);
        const auto first = all.begin() + std::ptrdiff_t(all.size() * piece / pieces);
        const auto end = all.begin() + std::ptrdiff_t(all.size() * (piece + 1) / pieces);
        m_blocks[block].entries.reserve(MostInBlock);
        m_blocks[block].entries.assign(first, end);
        note(block, 0);
    }
}

quint32 LaneSequence::addBlock(std::size_t position)
{
    const auto id = quint32(m_blocks.size());
    m_blocks.emplace_back();
    m_order.insert(m_order.begin() + std::ptrdiff_t(position), id);
    for (std::size_t n = position; n < m_order.size(); ++n)
        m_blocks[m_order[n]].position = n;
    return id;
}

/// Brings what is known of a block, and of its lanes from one on, to what it holds.
void LaneSequence::note(quint32 id, std::size_t from)
{
    Block &block = m_blocks[id];
    block.shownCount = 0;
    block.leastDepth = block.entries.front().depth;
    for (const Entry &entry : block.entries) {
        block.shownCount += entry.isShown;
        block.leastDepth = std::min(block.leastDepth, entry.depth);
    }
    for (std::size_t n = from; n < block.entries.size(); ++n)
        m_places[block.entries[n].number] = { id, quint32(n) };
}

void LaneSequence::countShown()
{
    m_firsts.resize(m_order.size());
    m_count = 0;
    for (std::size_t n = 0; n < m_order.size(); ++n) {
        m_firsts[n] = m_count;
        m_count += qsizetype(m_blocks[m_order[n]].shownCount);
    }
}

} // namespace session
