// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/pages.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace trace {

namespace {

/// Pages that are read at once where they are read one after the other.
constexpr std::size_t Run = 16;

const quint8 *emptyPage()
{
    static const std::array<quint8, PageSize + PageFile::Padding> bytes {};
    return bytes.data();
}

} // namespace

quint64 pageSum(const quint8 *content, quint64 page)
{
    constexpr quint64 Factor = 0x9e3779b97f4a7c15u;
    std::array<quint64, 4> sums { page, page + 1, page + 2, page + 3 };
    const auto mix = [](quint64 sum, quint64 word) {
        sum = (sum ^ word) * Factor;
        return sum ^ sum >> 29;
    };
    std::size_t at = 0;
    for (; at + 32 <= PageContent; at += 32) {
        for (std::size_t n = 0; n < 4; ++n)
            sums[n] = mix(sums[n], qFromLittleEndian<quint64>(content + at + 8 * n));
    }
    for (; at < PageContent; at += 8)
        sums[0] = mix(sums[0], qFromLittleEndian<quint64>(content + at));
    return mix(mix(mix(mix(0, sums[0]), sums[1]), sums[2]), sums[3]);
}

PagePlace PageWriter::put(const quint8 *bytes, std::size_t size)
{
    m_at = (m_at + 7) / 8 * 8;
    if (m_at + size > PageContent)
        endPage();
    const PagePlace place = m_page * PageSize + m_at;
    std::memcpy(m_bytes.data() + m_at, bytes, size);
    m_at += size;
    return place;
}

PagePlace PageWriter::putLong(const quint8 *bytes, std::size_t size)
{
    if (m_at == PageContent)
        endPage();
    const PagePlace place = m_page * PageSize + m_at;
    while (size > 0) {
        if (m_at == PageContent)
            endPage();
        const std::size_t piece = std::min(size, PageContent - m_at);
        std::memcpy(m_bytes.data() + m_at, bytes, piece);
        m_at += piece;
        bytes += piece;
        size -= piece;
    }
    return place;
}

PagePlace PageWriter::endPage()
{
    if (m_at > 0) {
        qToLittleEndian(pageSum(m_bytes.data(), m_page), m_bytes.data() + PageContent);
        m_write(m_bytes);
        m_bytes.fill(0);
        m_at = 0;
        ++m_page;
    }
    return m_page * PageSize;
}

PageFile::PageFile(quint64 pageCount, Read read, Read readAtOnce)
    : m_count(pageCount), m_read(std::move(read)), m_readAtOnce(std::move(readAtOnce)), m_pages(std::make_unique<std::atomic<const quint8 *>[]>(pageCount))
{
}

PageFile::~PageFile() = default;

/// Those of the pages that are as they were written. What follows a page in memory is the next one or padding: readable either way.
void PageFile::publish(quint64 n, std::span<const quint8> pages) const
{
    for (std::size_t at = 0; at < pages.size(); at += PageSize, ++n) {
        const quint8 *const page = pages.data() + at;
        if (pageSum(page, n) == qFromLittleEndian<quint64>(page + PageContent)) {
            m_pages[n].store(page, std::memory_order_release);
            m_loaded.fetch_add(1, std::memory_order_relaxed);
        }
    }
}

const quint8 *PageFile::load(quint64 n) const
{
    if (n >= m_count) {
        noteDamage(n * PageSize);
        return emptyPage();
    }
    const std::lock_guard lock(m_mutex);
    if (const quint8 *known = m_pages[n].load(std::memory_order_relaxed))
        return known;
    // Who has asked for the page before is reading on; who has not is jumping about, and wants no more than he asks for.
    std::size_t wanted = 1;
    if (n > 0 && m_pages[n - 1].load(std::memory_order_relaxed)) {
        while (wanted < Run && n + wanted < m_count && !m_pages[n + wanted].load(std::memory_order_relaxed))
            ++wanted;
    }
    auto *const memory = static_cast<quint8 *>(m_arena.take(wanted * PageSize + Padding));
    std::memset(memory + wanted * PageSize, 0, Padding);
    const std::span<quint8> pages(memory, wanted * PageSize);
    if (m_read(n, pages))
        publish(n, pages);
    else if (m_read(n, pages.first(PageSize))) // those behind it may be what is missing
        publish(n, pages.first(PageSize));
    if (!m_pages[n].load(std::memory_order_relaxed)) {
        noteDamage(n * PageSize);
        m_pages[n].store(emptyPage(), std::memory_order_release);
    }
    return m_pages[n].load(std::memory_order_relaxed);
}

void PageFile::announce(PagePlace place) const
{
    const quint64 n = place / PageSize;
    if (n >= m_count || !m_readAtOnce || m_pages[n].load(std::memory_order_relaxed))
        return;
    const std::lock_guard lock(m_mutex);
    if (m_pages[n].load(std::memory_order_relaxed))
        return;
    constexpr std::size_t Size = PageSize + Padding;
    auto *const memory = static_cast<quint8 *>(m_spare ? std::exchange(m_spare, nullptr) : m_arena.take(Size));
    if (m_readAtOnce(n, { memory, PageSize })) {
        std::memset(memory + PageSize, 0, Padding);
        publish(n, { memory, PageSize });
    } else {
        m_spare = memory;
    }
}

bool PageFile::isMissing(PagePlace place) const
{
    return page(place / PageSize) == emptyPage();
}

bool PageFile::copy(PagePlace place, std::span<quint8> to) const
{
    while (!to.empty()) {
        const std::span<const quint8> from = at(place);
        if (from.empty() || isMissing(place))
            return false;
        const std::size_t piece = std::min(from.size(), to.size());
        std::memcpy(to.data(), from.data(), piece);
        to = to.subspan(piece);
        place = (place / PageSize + 1) * PageSize;
    }
    return true;
}

quint64 PageFile::bytes() const
{
    return m_count * sizeof(m_pages[0]) + m_loaded.load(std::memory_order_relaxed) * PageSize;
}

} // namespace trace
