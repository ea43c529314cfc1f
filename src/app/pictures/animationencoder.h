// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"

#include <QByteArray>
#include <QImage>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace app {

/// A WebpAnimation that is made on a thread of its own: packing a frame takes longer than drawing it, and whoever draws may have a window to keep alive.
class AnimationEncoder
{
public:
    /// Asked every few milliseconds while something is waited for; false ends the work.
    using GoesOn = std::function<bool()>;

    explicit AnimationEncoder(QSize size);
    /// Does not wait: what is still being packed is thrown away when it is done.
    ~AnimationEncoder();

    /// Hands over the next frame; waits while several are to be packed yet. False where `goesOn` has said so; an error of an earlier frame is told by finish().
    [[nodiscard]] bool add(const QImage &frame, std::chrono::milliseconds shown, const GoesOn &goesOn);
    /// The whole file, or the first error; nothing where `goesOn` has said so.
    [[nodiscard]] std::optional<trace::Result<QByteArray>> finish(const GoesOn &goesOn);

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace app
