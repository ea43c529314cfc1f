// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/rangecard.h"

#include "session/laneorder.h"
#include "timeline/paintercanvas.h"
#include "timeline/slicetext.h"
#include "timeline/ticks.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>
#include <QPainter>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace timeline {

using analysis::Percentiles;
using analysis::RangeStatistics;
using session::FontRole;
using trace::Duration;

namespace {

constexpr int Width = 440;
constexpr int Margin = 12;
constexpr int TitleHeight = 24;
constexpr int LineHeight = 18;
constexpr int Gap = 6; // above a head
constexpr int NameWidth = 116;
constexpr int Rounding = 6;
constexpr std::size_t MostTasks = 6;
constexpr Duration TurnWork { 4'000'000 }; // of a turn of the event loop

QString percent(Duration part, Duration whole)
{
    const double share = whole.count() > 0 ? 100.0 * double(part.count()) / double(whole.count()) : 0;
    return QStringLiteral("%1 %").arg(share, 0, 'f', share < 10 ? 1 : 0);
}

QString lengthOrNothing(const Percentiles &lengths, Duration Percentiles::*which)
{
    return lengths.count > 0 ? lengthText(lengths.*which) : QStringLiteral("\u2013");
}

} // namespace

RangeCard::RangeCard(QWidget *parent) : QWidget(parent), m_copy(new QToolButton(this)), m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("rangeCard"));
    setAccessibleName(tr("Statistics of the measured stretch"));
    setCursor(Qt::ArrowCursor);
    hide();
    m_copy->setObjectName(QStringLiteral("copyRange"));
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copy as a table"));
    m_close->setObjectName(QStringLiteral("closeRange"));
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->setAccessibleName(tr("Close"));
    for (QToolButton *const button : { m_copy, m_close }) {
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::NoFocus); // keys stay with the timeline
    }
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
    connect(m_close, &QToolButton::clicked, this, &RangeCard::closed);
    connect(&m_turn, &QTimer::timeout, this, &RangeCard::turn);
    makeIcons();
}

void RangeCard::setTheme(const session::Theme &theme)
{
    m_theme = &theme;
    makeIcons();
    if (m_survey)
        makeLines(); // swatches are of the theme
    update();
}

void RangeCard::makeIcons()
{
    constexpr int Side = 16;
    QPixmap cross(QSize(Side, Side) * devicePixelRatio());
    cross.setDevicePixelRatio(devicePixelRatio());
    cross.fill(Qt::transparent);
    QPainter painter(&cross);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme->dim, 1.5));
    painter.drawLine(QPointF(4.5, 4.5), QPointF(11.5, 11.5));
    painter.drawLine(QPointF(4.5, 11.5), QPointF(11.5, 4.5));
    painter.end();
    m_close->setIcon(QIcon(cross));
}

void RangeCard::survey(std::shared_ptr<const trace::Trace> trace, const trace::Axis &axis, trace::Span span)
{
    // What stands at the end belongs to what comes after it.
    const analysis::Stretch stretch { axis.times(span), axis.eventsAt(span.begin - 1), axis.eventsAt(span.end - 1) };
    if (m_survey && m_trace == trace && m_survey->statistics().stretch == stretch)
        return;
    m_survey.reset();
    m_trace = std::move(trace);
    m_survey.emplace(*m_trace, stretch);
    turn();
    if (!isComplete())
        m_turn.start(0);
    show();
    raise();
}

void RangeCard::dismiss()
{
    m_turn.stop();
    m_survey.reset();
    m_trace.reset();
    hide();
}

void RangeCard::turn()
{
    if (m_survey->advance(TurnWork))
        m_turn.stop();
    makeLines();
    update();
}

QString RangeCard::titleOf(const RangeStatistics &statistics) const
{
    const Duration length = statistics.stretch.time.length();
    if (!isComplete())
        return tr("%1 \u00b7 counting, %2 %").arg(lengthText(length)).arg(int(m_survey->progress() * 100));
    const quint64 events = statistics.stretch.lastEvent - statistics.stretch.firstEvent;
    const QString busy = length.count() > 0 ? tr(" \u00b7 loop busy %1").arg(percent(statistics.loopBusy, length)) : QString();
    return tr("%1%2 \u00b7 %3 events").arg(lengthText(length), busy, QLocale(QLocale::English).toString(events).replace(u',', QChar(0x202f)));
}

void RangeCard::addState(const QString &name, const QColor &swatch, Duration total, const Percentiles &lengths)
{
    m_lines.push_back({ swatch, { name, QString::number(lengths.count), lengthText(total), lengthOrNothing(lengths, &Percentiles::p50),
                                  lengthOrNothing(lengths, &Percentiles::p99), lengthOrNothing(lengths, &Percentiles::max) }, false });
}

