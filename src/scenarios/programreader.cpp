// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/messagetext.h"
#include "scenarios/nodereader.h"
#include "scenarios/program.h"

#include <QHash>

using trace::Result;

namespace scenarios {

namespace {

constexpr qsizetype MaxNameLength = 64;

struct StepWord
{
    const char *word;
    StepKind kind;
    const char *companion; ///< the key that must stand beside it, or null
};

constexpr StepWord stepWords[] = {
    { "sleep", StepKind::Sleep, nullptr },
    { "put", StepKind::Put, "value" },
    { "get", StepKind::Get, nullptr },
    { "spawn", StepKind::Spawn, nullptr },
    { "join", StepKind::Join, nullptr },
    { "cancel", StepKind::Cancel, nullptr },
    { "gather", StepKind::Gather, nullptr },
    { "timeout", StepKind::Timeout, "steps" },
    { "raise", StepKind::Raise, nullptr },
    { "log", StepKind::Log, nullptr },
    { "compute", StepKind::Compute, nullptr },
    { "offload", StepKind::Offload, nullptr },
    { "repeat", StepKind::Repeat, "steps" },
};

const StepWord *stepWordOf(const QString &key)
{
    for (const StepWord &w : stepWords) {
        if (key == QLatin1String(w.word))
            return &w;
    }
    return nullptr;
}

class ProgramReader : NodeReader
{
public:
    explicit ProgramReader(const QString &name)
        : NodeReader(name)
    {
    }

    Result<Program> read(const JsonNode &root)
    {
        if (!readRoot(root))
            return error();
        return std::move(m_program);
    }

private:
    bool readRoot(const JsonNode &root)
    {
        if (!expect(root, JsonNode::Kind::Object, QStringLiteral("an object")))
            return false;
        const JsonNode *version = required(root, QStringLiteral("scenario"));
        if (!version)
            return false;
        if (version->kind != JsonNode::Kind::Number || version->text != QStringLiteral("1")) {
            const At at(*this, QStringLiteral("scenario"));
            return fail(version->place, QStringLiteral("this program reads version 1 of scenario files"));
        }
        if (!expectKeys(root,
                { QStringLiteral("scenario"), QStringLiteral("name"), QStringLiteral("queues"), QStringLiteral("tasks"),
                    QStringLiteral("start") }))
            return false;
        const JsonNode *name = required(root, QStringLiteral("name"));
        const JsonNode *tasks = name ? required(root, QStringLiteral("tasks")) : nullptr;
        const JsonNode *start = tasks ? required(root, QStringLiteral("start")) : nullptr;
        if (!start)
            return false;
        {
            const At at(*this, QStringLiteral("name"));
            if (!expect(*name, JsonNode::Kind::String, QStringLiteral("a name")) || !checkName(name->text, name->place))
                return false;
            m_program.name = name->text;
        }
        const JsonNode *queues = root.member(QStringLiteral("queues"));
        return (!queues || readQueues(*queues)) && readTasks(*tasks) && readStart(*start);
    }

    // A name is shown in lanes, lists and messages, and typed on the command line.
    bool checkName(const QString &name, Place place)
    {
        if (name.isEmpty())
            return fail(place, QStringLiteral("a name must not be empty"));
        if (name.size() > MaxNameLength)
            return fail(place, QStringLiteral("a name has at most %1 characters").arg(MaxNameLength));
        for (const QChar c : name) {
            if (!c.isPrint() && !c.isSurrogate())
                return fail(place, QStringLiteral("a name must not hold control characters"));
        }
        return true;
    }

    bool readQueues(const JsonNode &queues)
    {
        const At at(*this, QStringLiteral("queues"));
        if (!expect(queues, JsonNode::Kind::Object, QStringLiteral("an object of queues")))
            return false;
        for (const JsonNode &node : queues.items) {
            const At at(*this, node.key);
            if (!checkName(node.key, node.keyPlace))
                return false;
            const auto maxsize = readInteger(node, 0, MaxQueueSize, QStringLiteral("a maxsize (0: unbounded)"));
            if (!maxsize)
                return false;
            m_queues.insert(node.key, static_cast<int>(m_program.queues.size()));
            m_program.queues.push_back({ node.key, *maxsize });
        }
        return true;
    }

