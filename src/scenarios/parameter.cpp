// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/parameter.h"

#include "scenarios/messagetext.h"
#include "trace/nearest.h"
#include "trace/timetext.h"

#include <QJsonArray>

#include <cmath>
#include <optional>

using trace::Duration;
using trace::Error;
using trace::Result;

namespace scenarios {

namespace {

std::optional<DurationRange> parseRange(QStringView text)
{
    const qsizetype dots = text.indexOf(QStringLiteral(".."));
    if (dots < 0) {
        const auto fixed = trace::parseDuration(text.trimmed());
        return fixed ? std::optional(DurationRange { *fixed, *fixed }) : std::nullopt;
    }
    const auto low = trace::parseDuration(text.left(dots).trimmed());
    const auto high = trace::parseDuration(text.mid(dots + 2).trimmed());
    if (!low || !high)
        return std::nullopt;
    return DurationRange { *low, *high };
}

std::optional<bool> parseBoolean(QStringView text)
{
    const QString word = text.toString().toLower();
    if (word == QStringLiteral("true") || word == QStringLiteral("yes") || word == QStringLiteral("on")
        || word == QStringLiteral("1"))
        return true;
    if (word == QStringLiteral("false") || word == QStringLiteral("no") || word == QStringLiteral("off")
        || word == QStringLiteral("0"))
        return false;
    return std::nullopt;
}

Parameter basic(Parameter::Type type, QString name, QString summary, QString defaultText)
{
    Parameter p;
    p.type = type;
    p.name = std::move(name);
    p.summary = std::move(summary);
    p.defaultText = std::move(defaultText);
    return p;
}

} // namespace

Parameter Parameter::integer(
    QString name, QString summary, qint64 minimum, qint64 maximum, QString defaultText, QStringList words)
{
    Parameter p = basic(Type::Integer, std::move(name), std::move(summary), std::move(defaultText));
    p.minimum = minimum;
    p.maximum = maximum;
    p.words = std::move(words);
    return p;
}

Parameter Parameter::number(QString name, QString summary, double least, double most, QString defaultText)
{
    Parameter p = basic(Type::Number, std::move(name), std::move(summary), std::move(defaultText));
    p.least = least;
    p.most = most;
    return p;
}

Parameter Parameter::duration(QString name, QString summary, Duration minimum, Duration maximum, QString defaultText)
{
    Parameter p = basic(Type::Duration, std::move(name), std::move(summary), std::move(defaultText));
    p.minimum = minimum.count();
    p.maximum = maximum.count();
    return p;
}

Parameter Parameter::durationRange(
    QString name, QString summary, Duration minimum, Duration maximum, QString defaultText)
{
    Parameter p = duration(std::move(name), std::move(summary), minimum, maximum, std::move(defaultText));
    p.type = Type::DurationRange;
    return p;
}

Parameter Parameter::choice(QString name, QString summary, QStringList words, QString defaultText)
{
    Parameter p = basic(Type::Choice, std::move(name), std::move(summary), std::move(defaultText));
    p.words = std::move(words);
    return p;
}

Parameter Parameter::boolean(QString name, QString summary, bool value)
{
    return basic(
        Type::Boolean, std::move(name), std::move(summary), value ? QStringLiteral("true") : QStringLiteral("false"));
}

Result<QString> Parameter::check(QStringView text) const
{
    const QStringView value = text.trimmed();
    const auto refuse = [&](const QString &why) { return Error { name, quoted(value) + QLatin1Char(' ') + why }; };
    const auto outside = [&] { return Error { name, printable(value) + QStringLiteral(" is not in ") + limits() }; };
    switch (type) {
    case Type::Integer: {
        if (words.contains(value))
            return value.toString();
        bool isNumber = false;
        const qint64 n = value.toLongLong(&isNumber);
        if (!isNumber)
            return refuse(QStringLiteral("is not an integer in ") + limits());
        if (n < minimum || n > maximum)
            return outside();
        return QString::number(n);
    }
    case Type::Number: {
        bool isNumber = false;
        const double x = value.toDouble(&isNumber);
        if (!isNumber || !std::isfinite(x))
            return refuse(QStringLiteral("is not a number in ") + limits());
        if (x < least || x > most)
            return outside();
        return value.toString();
    }
    case Type::Duration:
    case Type::DurationRange: {
        const bool isRange = type == Type::DurationRange;
        const auto fixed = isRange ? std::nullopt : trace::parseDuration(value);
        const auto range = isRange ? parseRange(value)
            : fixed                ? std::optional(DurationRange { *fixed, *fixed })
                                   : std::nullopt;
        if (!range)
            return refuse(isRange ? QStringLiteral("is not a range of times like 0.5s..1.5s")
                                  : QStringLiteral("is not a time like 1.25, 980ms or 12us"));
        if (range->low > range->high)
            return refuse(QStringLiteral("begins after it ends"));
        if (range->low.count() < minimum || range->high.count() > maximum)
            return outside();
        return value.toString();
    }
    case Type::Choice:
        if (!words.contains(value))
            return refuse(QStringLiteral("is not one of ") + limits() + QStringLiteral("; the nearest is ")
                + trace::nearest(value, words));
        return value.toString();
    case Type::Boolean: {
        const auto truth = parseBoolean(value);
        if (!truth)
            return refuse(QStringLiteral("is neither true nor false"));
        return *truth ? QStringLiteral("true") : QStringLiteral("false");
    }
    }
    Q_UNREACHABLE();
}

QString Parameter::limits() const
{
    switch (type) {
    case Type::Integer: {
        const QString range = QStringLiteral("%1..%2").arg(minimum).arg(maximum);
        return words.isEmpty() ? range : range + QStringLiteral(" or ") + words.join(QStringLiteral(", "));
    }
    case Type::Number:
        return QStringLiteral("%1..%2").arg(QString::number(least), QString::number(most));
    case Type::Duration:
    case Type::DurationRange:
        return QStringLiteral("%1..%2").arg(
            trace::formatDuration(Duration(minimum)), trace::formatDuration(Duration(maximum)));
    case Type::Choice:
        return words.join(QStringLiteral(", "));
    case Type::Boolean:
        return QStringLiteral("true, false");
    }
    Q_UNREACHABLE();
}

QJsonObject Parameter::toJson() const
{
    QJsonObject json { { QStringLiteral("name"), name }, { QStringLiteral("summary"), summary },
        { QStringLiteral("type"), nameOf(type) } };
    const QString min = QStringLiteral("min"), max = QStringLiteral("max"), standard = QStringLiteral("default");
    json[standard] = defaultText;
    switch (type) {
    case Type::Integer: {
        json[min] = minimum;
        json[max] = maximum;
        bool isNumber = false;
        const qint64 n = defaultText.toLongLong(&isNumber);
        if (isNumber)
            json[standard] = n;
        break;
    }
    case Type::Number:
        json[min] = least;
        json[max] = most;
        json[standard] = defaultText.toDouble();
        break;
    case Type::Duration:
    case Type::DurationRange:
        json[QStringLiteral("min_ns")] = minimum;
        json[QStringLiteral("max_ns")] = maximum;
        break;
    case Type::Choice:
        break;
    case Type::Boolean:
        json[standard] = defaultText == QStringLiteral("true");
        break;
    }
    if (!words.isEmpty())
        json[QStringLiteral("choices")] = QJsonArray::fromStringList(words);
    return json;
}

QString nameOf(Parameter::Type type)
{
    switch (type) {
    case Parameter::Type::Integer:
        return QStringLiteral("integer");
    case Parameter::Type::Number:
        return QStringLiteral("number");
    case Parameter::Type::Duration:
        return QStringLiteral("duration");
    case Parameter::Type::DurationRange:
        return QStringLiteral("duration-range");
    case Parameter::Type::Choice:
        return QStringLiteral("choice");
    case Parameter::Type::Boolean:
        return QStringLiteral("boolean");
    }
    Q_UNREACHABLE();
}

qint64 integerOf(const Values &values, const QString &name)
{
    bool isNumber = false;
    const qint64 n = values.value(name).toLongLong(&isNumber);
    Q_ASSERT(isNumber);
    return n;
}

double numberOf(const Values &values, const QString &name)
{
    bool isNumber = false;
    const double x = values.value(name).toDouble(&isNumber);
    Q_ASSERT(isNumber);
    return x;
}

Duration durationOf(const Values &values, const QString &name)
{
    const auto duration = trace::parseDuration(values.value(name));
    Q_ASSERT(duration);
    return duration.value_or(Duration(0));
}

DurationRange durationRangeOf(const Values &values, const QString &name)
{
    const auto range = parseRange(values.value(name));
    Q_ASSERT(range);
    return range.value_or(DurationRange {});
}

bool booleanOf(const Values &values, const QString &name) { return values.value(name) == QStringLiteral("true"); }

} // namespace scenarios
