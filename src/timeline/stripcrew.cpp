// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/stripcrew.h"

#include "trace/clock.h"

#include <system_error>

namespace timeline {

namespace {

constexpr qint64 TooLong = 1'000'000; // ns that a frame may wait for a strip which the other thread has begun
constexpr int Spins = 1000; // looks at a counter, some 20 us, before the processor is offered to others

/// Waits a moment without giving the processor away.
void pause()
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

} // namespace

StripCrew::StripCrew()
{
    try {
        m_thread = std::thread([this] { work(); });
    } catch (const std::system_error &) {
        // There is no thread to be had: all is painted by the one that calls.
    }
}

StripCrew::~StripCrew()
{
    if (!m_thread.joinable())
        return;
    m_isOver.store(true, std::memory_order_release);
    m_frames.fetch_add(1, std::memory_order_release);
    m_frames.notify_one();
    m_thread.join();
}

bool StripCrew::isUseful()
{
    static const bool hasRoom = std::thread::hardware_concurrency() > 1;
    if (m_framesApart > 0)
        --m_framesApart;
    return hasRoom && m_thread.joinable() && m_framesApart == 0;
}

void StripCrew::begin(const Raster &raster)
{
    m_raster = raster;
    m_isOpen.store(true, std::memory_order_release);
    m_frames.fetch_add(1, std::memory_order_release);
    m_frames.notify_one();
}

Strip &StripCrew::next(StripPainter &painter)
{
    const quint32 published = m_published.load(std::memory_order_relaxed);
    if (published - m_met == MostStrips)
        meet(painter);
    return m_strips[published % MostStrips];
}

void StripCrew::publish()
{
    m_published.fetch_add(1, std::memory_order_release);
}

void StripCrew::paintHere(StripPainter &painter)
{
    painter.paint(m_raster, m_strips[m_published.load(std::memory_order_relaxed) % MostStrips]);
}

bool StripCrew::paintOne(StripPainter &painter)
{
    quint32 taken = m_taken.load(std::memory_order_relaxed);
    do {
        if (taken == m_published.load(std::memory_order_acquire))
            return false;
    } while (!m_taken.compare_exchange_weak(taken, taken + 1, std::memory_order_acq_rel, std::memory_order_relaxed));
    painter.paint(m_raster, m_strips[taken % MostStrips]);
    m_done.fetch_add(1, std::memory_order_release);
    m_done.notify_one();
    return true;
}

/// Paints what nobody has begun and waits for what the other thread has.
void StripCrew::meet(StripPainter &painter)
{
    while (paintOne(painter)) { }
    const quint32 published = m_published.load(std::memory_order_relaxed);
    m_met = published;
    if (m_done.load(std::memory_order_acquire) == published)
        return;
    const qint64 began = trace::monotonicNow();
    int spins = 0;
    for (quint32 done = m_done.load(std::memory_order_acquire); done != published; done = m_done.load(std::memory_order_acquire)) {
        if (++spins < Spins)
            pause();
        else
            m_done.wait(done, std::memory_order_acquire);
    }
    if (trace::monotonicNow() - began > TooLong)
        m_framesApart = FramesApart;
}

void StripCrew::finish(StripPainter &painter)
{
    meet(painter);
    m_isOpen.store(false, std::memory_order_release);
}

void StripCrew::work()
{
    StripPainter painter;
    quint32 seen = 0;
    while (true) {
        m_frames.wait(seen, std::memory_order_acquire);
        seen = m_frames.load(std::memory_order_acquire);
        if (m_isOver.load(std::memory_order_acquire))
            return;
        for (int idle = 0; m_isOpen.load(std::memory_order_acquire); ++idle) {
            if (paintOne(painter))
                idle = 0;
            else if (idle < Spins)
                pause();
            else
                std::this_thread::yield();
        }
    }
}

} // namespace timeline
