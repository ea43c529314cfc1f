// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/liverun.h"
#include "app/window/programcontrol.h"
#include "app/window/traceopener.h"
#include "session/session.h"

#include <QMap>
#include <QTimer>

#include <memory>
#include <vector>

namespace app {

/// What the window works on: one session, filled by a live run of a scenario or from a file. Knows the scenarios; shows nothing.
class Workspace : public QObject
{
    Q_OBJECT

public:
    using ScenarioPointer = std::shared_ptr<const scenarios::Scenario>;

    /// Knows the built-in scenarios; none is loaded.
    explicit Workspace(QObject *parent = nullptr);
    ~Workspace() override;

    [[nodiscard]] session::Session &session() { return m_session; }
    [[nodiscard]] LiveRun &live() { return m_live; }
    [[nodiscard]] ProgramControl &program() { return m_program; }
    /// What the keys drive: the user's program while one is loaded, else the scenario.
    [[nodiscard]] session::RunControl &control();
    [[nodiscard]] const std::vector<ScenarioPointer> &scenarios() const { return m_scenarios; }
    /// The one of that name; null for none.
    [[nodiscard]] ScenarioPointer scenario(const QString &name) const;
    /// What runs or is ready to; null while a recording is shown.
    [[nodiscard]] ScenarioPointer loaded() const;

    /// Makes a scenario ready to run, paused at t = 0, with the values it had last here, at first its own.
    void load(const QString &name);
    /// Runs the loaded scenario again from the beginning with these checked values; at once if the one before ran or was over.
    void rerun(const scenarios::Values &values, quint64 seed);
    /// Runs a program of the user's under the probe, live; isPaused: halted before its first task step.
    void runProgram(const ProgramPlan &plan, bool isPaused = false);
    /// Opens a trace or a scenario, told apart by their content; a Python script is run (scriptOpened). What comes of it is signalled.
    void open(const QString &path);
    void cancelOpening() { m_opener.cancel(); }
    [[nodiscard]] bool isOpening() const { return m_opener.isBusy(); }
    /// How long a file is read before its beginning is shown; as TraceOpener has it where it is not set.
    void setPreviewDelay(std::chrono::nanoseconds delay) { m_opener.setPreviewDelay(delay); }

    // Going on. While the playhead stands behind the live end of a halted run, or in a recording, these move it along what is recorded, as in any
    // debugger that goes back in time; from the end on they let the run go on.
    /// One resume on, to the resumed task's next await.
    void step();
    /// To the end of the loop's iteration.
    void stepIteration();
    /// One event on. The run cannot be halted between the events of one resume: at the live end it goes on by at least one event, and the playhead
    /// then stands behind the first of them.
    void stepEvent();
    /// Until the selected task has been resumed and stands at its next await. At the live end the run goes on, at its speed; nothing happens where
    /// no task is selected.
    void runUntilSelectedResumes();
    /// To the moment before the last step; false at the beginning.
    bool stepBack();

    /// The text of a source file as await sites name it; nothing where it is not to be had.
    [[nodiscard]] std::optional<QString> sourceText(const QString &file) const;

Q_SIGNALS:
    /// Another scenario, or the same with other values, is ready or runs.
    void scenarioLoaded();
    /// A scenario file has joined the list.
    void scenariosChanged();
    /// A program of the user's runs.
    void programLoaded();
    /// A Python script was opened: it is to be run as it was the last time.
    void scriptOpened(const QString &path);
    /// A recording is shown now, or the beginning of one whose rest is still being read.
    void recordingOpened(const QString &path);
    void openingProgressed(const QString &path, quint64 done, quint64 total);
    void openingEnded();
    /// A file was opened successfully, of whatever kind.
    void fileOpened(const QString &path);
    void failed(const QString &message);
    void noticed(const QString &message);
    /// The axis has been changed to steps, because time cannot tell the resumes of one instant apart.
    void stepsShown();

private:
    struct Settings
    {
        scenarios::Values values;
        quint64 seed = 1;
    };
    void start(const ScenarioPointer &scenario, const Settings &settings);
    [[nodiscard]] bool isLookingBack() const;
    bool lookAt(std::optional<quint64> place);
    void tellResumesApart();
    void openScenario(const QString &path);
    void showRecording(const QString &path, const std::shared_ptr<trace::Trace> &trace, bool isWhole);
    void lookForDamage();

    session::Session m_session;
    LiveRun m_live;
    ProgramControl m_program;
    TraceOpener m_opener;
    std::weak_ptr<const trace::Trace> m_preview; ///< the beginning of a file that is shown while the rest is read
    QTimer m_damageLook; ///< runs while a file is shown whose damage has not been told: its parts are read when they are asked for
    QString m_openedPath;
    std::vector<ScenarioPointer> m_scenarios;
    QMap<QString, Settings> m_settings; ///< by scenario, for as long as the window is open
};

} // namespace app
