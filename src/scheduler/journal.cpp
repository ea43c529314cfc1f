// SPDX-License-Identifier: GPL-3.0-or-later
#include "scheduler/journal.h"

#include "scheduler/promise.h"

#include <cstring>

namespace scheduler {

using trace::SiteId;

Journal::Journal(trace::Recorder *recorder, const LoopClock &clock) : m_recorder(recorder), m_clock(clock)
{
    refresh();
}

void Journal::refresh()
{
    m_writer = m_recorder != nullptr && m_recorder->isEnabled() ? &m_recorder->loopWriter() : nullptr;
}

void Journal::endBatch()
{
    m_untilBatch = BatchSize;
    ++m_batches;
    if (m_onBatch)
        m_onBatch();
}

SiteId Journal::site(const SourceLocation &at, SiteId caller)
{
    // The pointers are of string literals: equal pointers are equal texts, and unequal pointers to equal texts only cost a second row here.
    const auto key = reinterpret_cast<quintptr>(at.file) * 31 + reinterpret_cast<quintptr>(at.function) + at.line * 0x9E37u
        + trace::number(caller) * 0x85EBCA6Bu;
    CachedSite &cached = m_sites[(key ^ (key >> 8) ^ (key >> 16)) % m_sites.size()];
    if (cached.site == SiteId::None || cached.at.line != at.line || cached.at.file != at.file || cached.at.function != at.function
        || cached.caller != caller) {
        trace::TextTable &texts = *m_recorder->texts();
        const trace::Site site { texts.internUtf8(at.file, static_cast<qsizetype>(std::strlen(at.file))),
            texts.internUtf8(at.function, static_cast<qsizetype>(std::strlen(at.function))), at.line, caller };
        cached = { at, caller, texts.intern(site) };
    }
    return cached.site;
}

SiteId Journal::site(const PromiseBase &promise)
{
    // A parent stays at one await for as long as this coroutine lives, so the chain above is looked up once. Walked without
    // recursion: coroutines may be nested deeper than the stack.
    const PromiseBase *known = &promise;
    while (known->parent != nullptr && !known->isCallerSiteKnown)
        known = known->parent;
    if (known == &promise)
        return site(promise.awaitedAt, promise.callerSite);
    std::vector<const PromiseBase *> chain;
    for (const PromiseBase *p = &promise; p != known; p = p->parent)
        chain.push_back(p);
    SiteId caller = site(known->awaitedAt, known->callerSite);
    for (auto it = chain.rbegin(); it != chain.rend(); ++it) {
        (*it)->callerSite = caller;
        (*it)->isCallerSiteKnown = true;
        if (it + 1 != chain.rend())
            caller = site((*it)->awaitedAt, caller);
    }
    return site(promise.awaitedAt, promise.callerSite);
}

} // namespace scheduler
