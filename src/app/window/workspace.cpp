// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/workspace.h"

#include "app/pictures/stepnavigation.h"
#include "formats/format.h"
#include "scenarios/catalogue.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QThreadPool>

#include <algorithm>
#include <chrono>
#include <utility>

namespace app {

namespace {

constexpr qint64 HeadSize = 4096;
constexpr qint64 MaxSourceSize = 4 << 20;

/// A scenario file is a JSON object with a "scenario" key near its beginning; a Chrome trace has "traceEvents" there.
bool looksLikeScenario(const QByteArray &head, const QString &path)
{
    return path.endsWith(QLatin1String(".scenario.json"), Qt::CaseInsensitive) || (head.trimmed().startsWith('{') && head.contains("\"scenario\"") && !head.contains("\"traceEvents\""));
}

} // namespace

Workspace::Workspace(QObject *parent)
    : QObject(parent)
    , m_live(m_session)
    , m_program(m_session)
{
    // The built-in ones live as long as the program: their pointers own nothing.
    for (const std::unique_ptr<scenarios::Scenario> &scenario : scenarios::Catalogue::scenarios())
        m_scenarios.push_back(ScenarioPointer(ScenarioPointer(), scenario.get()));
    connect(&m_live, &LiveRun::noticed, this, &Workspace::noticed);
    connect(&m_live, &LiveRun::stepped, this, &Workspace::tellResumesApart);
    connect(&m_program, &ProgramControl::noticed, this, &Workspace::noticed);
    connect(&m_opener, &TraceOpener::opened, this, [this](const QString &path, const std::shared_ptr<trace::Trace> &trace, const QString &remark) {
        showRecording(path, trace, true);
        Q_EMIT openingEnded();
        Q_EMIT recordingOpened(path);
        Q_EMIT fileOpened(path);
        if (!remark.isEmpty())
            Q_EMIT noticed(remark);
        m_damageLook.start();
    });
    connect(&m_opener, &TraceOpener::previewed, this, [this](const QString &path, const std::shared_ptr<trace::Trace> &trace) {
        showRecording(path, trace, false);
        Q_EMIT recordingOpened(path);
    });
    m_damageLook.setInterval(std::chrono::milliseconds(500));
    connect(&m_damageLook, &QTimer::timeout, this, &Workspace::lookForDamage);
    connect(&m_opener, &TraceOpener::failed, this, [this](const QString &, const QString &why) {
        m_preview.reset();
        Q_EMIT openingEnded();
        Q_EMIT failed(why);
    });
    connect(&m_opener, &TraceOpener::cancelled, this, [this] {
        Q_EMIT openingEnded();
        // What is there of the file stays.
        if (std::exchange(m_preview, {}).lock() == m_session.sharedTrace())
            Q_EMIT noticed(tr("Reading was cancelled: only the beginning of the file is shown."));
    });
}

Workspace::~Workspace() = default;

/// Shows the recording instead of what was there. Where that is the beginning of the same file, the view stays where the user has gone meanwhile.
void Workspace::showRecording(const QString &path, const std::shared_ptr<trace::Trace> &trace, bool isWhole)
{
    m_openedPath = path;
    std::shared_ptr<const trace::Trace> before = m_session.sharedTrace();
    const bool isSameFile = m_preview.lock() == before;
    // Both count from their earliest record, and what is read later may have been earlier.
    const auto firstOf = [](const trace::Trace &t) { return t.info().parameters.value(QStringLiteral("first-ns")).toLongLong(); };
    const trace::Duration shift(isSameFile ? firstOf(*before) - firstOf(*trace) : 0);
    const trace::TimeRange range { m_session.visibleRange().begin + shift, m_session.visibleRange().end + shift };
    const trace::Timestamp playhead = m_session.playhead().time;
    m_preview = isWhole ? std::weak_ptr<const trace::Trace>() : std::weak_ptr<const trace::Trace>(trace);
    const bool wasMoved = isSameFile && m_session.canUndoNavigation();
    m_live.unload();
    m_program.unload();
    m_session.open(trace, { session::SourceKind::File, QFileInfo(path).fileName() }, isSameFile);
    if (wasMoved)
        m_session.show(m_session.axis().of(range));
    if (isSameFile && playhead.ns > 0)
        m_session.setPlayhead(playhead + shift);
    // Giving back the memory of a large trace takes longer than a frame.
    QThreadPool::globalInstance()->start([before = std::move(before)]() mutable { before.reset(); });
}

void Workspace::lookForDamage()
{
    if (m_session.source().kind != session::SourceKind::File) {
        m_damageLook.stop();
        return;
    }
    const QString remark = formats::damageRemark(m_session.trace());
    if (remark.isEmpty())
        return;
    m_damageLook.stop();
    Q_EMIT noticed(tr("%1: %2.").arg(QFileInfo(m_openedPath).fileName(), remark));
}

Workspace::ScenarioPointer Workspace::scenario(const QString &name) const
{
    const auto found = std::find_if(m_scenarios.begin(), m_scenarios.end(), [&](const ScenarioPointer &s) { return s->name() == name; });
    return found == m_scenarios.end() ? nullptr : *found;
}

Workspace::ScenarioPointer Workspace::loaded() const
{
    return m_live.plan() ? m_live.plan()->scenario : nullptr;
}

void Workspace::load(const QString &name)
{
    const ScenarioPointer scenario = this->scenario(name);
    if (!scenario)
        return;
    Settings settings = m_settings.value(name);
    trace::Result<scenarios::Values> values = scenario->check(settings.values);
    if (!values) // its file has changed since
        values = scenario->check({});
    settings.values = values.value();
    start(scenario, settings);
}

void Workspace::rerun(const scenarios::Values &values, quint64 seed)
{
    const ScenarioPointer scenario = loaded();
    if (!scenario)
        return;
    const bool wasBegun = m_live.state() != session::RunState::Paused || m_session.trace().latest().iteration > 0;
    start(scenario, { values, seed });
    if (wasBegun)
        m_live.run();
}

void Workspace::start(const ScenarioPointer &scenario, const Settings &settings)
{
    m_settings.insert(scenario->name(), settings);
    RunPlan plan { scenario, settings.values, settings.seed, m_live.clock() };
    if (plan.clock != trace::ClockKind::Virtual)
        plan.clock = trace::ClockKind::Real;
    m_program.unload();
    m_live.load(std::move(plan));
    Q_EMIT scenarioLoaded();
}

session::RunControl &Workspace::control()
{
    if (m_program.plan())
        return m_program;
    return m_live;
}

void Workspace::runProgram(const ProgramPlan &plan, bool isPaused)
{
    m_live.unload();
    m_program.start(plan, isPaused);
    Q_EMIT programLoaded();
    if (!plan.script.isEmpty())
        Q_EMIT fileOpened(plan.script);
}

void Workspace::open(const QString &path)
{
    if (path.endsWith(QLatin1String(".py"), Qt::CaseInsensitive) && QFileInfo(path).isFile()) {
        Q_EMIT scriptOpened(QFileInfo(path).absoluteFilePath());
        return;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        Q_EMIT failed(tr("%1: %2").arg(QDir::toNativeSeparators(path), file.errorString()));
        return;
    }
    const QByteArray head = file.read(HeadSize);
    file.close();
    if (looksLikeScenario(head, path)) {
        openScenario(path);
        return;
    }
    Q_EMIT openingProgressed(path, 0, 0);
    disconnect(&m_opener, &TraceOpener::progressed, nullptr, nullptr);
    connect(&m_opener, &TraceOpener::progressed, this, [this, path](quint64 done, quint64 total) { Q_EMIT openingProgressed(path, done, total); });
    m_opener.open(path);
}

void Workspace::openScenario(const QString &path)
{
    trace::Result<std::unique_ptr<scenarios::Scenario>> read = scenarios::loadScenarioFile(path);
    if (!read) {
        Q_EMIT failed(read.error().message());
        return;
    }
    const ScenarioPointer scenario = std::move(read.value());
    const auto same = std::find_if(m_scenarios.begin(), m_scenarios.end(), [&](const ScenarioPointer &s) { return s->name() == scenario->name(); });
    if (same == m_scenarios.end())
        m_scenarios.push_back(scenario);
    else
        *same = scenario;
    Q_EMIT scenariosChanged();
    load(scenario->name());
    Q_EMIT fileOpened(path);
}

bool Workspace::isLookingBack() const
{
    const session::RunState state = m_program.plan() ? m_program.state() : m_live.state();
    return state != session::RunState::Running && m_session.playhead().events < m_session.trace().eventCount();
}

/// To this place of the recording; where there is none, to its end, from where the run can go on.
bool Workspace::lookAt(std::optional<quint64> place)
{
    m_session.setPlayheadEvents(place.value_or(m_session.trace().eventCount()));
    m_session.revealPlayhead();
    return place.has_value();
}

/// After a step at an instant that holds more than one resume.
void Workspace::tellResumesApart()
{
    const trace::Trace &trace = m_session.trace();
    const trace::Timestamp now = m_session.playhead().time;
    const quint64 resumes = trace.resumes().countBefore(trace.countUpTo(now)) - trace.resumes().countBefore(trace.countBefore(now));
    if (resumes > 1 && m_session.suggestSteps())
        Q_EMIT stepsShown();
}

void Workspace::step()
{
    if (isLookingBack() && lookAt(stepAfter(m_session.trace(), m_session.playhead().events)))
        tellResumesApart();
    else
        control().step();
}

void Workspace::stepIteration()
{
    if (!isLookingBack() || !lookAt(iterationAfter(m_session.trace(), m_session.playhead().events)))
        control().stepIteration();
}

void Workspace::stepEvent()
{
    if (isLookingBack())
        lookAt(m_session.playhead().events + 1);
    else
        control().stepEvent();
}

void Workspace::runUntilSelectedResumes()
{
    const trace::TaskId task = m_session.selectedTask();
    if (task == trace::TaskId::None) {
        Q_EMIT noticed(tr("Select a task first: the run goes on until it is resumed."));
        return;
    }
    if (!isLookingBack() || !lookAt(stepAfter(m_session.trace(), m_session.playhead().events, task)))
        control().runUntilResumed(task);
}

bool Workspace::stepBack()
{
    if (control().state() == session::RunState::Running)
        control().pause();
    const std::optional<quint64> place = stepBefore(m_session.trace(), m_session.playhead().events);
    return place && lookAt(place);
}

std::optional<QString> Workspace::sourceText(const QString &file) const
{
    for (const ScenarioPointer &scenario : m_scenarios) {
        if (scenario->description().sourceFile == file)
            return QString::fromUtf8(scenario->sourceText());
    }
    // A recording of one's own program names its files by their full paths; one of a scenario file names that alone, and it may lie beside the recording.
    const bool isBareName = !file.isEmpty() && !file.contains(QLatin1Char('/')) && m_session.source().kind == session::SourceKind::File;
    const QFileInfo onDisk(isBareName ? QFileInfo(m_openedPath).absoluteDir().filePath(file) : file);
    QFile source(onDisk.filePath());
    if (onDisk.isAbsolute() && onDisk.isFile() && onDisk.size() <= MaxSourceSize && source.open(QIODevice::ReadOnly))
        return QString::fromUtf8(source.readAll());
    return {};
}

} // namespace app
