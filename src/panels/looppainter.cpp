// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/looppainter.h"

#include "session/fonts.h"

#include <QBuffer>
#include <QPainter>
#include <QPainterPath>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>

namespace panels {

namespace {

using session::FontRole;
using session::Theme;

constexpr double BoxRadius = 8;
constexpr double TokenRadius = 6;
constexpr double ArrowHead = 5;

class LoopPainter
{
public:
    LoopPainter(QPainter &painter, const LoopScene &scene, const LoopLook &look)
        : m_painter(painter)
        , m_scene(scene)
        , m_look(look)
        , m_theme(*look.theme)
    {
    }

    void paint()
    {
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.fillRect(QRectF({}, m_scene.size), m_theme.ground);
        drawFlow();
        for (const LoopBox &box : m_scene.boxes)
            drawBox(box);
        for (const LoopItem &item : m_scene.items)
            drawItem(item);
        for (const LoopText &text : m_scene.texts)
            drawText(text);
        for (const LoopToken &token : m_scene.tokens)
            drawToken(token);
        drawWords();
        m_painter.restore();
    }

private:
    QColor hueOf(LoopPlace place) const
    {
        switch (place) {
        case LoopPlace::Ready:
            return m_theme.ready;
        case LoopPlace::Running:
            return m_theme.running;
        case LoopPlace::Timers:
            return m_theme.timer;
        case LoopPlace::Queue:
            return m_theme.queue;
        case LoopPlace::Workers:
            return m_theme.worker;
        case LoopPlace::Io:
            return m_theme.io;
        case LoopPlace::Tasks:
        case LoopPlace::Elsewhere:
            break;
        }
        return m_theme.task;
    }

    // The way round: from ready to running, down to a waiting place, and up again into the ready queue.
    void drawFlow()
    {
        const LoopBox *ready = m_scene.box(LoopPlace::Ready);
        const LoopBox *running = m_scene.box(LoopPlace::Running);
        if (!ready || !running || m_scene.boxes.size() < 3)
            return;
        const QRectF first = m_scene.boxes[2].rect;
        const QRectF last = m_scene.boxes.back().rect;
        m_painter.setPen(QPen(m_theme.faint, 1.5));
        drawArrow({ ready->rect.right(), ready->rect.center().y() }, { running->rect.left(), running->rect.center().y() });
        const double x = std::min(running->rect.center().x(), last.right() - 24);
        drawArrow({ x, running->rect.bottom() }, { x, last.top() });
        const double back = first.left() + 32;
        drawArrow({ back, first.top() }, { back, ready->rect.bottom() });
        m_painter.setFont(session::font(FontRole::Small));
        m_painter.setPen(m_theme.dim);
        const double y = ready->rect.bottom();
        const double height = first.top() - y;
        m_painter.drawText(QRectF(back + 12, y, 160, height), Qt::AlignVCenter | Qt::AlignLeft, QStringLiteral("woken"));
        m_painter.drawText(QRectF(x - 172, y, 160, height), Qt::AlignVCenter | Qt::AlignRight, QStringLiteral("awaits"));
    }

    void drawArrow(QPointF from, QPointF to)
    {
        const double length = std::hypot(to.x() - from.x(), to.y() - from.y());
        const QPointF along = (to - from) / length;
        const QPointF across(-along.y(), along.x());
        const QPointF tip = to - along * 3;
        m_painter.drawLine(from + along * 3, tip - along * ArrowHead);
        const QPolygonF head { tip, tip - along * (2 * ArrowHead) + across * ArrowHead, tip - along * (2 * ArrowHead) - across * ArrowHead };
        QPainterPath path;
        path.addPolygon(head);
        m_painter.fillPath(path, m_theme.faint);
    }

    void drawBox(const LoopBox &box)
    {
        m_painter.setPen(QPen(m_theme.line, 1));
        m_painter.setBrush(m_theme.panel);
        m_painter.drawRoundedRect(box.rect.adjusted(0.5, 0.5, -0.5, -0.5), BoxRadius, BoxRadius);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(hueOf(box.place));
        m_painter.drawRoundedRect(QRectF(box.rect.left() + 12, box.rect.top() + 14, 8, 8), 2, 2);
        const QRectF head = box.rect.adjusted(28, 6, -12, 0);
        const QRectF line(head.left(), head.top(), head.width(), 24);
        m_painter.setFont(session::font(FontRole::Head));
        const double summaryWidth = box.summary.isEmpty() ? 0 : m_painter.fontMetrics().horizontalAdvance(box.summary) + 8;
        m_painter.setPen(m_theme.dim);
        drawElided(line.adjusted(0, 0, -summaryWidth, 0), box.name.isEmpty() ? box.title.toUpper() : box.title.toUpper() + QLatin1Char(' ') + box.name, Qt::AlignLeft);
        m_painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, box.summary);
        if (!box.emptyText.isEmpty() && isEmpty(box)) {
            m_painter.setFont(session::font(FontRole::Body));
            m_painter.drawText(QRectF(box.rect.left() + 12, box.rect.top() + 32, box.rect.width() - 24, 24), Qt::AlignLeft | Qt::AlignVCenter, box.emptyText);
        }
    }

