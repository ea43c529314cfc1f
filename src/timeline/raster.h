// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QRect>

namespace timeline {

/// The pixels of an image, RGB32 or ARGB32_Premultiplied, as memory that is written straight. Borrowed; two threads may write to different lines.
struct Raster
{
    uchar *bits = nullptr; ///< of the first line
    qsizetype stride = 0; ///< bytes from one line to the next
    int width = 0; ///< pixels
    int height = 0;

    /// That of an image, which has to stay and is written to by nobody else meanwhile.
    [[nodiscard]] static Raster of(QImage &image) { return { image.bits(), image.bytesPerLine(), image.width(), image.height() }; }
    /// The pixels of line y, 0 <= y < height.
    [[nodiscard]] QRgb *line(int y) const { return reinterpret_cast<QRgb *>(bits + qsizetype(y) * stride); }
    [[nodiscard]] QRect rect() const { return { 0, 0, width, height }; }
};

} // namespace timeline
