// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/eventcodec.h"

#include "trace/packing.h"

#include <algorithm>
#include <utility>

namespace trace {

namespace {

enum Family : quint8 { None, Timers, Jobs, Ios, Queues, Workers, Tasks, Others };

Family familyOf(EventKind kind, quint8 detail)
{
    switch (kind) {
    case EventKind::TimerArmed:
    case EventKind::TimerFired:
    case EventKind::TimerCancelled:
        return Timers;
    case EventKind::QueueCreated:
    case EventKind::QueuePut:
    case EventKind::QueueGet:
        return Queues;
    case EventKind::WorkerCreated:
        return Workers;
    case EventKind::JobQueued:
    case EventKind::JobStarted:
    case EventKind::JobFinished:
        return Jobs;
    case EventKind::IoBegun:
    case EventKind::IoEnded:
        return Ios;
    case EventKind::TaskReady:
        switch (static_cast<ReadyCause>(detail)) {
        case ReadyCause::Timer:
            return Timers;
        case ReadyCause::Queue:
            return Queues;
        case ReadyCause::Job:
            return Jobs;
        case ReadyCause::Io:
            return Ios;
        default:
            return Tasks;
        }
    case EventKind::TaskSuspended:
        switch (static_cast<AwaitReason>(detail)) {
        case AwaitReason::Sleep:
            return Timers;
        case AwaitReason::QueueGet:
        case AwaitReason::QueuePut:
            return Queues;
        case AwaitReason::Job:
            return Jobs;
        case AwaitReason::Io:
            return Ios;
        default:
            return Tasks;
        }
    default:
        return Others;
    }
}

/// Whether numbers of the family grow with time, so that their distance to the greatest one so far is shorter than they are.
constexpr bool counts(quint8 family)
{
    return family == Timers || family == Jobs || family == Ios;
}

// The value that its kind and the events before make likely, and what a written value counts from.
qint64 predictedValue(EventKind kind, const RunContext &context)
{
    return static_cast<qint64>(context.iteration) + (kind == EventKind::IterationBegun ? 1 : 0);
}

qint64 valueBase(EventKind kind, Timestamp time)
{
    return kind == EventKind::TimerArmed ? time.ns : 0;
}

qint64 wrappingSum(qint64 a, qint64 b)
{
    return static_cast<qint64>(static_cast<quint64>(a) + static_cast<quint64>(b));
}

// Bits of PackedShape::written, in the order of the fields.
enum Written : quint8 { Time = 1, Task = 2, Other = 4, Object = 8, Value = 16, Text = 32 };
constexpr std::size_t Layouts = 64;

quint8 writtenBy(const PackedShape &shape)
{
    const auto bit = [](FieldForm form, Written field) { return form == FieldForm::Written ? field : 0; };
    return static_cast<quint8>((shape.movesTime ? Time : 0) | bit(shape.task, Task) | bit(shape.other, Other) | bit(shape.object, Object) | bit(shape.value, Value)
                               | (shape.hasText ? Text : 0));
}

struct Fields
{
    quint64 time = 0;
    quint64 task = 0;
    quint64 other = 0;
    quint64 object = 0;
    quint64 value = 0;
    quint64 text = 0;
};

template<std::size_t Layout>
const quint8 *takeFields(const quint8 *at, Fields &fields)
{
    if constexpr (Layout & Time)
        fields.time = takeVarint(at);
    if constexpr (Layout & Task)
        fields.task = takeVarint(at);
    if constexpr (Layout & Other)
        fields.other = takeVarint(at);
    if constexpr (Layout & Object)
        fields.object = takeVarint(at);
    if constexpr (Layout & Value)
        fields.value = takeVarint(at);
    if constexpr (Layout & Text)
        fields.text = takeVarint(at);
    return at;
}

// One jump by layout instead of a branch for each field: which fields come next is the hardest thing to guess in a log.
using TakeFields = const quint8 *(*)(const quint8 *, Fields &);
template<std::size_t... Layout>
constexpr std::array<TakeFields, Layouts> takersOf(std::index_sequence<Layout...>)
{
    return { &takeFields<Layout>... };
}
constexpr auto Takers = takersOf(std::make_index_sequence<Layouts>());

/// How each field of the event is written: left out where it is 0 or where the events before foretell it.
PackedShape shapeOf(const Event &event, const RunContext &context)
{
    PackedShape shape { .kind = event.kind, .detail = event.detail, .hasText = event.text != TextId::None, .movesTime = event.time != context.time, .site = event.site };
    if (event.task != TaskId::None)
        shape.task = event.task == context.task ? FieldForm::Same : event.task == context.runner ? FieldForm::Next : FieldForm::Written;
    if (event.other != 0)
        shape.other = event.other == number(context.runner) ? FieldForm::Same : FieldForm::Written;
    shape.family = familyOf(event.kind, event.detail);
    if (event.object != 0) {
        shape.object = event.object == context.object ? FieldForm::Same
            : counts(shape.family) && event.object == context.greatest[shape.family] + 1 ? FieldForm::Next
                                                                                            : FieldForm::Written;
    }
    if (event.value != 0)
        shape.value = RunContext::hasIteration(event.kind) && event.value == predictedValue(event.kind, context) ? FieldForm::Same : FieldForm::Written;
    return shape;
}

} // namespace

quint64 PackedShape::key() const
{
    quint64 key = static_cast<quint64>(number(site)) << 32;
    key |= static_cast<quint64>(kind) | static_cast<quint64>(detail) << 8;
    key |= static_cast<quint64>(task) << 16 | static_cast<quint64>(other) << 18 | static_cast<quint64>(object) << 20;
    key |= static_cast<quint64>(value) << 22 | static_cast<quint64>(hasText) << 24 | static_cast<quint64>(movesTime) << 25;
    return key | quint64(1) << 26; // never 0
}

PackedShape PackedShape::of(quint64 key)
{
    if ((key & 0xff) >= EventKindCount)
        return {};
    const auto form = [key](int shift) { return static_cast<FieldForm>((key >> shift) & 3); };
    PackedShape shape { .kind = static_cast<EventKind>(key & 0xff), .detail = static_cast<quint8>(key >> 8), .task = form(16), .other = form(18), .object = form(20),
                        .value = form(22), .hasText = (key >> 24 & 1) != 0, .movesTime = (key >> 25 & 1) != 0, .site = static_cast<SiteId>(key >> 32) };
    shape.family = familyOf(shape.kind, shape.detail);
    shape.written = writtenBy(shape);
    return shape;
}

void ShapeTable::add(quint64 key, quint32 number)
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = (key * 0x9e3779b97f4a7c15u >> 32) & mask;
    while (m_slots[at].number != 0)
        at = (at + 1) & mask;
    m_slots[at] = { key, number };
}

