// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/eventcodec.h"

#include "trace/packing.h"

#include <algorithm>
#include <utility>

namespace trace {

namespace {

enum Family : quint8 { None, Timers, Jobs, Ios, Queues, Workers, Tasks, Others };

constexpr Family findFamily(EventKind kind, quint8 detail)
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

constexpr std::size_t Details = 16;
static_assert(AwaitReasonCount <= Details && ReadyCauseCount <= Details);
constexpr auto FamilyTable = [] {
    std::array<std::array<quint8, Details>, EventKindCount> table {};
    for (std::size_t kind = 0; kind < table.size(); ++kind) {
        for (std::size_t detail = 0; detail < Details; ++detail)
            table[kind][detail] = findFamily(static_cast<EventKind>(kind), static_cast<quint8>(detail));
    }
    return table;
}();

quint8 familyOf(EventKind kind, quint8 detail)
{
    return FamilyTable[static_cast<std::size_t>(kind)][detail < Details ? detail : Details - 1];
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

// A shape as a number: site · 1, movesTime, hasText · forms of value, object, other, task · detail · kind.
enum KeyShift { DetailAt = 8, TaskAt = 16, OtherAt = 18, ObjectAt = 20, ValueAt = 22, TextAt = 24, TimeAt = 25, OneAt = 26, SiteAt = 32 };

constexpr quint32 keyBits(FieldForm form, KeyShift at)
{
    return static_cast<quint32>(form) << at;
}

} // namespace

quint64 PackedShape::key() const
{
    const quint32 low = keyBits(task, TaskAt) | keyBits(other, OtherAt) | keyBits(object, ObjectAt) | keyBits(value, ValueAt);
    return static_cast<quint64>(number(site)) << SiteAt | static_cast<quint64>(detail) << DetailAt | static_cast<quint64>(kind) | low
        | static_cast<quint64>(hasText) << TextAt | static_cast<quint64>(movesTime) << TimeAt | quint64(1) << OneAt; // never 0
}

PackedShape PackedShape::of(quint64 key)
{
    if ((key & 0xff) >= EventKindCount)
        return {};
    const auto form = [key](KeyShift shift) { return static_cast<FieldForm>((key >> shift) & 3); };
    PackedShape shape { .kind = static_cast<EventKind>(key & 0xff), .detail = static_cast<quint8>(key >> DetailAt), .task = form(TaskAt), .other = form(OtherAt),
                        .object = form(ObjectAt), .value = form(ValueAt), .hasText = (key >> TextAt & 1) != 0, .movesTime = (key >> TimeAt & 1) != 0,
                        .site = static_cast<SiteId>(key >> SiteAt) };
    shape.family = familyOf(shape.kind, shape.detail);
    shape.written = writtenBy(shape);
    const auto all = [](bool isSo) { return 0 - static_cast<quint32>(isSo); };
    shape.sameTask = all(shape.task == FieldForm::Same);
    shape.runningTask = all(shape.task == FieldForm::Next);
    shape.runningOther = all(shape.other == FieldForm::Same);
    shape.sameObject = all(shape.object == FieldForm::Same);
    shape.nextObject = all(shape.object == FieldForm::Next);
    return shape;
}

void ShapeTable::fill(quint64 key, quint32 number)
{
    std::size_t at = firstSlot(key);
    while (m_slots[at].key != 0)
        at = (at + 1) & (m_slots.size() - 1);
    m_slots[at] = { key, number };
}

quint32 ShapeTable::search(quint64 key, std::size_t slot)
{
    for (; m_slots[slot].key != 0; slot = (slot + 1) & (m_slots.size() - 1)) {
        if (m_slots[slot].key == key)
            return m_slots[slot].number;
    }
    return add(key);
}

quint32 ShapeTable::add(quint64 key)
{
    if (count() == MostShapes)
        return count();
    m_shapes.push_back(PackedShape::of(key));
    if (m_shapes.size() * 4 > m_slots.size()) {
        m_slots.assign(m_slots.size() * 2, {});
        --m_shift;
        for (quint32 n = 0; n < count(); ++n)
            fill(m_shapes[n].key(), n);
    } else {
        fill(key, count() - 1);
    }
    return count() - 1;
}

/// A field is left out where it is 0 or where the events before foretell it. Packing is bound by the number of instructions, so what a field is like and
/// whether it follows is found in one go.
quint8 *EventPacker::put(quint8 *to, const Event &event)
{
    RunContext &context = m_context;
    const quint8 family = familyOf(event.kind, event.detail);
    quint32 low = static_cast<quint32>(event.kind) | static_cast<quint32>(event.detail) << DetailAt | 1u << OneAt;
    unsigned written = 0;
    quint64 object = event.object;
    quint64 value = static_cast<quint64>(event.value);

    if (event.time != context.time) {
        low |= 1u << TimeAt;
        written |= Time;
    }
    if (event.other != 0) {
        const bool isRunner = event.other == number(context.runner);
        low |= keyBits(isRunner ? FieldForm::Same : FieldForm::Written, OtherAt);
        if (!isRunner)
            written |= Other;
    }
    if (event.task != TaskId::None) {
        if (event.task == context.task) {
            low |= keyBits(FieldForm::Same, TaskAt);
        } else if (event.task == context.runner) {
            low |= keyBits(FieldForm::Next, TaskAt);
        } else {
            low |= keyBits(FieldForm::Written, TaskAt);
            written |= Task;
        }
        context.task = event.task;
    }
    quint32 &greatest = context.greatest[family];
    if (event.object != 0) {
        if (event.object == context.object) {
            low |= keyBits(FieldForm::Same, ObjectAt);
        } else if (counts(family) && event.object == greatest + 1) {
            low |= keyBits(FieldForm::Next, ObjectAt);
        } else {
            low |= keyBits(FieldForm::Written, ObjectAt);
            written |= Object;
            if (counts(family))
                object = folded(static_cast<qint64>(greatest) - static_cast<qint64>(event.object));
        }
    }
    context.object = event.object;
    greatest = std::max(greatest, event.object);
    if (event.value != 0) {
        if (RunContext::hasIteration(event.kind) && event.value == predictedValue(event.kind, context)) {
            low |= keyBits(FieldForm::Same, ValueAt);
        } else {
            low |= keyBits(FieldForm::Written, ValueAt);
            written |= Value;
            value = folded(wrappingSum(event.value, -valueBase(event.kind, event.time)));
        }
    }
    if (RunContext::hasIteration(event.kind)) {
        context.iteration = static_cast<quint64>(event.value);
        if (event.kind == EventKind::TaskResumed)
            context.runner = event.task;
    }
    if (event.text != TextId::None) {
        low |= 1u << TextAt;
        written |= Text;
    }
    const quint64 key = static_cast<quint64>(number(event.site)) << SiteAt | low;
    const quint32 n = m_shapes.numberOf(key);
    if (n < 0xC0) [[likely]] {
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
    if (written & Time)
        to = putVarint(to, static_cast<quint64>((event.time - context.time).count()));
    context.time = event.time;
    if (written & Task)
        to = putVarint(to, number(event.task));
    if (written & Other)
        to = putVarint(to, event.other);
    if (written & Object)
        to = putVarint(to, object);
    if (written & Value)
        to = putVarint(to, value);
    if (written & Text)
        to = putVarint(to, number(event.text));
    return to;
}

void EventUnpacker::next(Event &event)
{
    const PackedShape *listed = nullptr;
    PackedShape unlisted;
    quint32 n = *m_at++;
    if (n < 0xC0) [[likely]] {
    } else if (n == 0xFF) {
        quint64 key;
        std::memcpy(&key, m_at, sizeof key);
        m_at += sizeof key;
        unlisted = PackedShape::of(qFromLittleEndian(key));
        listed = &unlisted;
    } else {
        n = 0xC0 + ((n - 0xC0) << 8) + *m_at++;
    }
    if (!listed)
        listed = n < m_shapes->count() ? &(*m_shapes)[n] : &unlisted;
    const PackedShape &shape = *listed;
    Fields fields;
    m_at = Takers[shape.written](m_at, fields);
    event.kind = shape.kind;
    event.detail = shape.detail;
    event.site = shape.site;
    event.text = static_cast<TextId>(fields.text);
    event.time = { wrappingSum(m_context.time.ns, static_cast<qint64>(fields.time)) };
    m_context.time = event.time;
    // Of what was not written, each is 0: sums of what may be needed spare the choice.
    const quint32 runner = number(m_context.runner);
    event.other = static_cast<quint32>(fields.other) | (shape.runningOther & runner);
    const quint32 task = static_cast<quint32>(fields.task) | (shape.sameTask & number(m_context.task)) | (shape.runningTask & runner);
    event.task = static_cast<TaskId>(task);
    m_context.task = task != 0 ? event.task : m_context.task;
    quint32 &greatest = m_context.greatest[shape.family];
    quint32 object = static_cast<quint32>(fields.object);
    if (shape.object == FieldForm::Written && counts(shape.family))
        object = static_cast<quint32>(greatest - static_cast<quint64>(unfolded(fields.object)));
    object |= (shape.sameObject & m_context.object) | (shape.nextObject & (greatest + 1));
    event.object = object;
    m_context.object = object;
    greatest = std::max(greatest, object);
    event.value = 0;
    if (shape.value == FieldForm::Written)
        event.value = wrappingSum(unfolded(fields.value), valueBase(event.kind, event.time));
    else if (shape.value != FieldForm::Zero)
        event.value = predictedValue(event.kind, m_context);
    if (RunContext::hasIteration(event.kind)) {
        m_context.iteration = static_cast<quint64>(event.value);
        m_context.runner = event.kind == EventKind::TaskResumed ? event.task : m_context.runner;
    }
}

} // namespace trace
