// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/lanebar.h"

#include "app/window/icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace app {

QStringList lanePatterns(const QString &typed)
{
    QStringList patterns;
    for (const QString &part : typed.split(QLatin1Char(','))) {
        const QString word = part.trimmed();
        if (word.isEmpty())
            continue;
        const bool isPattern = std::any_of(word.begin(), word.end(), [](QChar c) { return c == u'*' || c == u'?' || c == u'['; });
        if (isPattern) {
            patterns << word;
            continue;
        }
        QString pattern = QStringLiteral("*");
        for (const QChar c : word) {
            if (c.toLower() == c.toUpper())
                pattern += c;
            else
                pattern += u'[' + QString(c.toLower()) + c.toUpper() + u']';
        }
        patterns << pattern + u'*';
    }
    return patterns;
}

LaneBar::LaneBar(session::Session &session, QWidget *parent)
    : QWidget(parent)
    , m_session(&session)
    , m_field(new QLineEdit(this))
    , m_count(new QLabel(this))
    , m_all(new QPushButton(tr("Show all"), this))
    , m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("laneBar"));
    setAttribute(Qt::WA_StyledBackground);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 6, 8, 6);
    row->setSpacing(12);
    auto *head = new QLabel(tr("Lanes"), this);
    head->setProperty("role", QStringLiteral("dim"));
    row->addWidget(head);
    row->addWidget(m_field, 1);
    row->addWidget(m_count);
    row->addWidget(m_all);
    row->addWidget(m_close);
    head->setBuddy(m_field);
    m_field->setObjectName(QStringLiteral("laneField"));
    m_field->setPlaceholderText(tr("Names to show: consumer, task-1*"));
    m_field->setAccessibleName(tr("Names of the lanes to show"));
    m_field->setClearButtonEnabled(true);
    m_field->setMaximumWidth(360);
    m_field->installEventFilter(this);
    m_count->setProperty("role", QStringLiteral("dim"));
    row->insertStretch(3, 1);
    m_all->setToolTip(tr("Show all lanes again"));
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Show all lanes again and close the line"));
    m_close->setToolTip(tr("Show all lanes again (Esc)"));
    m_pause.setSingleShot(true);
    m_pause.setInterval(80);
    connect(m_field, &QLineEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(&m_pause, &QTimer::timeout, this, &LaneBar::apply);
    connect(m_all, &QPushButton::clicked, this, &LaneBar::showAll);
    connect(m_close, &QToolButton::clicked, this, &LaneBar::leave);
    connect(&session, &session::Session::traceOpened, this, [this] {
        if (m_pause.isActive())
            dropTyped();
    });
    connect(&session, &session::Session::lanesChanged, this, &LaneBar::refresh);
    hide();
    refresh();
}

void LaneBar::setTheme(const session::Theme &theme)
{
    m_close->setIcon(icon(QStringLiteral("close"), theme));
}

QString LaneBar::text() const
{
    return m_count->text();
}

void LaneBar::ask()
{
    show();
    m_field->setFocus();
    m_field->selectAll();
}

void LaneBar::apply()
{
    applyTo(m_session->filter());
}

/// Shows what this filter does, with the names that the field asks for.
void LaneBar::applyTo(session::LaneFilter filter)
{
    m_pause.stop();
    filter.globs = m_applied = lanePatterns(m_field->text());
    m_session->setFilter(std::move(filter));
}

void LaneBar::showAll()
{
    m_field->clear();
    session::LaneFilter filter = m_session->filter();
    filter.hidden.clear();
    applyTo(std::move(filter));
}

/// What the field says that has not been applied was meant for the trace that was there.
void LaneBar::dropTyped()
{
    m_pause.stop();
    const QSignalBlocker blocker(m_field);
    m_applied = m_session->filter().globs;
    m_field->setText(m_applied.join(QLatin1String(", ")));
}

void LaneBar::leave()
{
    showAll();
    hide();
    Q_EMIT left();
}

void LaneBar::refresh()
{
    const session::LaneFilter &filter = m_session->filter();
    // Another trace, or whoever else has set what is shown: the field must not tell otherwise.
    if (filter.globs != m_applied && !m_pause.isActive())
        dropTyped();
    const session::LaneOrder &lanes = m_session->lanes();
    QString text = tr("%1 of %2 lanes").arg(lanes.count()).arg(lanes.totalCount());
    if (!filter.hidden.isEmpty())
        text += QStringLiteral(" \u00b7 ") + tr("%1 hidden").arg(filter.hidden.size());
    m_count->setText(text);
    const bool isPart = !filter.globs.isEmpty() || !filter.hidden.isEmpty();
    m_all->setEnabled(isPart);
    if (isPart)
        show();
    else if (!m_field->hasFocus())
        hide();
}

bool LaneBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape) {
            leave();
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            apply();
            Q_EMIT left();
            refresh();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace app
