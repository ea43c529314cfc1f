// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/prediction.h"

#include "session/session.h"

namespace session {

Prediction::Prediction(Session &session)
    : m_session(session)
{
    connect(&session, &Session::selectionChanged, this, &Prediction::takeGuess);
    connect(&session, &Session::selectedAgain, this, &Prediction::takeGuess);
    connect(&session, &Session::playheadMoved, this, &Prediction::judge);
    connect(&session, &Session::traceOpened, this, &Prediction::reset);
}

void Prediction::setOn(bool isOn)
{
    if (isOn == m_isOn)
        return;
    m_isOn = isOn;
    m_right = m_answered = 0;
    m_guess = trace::TaskId::None;
    m_answer.reset();
    Q_EMIT changed();
}

void Prediction::reset()
{
    m_guess = trace::TaskId::None;
    m_answer.reset();
    m_right = m_answered = 0;
    if (m_isOn)
        Q_EMIT changed();
}

void Prediction::takeGuess()
{
    const trace::TaskId task = m_session.selectedTask();
    if (!m_isOn || task == trace::TaskId::None)
        return;
    m_guess = task;
    m_guessedAt = m_session.playhead().events;
    m_answer.reset();
    Q_EMIT changed();
}

std::optional<quint64> Prediction::resumeSince(quint64 event) const
{
    std::optional<quint64> found;
    m_session.trace().forEach(event, m_session.playhead().events, [&](quint64 index, const trace::Event &e) {
        if (e.kind == trace::EventKind::TaskResumed)
            found = index;
        return !found;
    });
    return found;
}

void Prediction::judge()
{
    if (!m_isOn || (m_guess == trace::TaskId::None && !m_answer))
        return;
    const quint64 events = m_session.playhead().events;
    if (m_answer && (events <= m_answer->resume || resumeSince(m_answer->resume + 1))) {
        m_answer.reset();
        Q_EMIT changed();
    }
    if (m_guess == trace::TaskId::None)
        return;
    if (events < m_guessedAt) { // it was about another moment
        m_guess = trace::TaskId::None;
        Q_EMIT changed();
        return;
    }
    const std::optional<quint64> resume = resumeSince(m_guessedAt);
    if (!resume)
        return;
    m_answer = Answer { std::exchange(m_guess, trace::TaskId::None), m_session.trace().event(*resume).task, m_guessedAt, *resume };
    ++m_answered;
    m_right += m_answer->isRight() ? 1 : 0;
    Q_EMIT changed();
}

} // namespace session
