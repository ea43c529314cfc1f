// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/pages.h"
#include "trace/trace.h"

#include <QByteArray>
#include <QtEndian>

#include <zlib.h>

#include <array>

namespace support {

inline constexpr qsizetype IndexTrailerSize = 40;

/// Where the pages of an indexed .loopscope file stand and how many there are, as its trailer says; {0, 0} where there is no trailer.
inline std::pair<quint64, quint64> pagesOf(const QByteArray &file)
{
    if (file.size() < IndexTrailerSize)
        return { 0, 0 };
    const char *const trailer = file.constData() + file.size() - IndexTrailerSize;
    const auto at = qFromLittleEndian<quint64>(trailer);
    const auto count = qFromLittleEndian<quint64>(trailer + 8);
    const auto size = static_cast<quint64>(file.size() - IndexTrailerSize);
    return at <= size && count <= (size - at) / trace::PageSize ? std::pair(at, count) : std::pair(quint64(0), quint64(0));
}

/// Changes a byte of a page and leaves its checksum as it is: who looks at the page finds it damaged. False where there is no such page.
inline bool damagePage(QByteArray &file, quint64 page)
{
    const auto [at, count] = pagesOf(file);
    if (page >= count)
        return false;
    char &byte = file[static_cast<qsizetype>(at + page * trace::PageSize + 100)];
    byte = static_cast<char>(byte ^ 0x10);
    return true;
}

/// Makes all checksums of a damaged index right, so that a reader has to look at what it says.
inline void mendIndex(QByteArray &file)
{
    const auto [at, count] = pagesOf(file);
    if (at == 0)
        return;
    auto *const bytes = reinterpret_cast<quint8 *>(file.data());
    for (quint64 page = 0; page < count; ++page) {
        quint8 *const content = bytes + at + page * trace::PageSize;
        qToLittleEndian(trace::pageSum(content, page), content + trace::PageContent);
    }
    const std::size_t headAt = at + count * trace::PageSize;
    quint8 *const trailer = bytes + file.size() - IndexTrailerSize;
    qToLittleEndian(quint64(trailer - bytes) - headAt, trailer + 16);
    qToLittleEndian(static_cast<quint32>(crc32_z(0, bytes + headAt, static_cast<std::size_t>(trailer - bytes) - headAt)), trailer + 24);
    qToLittleEndian(static_cast<quint32>(crc32_z(0, trailer, 28)), trailer + 28);
}

/// Asks a trace for all that a window would; returns a number of it all, so that nothing is left out.
inline quint64 lookAtAll(const trace::Trace &trace)
{
    quint64 sum = trace.eventCount();
    trace.forEach(0, std::min<quint64>(trace.eventCount(), 20'000), [&](quint64, const trace::Event &event) {
        sum = sum * 31 + static_cast<quint64>(event.time.ns) + event.object + static_cast<quint64>(event.kind);
        for (const char c : trace.texts()->args().bytes(trace::shapeOf(event.kind).args ? event.args() : trace::ArgId::None))
            sum = sum * 31 + static_cast<quint8>(c);
        return true;
    });
    const trace::Timestamp end = trace.range().end;
    std::vector<trace::Coverage> columns(60);
    std::vector<trace::CounterColumn> counted(60);
    std::vector<quint64> borders;
    for (std::size_t n = 0; n <= columns.size(); ++n)
        borders.push_back(trace.eventCount() * n / columns.size());
    std::array<qint64, 500> lengths {};
    std::array<quint8, 500> codes {};
    const auto look = [&](const trace::Lane &lane) {
        for (const qint64 parts : { 1, 7, 300 }) {
            const trace::TimeRange range { { end.ns / 3 }, { end.ns / 3 + end.ns / parts / 2 + 1 } };
            lane.coverage(range, end, columns);
            for (const trace::Coverage &column : columns)
                sum = sum * 31 + column.running + column.awaiting * 3u + (column.hasRun ? 1u : 0u);
        }
        lane.coverageOverEvents(borders, columns);
        for (quint64 n = 0, taken = 0; n < 20'000; n += taken) {
            taken = lane.lengths(n, end, lengths, codes);
            for (std::size_t slice = 0; slice < taken; ++slice)
                sum = sum * 31 + static_cast<quint64>(lengths[slice]) + codes[slice];
            if (taken == 0)
                break;
        }
        sum += static_cast<quint64>(lane.timesIn({ { end.ns / 5 }, { end.ns / 2 } }, end).states[3]);
        sum += columns[7].running + lane.indexAt({ end.ns / 2 }).value_or(0) + lane.indexAfter(trace.eventCount() / 2).value_or(0);
        for (quint64 n = 0; n < lane.count() && n < 500; n += 13)
            sum += static_cast<quint64>(lane.slice(n, end).state) + lane.slice(n, end).event;
    };
    const auto count = [&](const trace::Counter &counter) {
        counter.columns(trace.range(), counted);
        for (const trace::CounterColumn &column : counted)
            sum = sum * 31 + static_cast<quint64>(column.max) + static_cast<quint64>(column.min);
        sum += static_cast<quint64>(counter.valueAt({ end.ns / 2 }).value_or(0));
    };
    for (quint64 n = 0; n < trace.logs().count(); n += 1 + n / 100)
        sum = sum * 31 + trace.logs().at(n);
    look(trace.loopLane());
    count(trace.readyDepth());
    for (std::size_t row = 0; row < trace.tasks().size(); ++row)
        look(trace.taskLane(static_cast<trace::TaskId>(row + 1)));
    for (std::size_t row = 0; row < trace.workers().size(); ++row)
        look(trace.workerLane(static_cast<trace::WorkerId>(row + 1)));
    for (std::size_t row = 0; row < trace.queues().size(); ++row)
        count(trace.queueDepth(static_cast<trace::QueueId>(row + 1)));
    for (quint64 part = 0; part <= 5; ++part) {
        const trace::State state = trace.stateAfter(trace.eventCount() * part / 5);
        sum = sum * 31 + state.ready.size() + state.timers.size() + state.jobs.size() + state.tasks.size();
    }
    const quint64 resumes = trace.resumes().count();
    for (quint64 n = 0; n < resumes; n += 1 + resumes / 100)
        sum += trace.resumes().at(n);
    return sum;
}

} // namespace support
