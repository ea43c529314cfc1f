// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/bytes.h"
#include "trace/state.h"

#include <span>

namespace trace {

// States as bytes (bytes.h), for checkpoints and files. What is taken is bounded by the bytes there are and valid in itself; where they make no sense the
// reader is failed.

/// What the texts and sites of a trace are called in a file: rows of their tables' ids. None where they are not in the file.
struct FileIds
{
    std::span<const TextId> texts;
    std::span<const SiteId> sites;

    [[nodiscard]] TextId of(TextId id) const { return id != TextId::None && rowOf(id) < texts.size() ? texts[rowOf(id)] : TextId::None; }
    [[nodiscard]] SiteId of(SiteId id) const { return id != SiteId::None && rowOf(id) < sites.size() ? sites[rowOf(id)] : SiteId::None; }
};

/// The whole of a state.
void putState(ByteWriter &out, const State &state, const FileIds &ids);
void takeState(ByteReader &in, State &state);

// Its parts. Times count from `now`, the state's time.

/// All but the number of events and the tables.
void putMoment(ByteWriter &out, const State &state);
void takeMoment(ByteReader &in, State &state);

/// Ready queue, timers, queues, jobs and I/O.
void putTables(ByteWriter &out, const State &state);
void takeTables(ByteReader &in, State &state);
/// The same as a file names texts; timers in order of time, so that a table made of what a file says is filed as the same bytes again.
void putTablesInOrder(ByteWriter &out, State &state, const FileIds &ids);
/// Whether the tasks that the state says run or are ready are there: who follows their numbers relies on it.
void verify(ByteReader &in, const State &state);

} // namespace trace
