// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/eventblock.h"

#include <cstdlib>

// The checksums of a file keep changed bytes from the reader of its blocks, so that one has an entry of its own.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    formats::EventBlockReader reader(QByteArrayView(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)));
    trace::Event event;
    trace::Timestamp before;
    std::size_t count = 0;
    while (reader.next(event)) {
        if (event.time < before || ++count > size)
            std::abort();
        before = event.time;
    }
    return 0;
}
