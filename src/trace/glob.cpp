// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/glob.h"

#include <algorithm>
#include <optional>

namespace trace {

namespace {

/// Where the element of the pattern at `at` ends if it matches the character; nothing if it does not.
std::optional<qsizetype> matchOne(QStringView pattern, qsizetype at, QChar character)
{
    if (pattern[at] == u'?')
        return at + 1;
    const qsizetype setBegin = at + 1 + (at + 1 < pattern.size() && pattern[at + 1] == u'!' ? 1 : 0);
    // A ']' right after the opening belongs to the set, as in a shell.
    const qsizetype close = pattern[at] == u'[' ? pattern.indexOf(u']', setBegin + 1) : -1;
    if (close < 0)
        return pattern[at] == character ? std::optional(at + 1) : std::nullopt;
    bool isMember = false;
    for (qsizetype n = setBegin; n < close; ++n) {
        if (n + 2 < close && pattern[n + 1] == u'-') {
            isMember |= pattern[n] <= character && character <= pattern[n + 2];
            n += 2;
        } else {
            isMember |= pattern[n] == character;
        }
    }
    const bool isNegated = setBegin == at + 2;
    return isMember != isNegated ? std::optional(close + 1) : std::nullopt;
}

QStringView digitsAt(QStringView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && text[end] >= u'0' && text[end] <= u'9')
        ++end;
    return text.mid(at, end - at);
}

QStringView withoutLeadingZeros(QStringView digits)
{
    while (digits.size() > 1 && digits.front() == u'0')
        digits = digits.mid(1);
    return digits;
}

} // namespace

bool globMatches(QStringView pattern, QStringView text)
{
    // Only the last star ever needs to be tried again: what an earlier one took can always be given to the later one.
    qsizetype p = 0;
    qsizetype t = 0;
    std::optional<qsizetype> star;
    qsizetype starText = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == u'*') {
            star = p++;
            starText = t;
            continue;
        }
        if (const auto next = p < pattern.size() ? matchOne(pattern, p, text[t]) : std::nullopt) {
            p = *next;
            ++t;
        } else if (star) {
            p = *star + 1;
            t = ++starText;
        } else {
            return false;
        }
    }
    return std::all_of(pattern.begin() + p, pattern.end(), [](QChar c) { return c == u'*'; });
}

bool isNaturallyLess(QStringView a, QStringView b)
{
    qsizetype i = 0;
    qsizetype j = 0;
    qsizetype zeros = 0; // decides between 7 and 007 only when all else is equal
    while (i < a.size() && j < b.size()) {
        const QStringView left = digitsAt(a, i);
        const QStringView right = digitsAt(b, j);
        if (left.isEmpty() || right.isEmpty()) {
            if (a[i] != b[j])
                return a[i] < b[j];
            ++i;
            ++j;
            continue;
        }
        const QStringView x = withoutLeadingZeros(left);
        const QStringView y = withoutLeadingZeros(right);
        if (x.size() != y.size())
            return x.size() < y.size();
        if (const int order = x.compare(y); order != 0)
            return order < 0;
        if (zeros == 0)
            zeros = left.size() - right.size();
        i += left.size();
        j += right.size();
    }
    if (const qsizetype rest = (a.size() - i) - (b.size() - j); rest != 0)
        return rest < 0;
    return zeros < 0;
}

} // namespace trace
