// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/columns.h"

#include <algorithm>

namespace trace {

namespace {

/// Bytes of `count` numbers.
std::size_t sizeOf(std::size_t count, unsigned bits)
{
    return (count * bits + 7) / 8;
}

constexpr std::size_t MostBytes = ColumnLength * 8;
constexpr std::size_t ReadBehind = 8; ///< as a BitRow is read

/// What stands in front of a column's numbers.
struct ColumnHead
{
    quint64 least = 0;
    unsigned bits = 0;
    const quint8 *numbers = nullptr;
};

/// The head of the column that is next, and its numbers, passed over; in `copy` where they stand too near to the end of what there is to be read in place.
ColumnHead takeHead(ByteReader &in, std::size_t count, std::array<quint8, MostBytes + ReadBehind> &copy)
{
    static constexpr std::array<quint8, ReadBehind> Nothing {};
    ColumnHead head;
    const quint64 bits = in.take();
    head.least = in.take();
    if (bits > 64 || !isBitWidth(static_cast<unsigned>(bits)) || sizeOf(count, static_cast<unsigned>(bits)) > in.rest().size() || in.isBroken()) {
        in.fail();
        return { 0, 0, Nothing.data() };
    }
    head.bits = static_cast<unsigned>(bits);
    const std::size_t size = sizeOf(count, head.bits);
    head.numbers = in.rest().data();
    if (in.rest().size() < size + ReadBehind) {
        std::copy_n(head.numbers, size, copy.begin());
        head.numbers = copy.data();
    }
    in.skip(size);
    return head;
}

} // namespace

void putColumn(ByteWriter &out, std::span<const quint64> numbers)
{
    if (numbers.empty())
        return;
    const auto [least, greatest] = std::minmax_element(numbers.begin(), numbers.end());
    const unsigned bits = bitWidth(*greatest - *least);
    std::array<quint64, ColumnLength> above;
    std::transform(numbers.begin(), numbers.end(), above.begin(), [base = *least](quint64 number) { return number - base; });
    const std::size_t whole = (numbers.size() + 7) / 8 * 8;
    std::fill(above.begin() + static_cast<std::ptrdiff_t>(numbers.size()), above.begin() + static_cast<std::ptrdiff_t>(whole), 0);
    out.put(bits);
    out.put(*least);
    std::array<quint8, MostBytes + ReadBehind> packed;
    BitWriter row(packed.data());
    row.put(std::span(above).first(whole), bits);
    row.finish();
    out.append(std::span(packed).first(sizeOf(numbers.size(), bits)));
}

void takeColumn(ByteReader &in, std::span<quint64> numbers)
{
    if (numbers.empty())
        return;
    std::array<quint8, MostBytes + ReadBehind> copy;
    const ColumnHead head = takeHead(in, numbers.size(), copy);
    const BitRow row = BitRow::packed(head.numbers, head.bits);
    for (std::size_t n = 0; n < numbers.size(); ++n)
        numbers[n] = head.least + row[n];
}

void takeColumn(ByteReader &in, std::span<quint32> numbers)
{
    if (numbers.empty())
        return;
    std::array<quint8, MostBytes + ReadBehind> copy;
    const ColumnHead head = takeHead(in, numbers.size(), copy);
    const BitRow row = BitRow::packed(head.numbers, head.bits);
    quint64 all = 0;
    for (std::size_t n = 0; n < numbers.size(); ++n) {
        const quint64 number = head.least + row[n];
        all |= number;
        numbers[n] = static_cast<quint32>(number);
    }
    if (all > 0xffffffffu) {
        std::fill(numbers.begin(), numbers.end(), 0);
        in.fail();
    }
}

} // namespace trace
