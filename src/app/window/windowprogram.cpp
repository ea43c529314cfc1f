// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/windowprogram.h"

#include "app/window/attachdialog.h"
#include "app/window/noticebar.h"
#include "app/window/programdialog.h"
#include "app/window/windowsettings.h"
#include "app/window/workspace.h"
#include "attach/probefiles.h"
#include "attach/remoteentry.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QFutureWatcher>
#include <QPromise>
#include <QRegularExpression>
#include <QThreadPool>
#include <QUrl>

#include <memory>

namespace app {

namespace {

/// A word of a command line that a shell reads as it stands.
QString shellWord(QString word)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./+:@%-]+$"));
    return plain.match(word).hasMatch() ? word : u'\'' + word.replace(u'\'', QLatin1String("'\\''")) + u'\'';
}

} // namespace

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

void WindowProgram::askToAttach()
{
    const trace::Result<QString> probe = attach::probeFolder();
    if (!probe) {
        m_notice->show(NoticeBar::Kind::Fault, probe.error().message());
        return;
    }
    AttachDialog dialog(
        [] {
            QList<attach::OpenProgram> programs = attach::openPrograms();
            return programs << attach::enterablePrograms(programs);
        },
        QStringLiteral("PYTHONPATH=%1 LOOPSCOPE=1 python3 script.py").arg(shellWord(probe.value())), m_window);
    if (dialog.exec() != QDialog::Accepted)
        return;
    if (const std::optional<attach::OpenProgram> program = dialog.program())
        attachTo(*program, dialog.isPaused());
}

void WindowProgram::attachTo(const attach::OpenProgram &program, bool isPaused)
{
    if (program.path.isEmpty())
        return enter(program, isPaused);
    ProgramPlan plan;
    plan.socket = program.path;
    plan.process = program.process;
    plan.title = tr("%1 (%2)").arg(QFileInfo(program.program.section(u' ', 0, 0)).fileName()).arg(program.process);
    m_workspace->runProgram(plan, isPaused);
}

/// Takes seconds where the program that is met waits for something itself: on a thread of the pool.
void WindowProgram::enter(const attach::OpenProgram &program, bool isPaused)
{
    using Entered = trace::Result<attach::OpenProgram>;
    m_notice->show(NoticeBar::Kind::Information, tr("Bringing the probe into process %1\u2026").arg(program.process));
    auto promise = std::make_shared<QPromise<Entered>>();
    auto *watcher = new QFutureWatcher<Entered>(this);
    connect(watcher, &QFutureWatcher<Entered>::finished, this, [this, watcher, isPaused] {
        const Entered entered = watcher->result();
        watcher->deleteLater();
        if (entered)
            attachTo(entered.value(), isPaused);
        else
            m_notice->show(NoticeBar::Kind::Fault, tr("The probe could not be brought into %1").arg(entered.error().message()));
    });
    promise->start();
    watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, program] {
        promise->addResult(attach::enterProgram(program));
        promise->finish();
    });
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