    bool readTasks(const JsonNode &tasks)
    {
        const At at(*this, QStringLiteral("tasks"));
        if (!expect(tasks, JsonNode::Kind::Object, QStringLiteral("an object of tasks")))
            return false;
        for (const JsonNode &node : tasks.items) { // all names first: tasks may name one another in any order
            const At at(*this, node.key);
            if (!checkName(node.key, node.keyPlace))
                return false;
            m_tasks.insert(node.key, static_cast<int>(m_program.tasks.size()));
            TaskDefinition &task = m_program.tasks.emplace_back();
            task.name = node.key;
            task.utf8Name = node.key.toUtf8();
            task.place = node.keyPlace;
        }
        for (std::size_t i = 0; i < tasks.items.size(); ++i) {
            const At at(*this, tasks.items[i].key);
            if (!readTask(tasks.items[i], m_program.tasks[i]))
                return false;
        }
        return true;
    }

    bool readTask(const JsonNode &node, TaskDefinition &task)
    {
        if (!expect(node, JsonNode::Kind::Object, QStringLiteral("an object with \"steps\""))
            || !expectKeys(node, { QStringLiteral("steps"), QStringLiteral("on") }))
            return false;
        const JsonNode *steps = required(node, QStringLiteral("steps"));
        if (!steps || !readSteps(*steps, task.steps))
            return false;
        const JsonNode *on = node.member(QStringLiteral("on"));
        return !on || readOn(*on, task);
    }

    bool readOn(const JsonNode &on, TaskDefinition &task)
    {
        const At at(*this, QStringLiteral("on"));
        const QStringList kinds { QStringLiteral("timeout"), QStringLiteral("error"), QStringLiteral("cancelled") };
        if (!expect(on, JsonNode::Kind::Object, QStringLiteral("an object")) || !expectKeys(on, kinds))
            return false;
        OnException *const rules[] = { &task.onTimeout, &task.onError, &task.onCancelled };
        for (const JsonNode &node : on.items) {
            const At at(*this, node.key);
            OnException &rule = *rules[kinds.indexOf(node.key)];
            if (node.kind == JsonNode::Kind::String && node.text == QStringLiteral("continue"))
                rule = OnException::Continue;
            else if (node.kind == JsonNode::Kind::String && node.text == QStringLiteral("continue-once"))
                rule = OnException::ContinueOnce;
            else
                return fail(node.place, QStringLiteral("\"continue\" or \"continue-once\" is expected"));
        }
        return true;
    }

    bool readStart(const JsonNode &start)
    {
        const At at(*this, QStringLiteral("start"));
        const auto task = readTaskName(start);
        m_program.start = task.value_or(0);
        return task.has_value();
    }

    bool readSteps(const JsonNode &steps, std::vector<Step> &into)
    {
        const At at(*this, QStringLiteral("steps"));
        if (!expect(steps, JsonNode::Kind::Array, QStringLiteral("a list of steps")))
            return false;
        into.reserve(steps.items.size());
        for (std::size_t i = 0; i < steps.items.size(); ++i) {
            const At at(*this, QStringLiteral("[%1]").arg(i));
            if (!readStep(steps.items[i], into.emplace_back()))
                return false;
        }
        return true;
    }

    // The member of the step object that says what it does.
    const JsonNode *findStepWord(const JsonNode &node)
    {
        const JsonNode *argument = nullptr;
        for (const JsonNode &member : node.items) {
            if (!stepWordOf(member.key))
                continue;
            if (argument) {
                fail(member.keyPlace,
                    QStringLiteral("\"%1\" and \"%2\" are two steps; each stands in an object of its own")
                        .arg(argument->key, member.key));
                return nullptr;
            }
            argument = &member;
        }
        if (argument)
            return argument;
        if (node.items.empty()) {
            fail(node.place, QStringLiteral("the step is empty"));
            return nullptr;
        }
        QStringList known;
        for (const StepWord &w : stepWords)
            known += QLatin1String(w.word);
        const JsonNode &first = node.items.front();
        fail(first.keyPlace, QStringLiteral("unknown step %1%2").arg(quoted(first.key), suggestion(first.key, known)));
        return nullptr;
    }

    bool readStep(const JsonNode &node, Step &step)
    {
        if (!expect(node, JsonNode::Kind::Object, QStringLiteral("a step like { \"sleep\": \"1s\" }")))
            return false;
        const JsonNode *argument = findStepWord(node);
        if (!argument)
            return false;
        const StepWord &word = *stepWordOf(argument->key);
        const QString companion = QLatin1String(word.companion);
        for (const JsonNode &member : node.items) {
            if (&member != argument && (companion.isEmpty() || member.key != companion)) {
                const QString tail = companion.isEmpty() ? QString() : suggestion(member.key, { companion });
                return fail(member.keyPlace,
                    quoted(member.key) + QStringLiteral(" does not belong to \"%1\"").arg(argument->key) + tail);
            }
        }
        const JsonNode *beside = companion.isEmpty() ? nullptr : required(node, companion);
        if (!companion.isEmpty() && !beside)
            return false;
        step.kind = word.kind;
        step.place = argument->keyPlace;
        return readArgument(*argument, step) && (!beside || readCompanion(*beside, step));
    }

