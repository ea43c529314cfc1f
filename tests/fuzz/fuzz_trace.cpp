// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/summary.h"
#include "formats/format.h"

#include <QBuffer>

#include <cstdlib>

namespace {

// What a reader accepted has to be usable by all that comes after it, and what we write of it has to read back.
void use(const formats::Loaded &loaded)
{
    const trace::Trace &trace = *loaded.trace;
    (void)analysis::summarise(trace);
    (void)trace.stateAt({ trace.range().end.ns / 2 });
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (!formats::write(trace, formats::Format::Loopscope, buffer))
        std::abort();
    const trace::Result<formats::Loaded> again = formats::read(buffer.data(), QStringLiteral("again"));
    if (!again || again.value().trace->eventCount() != trace.eventCount())
        std::abort();
    for (const formats::Format format : { formats::Format::ChromeJson, formats::Format::Csv }) {
        QBuffer other;
        other.open(QIODevice::WriteOnly);
        if (!formats::write(trace, format, other))
            std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    const trace::Result<formats::Loaded> loaded
        = formats::read(QByteArrayView(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)), QStringLiteral("input"));
    if (loaded)
        use(loaded.value());
    else if (loaded.error().message().isEmpty())
        std::abort();
    return 0;
}
