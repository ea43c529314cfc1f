// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/picturefiles.h"

#include <QBuffer>
#include <QImageWriter>

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
    if (device.write(buffer.data()) != buffer.size())
        return Error { QStringLiteral("PNG"), device.errorString() };
    return {};
}

} // namespace timeline
