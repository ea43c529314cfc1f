// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"

#include <QByteArray>
#include <QImage>

#include <chrono>
#include <memory>

namespace app {

/// Frames as one animated WebP (RFC 9649, section 2.7) that loses nothing and runs for ever. Of a frame only the rectangle that differs from the one before
/// is stored. Bytes depend on the frames alone. Usable from any one thread at a time.
class WebpAnimation
{
public:
    static constexpr int MostSide = 16'383; ///< px, of the format: RFC 9649, section 3.4 ("VP8L")

    /// Of frames of this size, px; each side in 1..MostSide.
    explicit WebpAnimation(QSize size);
    ~WebpAnimation();

    /// The next frame and how long it is shown, at least 1 ms. Costs O(pixels). An error says what the encoder could not do.
    [[nodiscard]] trace::Result<> add(const QImage &frame, std::chrono::milliseconds shown);
    /// The whole file; after this nothing can be added. An error where there is no frame.
    [[nodiscard]] trace::Result<QByteArray> finish();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace app
