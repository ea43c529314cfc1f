// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>

/// Makes scenario files at random that lean towards what is hard to get right: many equal deadlines, full and empty
/// queues with several waiters, cancellation of tasks at every kind of await, timeouts in timeouts, exceptions that
/// reach joins and gathers. Equal seeds give equal programs.
class ProgramGenerator
{
public:
    explicit ProgramGenerator(quint64 seed);

    /// The bytes of a scenario file; always a valid one.
    [[nodiscard]] QByteArray program();

private:
    quint64 next();
    /// A whole number of [low, high].
    int draw(int low, int high);
    bool chance(int percent);
    template <typename T> T oneOf(std::initializer_list<T> choices);

    QJsonObject ordinaryProgram();
    /// More than a hundred timers, most of them cancelled: asyncio then rebuilds its heap, which reorders equal
    /// deadlines.
    QJsonObject programOfManyTimers();

    QJsonObject task(int index, int count);
    QJsonArray steps(int index, int count, int length, int depth, int times);
    QJsonObject step(int index, int count, int depth, int times);
    QJsonArray laterTasks(int index, int count, int atMost);
    QString shortTime();
    QJsonValue delay();
    QJsonObject rules();

    quint64 m_state;
    int m_queues = 0;
    int m_spawned = 0; // by the task that is being made, about, up to the step that is being made
};
