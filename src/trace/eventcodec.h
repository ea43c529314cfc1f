// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/event.h"

#include <array>
#include <vector>

namespace trace {

// How the log packs events. What repeats from event to event, a kind with its detail, site and a way to write each other field, is a shape; a
// trace has some dozens of them, kept once in a ShapeTable, and an event names its own by one byte. Events are packed in runs of at most RunLength;
// what one event predicts about the next is forgotten between runs, so that each can be read alone.
//
//   event  shape: one byte below 0xC0, or two (0xC0..0xFE, then the low byte) for later ones, or 0xFF and the eight bytes of the shape's key
//          then, as the shape says, varints: ns since the event before, task, other, object, value, text
//
// About 4 bytes an event; see EventPacker::shapeOf for what is predicted.

inline constexpr quint32 RunLength = 256;
/// The most bytes that one event takes.
inline constexpr std::size_t MostEventBytes = 9 + 6 * 10;

/// How a field of an event is written.
enum class FieldForm : quint8 {
    Zero, ///< nothing is written, the field is 0
    Same, ///< nothing: as in the event before (task, object), or as predicted (value: of the iteration; other: the task that runs)
    Next, ///< nothing: the number after the greatest one of its kind so far (object); the task that ran last (task)
    Written,
};

/// A shape, as EventShape is about kinds.
struct PackedShape
{
    EventKind kind = EventKind::Mark;
    quint8 detail = 0;
    FieldForm task = FieldForm::Zero;
    FieldForm other = FieldForm::Zero;
    FieldForm object = FieldForm::Zero;
    FieldForm value = FieldForm::Zero;
    bool hasText = false;
    bool movesTime = false;
    quint8 family = 0; ///< of the object's number: timers, jobs and I/O count up, each on its own
    quint8 written = 0; ///< which fields follow, a bit each; as are `family` and all below, told by the others
    SiteId site = SiteId::None;
    // All bits of what a field gets that is not written, none of any other.
    quint32 sameTask = 0;
    quint32 runningTask = 0;
    quint32 runningOther = 0;
    quint32 sameObject = 0;
    quint32 nextObject = 0;

    /// The shape as one number, for files and for finding it again; family and written are left out.
    [[nodiscard]] quint64 key() const;
    /// The shape of a key; a Mark for a number that is no key.
    [[nodiscard]] static PackedShape of(quint64 key);
};

/// The shapes of one log, numbered from 0 in order of first use.
class ShapeTable
{
public:
    static constexpr quint32 MostShapes = 0xC0 + 0x3F * 256;

    [[nodiscard]] quint32 count() const { return static_cast<quint32>(m_shapes.size()); }
    [[nodiscard]] const PackedShape &operator[](quint32 n) const { return m_shapes[n]; }
    /// The number of the shape of this key, which is added where it is new; count() where there is room for no more.
    [[nodiscard]] quint32 numberOf(quint64 key)
    {
        const std::size_t first = firstSlot(key);
        return m_slots[first].key == key ? m_slots[first].number : search(key, first);
    }
    [[nodiscard]] quint64 bytes() const { return m_shapes.capacity() * sizeof(PackedShape) + m_slots.capacity() * sizeof(Slot); }

private:
    struct Slot
    {
        quint64 key = 0; ///< 0: free
        quint32 number = 0;
    };
    [[nodiscard]] std::size_t firstSlot(quint64 key) const { return key * 0x9e3779b97f4a7c15u >> m_shift; }
    [[nodiscard]] quint32 search(quint64 key, std::size_t slot);
    [[nodiscard]] quint32 add(quint64 key);
    void fill(quint64 key, quint32 number);

    std::vector<PackedShape> m_shapes;
    std::vector<Slot> m_slots = std::vector<Slot>(64); ///< open addressing, at most a quarter full
    int m_shift = 64 - 6;
};

/// What both sides know about the events of a run so far, to predict the next.
struct RunContext
{
    static constexpr std::size_t Families = 8;

    Timestamp time;
    TaskId task = TaskId::None; ///< of the event before
    TaskId runner = TaskId::None; ///< of the last resume
    quint32 object = 0; ///< of the event before
    quint64 iteration = 0;
    std::array<quint32, Families> greatest {}; ///< object number by family

    [[nodiscard]] static bool hasIteration(EventKind kind)
    {
        return kind == EventKind::TaskResumed || kind == EventKind::IterationBegun || kind == EventKind::IterationEnded;
    }
};

/// Packs the events of one run after the other.
class EventPacker
{
public:
    explicit EventPacker(ShapeTable &shapes) : m_shapes(shapes) {}

    /// Begins a run whose first event is not before `time`.
    void beginRun(Timestamp time)
    {
        m_context = {};
        m_context.time = time;
    }
    /// Writes an event, not before the one before it; returns the end of what was written, at most MostEventBytes.
    [[nodiscard]] quint8 *put(quint8 *to, const Event &event);

private:
    ShapeTable &m_shapes;
    RunContext m_context;
};

/// Reads the events of one run. Whatever the bytes are, it reads at most MostEventBytes for an event.
class EventUnpacker
{
public:
    EventUnpacker(const ShapeTable &shapes, const quint8 *at, Timestamp time) : m_shapes(&shapes), m_at(at) { m_context.time = time; }

    void next(Event &event);
    /// Where the next event is read from.
    [[nodiscard]] const quint8 *position() const { return m_at; }

private:
    const ShapeTable *m_shapes;
    const quint8 *m_at;
    RunContext m_context;
};

} // namespace trace