quint32 ShapeTable::numberOf(const PackedShape &shape, quint64 key)
{
    if (m_slots.empty())
        m_slots.resize(64);
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t at = (key * 0x9e3779b97f4a7c15u >> 32) & mask; m_slots[at].number != 0; at = (at + 1) & mask) {
        if (m_slots[at].key == key)
            return m_slots[at].number - 1;
    }
    if (count() == MostShapes)
        return count();
    m_shapes.push_back(shape);
    m_shapes.back().written = writtenBy(shape);
    if (m_shapes.size() * 2 > m_slots.size()) {
        m_slots.assign(m_slots.size() * 2, {});
        for (quint32 n = 0; n < count(); ++n)
            add(m_shapes[n].key(), n + 1);
    } else {
        add(key, count());
    }
    return count() - 1;
}

quint8 *EventPacker::put(quint8 *to, const Event &event)
{
    const PackedShape shape = shapeOf(event, m_context);
    const quint64 key = shape.key();
    const quint32 n = m_shapes.numberOf(shape, key);
    if (n < 0xC0) {
        *to++ = static_cast<quint8>(n);
    } else if (n < ShapeTable::MostShapes) {
        *to++ = static_cast<quint8>(0xC0 + ((n - 0xC0) >> 8));
        *to++ = static_cast<quint8>(n - 0xC0);
    } else {
        *to++ = 0xFF;
        const quint64 bytes = qToLittleEndian(key);
        std::memcpy(to, &bytes, sizeof bytes);
        to += sizeof bytes;
    }
    if (shape.movesTime)
        to = putVarint(to, static_cast<quint64>((event.time - m_context.time).count()));
    if (shape.task == FieldForm::Written)
        to = putVarint(to, number(event.task));
    if (shape.other == FieldForm::Written)
        to = putVarint(to, event.other);
    if (shape.object == FieldForm::Written) {
        if (counts(shape.family))
            to = putVarint(to, folded(static_cast<qint64>(m_context.greatest[shape.family]) - static_cast<qint64>(event.object)));
        else
            to = putVarint(to, event.object);
    }
    if (shape.value == FieldForm::Written)
        to = putVarint(to, folded(wrappingSum(event.value, -valueBase(event.kind, event.time))));
    if (shape.hasText)
        to = putVarint(to, number(event.text));
    m_context.take(event, shape.family);
    return to;
}

void EventUnpacker::next(Event &event)
{
    PackedShape unlisted;
    const PackedShape *listed = &unlisted;
    quint32 n = *m_at++;
    if (n == 0xFF) {
        quint64 key;
        std::memcpy(&key, m_at, sizeof key);
        m_at += sizeof key;
        unlisted = PackedShape::of(qFromLittleEndian(key));
    } else {
        if (n >= 0xC0)
            n = 0xC0 + ((n - 0xC0) << 8) + *m_at++;
        if (n < m_shapes->count())
            listed = &(*m_shapes)[n];
    }
    const PackedShape &shape = *listed;
    Fields fields;
    m_at = Takers[shape.written](m_at, fields);
    event.kind = shape.kind;
    event.detail = shape.detail;
    event.site = shape.site;
    event.time = { wrappingSum(m_context.time.ns, static_cast<qint64>(fields.time)) };
    // Of what was not written, each is 0: sums of what may be needed spare the choice.
    const auto only = [](bool isNeeded, quint32 value) { return value & (0 - static_cast<quint32>(isNeeded)); };
    event.task = static_cast<TaskId>(static_cast<quint32>(fields.task) | only(shape.task == FieldForm::Same, number(m_context.task))
                                     | only(shape.task == FieldForm::Next, number(m_context.runner)));
    event.other = static_cast<quint32>(fields.other) | only(shape.other == FieldForm::Same, number(m_context.runner));
    event.object = static_cast<quint32>(fields.object);
    if (shape.object == FieldForm::Written && counts(shape.family))
        event.object = static_cast<quint32>(m_context.greatest[shape.family] - static_cast<quint64>(unfolded(fields.object)));
    event.object |= only(shape.object == FieldForm::Same, m_context.object) | only(shape.object == FieldForm::Next, m_context.greatest[shape.family] + 1);
    event.value = 0;
    if (shape.value == FieldForm::Written)
        event.value = wrappingSum(unfolded(fields.value), valueBase(event.kind, event.time));
    else if (shape.value != FieldForm::Zero)
        event.value = predictedValue(event.kind, m_context);
    event.text = static_cast<TextId>(fields.text);
    m_context.take(event, shape.family);
}

} // namespace trace
