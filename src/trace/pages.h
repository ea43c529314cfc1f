// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/arena.h"

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

namespace trace {

// A trace in a file that is opened without being read: its log, lanes and checkpoints lie in pages, each with a checksum, and a page is read when somebody
// first asks for what is in it. Pages are copied, not mapped: a mapped file that somebody cuts or overwrites kills the program or changes what has
// been checked already; a page that cannot be read any more is merely missing.
//
//   page  4088 bytes of content · u64 checksum of these and the page's number (pageSum)
//
// A PagePlace is page number * PageSize + offset. What is read in place never crosses a page's end.

inline constexpr std::size_t PageSize = 4096;
inline constexpr std::size_t PageContent = PageSize - 8;
using PagePlace = quint64;

/// The checksum of a page's content: four sums of 64-bit words, multiplied and mixed; 10 GB/s, where a CRC would take longer than to read the page.
[[nodiscard]] quint64 pageSum(const quint8 *content, quint64 page);

/// Puts pages together, one after the other.
class PageWriter
{
public:
    /// `write` gets each page when it is full.
    explicit PageWriter(std::function<void(std::span<const quint8>)> write) : m_write(std::move(write)) {}

    /// Puts bytes into one page, aligned to 8, and tells where; size at most PageContent.
    PagePlace put(const quint8 *bytes, std::size_t size);
    /// Puts bytes that may cross pages; they are read by PageFile::copy only.
    PagePlace putLong(const quint8 *bytes, std::size_t size);
    /// Ends the page that is being put together, where there is one; the next begins at the place it tells.
    PagePlace endPage();
    /// Pages written.
    [[nodiscard]] quint64 pageCount() const { return m_page; }

private:
    std::function<void(std::span<const quint8>)> m_write;
    std::array<quint8, PageSize> m_bytes {};
    std::size_t m_at = 0;
    quint64 m_page = 0;
};

/// The pages of a file, to be read by any number of threads.
class PageFile
{
public:
    /// Fills `to` with the pages [page, page + to.size() / PageSize); false where it cannot. Called by one thread at a time.
    using Read = std::function<bool(quint64 page, std::span<quint8> to)>;
    /// `readAtOnce` does the same where it takes no waiting for a disk, and else lets the disk begin; it may be none.
    PageFile(quint64 pageCount, Read read, Read readAtOnce = {});
    ~PageFile();
    PageFile(const PageFile &) = delete;
    PageFile &operator=(const PageFile &) = delete;

    [[nodiscard]] quint64 pageCount() const { return m_count; }
    /// A page, with Padding readable bytes behind its end. One that cannot be read, or is damaged, or is none of the file's, is all 0: damagedPage() tells of it from then on.
    [[nodiscard]] const quint8 *page(quint64 n) const
    {
        if (n < m_count) [[likely]] {
            if (const quint8 *known = m_pages[n].load(std::memory_order_acquire)) [[likely]]
                return known;
        }
        return load(n);
    }
    /// Says that the page of a place will be asked for soon. Many that lie far apart are read from a disk together in a tenth of the time.
    void announce(PagePlace place) const;
    /// What stands at a place up to the end of its page.
    [[nodiscard]] std::span<const quint8> at(PagePlace place) const
    {
        const std::size_t offset = place % PageSize;
        return { page(place / PageSize) + offset, offset < PageContent ? PageContent - offset : 0 };
    }
    /// Whether the page of this place is one that cannot be read.
    [[nodiscard]] bool isMissing(PagePlace place) const;
    /// Copies what putLong() has put; false where it cannot be read.
    [[nodiscard]] bool copy(PagePlace place, std::span<quint8> to) const;
    /// Notes that something in the page of this place made no sense. The first is remembered.
    void noteDamage(PagePlace place) const
    {
        quint64 none = Undamaged;
        m_damaged.compare_exchange_strong(none, place / PageSize, std::memory_order_relaxed);
    }
    /// The page that was noted first.
    [[nodiscard]] std::optional<quint64> damagedPage() const
    {
        const quint64 page = m_damaged.load(std::memory_order_relaxed);
        return page == Undamaged ? std::nullopt : std::optional(page);
    }
    /// Bytes held.
    [[nodiscard]] quint64 bytes() const;

    static constexpr std::size_t Padding = 80; ///< as much as unpacking one event may look ahead

private:
    [[nodiscard]] const quint8 *load(quint64 n) const;
    void publish(quint64 n, std::span<const quint8> pages) const;

    quint64 m_count;
    Read m_read;
    Read m_readAtOnce;
    std::unique_ptr<std::atomic<const quint8 *>[]> m_pages;
    mutable std::mutex m_mutex; ///< of what loads pages
    mutable Arena m_arena;
    mutable void *m_spare = nullptr; ///< room for a page that announce() could not read at once
    mutable std::atomic<quint64> m_loaded { 0 };
    static constexpr quint64 Undamaged = ~quint64(0);
    mutable std::atomic<quint64> m_damaged { Undamaged };
};

} // namespace trace
