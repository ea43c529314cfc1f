// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/csvwriter.h"

#include "formats/bytesink.h"
#include "formats/eventfields.h"

namespace formats {

namespace {

constexpr quint64 ProgressStride = 1u << 13;

void appendCell(const QString &text, QByteArray &out)
{
    const bool needsQuotes = text.contains(u',') || text.contains(u'"') || text.contains(u'\n') || text.contains(u'\r');
    if (!needsQuotes) {
        out.append(text.toUtf8());
        return;
    }
    out.append('"').append(QString(text).replace(u'"', QStringLiteral("\"\"")).toUtf8()).append('"');
}

void appendRow(const trace::Trace &trace, quint64 index, const trace::Event &event, QByteArray &out)
{
    out.append(QByteArray::number(index)).append(',').append(QByteArray::number(event.time.ns)).append(',');
    out.append(trace::nameOf(event.kind).toByteArray());
    const Fields fields = fieldsOf(trace, event);
    for (const QByteArray &name : fieldNames()) {
        out.append(',');
        for (const Field &field : fields) {
            if (name != field.name)
                continue;
            if (field.type == Field::Type::Number)
                out.append(QByteArray::number(field.number));
            else if (field.type != Field::Type::Null)
                appendCell(field.text, out);
        }
    }
    out.append('\n');
}

} // namespace

trace::Result<> writeCsv(const trace::Trace &trace, QIODevice &device, const Progress &progress)
{
    ByteSink sink(device);
    sink.write("event,t_ns,kind");
    for (const QByteArray &name : fieldNames())
        sink.write(',' + name);
    sink.write("\n");
    bool isWanted = true;
    trace.forEach(0, trace.eventCount(), [&](quint64 index, const trace::Event &event) {
        appendRow(trace, index, event, sink.buffer());
        sink.next();
        if (progress && index % ProgressStride == 0)
            isWanted = progress(index, trace.eventCount());
        return isWanted && !sink.hasFailed();
    });
    return isWanted ? sink.finish() : trace::Result<>(cancelled());
}

} // namespace formats
