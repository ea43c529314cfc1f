// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/breakmenu.h"

#include "panels/statetext.h"
#include "session/breakpoints.h"
#include "session/session.h"

#include <QCoreApplication>
#include <QMenu>
#include <QRegularExpression>

namespace panels {

using analysis::Condition;
using Kind = Condition::Kind;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("BreakMenu", text);
}

void add(QMenu &menu, session::Session &session, const QString &text, Condition condition)
{
    // An & in a name is no mnemonic.
    QString shown = text;
    menu.addAction(shown.replace(QLatin1Char('&'), QLatin1String("&&")), &menu, [&session, condition = std::move(condition)] { session.breakpoints().add(condition); });
}

} // namespace

QString exactPattern(const QString &name)
{
    QString pattern;
    for (const QChar c : name)
        pattern += c == u'*' || c == u'?' || c == u'[' ? QStringLiteral("[%1]").arg(c) : QString(c);
    return pattern;
}

void addTaskBreaks(QMenu &menu, session::Session &session, trace::TaskId task)
{
    const QString name = taskName(session.trace(), task);
    const QString pattern = exactPattern(name);
    const std::pair<QString, Kind> verbs[] = {
        { tr("resumes"), Kind::TaskResumes }, { tr("suspends"), Kind::TaskSuspends }, { tr("finishes"), Kind::TaskFinishes },
        { tr("raises"), Kind::TaskRaises }, { tr("is cancelled"), Kind::TaskIsCancelled },
    };
    for (const auto &[verb, kind] : verbs)
        add(menu, session, tr("Break when %1 %2").arg(name, verb), { kind, pattern, 0 });
}

void addQueueBreaks(QMenu &menu, session::Session &session, trace::QueueId queue)
{
    const QString name = queueName(session.trace(), queue);
    const QString pattern = exactPattern(name);
    const trace::QueueStatus *status = session.stateAtPlayhead().queue(queue);
    if (status && status->maxsize > 0)
        add(menu, session, tr("Break when %1 is full").arg(name), { Kind::QueueFull, pattern, 0 });
    add(menu, session, tr("Break when %1 is empty").arg(name), { Kind::QueueEmpty, pattern, 0 });
    const qint64 depth = (status ? status->depth : 0) + 1;
    if (!status || status->maxsize == 0 || depth < status->maxsize)
        add(menu, session, tr("Break when %1 holds %2 or more").arg(name).arg(depth), { Kind::QueueDepthAtLeast, pattern, depth });
}

void addLogBreak(QMenu &menu, session::Session &session, const QString &line)
{
    constexpr qsizetype Longest = 40; // of the line in the menu, in letters
    const QString shown = line.size() > Longest ? line.left(Longest - 1) + QChar(0x2026) : line;
    add(menu, session, tr("Break when the log says \u201c%1\u201d").arg(shown), { Kind::LogMatches, u'^' + QRegularExpression::escape(line) + u'$', 0 });
}

void addTimeBreak(QMenu &menu, session::Session &session, trace::Timestamp time)
{
    add(menu, session, tr("Break at %1").arg(momentText(time)), { Kind::TimeReached, {}, time.ns });
}

} // namespace panels