    bool readArgument(const JsonNode &node, Step &step)
    {
        const At at(*this, node.key);
        switch (step.kind) {
        case StepKind::Sleep:
            return readDelay(node, step.delay);
        case StepKind::Timeout:
        case StepKind::Compute:
        case StepKind::Offload: {
            const auto time = readTime(node);
            if (time)
                step.delay = { *time, *time };
            return time.has_value();
        }
        case StepKind::Put:
        case StepKind::Get: {
            if (!expect(node, JsonNode::Kind::String, QStringLiteral("the name of a queue")))
                return false;
            if (!m_queues.contains(node.text))
                return fail(node.place,
                    QStringLiteral("there is no queue %1%2")
                        .arg(quoted(node.text), suggestion(node.text, queueNames())));
            step.number = m_queues.value(node.text);
            return true;
        }
        case StepKind::Spawn:
        case StepKind::Gather:
            return readTaskNames(node, step.tasks);
        case StepKind::Join:
            return readSpawned(node, step);
        case StepKind::Cancel:
            if (node.kind == JsonNode::Kind::String && node.text == QStringLiteral("self")) {
                step.kind = StepKind::CancelSelf;
                return true;
            }
            if (node.kind == JsonNode::Kind::String)
                return fail(node.place, QStringLiteral("\"self\" or the number of a spawned task is expected"));
            return readSpawned(node, step);
        case StepKind::Raise:
        case StepKind::Log:
            step.text = node.text;
            return expect(node, JsonNode::Kind::String, QStringLiteral("a text"));
        case StepKind::Repeat: {
            const auto times = readInteger(node, 0, MaxRepeat, QStringLiteral("a number of times"));
            step.number = times.value_or(0);
            return times.has_value();
        }
        case StepKind::CancelSelf:
            break;
        }
        Q_UNREACHABLE();
    }

    bool readCompanion(const JsonNode &node, Step &step)
    {
        return step.kind == StepKind::Put ? readItem(node, step.text) : readSteps(node, step.steps);
    }

    // The number of a spawned task; whether there are so many is known when the whole program is (checkProgram).
    bool readSpawned(const JsonNode &node, Step &step)
    {
        const auto n = readInteger(node, 0, MaxProgramTasks, QStringLiteral("the number of a spawned task"));
        step.number = n.value_or(0);
        return n.has_value();
    }

    std::optional<int> readTaskName(const JsonNode &node)
    {
        if (!expect(node, JsonNode::Kind::String, QStringLiteral("the name of a task")))
            return std::nullopt;
        const auto found = m_tasks.constFind(node.text);
        if (found == m_tasks.cend()) {
            fail(node.place,
                QStringLiteral("there is no task %1%2").arg(quoted(node.text), suggestion(node.text, taskNames())));
            return std::nullopt;
        }
        return *found;
    }

    bool readTaskNames(const JsonNode &node, std::vector<int> &into)
    {
        if (!expect(node, JsonNode::Kind::Array, QStringLiteral("a list of tasks")))
            return false;
        if (node.items.empty())
            return fail(node.place, QStringLiteral("the list of tasks is empty"));
        for (const JsonNode &item : node.items) {
            const auto task = readTaskName(item);
            if (!task)
                return false;
            into.push_back(*task);
        }
        return true;
    }

    // In the order of the file, so that messages do not depend on a hash seed.
    QStringList taskNames() const
    {
        QStringList names;
        for (const TaskDefinition &task : m_program.tasks)
            names += task.name;
        return names;
    }

    QStringList queueNames() const
    {
        QStringList names;
        for (const QueueDefinition &queue : m_program.queues)
            names += queue.name;
        return names;
    }

    Program m_program;
    QHash<QString, int> m_queues;
    QHash<QString, int> m_tasks;
};

} // namespace

Result<Program> readProgram(QByteArrayView bytes, const QString &name)
{
    const Result<JsonNode> root = readJson(bytes, name);
    if (!root)
        return root.error();
    Result<Program> program = ProgramReader(name).read(root.value());
    if (!program)
        return program;
    program.value().fileName = name.toUtf8();
    const Result<ProgramExtent> extent = checkProgram(program.value(), name);
    if (!extent)
        return extent.error();
    program.value().extent = extent.value();
    return program;
}

} // namespace scenarios
