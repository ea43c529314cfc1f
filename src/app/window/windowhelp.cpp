// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/windowhelp.h"

#include "analysis/rule.h"
#include "app/window/shortcutsdialog.h"
#include "app/window/windowactions.h"
#include "panels/statetext.h"
#include "trace/clock.h"
#include "trace/recorder.h"

#include <QAction>
#include <QActionGroup>
#include <QCoreApplication>

#include <algorithm>

namespace app {
namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("WindowHelp", text, nullptr, n);
}

qint64 measureRecorderCost()
{
    constexpr int Events = 4096;
    constexpr int Rounds = 5;
    trace::Recorder recorder(std::make_shared<trace::TextTable>());
    trace::Trace sink({}, recorder.texts());
    trace::Writer &writer = recorder.loopWriter();
    qint64 best = std::numeric_limits<qint64>::max();
    // The first rounds touch the ring's memory for the first time; the least is what a run that is under way pays.
    for (int round = 0; round < Rounds; ++round) {
        const qint64 begin = trace::monotonicNow();
        for (int i = 0; i < Events; ++i)
            writer.record({ .time = { trace::monotonicNow() - begin }, .kind = trace::EventKind::Mark });
        best = std::min(best, (trace::monotonicNow() - begin) / Events);
        recorder.drain(sink);
    }
    return best;
}

} // namespace

void showShortcutsSheet(const WindowActions &actions, const session::Theme &theme, QWidget *parent)
{
    const auto linesOf = [](std::initializer_list<QAction *> group) {
        std::vector<Shortcut> lines;
        for (const QAction *action : group)
            lines.push_back(shortcutOf(*action));
        return lines;
    };
    ShortcutsDialog sheet(theme, parent);
    sheet.addGroup(tr("Timeline"), timelineShortcuts());
    std::vector<Shortcut> run = linesOf({ actions.continueRun, actions.step, actions.stepEvent, actions.stepIteration, actions.runUntilSelected, actions.stepBack, actions.restart, actions.stop, actions.faster, actions.slower, actions.nextHit, actions.previousHit });
    run.insert(run.begin(), { shortcutOf(*actions.runOrPause).keys, tr("Run and pause") });
    sheet.addGroup(tr("Run"), run);
    sheet.addGroup(tr("Navigation"), linesOf({ actions.find, actions.goToLane, actions.undoNavigation, actions.redoNavigation }));
    sheet.addGroup(tr("File"), linesOf({ actions.open, actions.runProgram, actions.attachProgram, actions.save, actions.exportPicture, actions.copyPicture, actions.quit }));
    sheet.addGroup(tr("Help"), linesOf({ actions.shortcuts }));
    sheet.finish();
    sheet.exec();
}

QString deadlockText(const trace::Trace &trace, const QStringList &raised)
{
    std::vector<analysis::Finding> findings;
    analysis::Summary summary;
    summary.duration = trace.range().end - trace::Timestamp();
    analysis::makeDeadlockRule()->conclude(trace, summary, findings);
    QString text = findings.empty() ? tr("Deadlock: tasks are left that nothing can ever wake.")
                                    : tr("Deadlock at %1: %2.").arg(panels::momentText(trace.range().end), findings.front().text);
    if (!raised.isEmpty())
        text += QLatin1Char(' ') + raisedText(raised);
    return text;
}

QString raisedText(const QStringList &raised)
{
    const QString more = raised.size() > 1 ? tr(" %n more task(s) raised too.", static_cast<int>(raised.size()) - 1) : QString();
    return raised.isEmpty() ? QString() : raised.first() + QLatin1Char('.') + more;
}

QString recorderCostNote()
{
    static const qint64 cost = measureRecorderCost();
    return tr("recorder %1 ns an event").arg(cost);
}

} // namespace app
