// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/logsearch.h"
#include "session/session.h"

#include <QFrame>
#include <QTimer>

#include <atomic>
#include <optional>
#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;

namespace app {

/// A field over the timeline that goes to what is typed into it: a lane by its name, or a line of the log. Enter goes to the chosen one, arrows
/// choose, Escape leaves everything as it was.
///
/// The log is searched on a thread of its own and lines are listed as they are found; the log of a run that goes on, which only this thread may
/// read, a few ms at a time. Another letter, or closing it, gives the search up.
class Finder : public QFrame
{
    Q_OBJECT

public:
    enum class What { Lanes, LanesAndLog };
    /// Most lanes, and most lines, that are listed.
    static constexpr int MostListed = 100;

    /// The session is borrowed and outlives this.
    explicit Finder(session::Session &session, QWidget *parent);
    ~Finder() override;

    /// Shows it, empty, at the top of its parent's middle.
    void ask(What what);
    /// What is told under the list: how far the search is, or that there is nothing or more; "" where there is nothing to tell.
    [[nodiscard]] QString note() const;

Q_SIGNALS:
    /// A lane was gone to; it is selected.
    void laneChosen(session::LaneId lane);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    using Lines = std::vector<session::LogSearch::Line>;
    struct Progress
    {
        quint64 done; ///< events of total
        quint64 total;
        bool isOver;
        bool isFull;
        [[nodiscard]] static Progress of(const session::LogSearch &search);
    };
    void search();
    void addLanes(const QString &words);
    void beginLogSearch(const QString &words);
    void searchElsewhere();
    void searchOn();
    void take(const Lines &lines, const Progress &progress);
    void endLogSearch();
    bool choose(); ///< false where there is nothing to go to

    /// Where a row of the list leads.
    struct Target
    {
        std::optional<session::LaneId> lane;
        quint64 event = 0; ///< of a log line
    };
    session::Session *m_session;
    QLineEdit *m_field;
    QListWidget *m_list;
    QLabel *m_note;
    QTimer m_pause; ///< runs while letters follow each other
    QTimer m_turn; ///< of a search on this thread
    std::vector<Target> m_targets;
    std::optional<session::LogSearch> m_search; ///< on this thread, or not begun yet
    std::shared_ptr<std::atomic<bool>> m_isGivenUp; ///< of the search on another thread
    What m_what = What::Lanes;
    bool m_isSearching = false;
    bool m_choosesFirst = false; ///< Enter came before there was anything to go to
};

} // namespace app
