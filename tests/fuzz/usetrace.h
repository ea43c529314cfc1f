// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/summary.h"
#include "formats/format.h"

#include <QBuffer>

#include <cstdlib>

/// What a reader accepted has to be usable by all that comes after it, and what we write of it has to read back.
inline void useTrace(const formats::Loaded &loaded)
{
    const trace::Trace &trace = *loaded.trace;
    (void)analysis::summarise(trace);
    (void)trace.stateAt({ trace.range().end.ns / 2 });
    using formats::Format;
    for (const Format format : { Format::Loopscope, Format::ChromeJson, Format::Perfetto, Format::Csv }) {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        if (!formats::write(trace, format, buffer))
            std::abort();
        if (format == Format::Csv)
            continue;
        const trace::Result<formats::Loaded> again = formats::read(buffer.data(), QStringLiteral("again"));
        if (!again || again.value().trace->eventCount() != trace.eventCount())
            std::abort();
    }
}

/// An answer is a trace or a message.
inline void useAnswer(const trace::Result<formats::Loaded> &loaded)
{
    if (loaded)
        useTrace(loaded.value());
    else if (loaded.error().message().isEmpty())
        std::abort();
}
