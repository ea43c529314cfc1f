// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/loopview.h"

#include "panels/breakmenu.h"
#include "panels/statetext.h"

#include <QEasingCurve>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace panels {

namespace {

constexpr int GlideMs = 150;
// One step makes a handful of events; a jump of many is not a step and nothing in between was seen to move.
constexpr quint64 MostEventsOfAStep = 64;

QRectF between(const QRectF &from, const QRectF &to, double progress)
{
    const auto mix = [&](double a, double b) { return a + (b - a) * progress; };
    return { mix(from.x(), to.x()), mix(from.y(), to.y()), mix(from.width(), to.width()), mix(from.height(), to.height()) };
}

} // namespace

LoopView::LoopView(session::Session &session, QWidget *parent)
    : Pane(session, parent)
{
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Loop view"));
    m_glide.setDuration(GlideMs);
    m_glide.setEasingCurve(QEasingCurve::InOutQuad);
    m_glide.setStartValue(0.0);
    m_glide.setEndValue(1.0);
    connect(&m_glide, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
    connect(&m_glide, &QVariantAnimation::finished, this, [this] {
        m_departures.clear();
        m_hasRunBetween.clear();
        update();
    });
    connect(&session, &session::Session::playheadMoved, this, &LoopView::requestUpdate);
    connect(&session, &session::Session::traceGrew, this, &LoopView::requestUpdate);
    connect(&session, &session::Session::traceOpened, this, [this] {
        m_scene = {};
        m_events = 0;
        requestUpdate();
    });
    connect(&session, &session::Session::selectionChanged, this, qOverload<>(&QWidget::update));
    requestUpdate();
}

// In a view that is smaller than the smallest scene everything is drawn smaller: what a step moves is to be seen from where to where.
double LoopView::scale() const
{
    return std::min({ 1.0, width() / SmallestLoopScene.width(), height() / SmallestLoopScene.height() });
}

const LoopToken *LoopView::tokenAt(QPointF point) const
{
    return m_scene.tokenAt(point / scale());
}

void LoopView::bringUpToDate()
{
    const quint64 events = session().playhead().events;
    const quint64 distance = events > m_events ? events - m_events : m_events - events;
    LoopScene before = std::exchange(m_scene, layOutLoop(session().trace(), session().stateAtPlayhead(), QSizeF(size()) / scale()));
    m_glide.stop();
    m_departures.clear();
    m_hasRunBetween.clear();
    if (m_isMotionEnabled && distance > 0 && distance <= MostEventsOfAStep && before.size == m_scene.size)
        glideFrom(before);
    m_events = events;
    setAccessibleDescription(describe(m_scene));
    update();
}

void LoopView::glideFrom(const LoopScene &before)
{
    for (const LoopToken &token : before.tokens) {
        const LoopToken *now = m_scene.token(token.task);
        if (now && now->rect != token.rect) {
            m_departures.push_back(token);
            m_hasRunBetween.push_back(now->resumes != token.resumes && now->place != LoopPlace::Running && token.place != LoopPlace::Running);
        }
    }
    if (!m_departures.empty())
        m_glide.start();
}

LoopLook LoopView::look(const session::Theme &theme) const
{
    LoopLook look;
    look.theme = &theme;
    look.selected = session().selectedTask();
    return look;
}

void LoopView::paintEvent(QPaintEvent *)
{
    LoopLook shown = look(theme());
    shown.hovered = m_hovered;
    if (m_glide.state() == QAbstractAnimation::Running) {
        const double progress = m_glide.currentValue().toDouble();
        const LoopBox *running = m_scene.box(LoopPlace::Running);
        for (std::size_t n = 0; n < m_departures.size(); ++n) {
            const LoopToken &from = m_departures[n];
            const LoopToken *to = m_scene.token(from.task);
            if (!to)
                continue;
            QRectF rect = between(from.rect, to->rect, progress);
            if (m_hasRunBetween[n] && running) {
                QRectF middle = from.rect;
                middle.moveCenter(running->rect.center());
                rect = progress < 0.5 ? between(from.rect, middle, progress * 2) : between(middle, to->rect, progress * 2 - 1);
            }
            shown.moved.push_back({ from.task, rect });
        }
    }
    QPainter painter(this);
    painter.fillRect(rect(), theme().ground);
    painter.scale(scale(), scale());
    paintLoop(painter, m_scene, shown);
}

void LoopView::resizeEvent(QResizeEvent *)
{
    m_glide.stop();
    m_scene = layOutLoop(session().trace(), session().stateAtPlayhead(), QSizeF(size()) / scale());
}

void LoopView::mouseMoveEvent(QMouseEvent *event)
{
    const LoopToken *token = tokenAt(event->position());
    setHovered(token ? token->task : trace::TaskId::None);
}

void LoopView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const LoopToken *token = tokenAt(event->position());
    if (token)
        session().select({ session::LaneId::of(token->task), std::nullopt });
    else
        session().clearSelection();
}

void LoopView::contextMenuEvent(QContextMenuEvent *event)
{
    const LoopToken *token = tokenAt(event->pos());
    if (!token)
        return;
    session().select({ session::LaneId::of(token->task), std::nullopt });
    QMenu menu(this);
    addTaskBreaks(menu, session(), token->task);
    menu.exec(event->globalPos());
}

void LoopView::leaveEvent(QEvent *)
{
    setHovered(trace::TaskId::None);
}

void LoopView::setHovered(trace::TaskId task)
{
    if (std::exchange(m_hovered, task) == task)
        return;
    setCursor(task == trace::TaskId::None ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

bool LoopView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return Pane::event(event);
    const auto *help = static_cast<const QHelpEvent *>(event);
    const LoopToken *token = tokenAt(help->pos());
    const trace::TaskStatus *task = token ? session().stateAtPlayhead().task(token->task) : nullptr;
    if (task)
        QToolTip::showText(help->globalPos(), tr("%1 %2 since %3").arg(token->name, doingText(session().trace(), *task), momentText(task->since)), this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace panels
