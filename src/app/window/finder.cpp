// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/finder.h"

#include "panels/statetext.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace app {

Finder::Finder(session::Session &session, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_session(&session)
    , m_field(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("finder"));
    setFrameShape(QFrame::StyledPanel);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_field);
    column->addWidget(m_list);
    m_field->setObjectName(QStringLiteral("finderField"));
    m_field->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("finderList"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_pause.setSingleShot(true);
    m_pause.setInterval(60);
    connect(&m_pause, &QTimer::timeout, this, &Finder::search);
    connect(m_field, &QLineEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(m_list, &QListWidget::itemClicked, this, &Finder::choose);
}

void Finder::ask(What what)
{
    m_what = what;
    const QString hint = what == What::Lanes ? tr("Go to lane") : tr("Find a lane or a line of the log");
    m_field->setPlaceholderText(hint);
    m_field->setAccessibleName(hint);
    m_field->clear();
    m_pause.stop();
    search();
    const QWidget *host = parentWidget();
    resize(std::min(480, host->width() - 32), 320);
    move(host->mapToGlobal(QPoint((host->width() - width()) / 2, 8)));
    show();
    m_field->setFocus();
}

void Finder::search()
{
    m_list->clear();
    m_targets.clear();
    const QString words = m_field->text().trimmed();
    addLanes(words);
    if (m_what == What::LanesAndLog && !words.isEmpty())
        addLogLines(words);
    if (m_list->count() == 0) {
        auto *none = new QListWidgetItem(tr("Nothing of that name"), m_list);
        none->setFlags(Qt::NoItemFlags);
    }
    m_list->setCurrentRow(0);
}

void Finder::addLanes(const QString &words)
{
    struct Found
    {
        qsizetype at; ///< where the words stand in the name: the nearer to its begin, the better
        QString name;
        session::LaneId lane;
    };
    std::vector<Found> found;
    for (const session::LaneRow &row : m_session->lanes().rows()) {
        const QString name = session::laneName(m_session->trace(), row.id);
        if (const qsizetype at = name.indexOf(words, 0, Qt::CaseInsensitive); at >= 0)
            found.push_back({ at, name, row.id });
    }
    std::stable_sort(found.begin(), found.end(), [](const Found &a, const Found &b) { return a.at < b.at; });
    for (std::size_t n = 0; n < std::min<std::size_t>(found.size(), MostListed); ++n) {
        m_list->addItem(found[n].name);
        m_targets.push_back({ found[n].lane, 0 });
    }
}

// From the playhead on, and then from the beginning.
void Finder::addLogLines(const QString &words)
{
    const trace::Trace &trace = m_session->trace();
    const quint64 here = m_session->playhead().events;
    quint64 searched = 0;
    int listed = 0;
    const auto look = [&](quint64 index, const trace::Event &event) {
        if (event.kind == trace::EventKind::Log) {
            const QString text = trace.text(event.text);
            if (text.contains(words, Qt::CaseInsensitive)) {
                m_list->addItem(tr("%1   %2").arg(panels::momentText(event.time), text));
                m_targets.push_back({ {}, index });
                ++listed;
            }
        }
        return ++searched < MostSearched && listed < MostListed;
    };
    trace.forEach(here, trace.eventCount(), look);
    if (searched < MostSearched && listed < MostListed)
        trace.forEach(0, here, look);
    if (searched >= MostSearched) {
        auto *rest = new QListWidgetItem(tr("The search ends here, after %L1 events").arg(MostSearched), m_list);
        rest->setFlags(Qt::NoItemFlags);
    }
}

void Finder::choose()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= static_cast<int>(m_targets.size()))
        return;
    const Target target = m_targets[static_cast<std::size_t>(row)];
    hide();
    if (target.lane) {
        m_session->select({ target.lane, std::nullopt });
        Q_EMIT laneChosen(*target.lane);
        return;
    }
    m_session->setPlayheadEvents(target.event + 1);
    m_session->revealPlayhead();
}

bool Finder::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + (key == Qt::Key_Down ? 1 : -1), 0, std::max(m_list->count() - 1, 0)));
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            if (m_pause.isActive()) {
                m_pause.stop();
                search();
            }
            choose();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace app