void RangeCard::addTasks(const RangeStatistics &statistics)
{
    m_lines.push_back({ {}, { tr("task"), tr("resumes"), tr("running"), tr("share"), tr("ready p50"), tr("p99") }, true });
    const std::size_t shown = statistics.tasks.size() <= MostTasks + 1 ? statistics.tasks.size() : MostTasks;
    for (std::size_t n = 0; n < shown; ++n) {
        const analysis::TaskShare &task = statistics.tasks[n];
        const QString name = session::laneName(*m_trace, session::LaneId::of(task.id));
        m_lines.push_back({ {}, { name, QString::number(task.resumes), lengthText(task.running), percent(task.running, statistics.stretch.time.length()),
                                  lengthOrNothing(task.readyLatency, &Percentiles::p50), lengthOrNothing(task.readyLatency, &Percentiles::p99) }, false });
    }
    if (shown < statistics.tasks.size())
        m_lines.push_back({ {}, { tr("and %n more", nullptr, int(statistics.tasks.size() - shown)), {}, {}, {}, {}, {} }, false });
}

void RangeCard::makeLines()
{
    const RangeStatistics &statistics = m_survey->statistics();
    m_title = titleOf(statistics);
    m_lines.clear();
    if (isComplete()) {
        m_lines.push_back({ {}, { tr("state"), tr("times"), tr("in all"), tr("p50"), tr("p99"), tr("longest") }, true });
        addState(tr("ready, to run"), m_theme->ready, statistics.ready, statistics.readyLatency);
        addState(tr("running"), m_theme->running, statistics.running, statistics.holdTime);
        for (const analysis::ReasonShare &reason : statistics.reasons)
            addState(awaitText(reason.reason), m_theme->hue(reason.reason), reason.total, reason.lengths);
        if (!statistics.tasks.empty())
            addTasks(statistics);
    }
    const auto heads = int(std::count_if(m_lines.begin(), m_lines.end(), [](const Line &line) { return line.isHead; }));
    resize(Width, 2 * Margin + TitleHeight - 6 + int(m_lines.size()) * LineHeight + heads * Gap);
    m_copy->setVisible(isComplete());
    setAccessibleDescription(text());
}

QString RangeCard::text() const
{
    QStringList lines { m_title };
    for (const Line &line : m_lines) {
        QStringList cells(line.cells.begin(), line.cells.end());
        while (!cells.isEmpty() && cells.back().isEmpty())
            cells.removeLast();
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

void RangeCard::standBeside(const QRect &stretch, const QRect &room)
{
    constexpr int Distance = 10;
    int x = stretch.right() + Distance;
    if (x + width() > room.right())
        x = stretch.left() - Distance - width();
    if (x < room.left())
        x = room.right() - Distance - width();
    const int y = std::max(std::min(stretch.top() + 30, room.bottom() - height()), room.top());
    move(std::max(x, room.left()), y);
}

void RangeCard::enterEvent(QEnterEvent *event)
{
    QWidget::enterEvent(event);
    Q_EMIT entered();
}

void RangeCard::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int Side = 22;
    m_close->setGeometry(width() - Margin - Side + 6, Margin - 5, Side, Side);
    const int copyWidth = m_copy->sizeHint().width();
    m_copy->setGeometry(m_close->x() - copyWidth - 2, Margin - 5, copyWidth, Side);
    Q_EMIT resized();
}

void RangeCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    PainterCanvas canvas(painter, PainterCanvas::Target::ClippedPixels, m_texts, rect());
    const QColor edge = session::mixed(m_theme->line, m_theme->faint, 0.4);
    canvas.plate(rect(), Rounding, m_theme->panel, edge, 1);
    double baseline = Margin + 12;
    canvas.text({ Margin, baseline }, elided(m_title, FontRole::Name, m_copy->x() - Margin - 8), FontRole::Name, m_theme->text);
    baseline += TitleHeight - LineHeight + 2;
    constexpr double CellWidth = double(Width - 2 * Margin - NameWidth) / double(CellCount - 1);
    for (const Line &line : m_lines) {
        baseline += line.isHead ? LineHeight + Gap : LineHeight;
        const FontRole role = line.isHead ? FontRole::Head : FontRole::Small;
        const QColor colour = line.isHead ? legibleOn(m_theme->faint, m_theme->panel) : m_theme->text;
        double left = Margin;
        if (line.swatch.isValid()) {
            canvas.plate({ left, baseline - 8, 8, 8 }, 2, line.swatch, QColor(), 0);
            left += 14;
        }
        canvas.text({ left, baseline }, elidedName(line.cells[0], role, Margin + NameWidth - left), role, colour);
        for (size_t n = 1; n < CellCount; ++n) {
            const double right = Margin + NameWidth + CellWidth * double(n);
            canvas.text({ std::round(right - textWidth(line.cells[n], role)), baseline }, line.cells[n], role, colour);
        }
    }
}

} // namespace timeline
