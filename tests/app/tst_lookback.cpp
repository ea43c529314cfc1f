// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/momenttext.h"
#include "formats/format.h"
#include "scenarios/catalogue.h"
#include "scenarios/differential/programgenerator.h"
#include "scenarios/program.h"
#include "scheduler/loop.h"
#include "scheduler/watcher.h"
#include "trace/recorder.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using trace::Event;
using trace::EventKind;

namespace {

/// Books about a run, kept while it runs by whoever stands beside it, as plainly as can be: lists that are searched, no ids as rows, nothing
/// of trace::State.
class Ledger final : public scheduler::Watcher
{
public:
    explicit Ledger(std::shared_ptr<trace::TextTable> texts) : m_texts(std::move(texts)) {}

    bool recorded(const Event &event) override
    {
        ++m_events;
        if (event.kind == EventKind::IterationBegun)
            m_iteration = event.value;
        aboutTask(event);
        aboutTimer(event);
        aboutQueue(event);
        return false;
    }
    bool halts(scheduler::TaskId, trace::Timestamp) override { return false; }
    std::optional<trace::Timestamp> haltTime() const override { return std::nullopt; }
    void timeReached(trace::Timestamp) override {}

    quint64 events() const { return m_events; }
    std::size_t unfinished() const
    {
        return static_cast<std::size_t>(std::count_if(m_tasks.begin(), m_tasks.end(), [](const auto &task) { return task.second.state != QLatin1String("finished"); }));
    }
    /// What `state --json` has to say, without its sentence about what comes next.
    QJsonObject told(trace::Timestamp now) const
    {
        QJsonArray tasks, timers, queues;
        for (const auto &[id, task] : m_tasks)
            tasks.append(toldOf(id, task));
        std::vector<Timer> sorted = m_timers;
        std::stable_sort(sorted.begin(), sorted.end(), [](const Timer &a, const Timer &b) { return a.due < b.due; });
        for (const Timer &timer : sorted)
            timers.append(QJsonObject { { "task", orNull(timer.task) }, { "due_ns", timer.due } });
        for (const auto &[id, queue] : m_queues) {
            queues.append(QJsonObject { { "name", queue.name }, { "maxsize", queue.maxsize }, { "depth", qint64(queue.items.size()) },
                { "items", QJsonArray::fromStringList(queue.items) }, { "getters", ids(queue.getters) }, { "putters", ids(queue.putters) } });
        }
        return { { "t_ns", now.ns }, { "running", orNull(m_running) }, { "iteration", m_iteration }, { "tasks", tasks }, { "ready", ids(m_ready) }, { "timers", timers },
            { "queues", queues }, { "jobs", QJsonArray() } };
    }

private:
    struct Task
    {
        QString name, state, reason, outcome, file;
        quint32 parent = 0, waker = 0, object = 0, line = 0;
        int resumes = 0;
        qint64 since = 0;
    };
    struct Timer
    {
        quint32 id;
        quint32 task;
        qint64 due;
    };
    struct Queue
    {
        QString name;
        qint64 maxsize = 0;
        QStringList items;
        QList<quint32> getters, putters;
    };

    static QJsonValue orNull(quint32 id) { return id ? QJsonValue(qint64(id)) : QJsonValue(); }
    static QJsonValue orNull(const QString &text) { return text.isEmpty() ? QJsonValue() : QJsonValue(text); }
    static QJsonArray ids(const QList<quint32> &list)
    {
        QJsonArray array;
        for (const quint32 id : list)
            array.append(qint64(id));
        return array;
    }
    QJsonObject toldOf(quint32 id, const Task &task) const
    {
        const bool isWaiting = task.state == QLatin1String("awaiting");
        QJsonValue object;
        if (isWaiting && (task.reason == QLatin1String("queue-get") || task.reason == QLatin1String("queue-put")))
            object = m_queues.at(task.object).name;
        else if (isWaiting && task.reason != QLatin1String("sleep"))
            object = orNull(task.object);
        return { { "id", qint64(id) }, { "name", task.name }, { "parent", orNull(task.parent) }, { "state", task.state }, { "reason", isWaiting ? QJsonValue(task.reason) : QJsonValue() },
            { "object", object }, { "since_ns", task.since }, { "waker", orNull(task.waker) }, { "outcome", orNull(task.outcome) }, { "resumes", task.resumes },
            { "file", orNull(task.file) }, { "line", orNull(task.line) } };
    }

