// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/windowfixture.h"

#include "panels/eventsmodel.h"
#include "panels/loopview.h"
#include "panels/sentencepane.h"
#include "panels/sourceview.h"
#include "panels/statemodel.h"
#include "timeline/timelinewidget.h"

#include <QAbstractItemView>
#include <QListView>
#include <QTabBar>
#include <QTabWidget>
#include <QTextBlock>

/// The window as a user sees it: its panes, and verbs for keys and mouse.
struct Window : WindowFixture
{
    [[nodiscard]] session::Session &session() { return window->workspace().session(); }
    [[nodiscard]] QWidget *viewport() { return window->timeline().viewport(); }
    [[nodiscard]] QListView *states() { return child<QListView>("stateList"); }
    [[nodiscard]] const panels::StateModel &stateModel() { return *qobject_cast<panels::StateModel *>(states()->model()); }
    [[nodiscard]] QAbstractItemView *events() { return child<QAbstractItemView>("eventsTable"); }
    [[nodiscard]] QAbstractItemView *log() { return child<QAbstractItemView>("logTable"); }
    [[nodiscard]] QString sentence() { return window->findChild<panels::SentencePane *>()->sentence(); }
    [[nodiscard]] const panels::LoopView &loopView() { return *window->findChild<panels::LoopView *>(); }
    [[nodiscard]] QString sourceLine()
    {
        const auto *view = window->findChild<panels::SourceView *>();
        return view->markedLine() > 0 ? view->document()->findBlockByNumber(view->markedLine() - 1).text() : QString();
    }
    /// A key that the timeline answers, which has the focus.
    void pressInTimeline(Qt::Key key) { QTest::keyClick(&window->timeline(), key); }
    void showTab(int index)
    {
        auto *bar = window->findChild<QTabWidget *>()->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(index).center());
    }

    [[nodiscard]] int countUpTo(quint64 events, trace::EventKind kind)
    {
        int count = 0;
        trace().forEach(0, events, [&](quint64, const trace::Event &event) {
            count += event.kind == kind;
            return true;
        });
        return count;
    }
    /// Whether every pane shows the moment of the playhead; what does not is named.
    [[nodiscard]] QString strayPane()
    {
        const session::Playhead playhead = session().playhead();
        const trace::State expected = trace().stateAfter(playhead.events);
        if (stateModel().state() != expected)
            return QStringLiteral("state");
        const auto *table = qobject_cast<panels::EventsModel *>(events()->model());
        if (playhead.events > 0 && table->eventAt(events()->currentIndex()) != playhead.events - 1)
            return QStringLiteral("events");
        if (log()->model()->rowCount() != countUpTo(playhead.events, trace::EventKind::Log))
            return QStringLiteral("log");
        if (loopView().isVisible() && panels::describe(loopView().scene()) != panels::describe(panels::layOutLoop(trace(), expected, loopView().scene().size)))
            return QStringLiteral("loop view");
        const quint64 resumes = trace().resumes().countBefore(playhead.events);
        if (resumes > 0 && session().selectedTask() == trace::TaskId::None) {
            const trace::TaskId shown = trace().event(trace().resumes().at(resumes - 1)).task;
            const trace::Site site = trace().texts()->site(expected.task(shown)->site);
            const auto *view = window->findChild<panels::SourceView *>();
            if (view->markedLine() != int(site.line))
                return QStringLiteral("source");
        }
        return {};
    }
    /// Where a place of the axis is in the viewport.
    [[nodiscard]] int xOf(trace::Position p)
    {
        int left = 0;
        while (left < viewport()->width() && !window->timeline().sliceUnder({ left, loopY() }))
            ++left;
        // The loop answers from the header's edge on, unless the view begins before the run.
        const trace::Span visible = session().visibleSpan();
        const double width = double(viewport()->width() - 12 - headerWidth());
        return int(std::lround(headerWidth() + double(p - visible.begin) / double(visible.length()) * width));
    }
    [[nodiscard]] int loopY()
    {
        for (int y = 0; y < viewport()->height(); ++y) {
            if (window->timeline().laneUnder({ 20, y }) == session::LaneId::loop())
                return y + 17;
        }
        qFatal("the loop's lane is not in sight");
    }
    [[nodiscard]] int rulerY() { return loopY() - 17 - 12; }
    [[nodiscard]] int badgeY() { return loopY() - 17 - 24; }
    [[nodiscard]] int headerWidth()
    {
        // Where the cursor offers to move the header's edge.
        for (int x = 60; x < viewport()->width(); ++x) {
            move({ x, loopY() + 120 });
            if (viewport()->cursor().shape() == Qt::SizeHorCursor)
                return x + 4;
        }
        qFatal("the header has no edge");
    }
    void move(QPoint to, Qt::MouseButtons buttons = Qt::NoButton)
    {
        QMouseEvent event(QEvent::MouseMove, to, viewport()->mapToGlobal(to), Qt::NoButton, buttons, {});
        QCoreApplication::sendEvent(viewport(), &event);
    }
    /// How many events there are when the records of a halted run have all arrived: on a busy machine they follow its report.
    quint64 settledEventCount()
    {
        quint64 count = 0;
        do {
            count = trace().eventCount();
            QTest::qWait(100);
        } while (trace().eventCount() != count);
        return count;
    }
    /// Press F10 and wait for what it brings.
    void stepOnce()
    {
        const int before = resumes();
        press(Qt::Key_F10);
        QTRY_COMPARE(resumes(), before + 1);
    }
};

/// Waits for it.
#define VERIFY_PANES(window) QTRY_VERIFY2((window).strayPane().isEmpty(), qPrintable((window).strayPane() + QStringLiteral(" shows another moment")))
