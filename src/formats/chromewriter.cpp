// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromewriter.h"

#include "formats/chromerecords.h"
#include "formats/trackwriter.h"

namespace formats {

trace::Result<> writeChrome(const trace::Trace &trace, QIODevice &device, const Progress &progress)
{
    ChromeRecords records(trace, device);
    records.beginFile();
    if (!TrackWriter(trace, records).write(progress))
        return cancelled();
    return records.endFile();
}

} // namespace formats
