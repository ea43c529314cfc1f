// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/streamreader.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace {

struct Read
{
    std::unique_ptr<trace::Trace> trace = std::make_unique<trace::Trace>(trace::TraceInfo());
    QString error;
    bool isWhole = false;
    quint64 lost = 0;
    std::optional<attach::ProgramState> state;
    QString halted;
};

Read readInPieces(QByteArrayView bytes, qsizetype piece)
{
    Read read;
    attach::StreamReader reader(*read.trace);
    for (qsizetype at = 0; at < bytes.size() && read.error.isEmpty(); at += piece) {
        if (const trace::Result<> fed = reader.feed(bytes.sliced(at, std::min(piece, bytes.size() - at))); !fed)
            read.error = fed.error().message();
    }
    read.isWhole = reader.finish();
    read.lost = reader.lostCount();
    read.state = reader.state();
    if (const std::optional<attach::ProgramHit> hit = reader.takeHit())
        read.halted = QString::number(hit->number) + u' ' + hit->reason;
    return read;
}

bool areEqual(const Read &a, const Read &b)
{
    if (a.error != b.error || a.isWhole != b.isWhole || a.lost != b.lost || a.state != b.state || a.halted != b.halted || a.trace->eventCount() != b.trace->eventCount() || !(a.trace->info() == b.trace->info()))
        return false;
    for (quint64 n = 0; n < a.trace->eventCount(); ++n) {
        if (!(a.trace->event(n) == b.trace->event(n)))
            return false;
    }
    return a.trace->latest() == b.trace->latest();
}

} // namespace

// Whole has to equal cut into pieces, whatever the bytes.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const Read whole = readInPieces(bytes, std::max<qsizetype>(bytes.size(), 1));
    const qsizetype piece = size > 0 ? 1 + data[size / 2] % 37 : 1;
    if (!areEqual(whole, readInPieces(bytes, piece)))
        std::abort();
    (void)whole.trace->stateAt({ whole.trace->range().end.ns / 2 });
    return 0;
}
