// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/piseries.h"

#include <gmp.h>

#include <utility>
#include <vector>

namespace scenarios {

namespace {

// An integer of any size.
class Integer
{
public:
    Integer() { mpz_init(m_value); }
    explicit Integer(unsigned long value) { mpz_init_set_ui(m_value, value); }
    Integer(Integer &&other) noexcept
        : Integer()
    {
        mpz_swap(m_value, other.m_value);
    }
    Integer &operator=(Integer &&other) noexcept
    {
        mpz_swap(m_value, other.m_value);
        return *this;
    }
    ~Integer() { mpz_clear(m_value); }

    operator mpz_ptr() { return m_value; }
    operator mpz_srcptr() const { return m_value; }

private:
    mpz_t m_value;
};

// The terms [first, last) summed up: the sum is t / q, and p / q leads on to the next term.
struct Range
{
    Integer p;
    Integer q;
    Integer t;
    qint64 terms = 0;
};

constexpr unsigned long A = 13591409;
constexpr unsigned long B = 545140134;
constexpr unsigned long CubedOver24 = 10939058860032000; // 640320^3 / 24

Range oneTerm(qint64 index)
{
    const auto a = static_cast<unsigned long>(index);
    Range r;
    r.terms = 1;
    if (a == 0) {
        mpz_set_ui(r.p, 1);
        mpz_set_ui(r.q, 1);
    } else {
        mpz_set_ui(r.p, 6 * a - 5);
        mpz_mul_ui(r.p, r.p, 2 * a - 1);
        mpz_mul_ui(r.p, r.p, 6 * a - 1);
        mpz_neg(r.p, r.p);
        mpz_set_ui(r.q, a);
        mpz_mul_ui(r.q, r.q, a);
        mpz_mul_ui(r.q, r.q, a);
        mpz_mul_ui(r.q, r.q, CubedOver24);
    }
    mpz_mul_ui(r.t, r.p, A + B * a);
    return r;
}

void append(Range &left, Range &&right)
{
    mpz_mul(left.t, left.t, right.q);
    mpz_addmul(left.t, left.p, right.t);
    mpz_mul(left.p, left.p, right.p);
    mpz_mul(left.q, left.q, right.q);
    left.terms += right.terms;
}

Range split(qint64 first, qint64 last)
{
    if (last - first == 1)
        return oneTerm(first);
    const qint64 middle = first + (last - first) / 2;
    Range range = split(first, middle);
    append(range, split(middle, last));
    return range;
}

constexpr qint64 GuardDecimals = 20;

} // namespace

struct PiSeries::Private
{
    qint64 decimals = 0;
    qint64 termCount = 0;
    qint64 termsAdded = 0;
    std::vector<Range> ranges; // neighbours, each longer than the next

    void mergeLast()
    {
        Range right = std::move(ranges.back());
        ranges.pop_back();
        append(ranges.back(), std::move(right));
    }
};

PiSeries::PiSeries(qint64 decimals)
    : d(std::make_unique<Private>())
{
    constexpr double decimalsPerTerm = 14.181647462725477; // log10(640320^3 / 1728)
    d->decimals = decimals;
    d->termCount = static_cast<qint64>(static_cast<double>(decimals + GuardDecimals) / decimalsPerTerm) + 1;
}

PiSeries::~PiSeries() = default;

qint64 PiSeries::termCount() const { return d->termCount; }

qint64 PiSeries::termsAdded() const { return d->termsAdded; }

void PiSeries::addTerms(qint64 count)
{
    const qint64 last = d->termsAdded + std::min(count, d->termCount - d->termsAdded);
    if (last == d->termsAdded)
        return;
    d->ranges.push_back(split(d->termsAdded, last));
    d->termsAdded = last;
    while (d->ranges.size() > 1 && d->ranges.back().terms >= d->ranges[d->ranges.size() - 2].terms)
        d->mergeLast();
}

std::string PiSeries::text()
{
    Q_ASSERT(isComplete());
    while (d->ranges.size() > 1)
        d->mergeLast();
    Range sum = std::move(d->ranges.back());
    d->ranges.clear();

    // pi = 426880 sqrt(10005) q / t, scaled by a power of ten; the root of an integer is cut off, which the guard
    // decimals absorb.
    Integer scale(10);
    mpz_pow_ui(scale, scale, static_cast<unsigned long>(d->decimals + GuardDecimals));
    Integer root;
    mpz_mul(root, scale, scale);
    mpz_mul_ui(root, root, 10005);
    mpz_sqrt(root, root);
    mpz_mul_ui(root, root, 426880);
    mpz_mul(root, root, sum.q);
    mpz_tdiv_q(root, root, sum.t);

    std::string digits(mpz_sizeinbase(root, 10) + 2, '\0');
    mpz_get_str(digits.data(), 10, root);
    digits.resize(static_cast<std::size_t>(d->decimals) + 1); // without the guard decimals
    // Not insert(): g++ 12 warns of an overlap that cannot be (GCC bug 105651).
    return digits.substr(0, 1) + '.' + digits.substr(1);
}

} // namespace scenarios