    void enter(Task &task, const char *state, const Event &event)
    {
        task.state = QLatin1String(state);
        task.since = event.time.ns;
    }
    void stand(Task &task, trace::SiteId id)
    {
        const trace::Site site = m_texts->site(id);
        task.file = m_texts->text(site.file);
        task.line = site.line;
    }
    void leaveQueues(quint32 id)
    {
        for (auto &[number, queue] : m_queues) {
            queue.getters.removeAll(id);
            queue.putters.removeAll(id);
        }
    }
    void aboutTask(const Event &event)
    {
        const quint32 id = trace::number(event.task);
        switch (event.kind) {
        case EventKind::TaskCreated:
            m_tasks[id].name = m_texts->text(event.text);
            m_tasks[id].parent = event.other;
            enter(m_tasks[id], "created", event);
            stand(m_tasks[id], event.site);
            break;
        case EventKind::TaskReady:
            m_ready.append(id);
            m_tasks[id].waker = event.other;
            leaveQueues(id);
            if (m_running != id)
                enter(m_tasks[id], "ready", event);
            break;
        case EventKind::TaskResumed:
            m_ready.removeOne(id);
            ++m_tasks[id].resumes;
            m_running = id;
            enter(m_tasks[id], "running", event);
            break;
        case EventKind::TaskSuspended:
            m_running = 0;
            stand(m_tasks[id], event.site);
            if (m_ready.contains(id)) {
                enter(m_tasks[id], "ready", event);
                break;
            }
            enter(m_tasks[id], "awaiting", event);
            m_tasks[id].reason = QString::fromLatin1(trace::nameOf(event.reason()));
            m_tasks[id].object = event.object;
            if (m_tasks[id].reason == QLatin1String("queue-get"))
                m_queues[event.object].getters.append(id);
            else if (m_tasks[id].reason == QLatin1String("queue-put"))
                m_queues[event.object].putters.append(id);
            break;
        case EventKind::TaskFinished:
            m_running = m_running == id ? 0 : m_running;
            m_ready.removeAll(id);
            m_tasks[id].outcome = QString::fromLatin1(trace::nameOf(event.outcome()));
            enter(m_tasks[id], "finished", event);
            break;
        default:
            break;
        }
    }
    void aboutTimer(const Event &event)
    {
        if (event.kind == EventKind::TimerArmed)
            m_timers.push_back({ event.object, trace::number(event.task), event.value });
        else if (event.kind == EventKind::TimerFired || event.kind == EventKind::TimerCancelled)
            std::erase_if(m_timers, [&](const Timer &timer) { return timer.id == event.object; });
    }
    void aboutQueue(const Event &event)
    {
        if (event.kind == EventKind::QueueCreated)
            m_queues[event.object] = { m_texts->text(event.text), event.value, {}, {}, {} };
        else if (event.kind == EventKind::QueuePut)
            m_queues[event.object].items.append(m_texts->text(event.text));
        else if (event.kind == EventKind::QueueGet)
            m_queues[event.object].items.removeFirst();
    }

    std::shared_ptr<trace::TextTable> m_texts;
    quint64 m_events = 0;
    qint64 m_iteration = 0;
    quint32 m_running = 0;
    std::map<quint32, Task> m_tasks;
    QList<quint32> m_ready;
    std::vector<Timer> m_timers;
    std::map<quint32, Queue> m_queues;
};

/// Where a run stood, and how.
struct Moment
{
    trace::Timestamp time;
    quint64 events = 0;
    QJsonObject told;
};

QJsonObject toldBy(const trace::Trace &trace, const trace::State &state, trace::Timestamp t)
{
    QJsonObject told = QJsonDocument::fromJson(app::momentJson(trace, state, t)).object();
    told.remove(QStringLiteral("next"));
    return told;
}

QByteArray text(const QJsonObject &told) { return QJsonDocument(told).toJson(QJsonDocument::Compact); }

} // namespace

