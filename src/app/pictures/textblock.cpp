// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pictures/textblock.h"

#include <QFontMetricsF>

#include <cmath>

namespace app {

using session::FontRole;

namespace {

constexpr double Indent = 16;
constexpr int TitleHeight = 30;
constexpr int CaptionHeight = 20;
constexpr int HeadingMargin = 8;

} // namespace

QStringList wrapped(const QString &text, FontRole role, double width, qsizetype most)
{
    QStringList lines;
    QString line;
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    for (qsizetype n = 0; n < words.size(); ++n) {
        const QString longer = line.isEmpty() ? words[n] : line + u' ' + words[n];
        if (line.isEmpty() || timeline::textWidth(longer, role) <= width) {
            line = longer;
            continue;
        }
        if (lines.size() + 1 == most) {
            lines << timeline::elided(line + u' ' + words.mid(n).join(u' '), role, width);
            return lines;
        }
        lines << timeline::elided(line, role, width);
        line = words[n];
    }
    if (!line.isEmpty())
        lines << timeline::elided(line, role, width);
    return lines;
}

double lineStep(FontRole role)
{
    return std::round(QFontMetricsF(session::font(role)).height() + 2);
}

int headingHeight(const QString &title, const QString &caption)
{
    const int height = (title.isEmpty() ? 0 : TitleHeight) + (caption.isEmpty() ? 0 : CaptionHeight);
    return height > 0 ? height + HeadingMargin : 0;
}

void drawHeading(timeline::Canvas &canvas, const session::Theme &theme, double width, const QString &title, const QString &caption)
{
    double y = 4;
    if (!title.isEmpty()) {
        canvas.text({ Indent, y + 20 }, timeline::elided(title, FontRole::Title, width - 2 * Indent), FontRole::Title, theme.text);
        y += TitleHeight;
    }
    if (!caption.isEmpty())
        canvas.text({ Indent, y + 12 }, timeline::elided(caption, FontRole::Body, width - 2 * Indent), FontRole::Body, theme.dim);
}

} // namespace app
