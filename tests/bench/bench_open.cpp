// SPDX-License-Identifier: GPL-3.0-or-later
// What opening a file of another program costs, on one thread. items_per_second are records of the file: in the texts here each is one event (a begin or
// an end on one of 64 threads, 80 bytes) or, for complete slices, two; the counter events_per_second counts events of the trace that comes of it.
// "tokens" takes the records apart, "marks" also finds names and tracks, "open" ends with a trace that has its lanes and their summary trees. Records
// stand in order of time, as most programs write them; in "shuffled" each is up to 20 records away from its place, as where threads write in turns.
#include "formats/bytesource.h"
#include "formats/chrometracks.h"
#include "formats/format.h"
#include "formats/perfettofields.h"
#include "formats/protowire.h"
#include "support/peakmemory.h"

#include <benchmark/benchmark.h>

using namespace formats;

namespace {

constexpr int Records = 1'000'000;

QByteArray beginsAndEndsIn(bool isShuffled)
{
    QByteArray out = "{\"traceEvents\":[";
    for (int row = 0; row < Records; ++row) {
        const int n = isShuffled ? row / 20 * 20 + row * 7 % 20 : row;
        const int at = n / 2 * 64 + n % 2 * 40;
        out += n % 2 == 0 ? "\n{\"ph\":\"B\",\"name\":\"await_" + QByteArray::number(n / 2 % 23) + '"' : QByteArray("\n{\"ph\":\"E\",\"name\":\"\"");
        out += ",\"cat\":\"loop\",\"pid\":1,\"tid\":" + QByteArray::number(n / 2 % 64) + ",\"ts\":" + QByteArray::number(1'000'000 + at / 1000) + '.'
            + QByteArray::number(1000 + at % 1000).sliced(1) + "},";
    }
    return out + "{}]}";
}

const QByteArray &beginsAndEnds()
{
    static const QByteArray text = beginsAndEndsIn(false);
    return text;
}

const QByteArray &shuffled()
{
    static const QByteArray text = beginsAndEndsIn(true);
    return text;
}

const QByteArray &completeSlices()
{
    static const QByteArray text = [] {
        QByteArray out = "[";
        for (int n = 0; n < Records / 2; ++n)
            out += "\n{\"ph\":\"X\",\"cat\":\"FEE\",\"name\":\"step_" + QByteArray::number(n % 23) + " (app.py:" + QByteArray::number(n % 23) + ")\",\"pid\":4242,\"tid\":" + QByteArray::number(100 + n % 64)
                + ",\"ts\":" + QByteArray::number(n * 3) + ".125,\"dur\":2.75,\"args\":{\"n\":" + QByteArray::number(n) + "}},";
        return out + "{}]";
    }();
    return text;
}

const QByteArray &packets()
{
    using namespace perfetto;
    static const QByteArray bytes = [] {
        QByteArray out;
        QByteArray interned;
        for (quint64 name = 1; name <= 23; ++name) {
            QByteArray entry;
            appendNumberField(interned::Id, name, entry);
            appendBytesField(interned::Text, "await_" + QByteArray::number(name), entry);
            appendBytesField(interned::EventName, entry, interned);
        }
        QByteArray head;
        appendNumberField(packet::SequenceId, 1, head);
        appendNumberField(packet::SequenceFlags, packet::StateCleared, head);
        appendBytesField(packet::InternedData, interned, head);
        appendBytesField(trace_file::Packet, head, out);
        for (int n = 0; n < Records; ++n) {
            QByteArray event;
            appendNumberField(event::Type, n % 2 == 0 ? event::SliceBegin : event::SliceEnd, event);
            appendNumberField(event::TrackUuid, static_cast<quint64>(n / 2 % 64 + 1), event);
            if (n % 2 == 0)
                appendNumberField(event::NameId, static_cast<quint64>(n / 2 % 23 + 1), event);
            QByteArray body;
            appendNumberField(packet::Timestamp, static_cast<quint64>(1'000'000'000) + static_cast<quint64>(n) * 1000, body);
            appendNumberField(packet::SequenceId, 1, body);
            appendBytesField(packet::TrackEvent, event, body);
            appendBytesField(trace_file::Packet, body, out);
        }
        return out;
    }();
    return bytes;
}

/// As Perfetto's SDK and its service leave them: a clock that counts on from packet to packet, the track by default, categories, and an argument that
/// differs on each slice.
const QByteArray &packetsWithArgs()
{
    using namespace perfetto;
    static const QByteArray bytes = [] {
        QByteArray out;
        for (quint64 sequence = 1; sequence <= 64; ++sequence) {
            QByteArray interned;
            for (quint64 name = 1; name <= 23; ++name) {
                QByteArray entry;
                appendNumberField(interned::Id, name, entry);
                appendBytesField(interned::Text, "await_" + QByteArray::number(name), entry);
                appendBytesField(interned::EventName, entry, interned);
            }
            QByteArray key;
            appendNumberField(interned::Id, 1, key);
            appendBytesField(interned::Text, "bytes", key);
            appendBytesField(interned::AnnotationName, key, interned);
            QByteArray boot;
            appendNumberField(clock::Id, clock::Boottime, boot);
            appendNumberField(clock::Timestamp, 1'000'000'000, boot);
            QByteArray own;
            appendNumberField(clock::Id, clock::FirstOfSequence, own);
            appendNumberField(clock::Timestamp, 0, own);
            appendNumberField(clock::IsIncremental, 1, own);
            QByteArray snapshot;
            appendBytesField(clock::Clocks, boot, snapshot);
            appendBytesField(clock::Clocks, own, snapshot);
            QByteArray event;
            appendNumberField(defaults::EventTrackUuid, sequence, event);
            QByteArray defaults;
            appendNumberField(defaults::TimestampClock, clock::FirstOfSequence, defaults);
            appendBytesField(defaults::Event, event, defaults);
            QByteArray head;
            appendBytesField(packet::InternedData, interned, head);
            appendBytesField(packet::ClockSnapshot, snapshot, head);
            appendBytesField(packet::Defaults, defaults, head);
            appendNumberField(packet::SequenceFlags, packet::StateCleared, head);
            appendNumberField(packet::SequenceId, sequence, head);
            appendBytesField(trace_file::Packet, head, out);
        }
        for (int n = 0; n < Records; ++n) {
            QByteArray event;
            appendNumberField(event::Type, n % 2 == 0 ? event::SliceBegin : event::SliceEnd, event);
            if (n % 2 == 0) {
                QByteArray annotation;
                appendNumberField(annotation::NameId, 1, annotation);
                appendNumberField(annotation::Signed, static_cast<quint64>(n), annotation);
                appendNumberField(event::CategoryId, 1, event);
                appendNumberField(event::NameId, static_cast<quint64>(n / 2 % 23 + 1), event);
                appendBytesField(event::Annotation, annotation, event);
            }
            QByteArray body;
            appendNumberField(packet::Timestamp, n % 2 == 0 && n >= 128 ? 127'000u : 1000u * static_cast<unsigned>(n % 2 == 0 ? n : 1), body);
            appendBytesField(packet::TrackEvent, event, body);
            appendNumberField(packet::SequenceFlags, packet::NeedsState, body);
            appendNumberField(packet::TrustedUid, 1000, body);
            appendNumberField(packet::SequenceId, static_cast<quint64>(n / 2 % 64 + 1), body);
            appendNumberField(packet::TrustedPid, 4242, body);
            appendBytesField(trace_file::Packet, body, out);
        }
        return out;
    }();
    return bytes;
}

void report(benchmark::State &state, const QByteArray &bytes, int records)
{
    state.SetItemsProcessed(state.iterations() * records);
    state.SetBytesProcessed(state.iterations() * bytes.size());
}

void jsonTokens(benchmark::State &state)
{
    QByteArray text = beginsAndEnds();
    text.append(ByteWindow::Padding, '\0');
    for (auto _ : state) {
        const char *at = text.constData() + text.indexOf('[') + 1;
        const char *const end = text.constData() + beginsAndEnds().size();
        RecordScanner scanner;
        ChromeRecord record;
        int count = 0;
        for (; count < Records; ++count) {
            while (*at != '{')
                ++at;
            if (scanner.scan(at, end, record) != Scan::Done)
                state.SkipWithError("not a record");
        }
        benchmark::DoNotOptimize(record);
    }
    report(state, text, Records);
}

void jsonMarks(benchmark::State &state)
{
    QByteArray text = beginsAndEnds();
    text.append(ByteWindow::Padding, '\0');
    for (auto _ : state) {
        auto texts = std::make_shared<trace::TextTable>();
        NameTable names(*texts);
        ForeignTrace recording(texts);
        ChromeTracks tracks(recording, names);
        const char *at = text.constData() + text.indexOf('[') + 1;
        const char *const end = text.constData() + beginsAndEnds().size();
        RecordScanner scanner;
        ChromeRecord record;
        for (int count = 0; count < Records; ++count) {
            while (*at != '{')
                ++at;
            if (scanner.scan(at, end, record) != Scan::Done)
                state.SkipWithError("not a record");
            tracks.take(record);
        }
    }
    report(state, text, Records);
}

void open(benchmark::State &state, const QByteArray &bytes, int records)
{
    for (auto _ : state) {
        const trace::Result<Loaded> loaded = read(bytes, QStringLiteral("bench"));
        if (!loaded || loaded.value().trace->eventCount() < Records)
            state.SkipWithError("not read");
    }
    report(state, bytes, records);
    double size = 0;
    double events = 0;
    const double peak = support::peakMemoryOf([&] {
        const trace::Result<Loaded> loaded = read(bytes, QStringLiteral("bench"));
        if (!loaded)
            return;
        const trace::Trace::Bytes held = loaded.value().trace->bytes();
        size = static_cast<double>(held.log + held.lanes + held.checkpoints + loaded.value().trace->texts()->args().size());
        events = static_cast<double>(loaded.value().trace->eventCount());
    });
    state.counters["events_per_second"] = benchmark::Counter(events * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
    state.counters["bytes_per_event"] = size / events;
    state.counters["trace_MB"] = size * 1e-6;
    state.counters["peak_MB"] = peak * 1e-6;
}

void jsonOpen(benchmark::State &state)
{
    open(state, beginsAndEnds(), Records);
}

void jsonOpenShuffled(benchmark::State &state)
{
    open(state, shuffled(), Records);
}

void jsonOpenCompleteSlices(benchmark::State &state)
{
    open(state, completeSlices(), Records / 2);
}

void perfettoOpen(benchmark::State &state)
{
    open(state, packets(), Records);
}

void perfettoOpenWithArgs(benchmark::State &state)
{
    open(state, packetsWithArgs(), Records);
}

} // namespace

BENCHMARK(jsonTokens)->Unit(benchmark::kMillisecond);
BENCHMARK(jsonMarks)->Unit(benchmark::kMillisecond);
BENCHMARK(jsonOpen)->Unit(benchmark::kMillisecond);
BENCHMARK(jsonOpenShuffled)->Unit(benchmark::kMillisecond);
BENCHMARK(jsonOpenCompleteSlices)->Unit(benchmark::kMillisecond);
BENCHMARK(perfettoOpen)->Unit(benchmark::kMillisecond);
BENCHMARK(perfettoOpenWithArgs)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
