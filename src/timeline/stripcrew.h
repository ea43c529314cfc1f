// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/strip.h"

#include <atomic>
#include <thread>
#include <vector>

namespace timeline {

/// A second thread that paints strips while the first one finds out what is to be on the next ones. Whoever is free takes the next strip, so a frame never
/// waits for the second thread to begin, only for a strip that it is painting; where the machine has no processor to spare, the first thread paints them
/// all. All calls come from one thread. Threads meet at three counters and nowhere else; a strip costs its painter two atomic operations.
class StripCrew
{
public:
    StripCrew();
    ~StripCrew();
    StripCrew(const StripCrew &) = delete;
    StripCrew &operator=(const StripCrew &) = delete;

    /// Whether the second thread would be of use now: not where there is one processor or no second thread to be had, and not for a while after a frame that had to wait for it.
    [[nodiscard]] bool isUseful();
    /// Begins a frame on these pixels, which are borrowed until finish().
    void begin(const Raster &raster);
    /// A strip to be filled and then published, by the one who called; the reference is valid until then. `painter` is the caller's, here and below.
    [[nodiscard]] Strip &next(StripPainter &painter);
    void publish();
    /// Paints the strip of the last next() here and now instead of publishing it; what it does not hold yet can be drawn straight then.
    void paintHere(StripPainter &painter);
    /// When it returns, all strips have been painted.
    void finish(StripPainter &painter);

private:
    static constexpr quint32 MostStrips = 256; ///< between two meetings
    static constexpr int FramesApart = 60; ///< that are painted without the second thread after one that had to wait for it

    [[nodiscard]] bool paintOne(StripPainter &painter);
    void meet(StripPainter &painter);
    void work();

    Raster m_raster;
    std::vector<Strip> m_strips { MostStrips };
    int m_framesApart = 0; ///< still to come
    // Numbers of strips since the beginning, modulo 2^32.
    std::atomic<quint32> m_published { 0 };
    std::atomic<quint32> m_taken { 0 };
    std::atomic<quint32> m_done { 0 };
    quint32 m_met = 0; ///< how many there were when the threads met last
    std::atomic<quint32> m_frames { 0 }; ///< begun; what the second thread sleeps on
    std::atomic<bool> m_isOpen { false }; ///< a frame is being drawn
    std::atomic<bool> m_isOver { false };
    std::thread m_thread; ///< not joinable where there was none to be had
};

} // namespace timeline
