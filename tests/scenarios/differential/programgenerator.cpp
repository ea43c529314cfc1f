// SPDX-License-Identifier: GPL-3.0-or-later
#include "programgenerator.h"

#include "scenarios/program.h"

#include <QJsonDocument>

namespace {

QString taskName(int index) { return index == 0 ? QStringLiteral("main") : QStringLiteral("t%1").arg(index); }

QString queueName(int index) { return QStringLiteral("q%1").arg(index); }

} // namespace

ProgramGenerator::ProgramGenerator(quint64 seed)
    : m_state(seed)
{
}

quint64 ProgramGenerator::next()
{
    quint64 z = m_state += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

int ProgramGenerator::draw(int low, int high)
{
    return low + static_cast<int>(next() % static_cast<quint64>(high - low + 1));
}

bool ProgramGenerator::chance(int percent) { return draw(1, 100) <= percent; }

template <typename T> T ProgramGenerator::oneOf(std::initializer_list<T> choices)
{
    return *(choices.begin() + draw(0, static_cast<int>(choices.size()) - 1));
}

QByteArray ProgramGenerator::program()
{
    while (true) {
        const QByteArray text
            = QJsonDocument(chance(3) ? programOfManyTimers() : ordinaryProgram()).toJson(QJsonDocument::Compact);
        // Drawn again: what joins a task that cannot have been spawned yet, and what would run long, as tasks that
        // gather tasks multiply.
        if (const auto program = scenarios::readProgram(text, QStringLiteral("generated"));
            program && program.value().extent.steps <= 3000 && program.value().extent.tasks <= 500)
            return text;
    }
}

QJsonObject ProgramGenerator::ordinaryProgram()
{
    m_queues = draw(0, 3);
    const int count = draw(1, 7);
    QJsonObject queues, tasks;
    for (int i = 0; i < m_queues; ++i)
        queues[queueName(i)] = oneOf({ 0, 0, 1, 1, 2, 3 });
    for (int i = 0; i < count; ++i)
        tasks[taskName(i)] = task(i, count);
    return { { QStringLiteral("scenario"), 1 }, { QStringLiteral("name"), QStringLiteral("generated") },
        { QStringLiteral("queues"), queues }, { QStringLiteral("tasks"), tasks },
        { QStringLiteral("start"), taskName(0) } };
}

QJsonObject ProgramGenerator::programOfManyTimers()
{
    m_queues = 0;
    const auto sleeper = [this] {
        return QJsonObject { { QStringLiteral("steps"),
                                 QJsonArray { QJsonObject { { QStringLiteral("sleep"), delay() } },
                                     QJsonObject { { QStringLiteral("sleep"), shortTime() } } } },
            { QStringLiteral("on"), rules() } };
    };
    QJsonArray steps;
    const int pairs = draw(40, 100);
    steps += QJsonObject { { QStringLiteral("repeat"), pairs },
        { QStringLiteral("steps"),
            QJsonArray { QJsonObject { { QStringLiteral("spawn"), QJsonArray { taskName(1), taskName(2) } } } } } };
    steps += QJsonObject { { QStringLiteral("sleep"), oneOf({ QStringLiteral("0s"), QStringLiteral("1ns") }) } };
    for (int n = 0; n < 2 * pairs; ++n) {
        if (chance(65))
            steps += QJsonObject { { QStringLiteral("cancel"), n } };
        if (chance(10))
            steps += QJsonObject { { QStringLiteral("sleep"), delay() } };
    }
    const QJsonObject tasks {
        { taskName(0), QJsonObject { { QStringLiteral("steps"), steps }, { QStringLiteral("on"), rules() } } },
        { taskName(1), sleeper() }, { taskName(2), sleeper() }
    };
    return { { QStringLiteral("scenario"), 1 }, { QStringLiteral("name"), QStringLiteral("many-timers") },
        { QStringLiteral("tasks"), tasks }, { QStringLiteral("start"), taskName(0) } };
}

QJsonObject ProgramGenerator::task(int index, int count)
{
    m_spawned = 0;
    QJsonObject task { { QStringLiteral("steps"), steps(index, count, draw(1, index == 0 ? 9 : 6), 0, 1) } };
    if (chance(50))
        task[QStringLiteral("on")] = rules();
    return task;
}

QJsonObject ProgramGenerator::rules()
{
    QJsonObject on;
    for (const auto &kind : { QStringLiteral("timeout"), QStringLiteral("error"), QStringLiteral("cancelled") }) {
        if (chance(60))
            on[kind] = oneOf({ QStringLiteral("continue"), QStringLiteral("continue-once") });
    }
    return on;
}

QJsonArray ProgramGenerator::steps(int index, int count, int length, int depth, int times)
{
    QJsonArray all;
    for (int i = 0; i < length; ++i)
        all += step(index, count, depth, times);
    return all;
}

// Few different times, so that many deadlines are equal.
QString ProgramGenerator::shortTime()
{
    return oneOf({ QStringLiteral("0s"), QStringLiteral("1ns"), QStringLiteral("1ms"), QStringLiteral("1ms"),
        QStringLiteral("2ms"), QStringLiteral("2ms"), QStringLiteral("3ms"), QStringLiteral("4ms"),
        QStringLiteral("6ms") });
}

QJsonValue ProgramGenerator::delay()
{
    if (chance(75))
        return shortTime();
    return oneOf({ QJsonArray { QStringLiteral("0s"), QStringLiteral("3ns") },
        QJsonArray { QStringLiteral("1ms"), QStringLiteral("1000002ns") },
        QJsonArray { QStringLiteral("1ms"), QStringLiteral("4ms") },
        QJsonArray { QStringLiteral("2ms"), QStringLiteral("2ms") } });
}

QJsonArray ProgramGenerator::laterTasks(int index, int count, int atMost)
{
    QJsonArray names;
    for (int n = draw(1, atMost); n > 0; --n)
        names += taskName(draw(index + 1, count - 1));
    return names;
}

// times: how often the step runs at most, for the number of tasks it spawns.
QJsonObject ProgramGenerator::step(int index, int count, int depth, int times)
{
    const auto with = [](const char *word, const QJsonValue &value) {
        return QJsonObject { { QLatin1String(word), value } };
    };
    const auto within = [&](const char *word, const QJsonValue &value, const QJsonArray &steps) {
        return QJsonObject { { QLatin1String(word), value }, { QStringLiteral("steps"), steps } };
    };
    const bool hasLater = index + 1 < count;
    while (true) {
        const int kind = draw(1, 100);
        if (kind <= 22)
            return with("sleep", delay());
        if (kind <= 34 && m_queues > 0)
            return QJsonObject { { QStringLiteral("put"), queueName(draw(0, m_queues - 1)) },
                { QStringLiteral("value"), draw(0, 9) } };
        if (kind <= 46 && m_queues > 0)
            return with("get", queueName(draw(0, m_queues - 1)));
        if (kind <= 58 && hasLater) {
            const QJsonArray names = laterTasks(index, count, 3);
            m_spawned += static_cast<int>(names.size()) * times;
            return with("spawn", names);
        }
        if (kind <= 65 && m_spawned > 0)
            return with("join", draw(0, m_spawned - 1));
        if (kind <= 73 && m_spawned > 0)
            return with("cancel", draw(0, m_spawned - 1));
        if (kind == 74)
            return with("cancel", QStringLiteral("self"));
        if (kind <= 81 && hasLater)
            return with("gather", laterTasks(index, count, 4));
        if (kind <= 89 && depth < 3)
            return within("timeout", shortTime(), steps(index, count, draw(1, 4), depth + 1, times));
        if (kind <= 91)
            return with("raise", QStringLiteral("boom"));
        if (kind <= 93)
            return with("log", QStringLiteral("here"));
        if (kind <= 95)
            return with("compute", oneOf({ QStringLiteral("0s"), QStringLiteral("1ms"), QStringLiteral("2ms") }));
        if (depth < 3) {
            const int n = draw(0, 4);
            return within("repeat", n, steps(index, count, draw(1, 3), depth + 1, times * std::max(n, 1)));
        }
    }
}
