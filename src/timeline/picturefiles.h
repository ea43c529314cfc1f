// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/frame.h"
#include "trace/result.h"

#include <QImage>
#include <QSize>

#include <utility>
#include <vector>

class QIODevice;

namespace timeline {

/// What a picture says about where it comes from: scenario, parameters, seed, clock, losses, version; keys and values as text, in a fixed order.
[[nodiscard]] std::vector<std::pair<QString, QString>> provenance(const trace::Trace &trace);

// The three ways a frame becomes a file. The bytes depend on their arguments alone: no dates, no random ids, no paths.

/// PNG with the provenance in text chunks; `scale` device pixels per logical pixel becomes its density (pHYs).
[[nodiscard]] trace::Result<> writePng(const QImage &image, double scale, const trace::Trace &trace, const QString &title, QIODevice &device);
[[nodiscard]] trace::Result<> writeSvg(const Frame &frame, QSize size, const QString &title, QIODevice &device);
/// One page of the frame's size at 96 px an inch, fonts embedded.
[[nodiscard]] trace::Result<> writePdf(const Frame &frame, QSize size, const QString &title, QIODevice &device);

} // namespace timeline
