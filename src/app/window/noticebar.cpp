// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/noticebar.h"

#include "app/window/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>

namespace app {

NoticeBar::NoticeBar(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("notice"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(28, 8, 16, 8);
    row->setSpacing(12);
    row->addWidget(m_text, 1);
    row->addWidget(m_progress, 1);
    row->addWidget(m_cancel);
    row->addWidget(m_close);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_progress->setTextVisible(false);
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Close the notice"));
    m_close->setToolTip(tr("Close"));
    connect(m_close, &QToolButton::clicked, this, &NoticeBar::clear);
    m_cancel->setToolTip(tr("Cancel (%1)").arg(QKeySequence(Qt::Key_Escape).toString(QKeySequence::NativeText)));
    connect(m_cancel, &QPushButton::clicked, this, &NoticeBar::cancelled);
    // The key is the button's only while that is to be seen. It is no shortcut of the button itself, which would press it for 100 ms first.
    connect(new QShortcut(QKeySequence(Qt::Key_Escape), m_cancel), &QShortcut::activated, this, &NoticeBar::cancelled);
    m_passing.setSingleShot(true);
    connect(&m_passing, &QTimer::timeout, this, &NoticeBar::clear);
    hide();
}

void NoticeBar::setTheme(const session::Theme &theme)
{
    m_theme = &theme;
    m_close->setIcon(icon(QStringLiteral("close"), theme));
    update();
}

void NoticeBar::show(Kind kind, const QString &text, int lasting)
{
    m_passing.stop();
    if (lasting > 0)
        m_passing.start(lasting);
    m_kind = kind;
    m_text->setText(text);
    setAccessibleName(text);
    m_progress->hide();
    m_cancel->hide();
    m_close->show();
    setVisible(true);
    update();
}

void NoticeBar::showProgress(const QString &text, quint64 done, quint64 total)
{
    m_passing.stop();
    m_kind = Kind::Information;
    m_text->setText(text);
    // A progress bar counts in int; thousandths are finer than its pixels.
    m_progress->setRange(0, total ? 1000 : 0);
    m_progress->setValue(total ? static_cast<int>(double(done) / double(total) * 1000) : 0);
    m_progress->show();
    m_cancel->show();
    m_close->hide();
    setVisible(true);
    update();
}

void NoticeBar::clear()
{
    m_passing.stop();
    m_text->clear();
    hide();
}

QString NoticeBar::text() const
{
    return m_text->text();
}

void NoticeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = m_kind == Kind::Fault ? m_theme->bad : m_theme->accent;
    const QRectF card = QRectF(rect()).adjusted(12.5, 4.5, -12.5, -4.5);
    painter.setPen(QPen(session::mixed(m_theme->line, colour, 0.4), 1));
    painter.setBrush(session::mixed(m_theme->ground, colour, 0.08));
    painter.drawRoundedRect(card, 6, 6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(card.left(), card.top(), 4, card.height()), 2, 2);
}

} // namespace app
