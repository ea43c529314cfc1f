// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/places.h"

namespace support {

QString sourcePath(const QString &relative)
{
    return QStringLiteral(LOOPSCOPE_SOURCE_DIR "/") + relative;
}

QString buildPath(const QString &relative)
{
    return QStringLiteral(LOOPSCOPE_BINARY_DIR "/") + relative;
}

} // namespace support
