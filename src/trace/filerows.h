// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/chunked.h"
#include "trace/pages.h"

#include <QtEndian>

#include <algorithm>
#include <array>
#include <cstring>

namespace trace {

/// A row of plain values of which the first ones may lie in a file (pages.h) and the others, which come later, in memory. A value is N numbers of 64
/// bits, and is read and written as such: T has to have `std::array<quint64, N> toWords() const` and `static T fromWords(const std::array<quint64, N> &)`.
template<typename T, std::size_t ChunkLength>
class FileRows
{
    using Words = decltype(std::declval<const T &>().toWords());
    static constexpr std::size_t RowsPerPage = PageContent / sizeof(Words);

public:
    [[nodiscard]] std::size_t size() const { return m_fileCount + m_own.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    /// How many lie in the file.
    [[nodiscard]] std::size_t fileCount() const { return m_fileCount; }
    [[nodiscard]] const PageFile *file() const { return m_file; }
    [[nodiscard]] T operator[](std::size_t n) const { return n < m_fileCount ? inFile(n) : m_own[n - m_fileCount]; }
    void push_back(const T &value) { m_own.push_back(value); }

    /// Asks for the first of those in memory to be in a cache soon: for their place, and with the next call for themselves.
    void announce(bool isPlaceKnown) const { m_own.announce(isPlaceKnown); }

    /// How many of the values from `first` on `isBefore` holds for, plus `first`; it has to hold for all that come before one it holds for.
    /// O(log distance) from the hint on: walking forward through a row costs no search over all of it.
    template<typename IsBefore>
    [[nodiscard]] std::size_t partitionPoint(std::size_t first, IsBefore isBefore) const
    {
        std::size_t step = 1;
        std::size_t low = first;
        std::size_t high = first;
        while (high < size() && isBefore((*this)[high])) {
            low = high + 1;
            high += step;
            step *= 2;
        }
        high = std::min(high, size());
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            if (isBefore((*this)[middle]))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    /// Writes all of it, and tells where; `written(n, value)` is what is written for the n-th value.
    template<typename Written>
    [[nodiscard]] PagePlace write(PageWriter &pages, Written written) const
    {
        PagePlace place = 0;
        for (std::size_t n = 0; n < size(); ++n) {
            Words words = written(n, (*this)[n]).toWords();
            for (quint64 &word : words)
                word = qToLittleEndian(word);
            const PagePlace at = pages.put(reinterpret_cast<const quint8 *>(words.data()), sizeof words);
            place = n == 0 ? at : place;
        }
        return place;
    }
    /// Takes over what write() has written; false where the file is too short for it. Only for an empty row; the file has to outlive it.
    [[nodiscard]] bool open(const PageFile &file, PagePlace place, quint64 count)
    {
        const std::size_t offset = place % PageSize;
        const quint64 first = offset < PageContent ? (PageContent - offset) / sizeof(Words) : 0;
        const quint64 rest = count > first ? count - first : 0;
        const quint64 pages = rest / RowsPerPage + (rest % RowsPerPage != 0 ? 1 : 0);
        if (offset % 8 != 0 || (count > 0 && first == 0) || place / PageSize >= file.pageCount() || pages >= file.pageCount() - place / PageSize)
            return count == 0;
        m_file = &file;
        m_place = place;
        m_fileCount = static_cast<std::size_t>(count);
        return true;
    }

    /// Bytes held.
    [[nodiscard]] std::size_t bytes() const { return m_own.bytes(); }

private:
    [[nodiscard]] T inFile(std::size_t n) const
    {
        quint64 page = m_place / PageSize;
        std::size_t offset = m_place % PageSize + n * sizeof(Words);
        if (offset + sizeof(Words) > PageContent) {
            const std::size_t inFirstPage = (PageContent - m_place % PageSize) / sizeof(Words);
            page += 1 + (n - inFirstPage) / RowsPerPage;
            offset = (n - inFirstPage) % RowsPerPage * sizeof(Words);
        }
        Words words;
        std::memcpy(words.data(), m_file->page(page) + offset, sizeof words);
        for (quint64 &word : words)
            word = qFromLittleEndian(word);
        return T::fromWords(words);
    }

    const PageFile *m_file = nullptr;
    PagePlace m_place = 0;
    std::size_t m_fileCount = 0;
    Chunked<T, ChunkLength> m_own;
};

} // namespace trace
