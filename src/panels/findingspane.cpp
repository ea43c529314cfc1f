// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/findingspane.h"

#include "panels/findingcard.h"

#include <QCoreApplication>
#include <QLabel>
#include <QPointer>
#include <QScrollArea>
#include <QThread>
#include <QVBoxLayout>

namespace panels {

FindingsPane::FindingsPane(session::Session &session, QWidget *parent)
    : Pane(session, parent)
    , m_column(new QVBoxLayout)
    , m_note(new QLabel)
{
    auto *content = new QWidget;
    auto *all = new QVBoxLayout(content);
    all->setContentsMargins(16, 0, 16, 16);
    all->setSpacing(8);
    m_column->setSpacing(8);
    all->addLayout(m_column);
    all->addWidget(m_note);
    all->addStretch(1);
    m_note->setProperty("role", QStringLiteral("dim"));
    m_note->setWordWrap(true);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    connect(&session, &session::Session::traceOpened, this, &FindingsPane::requestUpdate);
    connect(&session, &session::Session::liveEnded, this, &FindingsPane::requestUpdate);
    m_more.setSingleShot(true);
    m_more.setInterval(16);
    connect(&m_more, &QTimer::timeout, this, &FindingsPane::addCards);
}

FindingsPane::~FindingsPane()
{
    if (m_isCancelled)
        *m_isCancelled = true;
}

QString FindingsPane::note() const
{
    return m_note->text();
}

void FindingsPane::clearCards()
{
    m_more.stop();
    m_findings.clear();
    for (FindingCard *card : std::exchange(m_cards, {}))
        delete card;
}

void FindingsPane::bringUpToDate()
{
    const std::shared_ptr<const trace::Trace> trace = session().sharedTrace();
    if (session().isLive() || trace->eventCount() == 0) {
        clearCards();
        m_judged.reset();
        m_note->setText(session().isLive() ? tr("Judged when the run has ended.") : QString());
        m_note->setVisible(session().isLive());
        return;
    }
    if (trace != m_judged || trace->eventCount() != m_judgedEvents)
        begin();
}

void FindingsPane::begin()
{
    if (m_isCancelled)
        *m_isCancelled = true;
    m_isCancelled = std::make_shared<std::atomic<bool>>(false);
    m_judged = session().sharedTrace();
    m_judgedEvents = m_judged->eventCount();
    clearCards();
    m_note->setText(tr("Judging\u2026"));
    m_note->show();
    analysis::SummaryOptions options;
    options.heldThreshold = session().heldThreshold();
    // A trace that has come to its end is not written to any more, so another thread may read it.
    QThread *thread = QThread::create([self = QPointer(this), trace = m_judged, isCancelled = m_isCancelled, options]() mutable {
        options.progress = [isCancelled](quint64, quint64) { return !*isCancelled; };
        auto findings = std::make_shared<std::vector<analysis::Finding>>(analysis::summarise(*trace, options).findings);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [self, findings, isCancelled] {
            if (self && !*isCancelled)
                self->show(*findings);
        });
    });
    connect(thread, &QThread::finished, thread, &QThread::deleteLater);
    thread->start(QThread::LowPriority);
}

void FindingsPane::show(std::vector<analysis::Finding> findings)
{
    clearCards();
    m_findings = std::move(findings);
    const std::size_t shown = std::min(m_findings.size(), MaxCards);
    m_note->setText(m_findings.empty() ? tr("Nothing out of the ordinary.") : tr("and %n more", nullptr, static_cast<int>(m_findings.size() - shown)));
    m_note->setVisible(m_findings.size() != shown || m_findings.empty());
    addCards();
}

void FindingsPane::addCards()
{
    const std::size_t last = std::min({ m_findings.size(), MaxCards, m_cards.size() + CardsAtOnce });
    while (m_cards.size() < last)
        addCard(m_findings[m_cards.size()]);
    if (last < std::min(m_findings.size(), MaxCards))
        m_more.start();
}

void FindingsPane::addCard(const analysis::Finding &finding)
{
    auto *card = new FindingCard(finding, theme(), this);
    connect(card, &FindingCard::clicked, this, [this, at = finding.at, task = finding.task] {
        session().setPlayhead(at);
        session().revealPlayhead();
        if (task != trace::TaskId::None)
            session().select({ session::LaneId::of(task), {} });
    });
    m_column->addWidget(card);
    m_cards.push_back(card);
}

void FindingsPane::themeChanged()
{
    for (FindingCard *card : m_cards)
        card->setTheme(theme());
}

} // namespace panels
