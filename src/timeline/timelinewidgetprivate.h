// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/framepainter.h"
#include "timeline/paintercanvas.h"
#include "timeline/rangecard.h"
#include "timeline/stripcrew.h"
#include "timeline/timelinewidget.h"

#include <QPointer>
#include <QTimer>

namespace timeline {

/// What the widget's source files share: timelinewidget.cpp lays out, timelineframes.cpp paints, timelinemouse.cpp and timelinekeys.cpp answer mouse and keys.
struct TimelineWidget::Private
{
    /// Parts of the widget that a press of the mouse can mean.
    enum class Place : quint8 { Nowhere, Minimap, MinimapBegin, MinimapEnd, Ruler, AxisChip, Playhead, HeaderEdge, Header, Lanes };
    /// What the mouse is doing between press and release.
    enum class Drag : quint8 { None, Click, Pan, Measure, Playhead, MinimapWindow, MinimapBegin, MinimapEnd, HeaderEdge };

    Private(TimelineWidget &owner, session::Session &shown) : widget(owner), session(shown) {}

    TimelineWidget &widget;
    session::Session &session;
    const session::Theme *theme = &session::Theme::light();
    Density wantedDensity = Density::Auto;
    Density density = Density::Roomy;
    QString trustNote;
    QString hint;

    LaneStack stack;
    FrameLayout layout;
    double headerWidth = 136;
    bool isHeaderWidthChosen = false; ///< by the user
    FramePainter painter;
    TextImages texts;
    std::unique_ptr<StripCrew> crew; ///< made when a frame first is large enough for it

    std::optional<QPointF> pointer; ///< in the viewport, while it is there and nothing is dragged
    Drag drag = Drag::None;
    QPoint pressed;
    QPoint dragged; ///< where the last move of a drag was
    Qt::KeyboardModifiers pressModifiers;
    Place pressPlace = Place::Nowhere;
    trace::Position anchor; ///< place at which a measured span was begun

    /// What a repaint is for.
    enum class Stale : quint8 {
        Nothing,
        Pieces, ///< only what follows pointer and playhead, and what is to be refined
        All,
    };
    QTimer frameTimer; ///< runs for one frame after a repaint was asked for
    Stale due = Stale::Nothing; ///< what has been asked for since the last frame was painted
    bool isPaintAwaited = false; ///< an update was asked for and has not been painted
    std::vector<QRect> shownOverlays; ///< where the last frame painted them; empty: anywhere
    std::vector<QRect> awaitedAreas; ///< what of the viewport an update was asked for
    QRect roughArea; ///< what of the viewport is to be refined
    QTimer refineTimer; ///< runs while there are lanes to be worked out between two frames
    qsizetype nextToRefine = 0; ///< lane
    trace::Duration frameWork { 200'000 }; ///< the budget of a frame that draws fast
    qint64 drawing = 0; ///< ns that the last whole frame took beside what its budget counted
    RangeCard *card = nullptr; ///< statistics of what is measured; the viewport's
    QTimer surveyTimer; ///< runs until a measured span has stayed as it is for a moment
    QTimer gestureTimer; ///< ends a wheel or key gesture that has paused

    // timelinewidget.cpp
    void relayout();
    [[nodiscard]] Frame frame() const;
    [[nodiscard]] Scale scale() const;
    [[nodiscard]] Scale minimapScale() const;
    [[nodiscard]] std::optional<qsizetype> laneIndexAt(double y) const;
    [[nodiscard]] std::optional<session::SliceRef> sliceAt(QPointF point) const;
    void updateHover();

    // timelineframes.cpp
    void repaintSoon(Stale what = Stale::All);
    void repaintPieces();
    void paint(QPaintEvent &event);
    void refineSoon();
    void refine();
    [[nodiscard]] StripCrew *crewFor(const QRegion &region);
    [[nodiscard]] qint64 workOfFrame() const;

    // timelinerange.cpp
    void makeCard();
    void survey();
    void placeCard();
    void leavePointer();

    // timelinemouse.cpp
    [[nodiscard]] Place placeAt(QPointF point) const;
    [[nodiscard]] Qt::CursorShape cursorAt(Place place) const;
    void beginDrag(QPoint point);
    void moveDrag(QPoint point);
    void click(QPoint point);
    void clickHeader(QPoint point, qsizetype lane);
    void zoomAt(double x, double factor);
    void panByPixels(double pixels);
    void showSelection();

    // timelinekeys.cpp
    void zoomByKey(double factor);
    void selectLane(qsizetype n);
    void moveLaneSelection(int direction);
    bool pressKey(int key, Qt::KeyboardModifiers modifiers);
    bool pressNavigationKey(int key);
    void escape();
};

} // namespace timeline
