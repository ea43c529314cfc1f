// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/sourcepane.h"

#include "analysis/explain.h"
#include "panels/slicefacts.h"
#include "panels/sourceview.h"

#include <QLabel>
#include <QVBoxLayout>

namespace panels {

SourcePane::SourcePane(session::Session &session, QWidget *parent)
    : Pane(session, parent)
    , m_view(new SourceView(this))
    , m_note(new QLabel(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_note);
    column->addWidget(m_view);
    m_view->setObjectName(QStringLiteral("sourceView"));
    m_note->setProperty("role", QStringLiteral("dim"));
    m_note->setContentsMargins(16, 8, 16, 8);
    m_note->setWordWrap(true);
    m_note->hide();
    connect(&session, &session::Session::traceOpened, this, &SourcePane::forgetAsked);
    connect(&session, &session::Session::traceGrew, this, &SourcePane::requestUpdate);
    connect(&session, &session::Session::playheadMoved, this, &SourcePane::forgetAsked);
    connect(&session, &session::Session::selectionChanged, this, &SourcePane::forgetAsked);
}

void SourcePane::setProvider(Provider provider, const QString &firstFile)
{
    m_provider = std::move(provider);
    m_firstFile = firstFile;
    m_file.reset();
    requestUpdate();
}

void SourcePane::showSite(trace::SiteId site)
{
    m_asked = site;
    requestUpdate();
}

void SourcePane::forgetAsked()
{
    m_asked = trace::SiteId::None;
    requestUpdate();
}

trace::SiteId SourcePane::siteToShow() const
{
    if (m_asked != trace::SiteId::None)
        return m_asked;
    const trace::SiteId selected = selectedSite(session());
    if (selected != trace::SiteId::None || session().selectedTask() != trace::TaskId::None)
        return selected;
    const trace::State &state = session().stateAtPlayhead();
    trace::TaskId shown = analysis::lastResumed(session().trace(), session().playhead().events);
    // Before anything runs: where the task that comes first is defined.
    if (shown == trace::TaskId::None && !state.ready.empty())
        shown = state.ready.front();
    const trace::TaskStatus *task = state.task(shown);
    return task ? task->site : trace::SiteId::None;
}

void SourcePane::bringUpToDate()
{
    const trace::Trace &trace = session().trace();
    const trace::Site site = trace.texts()->site(siteToShow());
    const QString file = trace.text(site.file);
    showFile(file.isEmpty() ? m_firstFile : file);
    m_view->markLine(file.isEmpty() ? 0 : static_cast<int>(site.line));
}

void SourcePane::showFile(const QString &file)
{
    if (m_file == file)
        return;
    m_file = file;
    const std::optional<QString> text = m_provider && !file.isEmpty() ? m_provider(file) : std::nullopt;
    m_view->setVisible(text.has_value());
    m_note->setVisible(!text);
    m_view->setSource(file, text.value_or(QString()));
    m_note->setText(file.isEmpty() ? tr("This trace does not say where in the source its tasks stand.") : tr("The text of %1 is not here.").arg(file));
}

void SourcePane::themeChanged()
{
    m_view->setTheme(theme());
}

} // namespace panels
