// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromereader.h"
#include "usetrace.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    formats::MemorySource source(QByteArrayView(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)));
    useAnswer(formats::readChrome(source, QStringLiteral("input"), {}));
    return 0;
}
