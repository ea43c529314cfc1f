// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/drawing.h"
#include "trace/result.h"
#include "trace/trace.h"

#include <QImage>
#include <QSize>

#include <utility>
#include <vector>

class QIODevice;

namespace timeline {

/// What a picture says about where it comes from: scenario, parameters, seed, clock, losses, version; keys and values as text, in a fixed order.
[[nodiscard]] std::vector<std::pair<QString, QString>> provenance(const trace::Trace &trace);

// How drawings become files. The bytes depend on the arguments alone: no dates, no random ids, no paths. Sizes and scale have been checked.

/// With `scale` device pixels per logical one on this ground; an error where that makes too many pixels.
[[nodiscard]] trace::Result<QImage> imageOf(const Drawing &drawing, const QColor &ground, double scale);
/// PNG with the provenance in text chunks; `scale` device pixels per logical pixel becomes its density (pHYs).
[[nodiscard]] trace::Result<> writePng(const QImage &image, double scale, const trace::Trace &trace, const QString &title, QIODevice &device);
/// Each at least one, on a page of its own size at 96 px an inch; fonts embedded.
[[nodiscard]] trace::Result<> writePdf(const std::vector<const Drawing *> &pages, const QString &title, QIODevice &device);
/// An SVG document with the provenance in its head.
[[nodiscard]] QByteArray svgOf(const Drawing &drawing, const trace::Trace &trace, const QString &title);
/// The bytes as they are.
[[nodiscard]] trace::Result<> writeDocument(const QByteArray &document, QIODevice &device);

} // namespace timeline
