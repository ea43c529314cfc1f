// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/conditionsearch.h"
#include "analysis/overdue.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace session {

class Session;

/// A condition at which a live run halts, and to which one can go in what has been recorded.
struct Breakpoint
{
    analysis::Condition condition;
    bool isEnabled = true;

    bool operator==(const Breakpoint &) const = default;
};

/// The breakpoints of a session, where one of them was met last, and the way to the next and previous place in the trace where one is.
/// The search works on the GUI thread, a few ms at a time, so that it can read a live trace as well; the playhead moves when it has found something.
class Breakpoints : public QObject
{
    Q_OBJECT

public:
    using Direction = analysis::ConditionSearch::Direction;
    static constexpr std::size_t MaxCount = 200;

    /// Why a breakpoint was met, and where.
    struct Hit
    {
        std::size_t row = 0;
        analysis::Place place;
        analysis::LinkedText reason; ///< a sentence without its full stop
    };

    /// The session is borrowed; it owns this.
    explicit Breakpoints(Session &session);
    ~Breakpoints() override;

    [[nodiscard]] const std::vector<Breakpoint> &list() const { return m_list; }
    /// Those that are on.
    [[nodiscard]] std::vector<analysis::Condition> conditions() const;
    /// Takes another list; of more than MaxCount the first.
    void assign(std::vector<Breakpoint> list);
    /// Adds one at the end, switched on; where there is one of this condition, switches that one on. Returns its row, nothing when the list is full.
    std::optional<std::size_t> add(const analysis::Condition &condition);
    /// Rows are those of list().
    void replace(std::size_t row, const analysis::Condition &condition);
    void setEnabled(std::size_t row, bool isEnabled);
    void remove(std::size_t row);

    /// The last hit since the trace was opened whose breakpoint is still there.
    [[nodiscard]] const std::optional<Hit> &hit() const { return m_hit; }
    /// Whether the playhead stands where that was.
    [[nodiscard]] bool isAtHit() const;
    /// What a live run is going to halt at as soon as the resume that is under way lets go of the loop; its `condition` is a row of list().
    [[nodiscard]] const std::optional<analysis::Overdue> &overdue() const { return m_overdue; }
    /// A live run has halted at the end of the trace because of this.
    void noteHit(const analysis::Condition &condition, const analysis::LinkedText &reason);

    /// Moves the playhead to the nearest place before or after it where a breakpoint that is on is met. Another search ends.
    void find(Direction direction);
    void cancelSearch();
    [[nodiscard]] bool isSearching() const { return m_search != nullptr; }

Q_SIGNALS:
    void changed();
    /// A breakpoint was met, or the last hit is forgotten, or overdue() is another one.
    void hitChanged();
    void searchProgressed(quint64 done, quint64 total);
    /// A search has ended without having been cancelled.
    void searchEnded(session::Breakpoints::Direction direction, bool hasFound);

private:
    void searchOn();
    void forgetHit();
    void heedTime();
    void setHit(const analysis::Condition &condition, analysis::Place place, const analysis::LinkedText &reason);

    Session &m_session;
    std::vector<Breakpoint> m_list;
    std::optional<Hit> m_hit;
    std::optional<analysis::Overdue> m_overdue;
    std::unique_ptr<analysis::ConditionSearch> m_search;
    std::vector<analysis::Condition> m_searched; ///< the conditions of the search
    Direction m_direction = Direction::Next;
    QTimer m_turn;
};

} // namespace session
