// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/texttable.h"

#include <QHashFunctions>

#include <array>
#include <atomic>
#include <bit>
#include <mutex>
#include <vector>

namespace trace {

namespace {

std::size_t hashOf(QStringView text)
{
    return qHash(text, QHashSeed::globalSeed());
}

std::size_t hashOf(const Site &site)
{
    return qHashMulti(QHashSeed::globalSeed(), number(site.file), number(site.function), site.line, number(site.caller));
}

/// Rows that are written once under a lock and read without one. A row lives in a block that never moves (block b holds 2^(b + FirstBits) rows);
/// the count is published after the row is whole. Equal values are found by open addressing in an index of row numbers, which is replaced by
/// a bigger one when half full; the old ones are kept until the end because readers may still probe them (together less than the last one).
template<typename T>
class InternTable
{
    static constexpr unsigned FirstBits = 6;
    static constexpr unsigned BlockCount = 32 - FirstBits;

    struct Place
    {
        std::size_t block;
        std::size_t at;
    };
    [[nodiscard]] static Place placeOf(quint32 row)
    {
        const quint32 shifted = row + (1u << FirstBits);
        const auto bits = static_cast<unsigned>(std::bit_width(shifted)) - 1;
        return { bits - FirstBits, shifted - (1u << bits) };
    }

    struct Index
    {
        explicit Index(std::size_t size) : slots(size), mask(size - 1) {}
        std::vector<std::atomic<quint32>> slots; ///< row + 1; 0 is free
        std::size_t mask;
    };

public:
    InternTable() { replaceIndex(256); }
    ~InternTable()
    {
        for (auto &block : m_blocks)
            delete[] block.load(std::memory_order_relaxed);
    }
    InternTable(const InternTable &) = delete;
    InternTable &operator=(const InternTable &) = delete;

    [[nodiscard]] quint32 count() const { return m_count.load(std::memory_order_acquire); }

    /// Row 0..count-1.
    [[nodiscard]] const T &row(quint32 row) const
    {
        const Place place = placeOf(row);
        return m_blocks[place.block].load(std::memory_order_acquire)[place.at];
    }

    /// Makes room to find so many at once: the index is not made anew each time that there are twice as many.
    void reserve(quint32 count)
    {
        const std::size_t size = std::bit_ceil(2 * std::size_t(count) + 2);
        const std::lock_guard lock(m_mutex);
        if (size > m_index.load(std::memory_order_relaxed)->slots.size())
            replaceIndex(size);
    }

    /// The 1-based id of the value; 0 when 2^31 rows are taken.
    template<typename View>
    quint32 intern(const View &value)
    {
        const std::size_t hash = hashOf(value);
        if (const quint32 id = find(*m_index.load(std::memory_order_acquire), hash, value))
            return id;
        const std::lock_guard lock(m_mutex);
        if (const quint32 id = find(*m_index.load(std::memory_order_relaxed), hash, value))
            return id;
        return add(hash, value);
    }

private:
    template<typename View>
    [[nodiscard]] quint32 find(const Index &index, std::size_t hash, const View &value) const
    {
        for (std::size_t slot = hash & index.mask;; slot = (slot + 1) & index.mask) {
            const quint32 id = index.slots[slot].load(std::memory_order_acquire);
            if (id == 0 || row(id - 1) == value)
                return id;
        }
    }

    template<typename View>
    quint32 add(std::size_t hash, const View &value)
    {
        const quint32 row = m_count.load(std::memory_order_relaxed);
        if (row >= 0x7fffffffu)
            return 0;
        const Place place = placeOf(row);
        T *rows = m_blocks[place.block].load(std::memory_order_relaxed);
        if (!rows) {
            rows = new T[std::size_t(1) << (place.block + FirstBits)];
            m_blocks[place.block].store(rows, std::memory_order_release);
        }
        if constexpr (std::is_same_v<View, QStringView>)
            rows[place.at] = value.toString();
        else
            rows[place.at] = value;
        m_count.store(row + 1, std::memory_order_release);
        put(*m_index.load(std::memory_order_relaxed), hash, row + 1);
        if ((row + 1) * std::size_t(2) > m_index.load(std::memory_order_relaxed)->slots.size())
            replaceIndex(m_index.load(std::memory_order_relaxed)->slots.size() * 2);
        return row + 1;
    }

    void put(Index &index, std::size_t hash, quint32 id)
    {
        std::size_t slot = hash & index.mask;
        while (index.slots[slot].load(std::memory_order_relaxed) != 0)
            slot = (slot + 1) & index.mask;
        index.slots[slot].store(id, std::memory_order_release);
    }

    void replaceIndex(std::size_t size)
    {
        auto bigger = std::make_unique<Index>(size);
        const quint32 rows = m_count.load(std::memory_order_relaxed);
        for (quint32 n = 0; n < rows; ++n) {
            if constexpr (std::is_same_v<T, QString>)
                put(*bigger, hashOf(QStringView(row(n))), n + 1);
            else
                put(*bigger, hashOf(row(n)), n + 1);
        }
        m_index.store(bigger.get(), std::memory_order_release);
        m_indices.push_back(std::move(bigger));
    }

    std::array<std::atomic<T *>, BlockCount> m_blocks {};
    std::atomic<quint32> m_count { 0 };
    std::atomic<Index *> m_index { nullptr };
    std::vector<std::unique_ptr<Index>> m_indices;
    std::mutex m_mutex;
};

} // namespace

struct TextTable::Private
{
    InternTable<QString> texts;
    InternTable<Site> sites;
    ArgTable args;
};

TextTable::TextTable() : d(std::make_unique<Private>()) {}

TextTable::~TextTable() = default;

void TextTable::reserve(quint32 texts, quint32 sites)
{
    d->texts.reserve(texts);
    d->sites.reserve(sites);
}

TextId TextTable::intern(QStringView text)
{
    return text.isEmpty() ? TextId::None : static_cast<TextId>(d->texts.intern(text));
}

TextId TextTable::internUtf8(const char *data, qsizetype size)
{
    return intern(QString::fromUtf8(data, size));
}

SiteId TextTable::intern(const Site &site)
{
    return site == Site() ? SiteId::None : static_cast<SiteId>(d->sites.intern(site));
}

QString TextTable::text(TextId id) const
{
    return id == TextId::None || number(id) > d->texts.count() ? QString() : d->texts.row(number(id) - 1);
}

Site TextTable::site(SiteId id) const
{
    return id == SiteId::None || number(id) > d->sites.count() ? Site() : d->sites.row(number(id) - 1);
}

ArgTable &TextTable::args()
{
    return d->args;
}

const ArgTable &TextTable::args() const
{
    return d->args;
}

quint32 TextTable::textCount() const
{
    return d->texts.count();
}

quint32 TextTable::siteCount() const
{
    return d->sites.count();
}

} // namespace trace
