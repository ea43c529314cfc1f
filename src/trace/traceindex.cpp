// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/statecodec.h"
#include "trace/traceprivate.h"

#include <algorithm>

namespace trace {

namespace {

void putRow(ByteWriter &out, const TaskRow &row, const FileIds &ids)
{
    out.putId(row.id);
    if (row.id == TaskId::None)
        return;
    out.putId(row.parent);
    out.putId(ids.of(row.name));
    out.putId(ids.of(row.site));
    out.putSigned(row.created.ns);
    out.put(static_cast<quint64>(row.outcome));
    if (row.outcome != Outcome::None)
        out.putSigned((row.finished - row.created).count());
    out.put(row.resumes);
}

void takeRow(ByteReader &in, TaskRow &row, std::size_t at)
{
    row.id = in.takeId<TaskId>();
    if (row.id == TaskId::None)
        return;
    row.parent = in.takeId<TaskId>();
    row.name = in.takeId<TextId>();
    row.site = in.takeId<SiteId>();
    row.created = { in.takeSigned() };
    const quint64 outcome = in.take();
    if (rowOf(row.id) != at || outcome >= OutcomeCount)
        return in.fail();
    row.outcome = static_cast<Outcome>(outcome);
    if (row.outcome != Outcome::None)
        row.finished = in.takeTimeAfter(row.created);
    row.resumes = in.takeNumber();
}

void putRow(ByteWriter &out, const QueueRow &row, const FileIds &ids)
{
    out.putId(row.id);
    out.putId(ids.of(row.name));
    out.putSigned(row.maxsize);
    out.put(row.puts);
    out.put(row.gets);
}

void takeRow(ByteReader &in, QueueRow &row, std::size_t at)
{
    row = { in.takeId<QueueId>(), in.takeId<TextId>(), in.takeSigned(), in.take(), in.take() };
    if (row.id != QueueId::None && rowOf(row.id) != at)
        in.fail();
}

void putRow(ByteWriter &out, const WorkerRow &row, const FileIds &ids)
{
    out.putId(row.id);
    out.putId(ids.of(row.name));
    out.put(row.jobs);
}

void takeRow(ByteReader &in, WorkerRow &row, std::size_t at)
{
    row = { in.takeId<WorkerId>(), in.takeId<TextId>(), in.take() };
    if (row.id != WorkerId::None && rowOf(row.id) != at)
        in.fail();
}

/// Rows, then what goes with each of them.
template<typename Row, typename Part>
void putTable(PageWriter &pages, ByteWriter &head, const std::vector<Row> &rows, const std::vector<Part> &parts, const FileIds &ids)
{
    head.put(rows.size());
    for (const Row &row : rows)
        putRow(head, row, ids);
    for (const Part &part : parts)
        part.save(pages, head);
}

template<typename Row, typename Part>
void takeTable(const PageFile &file, ByteReader &head, std::vector<Row> &rows, std::vector<Part> &parts, Arena &arena)
{
    rows.resize(head.takeCount());
    for (std::size_t n = 0; n < rows.size() && !head.isBroken(); ++n)
        takeRow(head, rows[n], n);
    parts.reserve(rows.size());
    for (std::size_t n = 0; n < rows.size() && !head.isBroken(); ++n)
        parts.emplace_back(arena).open(file, head);
}

} // namespace

// The head, all numbers varints (bytes.h): end and clamped times; the log and where its resumes are; losses; the latest state; the loop's lane and depth;
// tasks, workers and queues with theirs; checkpoints; where the log lines are. Each part says what it is in its save().

bool Trace::save(PageWriter &pages, ByteWriter &head, const FileIds &ids, const std::function<bool(quint64)> &progress) const
{
    head.putSigned(d->end.ns);
    head.put(d->clamped);
    const bool isWhole = d->log.save(pages, head, [&](quint64 n, Event &event) {
        event.text = ids.of(event.text);
        event.site = ids.of(event.site);
        return n % 4096 != 0 || progress(n);
    });
    if (!isWhole)
        return false;
    d->resumes.save(pages, head);
    head.put(d->losses.size());
    for (const TimeRange &loss : d->losses) {
        head.putSigned(loss.begin.ns);
        head.putSigned(loss.end.ns);
    }
    putState(head, d->state, ids);
    d->loopLane.save(pages, head);
    d->readyDepth.save(pages, head);
    putTable(pages, head, d->tasks, d->taskLanes, ids);
    putTable(pages, head, d->workers, d->workerLanes, ids);
    putTable(pages, head, d->queues, d->queueDepths, ids);
    d->checkpoints.save(pages, head, ids);
    d->logs.save(pages, head);
    pages.endPage();
    return true;
}

std::unique_ptr<Trace> Trace::open(TraceInfo info, std::shared_ptr<TextTable> texts, std::shared_ptr<const PageFile> pages, std::span<const quint8> head)
{
    auto trace = std::make_unique<Trace>(std::move(info), std::move(texts));
    Private &d = *trace->d;
    d.file = std::move(pages);
    const PageFile &file = *d.file;
    ByteReader in(head);
    d.end = { in.takeSigned() };
    d.clamped = in.take();
    d.log.open(file, in);
    d.resumes.open(file, in);
    for (quint64 left = in.takeCount(); left > 0; --left) {
        const Timestamp begin { in.takeSigned() };
        d.losses.push_back({ begin, { in.takeSigned() } });
    }
    takeState(in, d.state);
    d.loopLane.open(file, in);
    d.readyDepth.open(file, in);
    takeTable(file, in, d.tasks, d.taskLanes, d.arena);
    takeTable(file, in, d.workers, d.workerLanes, d.arena);
    takeTable(file, in, d.queues, d.queueDepths, d.arena);
    for (Lane &lane : d.taskLanes)
        lane.setLosses(&d.losses);
    for (Lane &lane : d.workerLanes)
        lane.setLosses(&d.losses);
    if (in.isBroken() || d.state.events != d.log.count() || d.tasks.size() != d.state.tasks.size() || d.queues.size() > d.state.queues.size() || d.end < d.state.time)
        return nullptr;
    d.checkpoints.open(file, in, d.state);
    d.logs.open(file, in);
    if (in.isBroken() || !in.isAtEnd() || d.logs.count() > d.log.count())
        return nullptr;
    if (d.loopLane.count() > 0)
        d.loopState = d.loopLane.slice(d.loopLane.count() - 1, d.end).state;
    d.lastReady = d.state.ready.size();
    return trace;
}

std::optional<quint64> Trace::damagedPage() const
{
    return d->file ? d->file->damagedPage() : std::nullopt;
}

} // namespace trace
