// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"

#include "app/commands/allcommands.h"
#include "app/commands/arguments.h"
#include "app/commands/callersenvironment.h"
#include "app/commands/messages.h"
#include "trace/nearest.h"

#include <QFileInfo>
#include <QGuiApplication>

#include <cstdio>
#include <memory>
#include <vector>

namespace app {

namespace {

const std::vector<const Command *> &allCommands()
{
    static const std::vector<const Command *> commands { &scenariosCommand, &runCommand, &recordCommand, &renderCommand, &convertCommand, &infoCommand,
        &eventsCommand, &stateCommand, &explainCommand };
    return commands;
}

QString overview()
{
    QString text = QStringLiteral("Loopscope %1, an oscilloscope for event loops\n\n"
                                  "Usage: loopscope [FILE]              the window; with FILE, that trace is open\n"
                                  "       loopscope COMMAND [ARG]...    without a window\n\n")
                       .arg(QStringLiteral(LOOPSCOPE_VERSION));
    text += QStringLiteral("Commands:\n");
    for (const Command *command : allCommands())
        text += QStringLiteral("  %1%2\n").arg(QLatin1String(command->name), -12).arg(QString::fromUtf8(command->summary));
    text += QStringLiteral("\nOptions:\n"
                           "  -h, --help    this text; after a command, the help of that command\n"
                           "  --version     the version\n");
    return text;
}

// Users of the command line read our messages; what Qt wants to tell its programmers (a missing runtime folder, an unset locale) is not for them.
void keepQtQuiet(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    if (type == QtFatalMsg)
        warn({ QStringLiteral("Qt"), message });
}

std::optional<int> perform(const Command &command, const QStringList &words, int argc, char **argv, std::optional<LiveRecording> &live)
{
    const trace::Result<Arguments> arguments = Arguments::parse(command, words);
    if (!arguments)
        return fail(ExitCode::Usage, arguments.error());
    if (arguments.value().wantsHelp()) {
        Output out;
        out.write(helpText(command));
        return out.finish();
    }
    if (&command == &recordCommand && arguments.value().has("live")) {
        trace::Result<LiveRecording> prepared = prepareLiveRecording(arguments.value());
        if (!prepared)
            return fail(ExitCode::Usage, prepared.error());
        live = std::move(prepared.value());
        return std::nullopt;
    }
    qInstallMessageHandler(keepQtQuiet);
    rememberEnvironment();
    // Always offscreen: a display that is named in the environment but not there would end the process.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const bool draws = command.drawsPictures && command.drawsPictures(arguments.value());
    const std::unique_ptr<QCoreApplication> application
        = draws ? std::make_unique<QGuiApplication>(argc, argv) : std::make_unique<QCoreApplication>(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("loopscope"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LOOPSCOPE_VERSION));
    return command.run(arguments.value());
}

// Options that Qt itself takes from the command line of a window ("-platform xcb"); they are passed on untouched.
bool isQtOption(const QString &word)
{
    static const QStringList options { QStringLiteral("platform"), QStringLiteral("platformpluginpath"), QStringLiteral("platformtheme"),
        QStringLiteral("plugin"), QStringLiteral("qwindowgeometry"), QStringLiteral("qwindowicon"), QStringLiteral("qwindowtitle"),
        QStringLiteral("reverse"), QStringLiteral("session"), QStringLiteral("display"), QStringLiteral("fontengine"),
        QStringLiteral("style"), QStringLiteral("stylesheet"), QStringLiteral("widgetcount") };
    QString name = word.section(u'=', 0, 0);
    name.remove(0, name.startsWith(QLatin1String("--")) ? 2 : 1);
    return options.contains(name);
}

int unknownWord(const QString &word)
{
    QStringList names { QStringLiteral("--help"), QStringLiteral("--version") };
    if (word.startsWith(u'-'))
        return fail(ExitCode::Usage, { word, QStringLiteral("no such option; the nearest is %1").arg(trace::nearest(word, names)) });
    names.clear();
    for (const Command *command : allCommands())
        names << QLatin1String(command->name);
    return fail(ExitCode::Usage, { word, QStringLiteral("neither a command nor a file; the nearest command is \"%1\"").arg(trace::nearest(word, names)) });
}

} // namespace

std::optional<int> runCommandLine(int argc, char **argv, std::optional<LiveRecording> &live)
{
    QStringList words;
    for (int i = 1; i < argc; ++i)
        words << QString::fromLocal8Bit(argv[i]);
    if (words.isEmpty() || (words.constFirst().startsWith(u'-') && isQtOption(words.constFirst())))
        return std::nullopt;
    const QString first = words.takeFirst();
    Output out;
    if (first == QLatin1String("--help") || first == QLatin1String("-h")) {
        out.write(overview());
        return out.finish();
    }
    if (first == QLatin1String("--version")) {
        out.write(QStringLiteral("loopscope %1\n").arg(QStringLiteral(LOOPSCOPE_VERSION)));
        return out.finish();
    }
    for (const Command *command : allCommands()) {
        if (first == QLatin1String(command->name))
            return perform(*command, words, argc, argv, live);
    }
    if (!first.startsWith(u'-') && QFileInfo::exists(first))
        return std::nullopt;
    return unknownWord(first);
}

} // namespace app
