// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/nameorder.h"

#include "session/laneorder.h"
#include "trace/glob.h"
#include "trace/trace.h"

#include <algorithm>

namespace session {

namespace {

/// As in UTF-8, whose bytes are in the order of what they stand for; halves of surrogate pairs each by itself, as names are compared.
void putUnit(std::string &key, char16_t unit)
{
    if (unit < 0x80) {
        key += char(unit);
    } else if (unit < 0x800) {
        key += char(0xc0 | unit >> 6);
        key += char(0x80 | (unit & 0x3f));
    } else {
        key += char(0xe0 | unit >> 12);
        key += char(0x80 | (unit >> 6 & 0x3f));
        key += char(0x80 | (unit & 0x3f));
    }
}

/// Bytes that compare as trace::isNaturallyLess() does, but for leading zeros, which decide only where all else is equal. A number is a 0 (so that it stands
/// among other characters as any digit does), how many digits it has, and these.
void putKey(std::string &key, QStringView name)
{
    const auto isDigit = [&](qsizetype n) { return n < name.size() && name[n] >= u'0' && name[n] <= u'9'; };
    for (qsizetype n = 0; n < name.size();) {
        if (!isDigit(n)) {
            putUnit(key, name[n++].unicode());
            continue;
        }
        while (name[n] == u'0' && isDigit(n + 1))
            ++n;
        qsizetype end = n;
        while (isDigit(end))
            ++end;
        key += '0';
        putUnit(key, char16_t(std::min<qsizetype>(end - n, 0xffff)));
        for (; n < end; ++n)
            key += char(name[n].unicode());
    }
}

/// The first eight of these bytes as a number in the same order.
quint64 headOf(std::string_view bytes)
{
    quint64 head = 0;
    for (std::size_t n = 0; n < 8; ++n)
        head = head << 8 | (n < bytes.size() ? quint8(bytes[n]) : 0u);
    return head;
}

std::size_t countOf(const trace::Trace &trace, LaneKind kind)
{
    return kind == LaneKind::Task ? trace.tasks().size() : kind == LaneKind::Queue ? trace.queues().size() : kind == LaneKind::Worker ? trace.workers().size() : 0;
}

trace::TextId nameOf(const trace::Trace &trace, LaneKind kind, std::size_t row)
{
    return kind == LaneKind::Task ? trace.tasks()[row].name : kind == LaneKind::Queue ? trace.queues()[row].name : trace.workers()[row].name;
}

std::size_t commonPrefix(std::string_view a, std::string_view b)
{
    return std::size_t(std::mismatch(a.begin(), a.begin() + std::ptrdiff_t(std::min(a.size(), b.size())), b.begin()).first - a.begin());
}

} // namespace

void NameOrder::clear()
{
    *this = NameOrder(m_kind);
}

void NameOrder::addKeys(const trace::Trace &trace)
{
    const std::size_t count = countOf(trace, m_kind);
    for (std::size_t n = m_names.size(); n < count; ++n) {
        m_names.push_back(nameOf(trace, m_kind, n));
        putKey(m_keys, laneName(trace, { m_kind, quint32(n + 1) }));
        m_ends.push_back(m_keys.size());
    }
}

bool NameOrder::isLess(quint32 a, quint32 b, const trace::Trace &trace) const
{
    if (const int order = key(a).compare(key(b)); order != 0)
        return order < 0;
    if (m_names[a - 1] != m_names[b - 1]) {
        const QString left = laneName(trace, { m_kind, a });
        const QString right = laneName(trace, { m_kind, b });
        if (trace::isNaturallyLess(left, right) || trace::isNaturallyLess(right, left))
            return trace::isNaturallyLess(left, right);
    }
    return a < b;
}

// Names of tasks nearly always begin alike ("request-"), so what follows on that decides, and eight bytes of it nearly always suffice.
void NameOrder::sort(std::span<quint32> lanes, const trace::Trace &trace) const
{
    struct Entry
    {
        quint64 head;
        quint32 lane;
    };
    std::vector<Entry> entries;
    entries.reserve(lanes.size());
    std::size_t common = lanes.empty() ? 0 : key(lanes.front()).size();
    for (const quint32 lane : lanes)
        common = std::min(common, commonPrefix(key(lanes.front()), key(lane)));
    for (const quint32 lane : lanes)
        entries.push_back({ headOf(key(lane).substr(common)), lane });
    std::sort(entries.begin(), entries.end(), [&](const Entry &a, const Entry &b) { return a.head != b.head ? a.head < b.head : isLess(a.lane, b.lane, trace); });
    std::transform(entries.begin(), entries.end(), lanes.begin(), [](const Entry &entry) { return entry.lane; });
}

void NameOrder::update(const trace::Trace &trace)
{
    const std::size_t count = countOf(trace, m_kind);
    // What was known only from what others did to it may be named later.
    bool isSame = count >= m_names.size();
    for (std::size_t n = 0; isSame && n < m_names.size(); ++n)
        isSame = m_names[n] == nameOf(trace, m_kind, n);
    if (!isSame)
        clear();
    const std::size_t known = m_order.size();
    if (count == known)
        return;
    addKeys(trace);
    for (std::size_t n = known; n < count; ++n)
        m_order.push_back(quint32(n + 1));
    sort(std::span(m_order).subspan(known), trace);
    std::inplace_merge(m_order.begin(), m_order.begin() + std::ptrdiff_t(known), m_order.end(), [&](quint32 a, quint32 b) { return isLess(a, b, trace); });
}

} // namespace session
