// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pictures/figure.h"
#include "formats/format.h"

#include <QStringList>

#include <variant>

namespace app {

/// One -o FILE: where to and in which format, found by its suffix before any work is done.
struct OutputTarget
{
    QString path;
    std::variant<formats::Format, FigureFormat> format;

    [[nodiscard]] bool isPicture() const { return std::holds_alternative<FigureFormat>(format); }
};

enum class OutputKind { Trace, Picture, Any };

/// The format of a file to be written; an error that names the nearest suffix where there is none of this kind.
[[nodiscard]] trace::Result<OutputTarget> outputTarget(const QString &path, OutputKind kind);

/// Whether any -o of these paths is a picture, whatever else is wrong with them.
[[nodiscard]] bool namesPicture(const QStringList &paths);

/// Writes a trace in the target's format, whole or not at all; a picture as `figure` says, in as many files as it needs. The error names the path.
[[nodiscard]] trace::Result<> writeTarget(const trace::Trace &trace, const OutputTarget &target, const Figure &figure, const formats::Progress &progress);

} // namespace app
