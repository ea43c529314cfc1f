// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/canvas.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

/// Writes down what is drawn on it, one line a verb, with whole pixels and the names of the theme's colours: for goldens that people can read.
class TextCanvas : public timeline::Canvas
{
public:
    TextCanvas(const session::Theme &theme, double ratio) : m_theme(theme), m_ratio(ratio) {}

    QStringList lines;

    [[nodiscard]] double columnsPerPixel() const override { return m_ratio; }
    void fill(const QRectF &rect, const QColor &colour) override { say(QStringLiteral("fill %1 %2").arg(place(rect), name(colour))); }
    void plate(const QRectF &rect, double, const QColor &ground, const QColor &stroke, double width) override
    {
        say(QStringLiteral("plate %1 %2 %3").arg(place(rect), ground.isValid() ? name(ground) : QStringLiteral("-"),
                                                 stroke.isValid() ? QStringLiteral("edge %1 %2").arg(name(stroke)).arg(width) : QString()).trimmed());
    }
    void polygon(std::span<const QPointF> points, const QColor &colour) override
    {
        say(QStringLiteral("polygon of %1 at %2,%3 %4").arg(points.size()).arg(std::lround(points[0].x())).arg(std::lround(points[0].y())).arg(name(colour)));
    }
    void line(QPointF from, QPointF to, const QColor &colour, double, bool isDashed) override
    {
        say(QStringLiteral("%1 %2,%3 to %4,%5 %6").arg(isDashed ? QStringLiteral("dashes") : QStringLiteral("line")).arg(std::lround(from.x()))
                .arg(std::lround(from.y())).arg(std::lround(to.x())).arg(std::lround(to.y())).arg(name(colour)));
    }
    void hatch(const QRectF &rect, double, const QColor &colour) override { say(QStringLiteral("hatch %1 %2").arg(place(rect), name(colour))); }
    void text(QPointF at, const QString &text, session::FontRole, const QColor &) override
    {
        say(QStringLiteral("text %1,%2 %3").arg(std::lround(at.x())).arg(std::lround(at.y())).arg(text));
    }
    void cells(const timeline::Band &band, std::span<const timeline::CellRun> runs) override
    {
        say(QStringLiteral("bar %1..%2 over %3").arg(band.top).arg(band.bottom).arg(band.overhang));
        for (const timeline::CellRun &run : runs) {
            const auto x = [&](qsizetype column) { return std::lround(band.left + double(column) / m_ratio); };
            say(QStringLiteral("  %1..%2 %3").arg(x(run.begin)).arg(x(run.end)).arg(looks(run.cell)));
        }
    }
    void pushClip(const QRectF &) override {}
    void popClip() override {}
    void beginGroup(const QString &name) override { say(QStringLiteral("[%1]").arg(name)); }

private:
    void say(const QString &line) { lines << line; }
    static QString place(const QRectF &rect)
    {
        return QStringLiteral("%1..%2 x %3..%4").arg(std::lround(rect.left())).arg(std::lround(rect.right())).arg(std::lround(rect.top())).arg(std::lround(rect.bottom()));
    }
    QString name(const QColor &colour) const
    {
        struct Named
        {
            const char *name;
            QColor colour;
        };
        const Named all[] { { "ground", m_theme.ground }, { "running", m_theme.running }, { "ready", m_theme.ready },  { "timer", m_theme.timer },
                            { "queue", m_theme.queue },   { "task", m_theme.task },       { "lock", m_theme.lock },    { "worker", m_theme.worker },
                            { "io", m_theme.io },         { "bad", m_theme.bad },         { "accent", m_theme.accent }, { "dim", m_theme.dim },
                            { "line", m_theme.line },     { "faint", m_theme.faint },     { "text", m_theme.text } };
        for (const Named &named : all) {
            if (named.colour == colour)
                return QString::fromLatin1(named.name);
        }
        // A colour between the ground and one of the theme's is told by that one.
        for (const Named &named : all) {
            for (int percent = 5; percent < 100; ++percent) {
                if (session::mixed(m_theme.ground, named.colour, percent / 100.0) == colour.rgb())
                    return QStringLiteral("%1-%2").arg(QString::fromLatin1(named.name)).arg(percent);
            }
        }
        return QStringLiteral("other");
    }
    QString looks(const timeline::Cell &cell) const
    {
        QString text = name(QColor(cell.fill));
        if (cell.hatch)
            text += QStringLiteral(" hatched");
        if (cell.hasThickEdge)
            text += cell.fill == cell.edge ? QStringLiteral(" side") : QStringLiteral(" hollow");
        return text;
    }

    const session::Theme &m_theme;
    double m_ratio;
};
