// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/program.h"
#include "scenarios/programrun.h"
#include "scenarios/scenario.h"

#include <QFile>
#include <QFileInfo>

using trace::Error;
using trace::Result;

namespace scenarios {

namespace {

class FileScenario final : public Scenario
{
public:
    FileScenario(Program program, QByteArray text)
        : Scenario({ .name = program.name,
            .title = program.name,
            .summary = QStringLiteral("From the scenario file %1.").arg(QString::fromUtf8(program.fileName)),
            .parameters = {},
            .sourceFile = QString::fromUtf8(program.fileName) })
        , m_program(std::make_shared<const Program>(std::move(program)))
        , m_text(std::move(text))
    {
    }

    [[nodiscard]] QByteArray sourceText() const override { return m_text; }

private:
    [[nodiscard]] Result<> begin(scheduler::Loop &loop, const Values &) const override
    {
        spawnProgram(loop, m_program);
        return {};
    }

    std::shared_ptr<const Program> m_program;
    QByteArray m_text;
};

} // namespace

Result<std::unique_ptr<Scenario>> loadScenario(QByteArray bytes, const QString &nameForMessages)
{
    Result<Program> program = readProgram(bytes, nameForMessages);
    if (!program)
        return program.error();
    return std::unique_ptr<Scenario>(std::make_unique<FileScenario>(std::move(program).value(), std::move(bytes)));
}

Result<std::unique_ptr<Scenario>> loadScenarioFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error { path, file.errorString() };
    // A pipe or a device has no size to ask for, so no more is read than can be too much.
    QByteArray bytes = file.read(MaxJsonBytes + 1);
    if (file.error() != QFileDevice::NoError)
        return Error { path, file.errorString() };
    // Sites name the file without its folder, so that a trace does not depend on where the file lies; messages name it
    // as the user did.
    Result<std::unique_ptr<Scenario>> scenario = loadScenario(std::move(bytes), QFileInfo(path).fileName());
    if (scenario)
        return scenario;
    Error error = scenario.error();
    error.what.replace(0, QFileInfo(path).fileName().size(), path);
    return error;
}

} // namespace scenarios
