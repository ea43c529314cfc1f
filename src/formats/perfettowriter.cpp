// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/perfettowriter.h"

#include "formats/perfettorecords.h"
#include "formats/trackwriter.h"

namespace formats {

trace::Result<> writePerfetto(const trace::Trace &trace, QIODevice &device, const Progress &progress)
{
    PerfettoRecords records(trace, device);
    records.beginFile();
    if (!TrackWriter(trace, records).write(progress))
        return cancelled();
    return records.endFile();
}

} // namespace formats
