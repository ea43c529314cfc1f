// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/windowfixture.h"

#include "panels/breakpointspane.h"
#include "panels/sentencepane.h"
#include "session/breakpoints.h"

#include <QAction>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenu>

/// The window with its breakpoints in front.
class AskingFixture : public WindowFixture
{
public:
    AskingFixture()
        : session(window->workspace().session())
        , breakpoints(session.breakpoints())
    {
        child<QDockWidget>("breakpointsDock")->raise();
    }

    void type(const QString &text)
    {
        auto *field = child<QLineEdit>("conditionField");
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }
    void accept(const QString &text)
    {
        type(text);
        QTest::keyClick(child<QLineEdit>("conditionField"), Qt::Key_Return);
    }
    [[nodiscard]] QString note() { return window->findChild<panels::BreakpointsPane *>()->note(); }
    [[nodiscard]] panels::SentencePane *sentence() { return window->findChild<panels::SentencePane *>(); }
    /// Runs a scenario file to its end.
    void runToEnd(const QString &name, const char *json, session::RunState end = session::RunState::Finished)
    {
        window->openFile(writeScenario(m_folder, name, json));
        QTRY_COMPARE(session.source().name, name);
        live().setSpeed(std::numeric_limits<double>::infinity());
        press(Qt::Key_F5);
        QTRY_COMPARE(live().state(), end);
    }
    /// Chooses an entry of the menu that the action opens.
    template<typename Open>
    [[nodiscard]] bool choose(const QString &entry, Open open)
    {
        bool isChosen = false;
        QTimer::singleShot(50, window.get(), [&] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            for (QAction *action : menu ? menu->actions() : QList<QAction *>()) {
                if (action->text() != entry)
                    continue;
                isChosen = true;
                action->trigger();
            }
            if (menu)
                menu->close();
        });
        open();
        return isChosen;
    }

    session::Session &session;
    session::Breakpoints &breakpoints;

private:
    QTemporaryDir m_folder;
};
