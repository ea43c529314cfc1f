// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/ids.h"

#include <QObject>

#include <optional>

namespace session {

class Session;

/// Predict mode, for whoever learns how an event loop works: while it is on, selecting a task says "this one is resumed next", and the next resume
/// that the playhead comes to, by whatever step, live or recorded, is the answer. Asks for nothing: without a guess a step is just a step.
class Prediction : public QObject
{
    Q_OBJECT

public:
    /// A guess that has been answered.
    struct Answer
    {
        trace::TaskId guess = trace::TaskId::None;
        trace::TaskId resumed = trace::TaskId::None;
        quint64 before = 0; ///< events up to where the guess was made
        quint64 resume = 0; ///< index of the TaskResumed

        [[nodiscard]] bool isRight() const { return guess == resumed; }
    };

    /// The session is borrowed; it owns this. Off at first.
    explicit Prediction(Session &session);

    [[nodiscard]] bool isOn() const { return m_isOn; }
    /// Switching it on begins a new tally.
    void setOn(bool isOn);
    /// The task that was picked since the last step; None without one.
    [[nodiscard]] trace::TaskId guess() const { return m_guess; }
    /// That of the last step, as long as no other step has followed it.
    [[nodiscard]] const std::optional<Answer> &answer() const { return m_answer; }
    [[nodiscard]] int right() const { return m_right; }
    [[nodiscard]] int answered() const { return m_answered; }

Q_SIGNALS:
    /// Anything of the above.
    void changed();

private:
    void takeGuess();
    void judge();
    void reset();
    /// Index of the first resume at or after this event and before the playhead.
    [[nodiscard]] std::optional<quint64> resumeSince(quint64 event) const;

    Session &m_session;
    bool m_isOn = false;
    trace::TaskId m_guess = trace::TaskId::None;
    quint64 m_guessedAt = 0; ///< events at the playhead then
    std::optional<Answer> m_answer;
    int m_right = 0;
    int m_answered = 0;
};

} // namespace session
