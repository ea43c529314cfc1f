// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/waitspane.h"

#include "panels/waitpicture.h"
#include "analysis/wording.h"
#include "session/fonts.h"

#include <QScrollArea>
#include <QStringList>
#include <QVBoxLayout>

namespace panels {

using analysis::LinkedText;

WaitsPane::WaitsPane(session::Session &session, QWidget *parent)
    : Pane(session, parent)
    , m_picture(new WaitPicture(session))
    , m_head(new LinkedLabel)
    , m_column(new QVBoxLayout)
    , m_content(new QWidget)
{
    setObjectName(QStringLiteral("waits"));
    m_head->setWordWrap(true);
    m_head->setContentsMargins(16, 8, 16, 4);
    m_column->setContentsMargins(0, 0, 0, 12);
    m_column->setSpacing(2);
    m_column->addWidget(m_head);
    m_column->addWidget(m_picture);
    m_column->addStretch(1);
    m_content->setLayout(m_column);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_content);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    connect(m_head, &LinkedLabel::followed, this, [this](const analysis::Target &target) { follow(this->session(), target); });
    connect(&session, &session::Session::traceOpened, this, &WaitsPane::requestUpdate);
    connect(&session, &session::Session::traceGrew, this, &WaitsPane::requestUpdate);
    connect(&session, &session::Session::playheadMoved, this, &WaitsPane::requestUpdate);
    connect(&session, &session::Session::selectionChanged, this, &WaitsPane::requestUpdate);
}

const WaitScene &WaitsPane::scene() const
{
    return m_picture->scene();
}

QString WaitsPane::text() const
{
    QStringList lines { m_head->linkedText().plain() };
    for (std::size_t n = 0; n < m_shown; ++n)
        lines << QString(2 * m_lines[n].depth, u' ') + m_lines[n].label->linkedText().plain();
    return lines.join(u'\n');
}

void WaitsPane::showLine(std::size_t n, int depth, const LinkedText &text)
{
    if (n == m_lines.size()) {
        auto *label = new LinkedLabel(m_content);
        label->setWordWrap(true);
        label->setFont(session::font(session::FontRole::Body));
        label->setTheme(theme());
        connect(label, &LinkedLabel::followed, this, [this](const analysis::Target &target) { follow(session(), target); });
        m_column->insertWidget(m_column->count() - 1, label);
        m_lines.push_back({ label });
    }
    Line &line = m_lines[n];
    line.depth = depth;
    line.label->setContentsMargins(16 + 16 * std::min(depth, 8), 0, 16, 0);
    line.label->setLinkedText(text);
    line.label->show();
}

void WaitsPane::showLines(const analysis::Instant &instant, const analysis::WaitGraph &graph)
{
    m_shown = 0;
    const std::vector<analysis::WaitLine> lines = analysis::waitLines(instant, graph);
    for (const analysis::WaitLine &line : lines) {
        if (m_shown == MaxLines) {
            showLine(m_shown++, 0, tr("and %n more", nullptr, static_cast<int>(lines.size() - MaxLines)));
            break;
        }
        LinkedText text = line.text;
        if (line.closesCycle)
            text << tr(", which stands above: the circle is closed");
        showLine(m_shown++, line.depth, text);
    }
}

void WaitsPane::bringUpToDate()
{
    const trace::State &state = session().stateAtPlayhead();
    const analysis::Instant instant { session().trace(), state, session().playhead().time };
    const trace::TaskId selected = session().selectedTask();
    const bool isStuck = analysis::isDeadlock(instant);
    analysis::WaitGraph graph;
    LinkedText head;
    if (state.task(selected)) {
        graph = analysis::waitGraph(instant, selected);
        head << tr("Whom ") << analysis::link(instant.trace, selected) << tr(" waits for at %1").arg(analysis::momentText(instant.at));
    } else if (isStuck) {
        graph = analysis::deadlockGraph(instant);
        head << tr("Nothing can go on: who waits for whom");
    } else {
        head << tr("Select a task to see whom it waits for. Where nothing can go on, all that are left stand here.");
    }
    if (const LinkedText cycle = analysis::cycleText(instant.trace, analysis::waitCycle(graph)); !cycle.isEmpty())
        head << ". " << cycle.capitalised();
    m_head->setLinkedText(head);
    m_picture->setScene(layOutWaits(instant, graph));
    m_picture->setVisible(!graph.tasks.empty());
    showLines(instant, graph);
    for (std::size_t n = m_shown; n < m_lines.size(); ++n)
        m_lines[n].label->hide();
    m_picture->setAccessibleDescription(text());
}

void WaitsPane::themeChanged()
{
    m_head->setFont(session::font(session::FontRole::Body));
    m_head->setTheme(theme());
    m_picture->setTheme(theme());
    for (const Line &line : m_lines)
        line.label->setTheme(theme());
}

} // namespace panels
