// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/findingcard.h"

#include "panels/statetext.h"
#include "session/fonts.h"

#include <QPainter>

namespace panels {

namespace {

constexpr int Side = 12;
constexpr int Edge = 8;
constexpr int HeadHeight = 18;

QString headOf(const analysis::Finding &finding)
{
    return QString::fromLatin1(finding.id.toByteArray()).replace(QLatin1Char('-'), QLatin1Char(' '));
}

} // namespace

FindingCard::FindingCard(const analysis::Finding &finding, const session::Theme &theme, QWidget *parent)
    : QAbstractButton(parent)
    , m_finding(finding)
    , m_theme(&theme)
{
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    setText(headOf(finding) + QStringLiteral(": ") + finding.text);
    setAccessibleName(text());
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void FindingCard::setTheme(const session::Theme &theme)
{
    m_theme = &theme;
    update();
}

QSize FindingCard::sizeHint() const
{
    return { 200, 2 * (Edge + HeadHeight) }; // of a card with one line; how high it is follows from its width
}

int FindingCard::heightForWidth(int width) const
{
    if (const auto known = m_heights.constFind(width); known != m_heights.constEnd())
        return *known;
    const QFontMetrics metrics(session::font(session::FontRole::Small));
    const int room = std::max(40, width - 2 * Side);
    const int height = 2 * Edge + HeadHeight + metrics.boundingRect(QRect(0, 0, room, 10'000), Qt::TextWordWrap, m_finding.text).height();
    if (m_heights.size() > 64) // somebody drags the pane's edge
        m_heights.clear();
    m_heights.insert(width, height);
    return height;
}

void FindingCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor bar = m_finding.severity == analysis::Severity::Error ? m_theme->bad : m_finding.severity == analysis::Severity::Warning ? m_theme->ready : m_theme->task;
    const QRectF card = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(hasFocus() ? QPen(m_theme->accent, 2) : QPen(m_theme->line, 1));
    painter.setBrush(underMouse() ? session::mixed(m_theme->ground, m_theme->text, 0.04) : m_theme->ground);
    painter.drawRoundedRect(card, 4, 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(bar);
    painter.drawRoundedRect(QRectF(0, 2, 3, height() - 4), 1.5, 1.5);
    const QRect box = rect().adjusted(Side, Edge, -Side, -Edge);
    painter.setPen(m_theme->text);
    painter.setFont(session::font(session::FontRole::Name));
    painter.drawText(QRect(box.left(), box.top(), box.width(), HeadHeight), Qt::AlignLeft | Qt::AlignTop, headOf(m_finding));
    painter.setFont(session::font(session::FontRole::Small));
    painter.setPen(m_theme->dim);
    const QString moment = momentText(m_finding.at);
    painter.drawText(QRect(box.left(), box.top(), box.width(), HeadHeight), Qt::AlignRight | Qt::AlignTop, moment);
    painter.drawText(box.adjusted(0, HeadHeight, 0, 0), Qt::TextWordWrap, m_finding.text);
}

} // namespace panels
