// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/boundedhash.h"
#include "timeline/canvas.h"
#include "timeline/frame.h"

namespace timeline {

/// Draws the column left of the lanes: names, notes, what opens and closes a tree, the numbers of a queue's axis. Keeps its texts from frame to frame.
class LaneHeaders
{
public:
    static constexpr double Indent = 16; ///< px left of a name

    /// That of lane n, on this ground.
    void draw(Canvas &canvas, const Frame &frame, qsizetype n, const QColor &ground);
    /// Forgets what belongs to a trace.
    void clear() { m_texts.clear(); }

private:
    /// Name and note as they fit, and what they were made from.
    struct Texts
    {
        double room = 0;
        double height = 0;
        trace::TextId given = trace::TextId::None;
        quint64 count = 0; ///< of resumes, jobs or changes
        trace::Outcome outcome = trace::Outcome::None;
        QString name;
        QString note;
    };
    [[nodiscard]] static Texts wanted(const Frame &frame, session::LaneId lane, double room, double height);
    /// Those that are current; where the frame has no time to make them, the ones before, or null.
    const Texts *textsOf(const Frame &frame, qsizetype n, double room, double height);
    void drawTexts(Canvas &canvas, const Frame &frame, qsizetype n, const Texts &texts, double left, const QColor &ground);
    /// Returns where names have to end.
    double drawAxis(Canvas &canvas, const Frame &frame, qsizetype n, const QColor &ground);

    BoundedHash<session::LaneId, Texts> m_texts { 4096 };
    qint64 m_makingSince = 0; ///< when making new texts began, on the frame's budget; 0: the last ones asked for were not new
};

/// Where a click opens or closes the children of lane n.
[[nodiscard]] QRectF toggleArea(const Frame &frame, qsizetype n);

} // namespace timeline
