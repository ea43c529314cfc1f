// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/linkedtext.h"
#include "session/theme.h"

#include <QLabel>

namespace session {
class Session;
}

namespace panels {

/// A label whose words lead somewhere: tasks, queues, moments and lines of source are links, by mouse and by Tab and Return.
class LinkedLabel : public QLabel
{
    Q_OBJECT

public:
    explicit LinkedLabel(QWidget *parent = nullptr);

    void setLinkedText(const analysis::LinkedText &text);
    [[nodiscard]] const analysis::LinkedText &linkedText() const { return m_text; }
    void setTheme(const session::Theme &theme);

Q_SIGNALS:
    void followed(const analysis::Target &target);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void rebuild();
    /// How many letters of the text fit on one line beside an ellipsis; all where they all fit or the label wraps.
    [[nodiscard]] qsizetype fittingLetters() const;

    analysis::LinkedText m_text;
    const session::Theme *m_theme = &session::Theme::light();
};

/// Goes where a target leads: selects a task, queue or worker, moves the playhead to a moment. A line of source is not of the session;
/// then the site is returned, else None.
trace::SiteId follow(session::Session &session, const analysis::Target &target);

} // namespace panels
