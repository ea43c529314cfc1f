// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/taskcodec.h"

#include <bit>

namespace trace {

namespace {

enum StatusBits : quint8 { CancelRequested = 8, Queued = 16, Declared = 32, Known = 64 };

// What tasks share, as a number: bits · why · which numbers follow · site.
enum ShapeShift { WhyAt = 8, WakerAt = 16, ObjectAt = 17, SiteAt = 24 };
constexpr int ShapeBits = SiteAt + 32;

quint8 bitsOf(const TaskStatus &task)
{
    quint8 bits = static_cast<quint8>(task.state);
    bits |= task.isCancelRequested ? CancelRequested : 0;
    bits |= task.isQueued ? Queued : 0;
    bits |= task.isDeclared ? Declared : 0;
    bits |= task.id != TaskId::None ? Known : 0;
    return bits;
}

quint8 whyOf(const TaskStatus &task)
{
    return static_cast<quint8>(static_cast<unsigned>(task.reason) | static_cast<unsigned>(task.cause) << 4);
}

/// Whether they are those of a task.
bool isStatus(quint8 bits, quint64 why)
{
    return (bits & 7) < TaskStateCount && (why & 15) < AwaitReasonCount && why >> 4 < ReadyCauseCount;
}

/// What they say, of a task that has not finished; all else but the name and the parent, where those are told, as in a new row.
void setStatus(TaskStatus &task, quint8 bits, quint64 why)
{
    // Field by field: a whole row put together elsewhere and copied would wait for the parts that have just been written.
    const bool isKnown = (bits & Known) != 0;
    if (!(bits & Declared)) {
        task.name = TextId::None;
        task.parent = TaskId::None;
    }
    task.id = TaskId::None;
    task.waker = TaskId::None;
    task.site = SiteId::None;
    task.since = {};
    task.object = 0;
    task.resumes = 0;
    task.state = isKnown ? static_cast<TaskState>(bits & 7) : TaskState::Created;
    task.reason = isKnown ? static_cast<AwaitReason>(why & 15) : AwaitReason::None;
    task.cause = isKnown ? static_cast<ReadyCause>(why >> 4) : ReadyCause::Unknown;
    task.outcome = Outcome::None;
    task.isCancelRequested = isKnown && (bits & CancelRequested) != 0;
    task.isQueued = isKnown && (bits & Queued) != 0;
    task.isDeclared = isKnown && (bits & Declared) != 0;
}

quint64 between(Timestamp from, Timestamp to)
{
    return static_cast<quint64>(to.ns) - static_cast<quint64>(from.ns);
}

} // namespace

void putTask(ByteWriter &out, const TaskStatus &task, Timestamp now)
{
    out.put(bitsOf(task));
    if (task.id == TaskId::None)
        return;
    out.put(whyOf(task));
    out.putId(task.waker);
    out.putId(task.site);
    out.putSigned((now - task.since).count());
    out.put(task.object);
    out.put(task.resumes);
}

void takeTask(ByteReader &in, TaskStatus &task, TaskId id, Timestamp now)
{
    const auto bits = static_cast<quint8>(in.take());
    const quint64 why = bits & Known ? in.take() : 0;
    if (!isStatus(bits, why))
        return in.fail();
    setStatus(task, bits, why);
    if (!(bits & Known))
        return;
    task.id = id;
    task.waker = in.takeId<TaskId>();
    task.site = in.takeId<SiteId>();
    task.since = in.takeTimeBefore(now);
    task.object = in.takeNumber();
    task.resumes = in.takeNumber();
}

void TaskPacker::clear()
{
    m_shapes.clear();
    m_numbers.clear();
    m_recent.fill({});
    m_groups.clear();
    m_groupCount = 0;
    m_group = 0;
    m_nextGroup = 0;
    m_rows = 0;
    for (Column &column : m_columns)
        column.count = 0;
}

std::size_t TaskPacker::shapeOf(quint64 key)
{
    auto &[recent, number] = m_recent[key * 0x9e3779b97f4a7c15u >> 56];
    if (recent == key + 1)
        return number;
    const auto [at, isNew] = m_numbers.try_emplace(key, m_shapes.size());
    if (isNew)
        m_shapes.push_back(key);
    recent = key + 1; // so that 0 is none
    number = at->second;
    return number;
}

void TaskPacker::put(std::size_t row, const TaskStatus &task, Timestamp now)
{
    if (row / ColumnLength != m_group)
        endGroup();
    m_group = row / ColumnLength;
    m_rows |= quint64(1) << (row % ColumnLength);
    const bool isKnown = task.id != TaskId::None;
    quint64 key = bitsOf(task);
    if (isKnown) {
        key |= static_cast<quint64>(whyOf(task)) << WhyAt | quint64(task.waker != TaskId::None) << WakerAt | quint64(task.object != 0) << ObjectAt
            | static_cast<quint64>(number(task.site)) << SiteAt;
    }
    m_columns[Shapes].add(shapeOf(key));
    if (!isKnown)
        return;
    m_columns[Ages].add(between(task.since, now));
    m_columns[Resumes].add(task.resumes);
    if (task.waker != TaskId::None)
        m_columns[Wakers].add(number(task.waker));
    if (task.object != 0)
        m_columns[Objects].add(task.object);
}

void TaskPacker::endGroup()
{
    if (m_rows == 0)
        return;
    const bool isFull = m_rows == ~quint64(0);
    m_groups.put(quint64(m_group - m_nextGroup) << 1 | quint64(isFull));
    if (!isFull)
        m_groups.put(m_rows);
    for (Column &column : m_columns) {
        putColumn(m_groups, column.all());
        column.count = 0;
    }
    ++m_groupCount;
    m_nextGroup = m_group + 1;
    m_rows = 0;
}

void TaskPacker::finish(ByteWriter &out)
{
    endGroup();
    out.put(m_shapes.size());
    for (const quint64 shape : m_shapes)
        out.put(shape);
    out.put(m_groupCount);
    out.append(m_groups.bytes());
}

TaskUnpacker::TaskUnpacker(ByteReader &in, Timestamp now)
    : m_in(in)
    , m_now(now)
    , m_shapes(in.takeCount())
{
    for (Shape &shape : m_shapes)
        takeShape(shape);
    m_left = in.takeCount();
}

void TaskUnpacker::takeShape(Shape &shape)
{
    const quint64 key = m_in.take();
    const quint64 why = key >> WhyAt & 0xff;
    if (key >> ShapeBits != 0 || !isStatus(static_cast<quint8>(key), why))
        return m_in.fail();
    setStatus(shape.task, static_cast<quint8>(key), why);
    shape.isKnown = (key & Known) != 0;
    shape.hasWaker = shape.isKnown && (key >> WakerAt & 1) != 0;
    shape.hasObject = shape.isKnown && (key >> ObjectAt & 1) != 0;
    if (shape.isKnown)
        shape.task.site = static_cast<SiteId>(key >> SiteAt);
}

void TaskUnpacker::nextGroup()
{
    const quint64 gap = m_in.take();
    m_rows = gap & 1 ? ~quint64(0) : m_in.take();
    if (gap >> 1 > State::MaxRows / ColumnLength || m_rows == 0)
        m_in.fail();
    if (m_in.isBroken())
        m_rows = 0;
    m_group = m_nextGroup + static_cast<std::size_t>(gap >> 1);
    m_nextGroup = m_group + 1;
    --m_left;
}

void TaskUnpacker::take(TaskStatus *tasks)
{
    const auto count = static_cast<std::size_t>(std::popcount(m_rows));
    std::array<quint32, ColumnLength> shapes;
    takeColumn(m_in, std::span(shapes).first(count));
    std::size_t known = 0;
    std::size_t woken = 0;
    std::size_t awaiting = 0;
    for (std::size_t n = 0; n < count; ++n) {
        if (shapes[n] >= m_shapes.size())
            return m_in.fail();
        const Shape &shape = m_shapes[shapes[n]];
        known += shape.isKnown;
        woken += shape.hasWaker;
        awaiting += shape.hasObject;
    }
    std::array<quint64, ColumnLength> ages;
    std::array<quint32, ColumnLength> resumes;
    std::array<quint32, ColumnLength> wakers;
    std::array<quint32, ColumnLength> objects;
    takeColumn(m_in, std::span(ages).first(known));
    takeColumn(m_in, std::span(resumes).first(known));
    takeColumn(m_in, std::span(wakers).first(woken));
    takeColumn(m_in, std::span(objects).first(awaiting));
    if (m_in.isBroken())
        return;
    std::size_t n = 0;
    known = woken = awaiting = 0;
    for (quint64 rows = m_rows; rows != 0; rows &= rows - 1, ++n) {
        const auto at = static_cast<std::size_t>(std::countr_zero(rows));
        const Shape &shape = m_shapes[shapes[n]];
        TaskStatus &task = tasks[at];
        const TextId name = task.name;
        const TaskId parent = task.parent;
        task = shape.task;
        if (shape.task.isDeclared) {
            task.name = name;
            task.parent = parent;
        }
        if (!shape.isKnown)
            continue;
        task.id = static_cast<TaskId>(first() + at + 1);
        task.since = { static_cast<qint64>(static_cast<quint64>(m_now.ns) - ages[known]) };
        task.resumes = resumes[known++];
        if (shape.hasWaker)
            task.waker = static_cast<TaskId>(wakers[woken++]);
        if (shape.hasObject)
            task.object = objects[awaiting++];
    }
}

} // namespace trace
