// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"
#include "session/theme.h"
#include "timeline/drawing.h"
#include "trace/axis.h"
#include "trace/result.h"
#include "trace/trace.h"

#include <QRectF>
#include <QSize>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace timeline {

/// What a picture shows. The default is the whole run with all its lanes, 1600 px wide and as high as they need.
struct PictureOptions
{
    static constexpr int DefaultWidth = 1600;
    static constexpr int MinSide = 64;
    static constexpr int MaxSide = 32'768; ///< of the result in device pixels

    QSize size { 0, 0 }; ///< logical pixels; a width of 0 is DefaultWidth, a height of 0 what the lanes need
    double scale = 1; ///< device pixels of a PNG per logical pixel, 0.25..8; SVG and PDF have no pixels
    const session::Theme *theme = &session::Theme::light(); ///< borrowed
    trace::AxisKind axis = trace::AxisKind::Time;
    std::optional<trace::TimeRange> range; ///< nothing: the whole run
    std::optional<trace::Span> span; ///< on the axis, instead of the range
    std::optional<trace::Timestamp> cursor; ///< where the playhead is drawn; nothing: nowhere
    std::optional<quint64> cursorEvents; ///< after so many events of those at the cursor's time or before; nothing: all of them
    bool fadesAfterCursor = false; ///< what comes after the playhead is hinted at only
    session::Selection selection; ///< a lane that is picked out; with a slice, the wake-ups that led to it, or its flows, are drawn as arrows
    std::vector<session::UserMark> marks; ///< in order of time
    session::LaneFilter lanes; ///< which lanes and in which order
    trace::Duration heldThreshold { 100'000'000 }; ///< a loop held longer gets a red edge
    QString title;
    QString caption;
    bool hasLegend = true;
    bool isCompact = false; ///< low lanes even where there is room for high ones
};

/// The options that show what a session shows: its axis, range, playhead, lanes, selection and marks.
[[nodiscard]] PictureOptions optionsOf(const session::Session &session);

/// The picture laid out. It is drawn from the trace and the options alone, needs a QGuiApplication (offscreen will do) and no window; lanes that find no
/// room are counted in it. Trace and theme are borrowed.
class LaidOutPicture : public Drawing
{
public:
    /// The options must be in range, as checkOptions() says.
    LaidOutPicture(const trace::Trace &trace, const PictureOptions &options);
    ~LaidOutPicture() override;

    [[nodiscard]] QSize size() const override;
    void paint(QPainter &painter, bool isPaper) const override;
    void draw(SvgCanvas &canvas) const override;
    /// Where a moment stands, logical px from the left, and the part in which lanes show time.
    [[nodiscard]] double xOf(const session::Playhead &moment) const;
    [[nodiscard]] QRectF lanes() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// What is wrong with the options, if anything: sizes and scale out of range, an empty range.
[[nodiscard]] trace::Result<> checkOptions(const PictureOptions &options);

} // namespace timeline
