// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/loopscopeindex.h"
#include "support/indexedfiles.h"

#include <cstring>

// A .loopscope file with an index whose checksums are right, whatever it says: what is opened can be looked at.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    QByteArray file(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    support::mendIndex(file);
    const auto read = [&file](quint64 offset, std::span<quint8> to) -> std::size_t {
        if (offset >= static_cast<quint64>(file.size()))
            return 0;
        const std::size_t count = std::min<std::size_t>(to.size(), static_cast<std::size_t>(file.size()) - offset);
        std::memcpy(to.data(), file.constData() + offset, count);
        return count;
    };
    if (const std::optional<formats::Loaded> loaded = formats::openIndexed(static_cast<quint64>(file.size()), read))
        (void)support::lookAtAll(*loaded->trace);
    return 0;
}
