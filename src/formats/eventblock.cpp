// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/eventblock.h"

#include <array>

namespace formats {

using trace::Event;
using trace::EventKind;

namespace {

enum Part : quint8 {
    Task = 1,
    Other = 2,
    Object = 4,
    Value = 8,
    Detail = 16,
    Text = 32,
    SiteOf = 64,
    All = 127,
};

constexpr quint8 KindBits = 0x1f;
constexpr quint8 TimeMoves = 0x20;
constexpr quint8 SameTask = 0x40;
constexpr quint8 Whole = 0x80;

// Part of the format: a kind that gains a field later is written with bit 7 and keeps its row here.
constexpr std::array<quint8, trace::EventKindCount> PartsOfKind {
    Task | Other | Text | SiteOf, // TaskCreated
    Task | Other | Object | Detail, // TaskReady
    Task | Value, // TaskResumed
    Task | Object | Detail | SiteOf, // TaskSuspended
    Task | Detail | Text, // TaskFinished
    Task | Other, // TaskCancelRequested
    Object | Value, // IterationBegun
    Value, // IterationEnded
    Task | Object | Value, // TimerArmed
    Task | Object, // TimerFired
    Task | Object, // TimerCancelled
    Object | Value | Text, // QueueCreated
    Task | Object | Value | Text, // QueuePut
    Task | Object | Value | Text, // QueueGet
    Object | Text, // WorkerCreated
    Task | Object | Text | SiteOf, // JobQueued
    Task | Other | Object, // JobStarted
    Task | Other | Object | Detail, // JobFinished
    Task | Object | Text, // IoBegun
    Task | Object | Detail | Text, // IoEnded
    Task | Text, // Log
    Text, // Mark
    Value, // Lost
    Object | Value, // CounterSet
    Object | Value | Text, // FlowBegun
    Object | Value | Text, // FlowEnded
};

quint8 partsIn(const Event &event)
{
    unsigned parts = 0;
    const auto note = [&parts](bool isThere, Part part) {
        if (isThere)
            parts |= part;
    };
    note(event.task != trace::TaskId::None, Task);
    note(event.other != 0, Other);
    note(event.object != 0, Object);
    note(event.value != 0, Value);
    note(event.detail != 0, Detail);
    note(event.text != trace::TextId::None, Text);
    note(event.site != trace::SiteId::None, SiteOf);
    return static_cast<quint8>(parts);
}

// Timer deadlines lie shortly after the moment they are set; counting from there keeps them short. Wraps like the reader's sum does.
qint64 valueBase(const Event &event)
{
    return event.kind == EventKind::TimerArmed ? event.time.ns : 0;
}

qint64 wrappingSum(qint64 a, qint64 b)
{
    return static_cast<qint64>(static_cast<quint64>(a) + static_cast<quint64>(b));
}

bool isDetailValid(const Event &event)
{
    if (event.kind == EventKind::TaskReady)
        return event.detail < trace::ReadyCauseCount;
    if (event.kind == EventKind::TaskSuspended)
        return event.detail < trace::AwaitReasonCount;
    return event.detail < trace::OutcomeCount;
}

} // namespace

void EventBlockWriter::append(const Event &event)
{
    const quint8 kindParts = PartsOfKind[static_cast<std::size_t>(event.kind)];
    const bool isWhole = (partsIn(event) & ~kindParts) != 0;
    quint8 parts = isWhole ? quint8(All) : kindParts;
    unsigned head = static_cast<unsigned>(event.kind) | (isWhole ? Whole : 0u);
    if (event.time != m_time)
        head |= TimeMoves;
    if ((parts & Task) != 0 && event.task == m_task) {
        head |= SameTask;
        parts = static_cast<quint8>(parts & ~Task);
    }
    m_events.append(static_cast<char>(head));
    if (event.time != m_time)
        appendVarint(static_cast<quint64>((event.time - m_time).count()), m_events);
    if (parts & Task)
        appendVarint(trace::number(event.task), m_events);
    if (parts & Other)
        appendVarint(event.other, m_events);
    if (parts & Object)
        appendVarint(event.object, m_events);
    if (parts & Value)
        appendSignedVarint(wrappingSum(event.value, -valueBase(event)), m_events);
    if (parts & Detail)
        m_events.append(static_cast<char>(event.detail));
    if (parts & Text)
        appendVarint(trace::number(event.text), m_events);
    if (parts & SiteOf)
        appendVarint(trace::number(event.site), m_events);
    m_time = event.time;
    if (kindParts & Task || isWhole)
        m_task = event.task;
    ++m_count;
}

QByteArray EventBlockWriter::take()
{
    QByteArray block;
    block.reserve(m_events.size() + 20);
    appendVarint(m_count, block);
    appendVarint(static_cast<quint64>(m_base.ns), block);
    block.append(m_events);
    *this = EventBlockWriter(m_time);
    return block;
}

EventBlockReader::EventBlockReader(QByteArrayView block) : m_bytes(block)
{
    m_remaining = m_bytes.varint();
    const quint64 base = m_bytes.varint();
    // An event is a byte at least, so a count above the number of bytes is a lie.
    if (m_bytes.isBroken() || base > static_cast<quint64>(MostEventTime) || m_remaining > static_cast<quint64>(block.size()))
        fail();
    m_time = { static_cast<qint64>(base) };
}

bool EventBlockReader::next(Event &event)
{
    if (m_remaining == 0) {
        if (!m_isBroken && !m_bytes.atEnd())
            return fail();
        return false;
    }
    const quint8 head = m_bytes.byte();
    const std::size_t kind = head & KindBits;
    if (m_bytes.isBroken() || kind >= PartsOfKind.size())
        return fail();
    const bool isWhole = (head & Whole) != 0;
    const quint8 parts = isWhole ? quint8(All) : PartsOfKind[kind];
    event = {};
    event.kind = static_cast<EventKind>(kind);
    if (head & TimeMoves) {
        const quint64 step = m_bytes.varint();
        if (step > static_cast<quint64>(MostEventTime - m_time.ns))
            return fail();
        m_time.ns += static_cast<qint64>(step);
    }
    event.time = m_time;
    if (parts & Task)
        event.task = head & SameTask ? m_task : static_cast<trace::TaskId>(m_bytes.number());
    if (parts & Other)
        event.other = m_bytes.number();
    if (parts & Object)
        event.object = m_bytes.number();
    if (parts & Value)
        event.value = wrappingSum(m_bytes.signedVarint(), valueBase(event));
    if (parts & Detail)
        event.detail = m_bytes.byte();
    if (parts & Text)
        event.text = static_cast<trace::TextId>(m_bytes.number());
    if (parts & SiteOf)
        event.site = static_cast<trace::SiteId>(m_bytes.number());
    if (m_bytes.isBroken() || !isDetailValid(event))
        return fail();
    if (parts & Task)
        m_task = event.task;
    --m_remaining;
    return true;
}

} // namespace formats
