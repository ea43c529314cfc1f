// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/varint.h"
#include "trace/event.h"

namespace formats {

/// The latest time of an event in any file, in ns: 146 years. Whatever reads events of ours refuses later ones, so that what one format holds can be
/// written to every other, and the sum of two times never overflows.
inline constexpr qint64 MostEventTime = qint64(1) << 62;

/// A run of events as bytes that can be read alone.
///
/// Block = varint number of events, varint time of the one before the first (ns), events.
/// Event = head byte: bits 0-4 kind, bit 5 "time moves on", bit 6 "same task as the event before", bit 7 "all fields follow";
///         varint ns since the event before, where bit 5 is set;
///         then of task, other, object, value, detail, text, site those that the kind has (or all, with bit 7), in this order: varints,
///         value signed and detail one byte; the value of timer-armed counts from the event's own time; the task is left out with bit 6.
/// About 6 bytes an event. An event with a field that its kind does not have is written with bit 7, so nothing is ever lost.
class EventBlockWriter
{
public:
    /// Begins a block whose first event is not earlier than `before`.
    explicit EventBlockWriter(trace::Timestamp before = {}) : m_base(before), m_time(before) {}

    /// Takes an event, not earlier than the one before it; its text and site are already those of the file.
    void append(const trace::Event &event);
    [[nodiscard]] quint64 count() const { return m_count; }
    /// Bytes so far, without the two numbers at the head.
    [[nodiscard]] qsizetype size() const { return m_events.size(); }
    /// The block; the next one begins where it ends.
    [[nodiscard]] QByteArray take();

private:
    QByteArray m_events;
    quint64 m_count = 0;
    trace::Timestamp m_base;
    trace::Timestamp m_time;
    trace::TaskId m_task = trace::TaskId::None;
};

/// Reads a block event by event. Whatever the bytes are, next() ends after at most as many events as there are bytes.
class EventBlockReader
{
public:
    explicit EventBlockReader(QByteArrayView block);

    /// Events that the block says it still has.
    [[nodiscard]] quint64 remaining() const { return m_remaining; }
    /// The next event; false at the end and where the bytes make no sense: then isBroken().
    bool next(trace::Event &event);
    [[nodiscard]] bool isBroken() const { return m_isBroken; }

private:
    bool fail()
    {
        m_isBroken = true;
        m_remaining = 0;
        return false;
    }

    VarintReader m_bytes;
    quint64 m_remaining = 0;
    trace::Timestamp m_time;
    trace::TaskId m_task = trace::TaskId::None;
    bool m_isBroken = false;
};

} // namespace formats
