// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "scenarios/parameter.h"

#include <QByteArray>
#include <QList>

#include <memory>

namespace scheduler {
class Loop;
}

namespace scenarios {

/// Something that can be run on a Loop: a built-in scenario or a scenario file. Immutable; may be started any number of
/// times, each on a Loop of its own, and from any thread. It never drives the loop: it only spawns the root tasks.
class Scenario
{
public:
    struct Description
    {
        QString name; ///< as in `loopscope run NAME`
        QString title; ///< a few words for lists
        QString summary; ///< what there is to see, one or two sentences
        QList<Parameter> parameters;
        QString sourceFile; ///< names its await sites: "scenarios/hello.cpp", or a scenario file's name
        bool needsRealClock = false; ///< it does real I/O: its start() refuses a virtual clock
    };

    virtual ~Scenario();
    Scenario(const Scenario &) = delete;
    Scenario &operator=(const Scenario &) = delete;

    [[nodiscard]] const Description &description() const { return m_description; }
    [[nodiscard]] const QString &name() const { return m_description.name; }
    [[nodiscard]] const QList<Parameter> &parameters() const { return m_description.parameters; }
    [[nodiscard]] bool hasParameter(QStringView name) const;

    /// Every parameter with its given or default value in plain form; an error for a name that is no parameter (with
    /// the nearest that is) and for a value that is out of range (with the range).
    [[nodiscard]] trace::Result<Values> check(const Values &given) const;
    /// Checks the values and spawns the root tasks on the loop, which must not have been driven yet and on whose thread
    /// the call must be made.
    [[nodiscard]] trace::Result<> start(scheduler::Loop &loop, const Values &given) const;

    /// The text of sourceFile as it was compiled or read, UTF-8, for the source pane.
    [[nodiscard]] virtual QByteArray sourceText() const = 0;

    /// name, title, summary, source, needsRealClock and parameters, as `scenarios --json` prints them.
    [[nodiscard]] QJsonObject toJson() const;

protected:
    explicit Scenario(Description description);

private:
    /// Spawns the root tasks; `values` have been checked one by one. An error if they do not go together.
    [[nodiscard]] virtual trace::Result<> begin(scheduler::Loop &loop, const Values &values) const = 0;

    Description m_description;
};

/// Reads a scenario file. An error (exit 3) names file, line, column and path of the element: "a.scenario.json:4:17:
/// tasks.main.steps[0].sleep: ...".
[[nodiscard]] trace::Result<std::unique_ptr<Scenario>> loadScenarioFile(const QString &path);
/// The same from bytes; nameForMessages stands for the file in messages and as the file of the await sites.
[[nodiscard]] trace::Result<std::unique_ptr<Scenario>> loadScenario(QByteArray bytes, const QString &nameForMessages);

} // namespace scenarios
