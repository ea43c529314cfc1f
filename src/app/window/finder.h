// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/session.h"

#include <QFrame>
#include <QTimer>

#include <vector>

class QLineEdit;
class QListWidget;

namespace app {

/// A field over the timeline that goes to what is typed into it: a lane by its name, or a line of the log. Enter goes to the chosen one, arrows
/// choose, Escape leaves everything as it was.
class Finder : public QFrame
{
    Q_OBJECT

public:
    enum class What { Lanes, LanesAndLog };
    /// Most lanes and lines that are listed, and most events that are looked at for one letter typed.
    static constexpr int MostListed = 100;
    static constexpr quint64 MostSearched = 2'000'000;

    /// The session is borrowed and outlives this.
    explicit Finder(session::Session &session, QWidget *parent);

    /// Shows it, empty, at the top of its parent's middle.
    void ask(What what);

Q_SIGNALS:
    /// A lane was gone to; it is selected.
    void laneChosen(session::LaneId lane);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search();
    void addLanes(const QString &words);
    void addLogLines(const QString &words);
    void choose();

    /// Where a row of the list leads.
    struct Target
    {
        std::optional<session::LaneId> lane;
        quint64 event = 0; ///< of a log line
    };
    session::Session *m_session;
    QLineEdit *m_field;
    QListWidget *m_list;
    QTimer m_pause; ///< runs while letters follow each other
    std::vector<Target> m_targets;
    What m_what = What::Lanes;
};

} // namespace app
