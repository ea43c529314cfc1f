// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/inspectorpane.h"

#include "panels/slicefacts.h"
#include "session/fonts.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStringList>
#include <QVBoxLayout>

namespace panels {

namespace {

/// A label in lines that leave room for what stands beside it: the path of a nested value ("data.frame.url") may be long.
QString inLines(const QString &label)
{
    constexpr qsizetype Longest = 20;
    QString lines;
    QStringView rest = label;
    while (rest.size() > Longest) {
        qsizetype end = Longest;
        while (end > 0 && !QStringView(u"._-/ ").contains(rest[end - 1]))
            --end;
        end = end > 0 ? end : Longest;
        lines += rest.first(end);
        lines += u'\n';
        rest = rest.sliced(end);
    }
    lines += rest;
    return lines;
}

} // namespace

InspectorPane::InspectorPane(session::Session &session, QWidget *parent)
    : Pane(session, parent)
    , m_content(new QWidget)
    , m_grid(new QGridLayout)
    , m_note(new QLabel(tr("Select a slice or a lane in the timeline to see what is known about it.")))
{
    setObjectName(QStringLiteral("inspector"));
    m_title = makeLabel(m_content);
    m_note->setProperty("role", QStringLiteral("dim"));
    m_note->setWordWrap(true);
    m_grid->setContentsMargins(0, 4, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnMinimumWidth(0, 76);
    m_grid->setColumnStretch(1, 1);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(16, 8, 16, 16);
    column->setSpacing(0);
    column->addWidget(m_note);
    column->addWidget(m_title);
    column->addLayout(m_grid);
    column->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_content);
    auto *whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    connect(&session, &session::Session::traceOpened, this, &InspectorPane::requestUpdate);
    connect(&session, &session::Session::traceGrew, this, &InspectorPane::requestUpdate);
    connect(&session, &session::Session::playheadMoved, this, &InspectorPane::requestUpdate);
    connect(&session, &session::Session::selectionChanged, this, &InspectorPane::requestUpdate);
}

LinkedLabel *InspectorPane::makeLabel(QWidget *parent)
{
    auto *label = new LinkedLabel(parent);
    label->setWordWrap(true);
    label->setTheme(theme());
    connect(label, &LinkedLabel::followed, this, [this](const analysis::Target &target) {
        if (const trace::SiteId site = follow(session(), target); site != trace::SiteId::None)
            Q_EMIT siteFollowed(site);
    });
    return label;
}

void InspectorPane::showRow(std::size_t n, const QString &label, const analysis::LinkedText &value)
{
    if (n == m_rows.size()) {
        auto *name = new QLabel(m_content);
        name->setProperty("role", QStringLiteral("dim"));
        name->setTextFormat(Qt::PlainText); // it may come from a file
        name->setFont(session::font(session::FontRole::Body));
        name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        LinkedLabel *shown = makeLabel(m_content);
        shown->setFont(session::font(session::FontRole::Body));
        m_grid->addWidget(name, static_cast<int>(n), 0);
        m_grid->addWidget(shown, static_cast<int>(n), 1);
        m_rows.push_back({ name, shown });
    }
    m_rows[n].label->setText(inLines(label));
    m_rows[n].value->setLinkedText(value);
    m_rows[n].label->show();
    m_rows[n].value->show();
}

void InspectorPane::bringUpToDate()
{
    const std::vector<Fact> facts = sliceFacts(session());
    m_note->setVisible(facts.empty());
    m_title->setVisible(!facts.empty());
    m_shown = 0;
    for (const Fact &fact : facts) {
        if (fact.label.isEmpty())
            m_title->setLinkedText(fact.text);
        else
            showRow(m_shown++, fact.label, fact.text);
    }
    for (std::size_t n = m_shown; n < m_rows.size(); ++n) {
        m_rows[n].label->hide();
        m_rows[n].value->hide();
    }
    setAccessibleDescription(text());
}

void InspectorPane::themeChanged()
{
    m_title->setFont(session::font(session::FontRole::Name));
    m_note->setFont(session::font(session::FontRole::Body));
    m_title->setTheme(theme());
    for (const Row &row : m_rows)
        row.value->setTheme(theme());
}

QString InspectorPane::text() const
{
    if (!m_title->isVisibleTo(this))
        return m_note->text();
    QStringList lines { m_title->linkedText().plain() };
    for (std::size_t n = 0; n < m_shown; ++n)
        lines << m_rows[n].label->text().remove(u'\n') + QStringLiteral(": ") + m_rows[n].value->linkedText().plain();
    return lines.join(u'\n');
}

} // namespace panels
