// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/arguments.h"

#include "trace/nearest.h"

#include <QCommandLineParser>

namespace app {

namespace {

const OptionSpec *optionNamed(const Command &command, const QString &name)
{
    for (const OptionSpec &option : command.options) {
        if (name == QLatin1String(option.name))
            return &option;
    }
    return nullptr;
}

trace::Error unknownOption(const Command &command, const QString &name)
{
    QStringList known { QStringLiteral("help") };
    for (const OptionSpec &option : command.options)
        known << QLatin1String(option.name);
    return { dashed(name),
        QStringLiteral("\"%1\" has no such option; the nearest is %2")
            .arg(QLatin1String(command.name), dashed(trace::nearest(name, known))) };
}

// Qt's sentence ("Missing value after '--seed'.") in the shape of our messages.
trace::Error ofParser(const Command &command, QString text)
{
    if (text.endsWith(u'.'))
        text.chop(1);
    if (!text.isEmpty())
        text[0] = text.at(0).toLower();
    return { QLatin1String(command.name), text };
}

QString operandProblem(const Command &command, const QStringList &operands)
{
    const QString wanted = QLatin1String(command.operands);
    if (operands.size() < command.leastOperands)
        return QStringLiteral("%1 is missing; see loopscope %2 --help").arg(wanted, QLatin1String(command.name));
    if (operands.size() <= command.mostOperands)
        return {};
    const QString &surplus = operands.at(command.mostOperands);
    return command.mostOperands == 0 ? QStringLiteral("takes no operand, but \"%1\" is given").arg(surplus)
                                     : QStringLiteral("\"%1\" is one word too many after %2").arg(surplus, wanted);
}

} // namespace

QString dashed(const QString &option)
{
    return (option.size() == 1 ? QStringLiteral("-") : QStringLiteral("--")) + option;
}

trace::Result<Arguments> Arguments::parse(const Command &command, const QStringList &words)
{
    QCommandLineParser parser;
    QCommandLineOption help(QStringList { QStringLiteral("h"), QStringLiteral("help") });
    parser.addOption(help);
    for (const OptionSpec &spec : command.options) {
        QCommandLineOption option(QString(QLatin1String(spec.name)));
        if (spec.value)
            option.setValueName(QLatin1String(spec.value));
        parser.addOption(option);
    }
    const bool isWhole = parser.parse(QStringList { QStringLiteral("loopscope") } + words);
    Arguments arguments;
    arguments.m_wantsHelp = parser.isSet(help);
    if (arguments.m_wantsHelp)
        return arguments;
    if (const QStringList unknown = parser.unknownOptionNames(); !unknown.isEmpty())
        return unknownOption(command, unknown.constFirst());
    if (!isWhole)
        return ofParser(command, parser.errorText());
    for (const QString &name : parser.optionNames()) {
        const OptionSpec *spec = optionNamed(command, name);
        if (!spec)
            continue;
        const QStringList values = spec->value ? parser.values(name) : QStringList();
        if (values.size() > 1 && !spec->isRepeatable)
            return trace::Error { dashed(name), QStringLiteral("is given twice, as \"%1\" and as \"%2\"").arg(values.at(0), values.at(1)) };
        arguments.m_values.insert(name, values);
    }
    arguments.m_operands = parser.positionalArguments();
    if (const QString problem = operandProblem(command, arguments.m_operands); !problem.isEmpty())
        return trace::Error { QLatin1String(command.name), problem };
    return arguments;
}

QString helpText(const Command &command)
{
    QString text = QStringLiteral("Usage: loopscope %1").arg(QLatin1String(command.name));
    if (*command.operands)
        text += u' ' + QLatin1String(command.operands);
    text += QStringLiteral(" [OPTION]...\n\n%1\n\nOptions:\n").arg(QString::fromUtf8(command.details));
    const auto row = [&text](const QString &left, const QString &right) {
        constexpr int Column = 24;
        text += QStringLiteral("  ") + left.leftJustified(Column - 2, u' ');
        if (left.size() > Column - 4)
            text += u'\n' + QString(Column, u' ');
        text += QString(right).replace(u'\n', u'\n' + QString(Column, u' ')) + u'\n';
    };
    for (const OptionSpec &option : command.options) {
        QString left = dashed(QLatin1String(option.name));
        if (option.value)
            left += u' ' + QLatin1String(option.value);
        row(left, QString::fromUtf8(option.summary));
    }
    row(QStringLiteral("-h, --help"), QStringLiteral("this text"));
    return text;
}

} // namespace app
