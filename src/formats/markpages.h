// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"

#include <functional>
#include <limits>
#include <memory>
#include <vector>

namespace formats {

/// One thing that another program's recording says. What `extent` and `place` are depends on the kind and on how far the work is.
struct Mark
{
    enum class Kind : quint8 {
        Nothing,
        Begin,
        End,
        Slice, ///< extent = length
        Instant,
        GlobalInstant,
        Count, ///< place = counter, extent = thousandths
        SpanBegin, ///< place = process, extent = id
        SpanEnd,
        FlowBegin, ///< extent = id
        FlowPass,
        FlowEnd,
    };
    static constexpr quint32 MostPlaces = (1u << 28) - 1;

    Mark() = default;
    Mark(qint64 t, qint64 e, trace::TextId n, Kind kind, quint32 place, trace::ArgId a = trace::ArgId::None)
        : time(t), extent(e), name(n), placeAndKind(place << 4 | static_cast<quint32>(kind)), args(a)
    {
    }

    [[nodiscard]] Kind kind() const { return static_cast<Kind>(placeAndKind & 0xf); }
    [[nodiscard]] quint32 place() const { return placeAndKind >> 4; }
    void become(Kind kind, quint32 place) { placeAndKind = place << 4 | static_cast<quint32>(kind); }

    qint64 time = 0;
    qint64 extent = 0;
    trace::TextId name = trace::TextId::None;
    quint32 placeAndKind = 0;
    trace::ArgId args = trace::ArgId::None; ///< where the work asks for them, see MarkPages
};

/// Marks in pages that are given back one by one: 16 bytes each, 8 more for those of a page in which any has an extent, and 4 where any has args. Begins and ends, of which a trace
/// makes one event each, have none; what has one makes two events or is rare.
class MarkPages
{
public:
    static constexpr std::size_t PageSize = 4096; ///< marks

    void append(const Mark &mark)
    {
        if (m_size % PageSize == 0)
            m_pages.push_back(std::make_unique_for_overwrite<Page>());
        m_isSorted = m_isSorted && mark.time >= m_last;
        m_last = mark.time;
        m_needsArranging = m_needsArranging || mark.kind() == Mark::Kind::Slice || mark.kind() == Mark::Kind::FlowPass || mark.kind() == Mark::Kind::FlowEnd;
        m_pages.back()->put(m_size % PageSize, mark);
        if (mark.args != trace::ArgId::None) [[unlikely]]
            m_pages.back()->putArgs(m_size % PageSize, mark.args);
        ++m_size;
    }
    /// A copy of the first `most` marks.
    [[nodiscard]] MarkPages first(std::size_t most) const;
    [[nodiscard]] std::size_t size() const { return m_size; }
    /// Mark n without its args, which few marks have and argsOf() knows.
    [[nodiscard]] Mark operator[](std::size_t n) const { return m_pages[n / PageSize]->at(n % PageSize); }
    [[nodiscard]] qint64 timeOf(std::size_t n) const { return m_pages[n / PageSize]->heads[n % PageSize].time; }
    /// Changes the place and kind of mark n.
    void move(std::size_t n, quint32 placeAndKind) { m_pages[n / PageSize]->heads[n % PageSize].placeAndKind = placeAndKind; }
    void setArgs(std::size_t n, trace::ArgId args) { m_pages[n / PageSize]->putArgs(n % PageSize, args); }
    [[nodiscard]] trace::ArgId argsOf(std::size_t n) const { return m_pages[n / PageSize]->argsOf(n % PageSize); }
    /// Gives the page of mark n back; none of its marks may be asked for again.
    void dropPageOf(std::size_t n) { m_pages[n / PageSize].reset(); }

    /// Brings the marks into order of time; those of one time keep theirs, except that of slices which begin together the longer ones come first
    /// (they are around the others), and that an arrow's end comes after what begins then on its track. O(n) where they are nearly so already,
    /// O(n log n) else; needs 2 MB beside the marks. False where `goesOn`, asked every few milliseconds, did so.
    bool sort(const std::function<bool()> &goesOn);

private:
    struct Head
    {
        qint64 time;
        trace::TextId name;
        quint32 placeAndKind;
    };
    struct Page
    {
        Head heads[PageSize];
        std::unique_ptr<qint64[]> extents; ///< none: all 0
        std::unique_ptr<trace::ArgId[]> args; ///< none: all None

        [[nodiscard]] Mark at(std::size_t n) const
        {
            Mark mark;
            mark.time = heads[n].time;
            mark.extent = extents ? extents[n] : 0;
            mark.name = heads[n].name;
            mark.placeAndKind = heads[n].placeAndKind;
            return mark;
        }
        void put(std::size_t n, const Mark &mark)
        {
            heads[n] = { mark.time, mark.name, mark.placeAndKind };
            if (mark.extent != 0 && !extents)
                extents = std::make_unique<qint64[]>(PageSize);
            if (extents)
                extents[n] = mark.extent;
        }
        [[nodiscard]] trace::ArgId argsOf(std::size_t n) const { return args ? args[n] : trace::ArgId::None; }
        void putArgs(std::size_t n, trace::ArgId id)
        {
            if (!args)
                args = std::make_unique<trace::ArgId[]>(PageSize);
            args[n] = id;
        }
    };
    [[nodiscard]] Mark whole(std::size_t n) const
    {
        Mark mark = (*this)[n];
        mark.args = argsOf(n);
        return mark;
    }
    void replace(std::size_t n, const Mark &mark)
    {
        m_pages[n / PageSize]->put(n % PageSize, mark);
        if (mark.args != argsOf(n))
            setArgs(n, mark.args);
    }
    bool sortRuns(const std::function<bool()> &goesOn);
    bool mergeRuns(const std::function<bool()> &goesOn);
    void arrange(std::size_t first, std::size_t last);

    std::vector<std::unique_ptr<Page>> m_pages;
    std::size_t m_size = 0;
    qint64 m_last = std::numeric_limits<qint64>::min();
    bool m_isSorted = true;
    bool m_needsArranging = false; ///< there are marks whose order among those of one time counts
};

} // namespace formats
