// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/windowfiles.h"

#include "app/window/backgroundwork.h"
#include "app/window/exportdialog.h"
#include "app/window/noticebar.h"
#include "app/window/tracesaving.h"
#include "app/window/windowsettings.h"
#include "app/window/workspace.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>

namespace app {

WindowFiles::WindowFiles(Workspace &workspace, WindowSettings &settings, NoticeBar &notice, QWidget *window)
    : QObject(window)
    , m_workspace(&workspace)
    , m_settings(&settings)
    , m_notice(&notice)
    , m_window(window)
{
    connect(&workspace, &Workspace::fileOpened, this, [this](const QString &path) { m_settings->addRecentFile(path); });
}

void WindowFiles::fillRecent(QMenu *menu)
{
    menu->clear();
    menu->setToolTipsVisible(true);
    for (const QString &path : m_settings->recentFiles()) {
        QAction *action = menu->addAction(QFileInfo(path).fileName().replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setToolTip(QDir::toNativeSeparators(path));
        connect(action, &QAction::triggered, this, [this, path] { openRecent(path); });
    }
    if (menu->isEmpty()) {
        menu->addAction(tr("No files yet"))->setEnabled(false);
        return;
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Clear the list")), &QAction::triggered, this, [this] { m_settings->clearRecentFiles(); });
}

void WindowFiles::openRecent(const QString &path)
{
    if (!QFileInfo::exists(path))
        m_settings->removeRecentFile(path);
    m_workspace->open(path);
}

void WindowFiles::askForFile()
{
    const QStringList recent = m_settings->recentFiles();
    const QString folder = recent.isEmpty() ? QDir::homePath() : QFileInfo(recent.first()).absolutePath();
    const QString path = QFileDialog::getOpenFileName(
        m_window, tr("Open a trace, a scenario or a program"), folder, tr("Traces, scenarios and programs (*.loopscope *.json *.json.gz *.pftrace *.py);;All files (*)"));
    if (!path.isEmpty())
        m_workspace->open(path);
}

void WindowFiles::askForSave()
{
    m_workspace->program().pause();
    m_workspace->program().setReading(false);
    const trace::Result<QString> saved = saveTrace(m_workspace->session(), m_workspace->live(), m_window);
    m_workspace->program().setReading(true);
    if (!saved)
        m_notice->show(NoticeBar::Kind::Fault, saved.error().message());
    else if (!saved.value().isEmpty())
        m_notice->show(NoticeBar::Kind::Information, tr("Written to %1").arg(QDir::toNativeSeparators(saved.value())));
}

void WindowFiles::showExport(const session::Theme &theme, bool isLoopShown)
{
    ExportDialog dialog(m_workspace->session(), *m_settings, theme, m_window);
    if (isLoopShown) {
        ExportChoice choice = dialog.choice();
        choice.show = ExportChoice::Show::Loop;
        dialog.setChoice(choice);
    }
    // What runs halts before it is written, as for saving: an animation may take minutes.
    dialog.setHold([this](bool isHeld) {
        if (isHeld) {
            m_workspace->program().pause();
            m_workspace->live().pause();
        }
        holdTrace(isHeld);
    });
    dialog.setStill([this](bool isStill) { holdTrace(isStill); });
    dialog.exec();
}

/// Lets nothing be appended to the trace; for a moment that is no harm to what runs, whose events wait.
void WindowFiles::holdTrace(bool isHeld)
{
    m_holds += isHeld ? 1 : -1;
    m_workspace->program().setReading(m_holds == 0);
    m_workspace->live().setDraining(m_holds == 0);
}

void WindowFiles::copyPicture(const session::Theme &theme, QSize size, bool isLoopShown)
{
    ExportChoice choice;
    choice.show = isLoopShown ? ExportChoice::Show::Loop : ExportChoice::Show::Timeline;
    choice.width = size.width();
    choice.height = isLoopShown ? size.height() : 0;
    choice.theme = theme.isDark ? QStringLiteral("dark") : QStringLiteral("light");
    const session::Session &session = m_workspace->session();
    const trace::Result<Figure> figure = figureOf(session, choice);
    trace::Result<QImage> image = figure ? trace::Result<QImage>(QImage()) : trace::Result<QImage>(figure.error());
    if (figure) {
        const std::shared_ptr<const trace::Trace> trace = session.sharedTrace();
        holdTrace(true);
        const bool isCancelled = workInBackground(m_window, tr("Drawing the picture"), [&](const WorkProgress &) { image = figureImage(*trace, figure.value(), choice.format, choice.scale); });
        holdTrace(false);
        if (isCancelled)
            return;
    }
    if (!image) {
        m_notice->show(NoticeBar::Kind::Fault, image.error().message());
        return;
    }
    QGuiApplication::clipboard()->setImage(image.value());
    m_notice->show(NoticeBar::Kind::Information, tr("The picture is in the clipboard, %1 \u00d7 %2 pixels.").arg(image.value().width()).arg(image.value().height()));
}

} // namespace app
