// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/laneid.h"
#include "timeline/timelinewidget.h"

#include <QAccessibleWidget>
#include <QHash>

namespace timeline {

/// The timeline for a screen reader: a list of the lanes in sight, each with the slices of it that are in view, in words (slicetext.h).
/// Items are made when they are asked for and live until the widget goes or too many have gathered.
class TimelineAccessible final : public QAccessibleWidget
{
public:
    explicit TimelineAccessible(TimelineWidget &widget);
    ~TimelineAccessible() override;

    /// Makes Qt use this for every TimelineWidget; any number of calls.
    static void install();
    /// Tells a listening screen reader that the selection is another one.
    static void tellSelection(TimelineWidget &widget);

    [[nodiscard]] int childCount() const override;
    [[nodiscard]] QAccessibleInterface *child(int index) const override;
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override;
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override;
    [[nodiscard]] QAccessibleInterface *focusChild() const override;
    [[nodiscard]] QString text(QAccessible::Text kind) const override;

    // For its items.
    [[nodiscard]] TimelineWidget &timeline() const { return *m_widget; }
    [[nodiscard]] QAccessibleInterface *laneItem(session::LaneId lane) const;
    [[nodiscard]] QAccessibleInterface *sliceItem(session::SliceRef slice) const;
    /// Index of a lane among those in sight, -1 for one that is not.
    [[nodiscard]] int indexOf(session::LaneId lane) const;
    /// Where a lane is on the screen; empty where it is out of sight.
    [[nodiscard]] QRect rectOf(session::LaneId lane) const;
    [[nodiscard]] QRect rectOf(session::SliceRef slice) const;
    /// The first slice of a lane that is in view, and how many are told of.
    struct Slices
    {
        quint64 first = 0;
        int count = 0;
    };
    [[nodiscard]] Slices slicesInView(session::LaneId lane) const;
    /// What the slice is, in one line.
    [[nodiscard]] QString describe(session::SliceRef slice) const;

private:
    template<typename Key, typename Make>
    QAccessibleInterface *item(QHash<Key, QAccessible::Id> &items, const Key &key, Make make) const;

    TimelineWidget *m_widget;
    mutable QHash<session::LaneId, QAccessible::Id> m_lanes;
    mutable QHash<session::SliceRef, QAccessible::Id> m_slices;
};

} // namespace timeline
