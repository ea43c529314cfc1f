// SPDX-License-Identifier: GPL-3.0-or-later
#include "usetrace.h"

// A file of any format, recognised by its first bytes.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size)
{
    useAnswer(formats::read(QByteArrayView(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)), QStringLiteral("input")));
    return 0;
}
