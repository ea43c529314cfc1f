// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/argtable.h"
#include "trace/ids.h"

#include <QString>

#include <memory>

namespace trace {

/// A place in source code and, for a suspended task, from where it was called: the caller chain is the async call stack.
struct Site
{
    TextId file = TextId::None; ///< "scenarios/producerconsumer.cpp"
    TextId function = TextId::None;
    quint32 line = 0; ///< 1-based; 0 unknown
    SiteId caller = SiteId::None; ///< the awaiting coroutine's own site, None at the task's root

    bool operator==(const Site &) const = default;
};

/// Texts and sites of one trace, each kept once. Written by recording threads, read by any thread:
/// an id that reached a thread through a recorder's ring or an event is readable there without a lock.
/// Rows are never changed or removed, so memory grows with the number of distinct texts.
class TextTable
{
public:
    TextTable();
    ~TextTable();
    TextTable(const TextTable &) = delete;
    TextTable &operator=(const TextTable &) = delete;

    /// Says that there will be so many texts and sites, which are then found without the table being put in order anew as it grows. Thread-safe.
    void reserve(quint32 texts, quint32 sites);
    /// The id of this text, the same for equal texts; the empty text is TextId::None. Thread-safe.
    TextId intern(QStringView text);
    TextId internUtf8(const char *data, qsizetype size);
    /// The id of this site, the same for equal sites. Thread-safe.
    SiteId intern(const Site &site);

    /// The text of an id of this table; "" for None and for an id that was never given out.
    [[nodiscard]] QString text(TextId id) const;
    /// The site of an id; a site of unknown file for None and for an id that was never given out.
    [[nodiscard]] Site site(SiteId id) const;

    /// The args of slices that came with a recording; only the thread that reads it adds to them.
    [[nodiscard]] ArgTable &args();
    [[nodiscard]] const ArgTable &args() const;

    /// How many ids have been given out: valid ids are 1..count.
    [[nodiscard]] quint32 textCount() const;
    [[nodiscard]] quint32 siteCount() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace trace
