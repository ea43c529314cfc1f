// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/picture.h"
#include "timeline/picturefiles.h"

/// A picture of one timeline as each of the formats that there are writers for.
enum class PictureFormat { Png, Svg, Pdf };

inline trace::Result<QImage> renderImage(const trace::Trace &trace, const timeline::PictureOptions &options)
{
    if (const auto checked = timeline::checkOptions(options); !checked)
        return checked.error();
    return timeline::imageOf(timeline::LaidOutPicture(trace, options), options.theme->ground, options.scale);
}

inline trace::Result<> render(const trace::Trace &trace, const timeline::PictureOptions &options, PictureFormat format, QIODevice &device)
{
    const timeline::LaidOutPicture picture(trace, options);
    switch (format) {
    case PictureFormat::Png: {
        const auto image = timeline::imageOf(picture, options.theme->ground, options.scale);
        return image ? timeline::writePng(image.value(), options.scale, trace, options.title, device) : trace::Result<>(image.error());
    }
    case PictureFormat::Svg:
        return timeline::writeDocument(timeline::svgOf(picture, trace, options.title), device);
    case PictureFormat::Pdf:
        break;
    }
    return timeline::writePdf({ &picture }, options.title, device);
}
