// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/picture.h"
#include "timeline/picturefiles.h"

#include <QBuffer>
#include <QImageWriter>
#include <QPainter>

#include <cmath>

namespace timeline {

using trace::Error;
using trace::Result;

std::vector<std::pair<QString, QString>> provenance(const trace::Trace &trace)
{
    const trace::TraceInfo &info = trace.info();
    std::vector<std::pair<QString, QString>> pairs;
    const auto add = [&](const char *key, const QString &value) {
        if (!value.isEmpty())
            pairs.emplace_back(QString::fromLatin1(key), value);
    };
    add("Software", QStringLiteral("Loopscope " LOOPSCOPE_VERSION));
    add("Scenario", info.name);
    QStringList parameters;
    for (auto it = info.parameters.cbegin(); it != info.parameters.cend(); ++it)
        parameters << QStringLiteral("%1=%2").arg(it.key(), it.value());
    add("Parameters", parameters.join(QStringLiteral(", ")));
    add("Seed", info.seed ? QString::number(*info.seed) : QString());
    add("Clock", QString::fromLatin1(trace::nameOf(info.clock)));
    add("Origin", info.origin);
    add("Events", QString::number(trace.eventCount()));
    add("Lost", QString::number(trace.lostCount()));
    return pairs;
}

Result<QImage> imageOf(const Drawing &drawing, const QColor &ground, double scale)
{
    const QSize pixels(int(std::lround(drawing.size().width() * scale)), int(std::lround(drawing.size().height() * scale)));
    if (pixels.width() > PictureOptions::MaxSide || pixels.height() > PictureOptions::MaxSide)
        return Error { QStringLiteral("size"), QStringLiteral("%1 x %2 pixels are more than %3 a side").arg(pixels.width()).arg(pixels.height()).arg(PictureOptions::MaxSide) };
    // QPainter takes a device pixel ratio below 1 for 1, so a smaller picture is drawn at 1 and made smaller as a whole.
    const bool isReduced = scale < 1;
    QImage image(isReduced ? drawing.size() : pixels, QImage::Format_RGB32);
    if (image.isNull())
        return Error { QStringLiteral("size"), QStringLiteral("there is not enough memory for %1 x %2 pixels").arg(pixels.width()).arg(pixels.height()) };
    image.setDevicePixelRatio(isReduced ? 1 : scale);
    image.fill(ground);
    QPainter painter(&image);
    drawing.paint(painter, false);
    painter.end();
    image.setDevicePixelRatio(1);
    if (isReduced)
        image = image.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    return image;
}

Result<> writePng(const QImage &image, double scale, const trace::Trace &trace, const QString &title, QIODevice &device)
{
    QImage written = image;
    constexpr double PixelsPerMetre = 96 / 0.0254;
    written.setDotsPerMeterX(int(std::lround(PixelsPerMetre * scale)));
    written.setDotsPerMeterY(int(std::lround(PixelsPerMetre * scale)));
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, "png");
    if (!title.isEmpty())
        writer.setText(QStringLiteral("Title"), title);
    for (const auto &[key, value] : provenance(trace))
        writer.setText(key, value);
    if (!writer.write(written))
        return Error { QStringLiteral("PNG"), writer.errorString() };
    return writeDocument(buffer.data(), device);
}

} // namespace timeline