/// Looking back at a recorded run shows what was shown when the run stood there.
class TestLookBack : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    std::unique_ptr<scenarios::Scenario> scenarioOf(quint64 seed)
    {
        QFile file(m_folder.filePath(QStringLiteral("generated.scenario.json")));
        ProgramGenerator generator(seed);
        if (!file.open(QIODevice::WriteOnly) || file.write(generator.program()) < 0)
            qFatal("cannot write %s", qPrintable(file.fileName()));
        file.close();
        auto loaded = scenarios::loadScenarioFile(file.fileName());
        if (!loaded)
            qFatal("seed %llu: %s", seed, qPrintable(loaded.error().message()));
        return std::move(loaded).value();
    }

private Q_SLOTS:
    void theRecordedStateIsTheOneThatWasShownLive()
    {
        constexpr std::size_t MomentsEach = 50;
        constexpr quint64 Scenarios = 200;
        constexpr std::size_t MostStops = 1'000;
        quint64 byPlace = 0;
        quint64 byTime = 0;
        for (quint64 seed = 1; seed <= Scenarios; ++seed) {
            std::mt19937 random(static_cast<std::mt19937::result_type>(seed));
            const auto scenario = scenarioOf(seed);
            trace::Trace live(trace::TraceInfo {});
            trace::Recorder recorder(live.texts());
            Ledger ledger(live.texts());
            scheduler::Loop loop({ .seed = seed, .recorder = &recorder });
            loop.setWatcher(&ledger);
            QVERIFY(scenario->start(loop, scenario->check({}).value()));
            std::vector<Moment> stops;
            do {
                stops.push_back({ loop.now(), ledger.events(), ledger.told(loop.now()) });
                QCOMPARE(loop.liveTasks().size(), ledger.unfinished());
                recorder.drain(live);
            } while (stops.size() < MostStops && (random() % 8 == 0 ? loop.stepIteration() : loop.step()));
            recorder.drain(live);
            QCOMPARE(live.eventCount(), ledger.events());
            QBuffer file;
            file.open(QIODevice::ReadWrite);
            QVERIFY(formats::write(live, formats::Format::Loopscope, file));
            auto loaded = formats::read(file.data(), QStringLiteral("recorded"));
            QVERIFY(loaded);
            const trace::Trace &recorded = *loaded.value().trace;
            for (std::size_t n = 0; n < MomentsEach; ++n) {
                // In turn a stop by its place in the log, and any time at all: the loop slept there, or stood at the last stop of that instant.
                const auto drawn = static_cast<qint64>((quint64(random()) << 32 | random()) % quint64(stops.back().time.ns + 1));
                const auto after = std::upper_bound(stops.begin(), stops.end(), drawn, [](qint64 t, const Moment &stop) { return t < stop.time.ns; });
                // While a task holds the loop time goes on too, but nobody stands there.
                const bool isStop = n % 2 == 0 || std::prev(after)->events != recorded.countUpTo({ drawn });
                Moment moment = isStop ? stops[random() % stops.size()] : *std::prev(after);
                if (!isStop) {
                    moment.time = { drawn };
                    moment.told[QStringLiteral("t_ns")] = drawn;
                }
                const trace::State state = isStop ? recorded.stateAfter(moment.events) : recorded.stateAt(moment.time);
                const QByteArray where = QStringLiteral("seed %1, %2 ns, after %3 events\n").arg(seed).arg(moment.time.ns).arg(moment.events).toUtf8();
                const QJsonObject back = toldBy(recorded, state, moment.time);
                QVERIFY2(back == moment.told, (where + "live: " + text(moment.told) + "\nback: " + text(back)).constData());
                (isStop ? byPlace : byTime) += 1;
            }
        }
        qInfo("%llu places of the log and %llu times", byPlace, byTime);
        QCOMPARE(byPlace + byTime, Scenarios * MomentsEach);
        QVERIFY(byTime > Scenarios * MomentsEach / 4);
    }
};

QTEST_GUILESS_MAIN(TestLookBack)
#include "tst_lookback.moc"
