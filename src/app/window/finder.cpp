// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/finder.h"

#include "panels/statetext.h"
#include "panels/unlaid.h"
#include "trace/clock.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QThread>
#include <QVBoxLayout>

#include <algorithm>

namespace app {

namespace {

constexpr qint64 TurnBudget = 4'000'000; // machine ns of a turn of the event loop that a search on this thread may take
constexpr qsizetype MostLetters = 200; // of a line, more than the list is wide
constexpr qint64 ReportEvery = 50'000'000; // machine ns between two reports of a search on another thread

} // namespace

Finder::Finder(session::Session &session, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_session(&session)
    , m_field(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_note(new QLabel)
{
    setObjectName(QStringLiteral("finder"));
    setFrameShape(QFrame::StyledPanel);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_field);
    column->addWidget(m_list);
    m_note->setProperty("role", QStringLiteral("dim"));
    m_note->setObjectName(QStringLiteral("finderNote"));
    column->addWidget(new panels::Unlaid(m_note, this));
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
    connect(m_field, &QLineEdit::textChanged, this, &Finder::endLogSearch);
    connect(m_list, &QListWidget::itemClicked, this, &Finder::choose);
    connect(&m_turn, &QTimer::timeout, this, &Finder::searchOn);
    connect(&session, &session::Session::traceOpened, this, &QWidget::hide);
}

Finder::~Finder()
{
    endLogSearch();
}

QString Finder::note() const
{
    return m_note->text();
}

void Finder::ask(What what)
{
    m_what = what;
    const QString hint = what == What::Lanes ? tr("Go to lane") : tr("Find a lane or a line of the log");
    m_field->setPlaceholderText(hint);
    m_field->setAccessibleName(hint);
    m_field->clear();
    search();
    const QWidget *host = parentWidget();
    resize(std::min(480, host->width() - 32), 320);
    move(host->mapToGlobal(QPoint((host->width() - width()) / 2, 8)));
    show();
    m_field->setFocus();
}

void Finder::search()
{
    m_pause.stop();
    endLogSearch();
    m_list->clear();
    m_targets.clear();
    m_note->clear();
    const QString words = m_field->text().trimmed();
    addLanes(words);
    if (m_what == What::LanesAndLog && !words.isEmpty())
        beginLogSearch(words);
    else
        take({}, { 0, 0, true, false });
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

void Finder::beginLogSearch(const QString &words)
{
    m_search.emplace(m_session->sharedTrace(), words, m_session->playhead().events, std::size_t(MostListed));
    take({}, Progress::of(*m_search));
    if (m_search->isOver())
        return;
    if (m_session->isLive())
        m_turn.start(0);
    else
        searchElsewhere();
}

void Finder::endLogSearch()
{
    m_turn.stop();
    m_search.reset();
    if (m_isGivenUp)
        *m_isGivenUp = true;
    m_isGivenUp.reset();
    m_isSearching = false;
    m_choosesFirst = false;
}

void Finder::searchOn()
{
    const qint64 end = trace::monotonicNow() + TurnBudget;
    const std::size_t known = m_search->lines().size();
    while (!m_search->advance() && trace::monotonicNow() < end) {
    }
    if (m_search->isOver())
        m_turn.stop();
    take(Lines(m_search->lines().begin() + static_cast<std::ptrdiff_t>(known), m_search->lines().end()), Progress::of(*m_search));
}

void Finder::searchElsewhere()
{
    m_isGivenUp = std::make_shared<std::atomic<bool>>(false);
    const auto report = [self = QPointer(this), isGivenUp = m_isGivenUp](const session::LogSearch &search, std::size_t known) {
        const Lines lines(search.lines().begin() + static_cast<std::ptrdiff_t>(known), search.lines().end());
        QMetaObject::invokeMethod(QCoreApplication::instance(), [self, isGivenUp, lines, progress = Progress::of(search)] {
            if (self && !*isGivenUp)
                self->take(lines, progress);
        });
    };
    QThread *thread = QThread::create([search = *std::exchange(m_search, {}), isGivenUp = m_isGivenUp, report]() mutable {
        qint64 reported = trace::monotonicNow();
        std::size_t known = 0;
        while (!*isGivenUp && !search.advance()) {
            if (trace::monotonicNow() - reported < ReportEvery)
                continue;
            report(search, std::exchange(known, search.lines().size()));
            reported = trace::monotonicNow();
        }
        if (!*isGivenUp)
            report(search, known);
    });
    connect(thread, &QThread::finished, thread, &QThread::deleteLater);
    thread->start(QThread::LowPriority);
}

Finder::Progress Finder::Progress::of(const session::LogSearch &search)
{
    return { search.done(), search.total(), search.isOver(), search.isFull() };
}

void Finder::take(const Lines &lines, const Progress &progress)
{
    for (const session::LogSearch::Line &line : lines) {
        m_list->addItem(tr("%1   %2").arg(panels::momentText(line.time), line.text.left(MostLetters).simplified()));
        m_targets.push_back({ {}, line.event });
    }
    if (m_list->currentRow() < 0)
        m_list->setCurrentRow(0);
    m_isSearching = !progress.isOver;
    if (progress.isFull)
        m_note->setText(tr("The first %1 lines; there may be more").arg(MostListed));
    else if (!progress.isOver)
        m_note->setText(tr("Searching the log\u2026 %1 %").arg(progress.done * 100 / std::max<quint64>(1, progress.total)));
    else
        m_note->setText(m_targets.empty() ? tr("Nothing of that name") : QString());
    // Last: it closes the finder.
    if (m_choosesFirst && (choose() || progress.isOver))
        m_choosesFirst = false;
}

bool Finder::choose()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= static_cast<int>(m_targets.size()))
        return false;
    const Target target = m_targets[static_cast<std::size_t>(row)];
    hide();
    if (target.lane) {
        m_session->select({ target.lane, std::nullopt });
        Q_EMIT laneChosen(*target.lane);
        return true;
    }
    m_session->setPlayheadEvents(target.event + 1);
    m_session->revealPlayhead();
    return true;
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
            if (m_pause.isActive())
                search();
            m_choosesFirst = !choose() && m_isSearching;
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void Finder::hideEvent(QHideEvent *event)
{
    m_pause.stop();
    endLogSearch();
    QFrame::hideEvent(event);
}

} // namespace app
