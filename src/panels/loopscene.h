// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/trace.h"

#include <QRectF>
#include <QSizeF>
#include <QString>

#include <vector>

namespace panels {

/// Where a task of the loop view stands.
enum class LoopPlace : quint8 { Ready, Running, Timers, Queue, Tasks, Workers, Io, Elsewhere };

/// A task as the loop view draws it.
struct LoopToken
{
    trace::TaskId task = trace::TaskId::None;
    QRectF rect; ///< logical px in the scene
    QString name;
    LoopPlace place = LoopPlace::Elsewhere;
    trace::AwaitReason reason = trace::AwaitReason::None;
    quint32 resumes = 0; ///< a greater number than before says that it has run in between
    bool isCancelRequested = false;
};

/// A place where tasks stand: the ready queue, the running task, timers, one queue, other tasks, workers, I/O.
struct LoopBox
{
    LoopPlace place = LoopPlace::Elsewhere;
    QRectF rect;
    QString title;
    QString name; ///< of the queue, after the title
    QString summary; ///< right of the title: "3", "depth 2 of 5"
    QString emptyText; ///< shown where nobody stands: "empty"
};

/// A line of text beside a token or alone: a timer's due time, what is joined, "+ 1 987 more".
struct LoopText
{
    enum class Role : quint8 { Beside, More, Label };
    QRectF rect;
    QString text;
    Role role = Role::Beside;
};

/// A queue's item.
struct LoopItem
{
    QRectF rect;
    QString text;
};

/// The picture of one loop at one moment as plain geometry: what stands where, before any painting. Made in O(tasks + px), and never holds more
/// tokens than there is room for: the rest of a place is one "+ n more", so that 2 000 tasks draw as quickly as 20.
struct LoopScene
{
    QSizeF size;
    std::vector<LoopBox> boxes; ///< Ready first, then Running, then the waiting places from left to right
    std::vector<LoopToken> tokens;
    std::vector<LoopText> texts;
    std::vector<LoopItem> items;
    QString headline; ///< "iteration 17", "asleep until the timer of producer-2 at 7.290 s"
    QString population; ///< "5 tasks: 1 running, 2 ready, 2 awaiting, 0 finished"

    /// The token of a task, null where it is not drawn by itself.
    [[nodiscard]] const LoopToken *token(trace::TaskId task) const;
    /// The token at a point, null where there is none.
    [[nodiscard]] const LoopToken *tokenAt(QPointF point) const;
    /// The box of a place (the first, for queues); null where the scene has none.
    [[nodiscard]] const LoopBox *box(LoopPlace place) const;
};

/// Smallest size that a scene is laid out for, logical px; smaller ones are laid out for this. A view that is smaller scales it down.
inline constexpr QSizeF SmallestLoopScene { 560, 360 };

/// Lays the state out for a picture of this size. The trace is asked for names and for which places it has at all (queues, workers), so that
/// the boxes stay where they are while the playhead moves.
[[nodiscard]] LoopScene layOutLoop(const trace::Trace &trace, const trace::State &state, QSizeF size);

/// The scene in words, for a screen reader and for tests: one line a place.
[[nodiscard]] QString describe(const LoopScene &scene);

} // namespace panels
