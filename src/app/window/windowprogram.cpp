// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/windowprogram.h"

#include "app/window/noticebar.h"
#include "app/window/programdialog.h"
#include "app/window/windowsettings.h"
#include "app/window/workspace.h"

#include <QDesktopServices>
#include <QDir>
#include <QUrl>

namespace app {

WindowProgram::WindowProgram(Workspace &workspace, WindowSettings &settings, NoticeBar &notice, QWidget *window)
    : QObject(window)
    , m_workspace(&workspace)
    , m_settings(&settings)
    , m_notice(&notice)
    , m_window(window)
{
    connect(&workspace, &Workspace::scriptOpened, this, &WindowProgram::runScript);
}

void WindowProgram::ask()
{
    const std::optional<ProgramPlan> &loaded = m_workspace->program().plan();
    ProgramDialog dialog(loaded && !loaded->script.isEmpty() ? *loaded : m_settings->program(m_settings->lastProgram()), m_window);
    connect(&dialog, &ProgramDialog::scriptChosen, &dialog, [this, &dialog](const QString &script) { dialog.setPlan(m_settings->program(script)); });
    if (dialog.exec() == QDialog::Accepted)
        run(dialog.plan(), dialog.isPaused());
}

void WindowProgram::runScript(const QString &script)
{
    run(m_settings->program(script), false);
}

void WindowProgram::run(const ProgramPlan &plan, bool isPaused)
{
    m_settings->setProgram(plan);
    m_workspace->runProgram(plan, isPaused);
}

void WindowProgram::edit()
{
    const std::optional<ProgramPlan> &plan = m_workspace->program().plan();
    if (!plan || plan->script.isEmpty())
        return;
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(plan->script)))
        m_notice->show(NoticeBar::Kind::Fault, tr("No program of this desktop edits %1").arg(QDir::toNativeSeparators(plan->script)));
}

} // namespace app