    [[nodiscard]] bool isEmpty(const LoopBox &box) const
    {
        const auto isInside = [&](const auto &thing) { return box.rect.contains(thing.rect.center()); };
        return std::none_of(m_scene.tokens.begin(), m_scene.tokens.end(), isInside) && std::none_of(m_scene.items.begin(), m_scene.items.end(), isInside)
            && std::none_of(m_scene.texts.begin(), m_scene.texts.end(),
                [&](const LoopText &text) { return text.role != LoopText::Role::Label && text.rect.top() < box.rect.top() + 48 && isInside(text); });
    }

    void drawItem(const LoopItem &item)
    {
        m_painter.setPen(QPen(m_theme.queue, 1.5));
        m_painter.setBrush(m_theme.ground);
        m_painter.drawRoundedRect(item.rect.adjusted(0.75, 0.75, -0.75, -0.75), 4, 4);
        m_painter.setPen(session::legible(m_theme.queue, m_theme.ground));
        m_painter.setFont(session::font(FontRole::Small));
        drawElided(item.rect.adjusted(3, 0, -3, 0), item.text, Qt::AlignHCenter);
    }

    void drawText(const LoopText &text)
    {
        const bool isLabel = text.role == LoopText::Role::Label;
        m_painter.setFont(session::font(isLabel ? FontRole::Small : FontRole::Body));
        m_painter.setPen(m_theme.dim);
        drawElided(text.rect, text.text, Qt::AlignLeft, isLabel ? Qt::AlignBottom : Qt::AlignVCenter);
    }

    // Shape says the state as well as colour: running is solid, ready hollow with a thick edge, waiting lightly filled with a thin one.
    void drawToken(const LoopToken &token)
    {
        const auto moved = std::find_if(m_look.moved.begin(), m_look.moved.end(), [&](const LoopLook::Moved &m) { return m.task == token.task; });
        const QRectF rect = moved == m_look.moved.end() ? token.rect : moved->rect;
        const bool isSelected = token.task == m_look.selected;
        const bool isRunning = token.place == LoopPlace::Running;
        const bool isReady = token.place == LoopPlace::Ready;
        const QColor hue = isRunning ? m_theme.running : isReady ? m_theme.ready : m_theme.hue(token.reason);
        const QColor fill = isRunning ? hue : isReady ? m_theme.ground : session::mixed(m_theme.ground, hue, 0.13);
        const double pen = isReady ? 2 : 1;
        if (isSelected || token.task == m_look.hovered) {
            m_painter.setPen(QPen(isSelected ? m_theme.accent : m_theme.faint, 2));
            m_painter.setBrush(Qt::NoBrush);
            m_painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), TokenRadius + 2, TokenRadius + 2);
        }
        m_painter.setPen(QPen(hue, pen));
        m_painter.setBrush(fill);
        m_painter.drawRoundedRect(rect.adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2), TokenRadius, TokenRadius);
        m_painter.setPen(isRunning ? (session::contrast(Qt::white, hue) >= 4.5 ? QColor(Qt::white) : m_theme.ground) : m_theme.text);
        QFont font = session::font(FontRole::Name);
        font.setStrikeOut(token.isCancelRequested);
        m_painter.setFont(font);
        drawElided(rect.adjusted(8, 0, -8, 0), token.name, Qt::AlignHCenter);
    }

    void drawWords()
    {
        const LoopBox *ready = m_scene.box(LoopPlace::Ready);
        if (!ready || m_scene.boxes.size() < 3)
            return;
        const double y = ready->rect.bottom();
        m_painter.setFont(session::font(FontRole::Name));
        m_painter.setPen(m_theme.text);
        const double side = 128;
        drawElided(QRectF(side, y, m_scene.size.width() - 2 * side, m_scene.boxes[2].rect.top() - y), m_scene.headline, Qt::AlignHCenter);
        m_painter.setFont(session::font(FontRole::Small));
        m_painter.setPen(m_theme.dim);
        drawElided(QRectF(16, m_scene.size.height() - 32, m_scene.size.width() - 32, 24), m_scene.population, Qt::AlignLeft);
    }

    void drawElided(const QRectF &rect, const QString &text, Qt::Alignment across, Qt::Alignment down = Qt::AlignVCenter)
    {
        if (rect.width() < 4)
            return;
        const QString shown = QFontMetricsF(m_painter.font()).elidedText(text, Qt::ElideRight, rect.width() + 0.5);
        m_painter.drawText(rect, int(across | down) | Qt::TextSingleLine, shown);
    }

    QPainter &m_painter;
    const LoopScene &m_scene;
    const LoopLook &m_look;
    const Theme &m_theme;
};

trace::Error cannotWrite(const QIODevice &device)
{
    return { {}, device.errorString().isEmpty() ? QStringLiteral("the picture cannot be written") : device.errorString() };
}

} // namespace

void paintLoop(QPainter &painter, const LoopScene &scene, const LoopLook &look)
{
    LoopPainter(painter, scene, look).paint();
}

trace::Result<> writeLoopSvg(const LoopScene &scene, const LoopLook &look, const QString &title, QIODevice &device)
{
    QBuffer bytes;
    bytes.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&bytes);
    generator.setSize(scene.size.toSize());
    generator.setViewBox(QRectF({}, scene.size));
    generator.setTitle(title);
    generator.setDescription(describe(scene));
    QPainter painter(&generator);
    paintLoop(painter, scene, look);
    painter.end();
    if (device.write(bytes.data()) != bytes.size())
        return cannotWrite(device);
    return {};
}

} // namespace panels
