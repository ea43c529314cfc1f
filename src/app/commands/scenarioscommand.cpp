// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/allcommands.h"
#include "app/commands/arguments.h"
#include "app/commands/messages.h"
#include "app/commands/table.h"
#include "scenarios/catalogue.h"

#include <QJsonDocument>

namespace app {

namespace {

constexpr OptionSpec Options[] {
    { "json", nullptr, "an array with one object a scenario: parameters with types, ranges and defaults" },
};

// Broken between words so that no line is longer than a terminal is wide.
QString wrapped(const QString &paragraph)
{
    constexpr qsizetype Width = 96;
    QString text;
    QString line;
    for (const QString &word : paragraph.split(u' ', Qt::SkipEmptyParts)) {
        if (!line.isEmpty() && line.size() + 1 + word.size() > Width) {
            text += QStringLiteral("  %1\n").arg(line);
            line.clear();
        }
        line += (line.isEmpty() ? QString() : QStringLiteral(" ")) + word;
    }
    return text + QStringLiteral("  %1\n").arg(line);
}

QString listing()
{
    QString text;
    for (const auto &scenario : scenarios::Catalogue::scenarios()) {
        const scenarios::Scenario::Description &description = scenario->description();
        text += QStringLiteral("%1  %2\n").arg(description.name, -20).arg(description.title);
        text += wrapped(description.summary);
        if (description.needsRealClock)
            text += QStringLiteral("  Runs on the real clock only.\n");
        Table table({ { QStringLiteral("parameter"), false }, { QStringLiteral("default"), false }, { QStringLiteral("allowed"), false }, { QStringLiteral("meaning"), false } });
        for (const scenarios::Parameter &parameter : scenario->parameters())
            table.add({ parameter.name, parameter.defaultText, parameter.limits(), parameter.summary });
        if (!table.isEmpty())
            text += u'\n' + table.text(2);
        text += u'\n';
    }
    return text + QStringLiteral("Run one with: loopscope run NAME --set PARAMETER=VALUE\n");
}

int run(const Arguments &arguments)
{
    Output out;
    if (arguments.has("json"))
        out.write(QJsonDocument(scenarios::Catalogue::toJson()).toJson(QJsonDocument::Indented));
    else
        out.write(listing());
    return out.finish();
}

} // namespace

const Command scenariosCommand {
    "scenarios", "", 0, 0, "the built-in scenarios with their parameters",
    "Lists the built-in scenarios: what there is to see, and the parameters that --set of\n"
    "loopscope run can change.",
    Options, nullptr, run
};

} // namespace app
