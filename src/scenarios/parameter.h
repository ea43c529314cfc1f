// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"
#include "trace/time.h"

#include <QJsonObject>
#include <QMap>
#include <QString>
#include <QStringList>

namespace scenarios {

/// A span of time from which delays are drawn uniformly, both ends possible.
struct DurationRange
{
    trace::Duration low {};
    trace::Duration high {};

    bool operator==(const DurationRange &) const = default;
};

/// What a user may set on a scenario: its name, what it means, its type, limits and default. A value is text everywhere
/// (command line, parameter pane, trace metadata); check() says whether it is one and writes it in its plain form.
struct Parameter
{
    enum class Type {
        Integer, ///< in [minimum, maximum], or one of `words`
        Number, ///< decimal, in [least, most]
        Duration, ///< as trace::parseDuration reads it, in [minimum, maximum] ns
        DurationRange, ///< "T0..T1", or one T for a fixed time; both in [minimum, maximum] ns
        Choice, ///< one of `words`
        Boolean, ///< "true" or "false"
    };

    QString name; ///< as in `--set name=value`: lower case with hyphens
    QString summary; ///< one sentence for lists and tool tips
    QString defaultText; ///< passes check()
    Type type = Type::Integer;
    qint64 minimum = 0;
    qint64 maximum = 0;
    double least = 0;
    double most = 0;
    QStringList words; ///< the choices; of an integer, words that stand for a number ("all")

    static Parameter integer(
        QString name, QString summary, qint64 minimum, qint64 maximum, QString defaultText, QStringList words = {});
    static Parameter number(QString name, QString summary, double least, double most, QString defaultText);
    static Parameter duration(
        QString name, QString summary, trace::Duration minimum, trace::Duration maximum, QString defaultText);
    static Parameter durationRange(
        QString name, QString summary, trace::Duration minimum, trace::Duration maximum, QString defaultText);
    static Parameter choice(QString name, QString summary, QStringList words, QString defaultText);
    static Parameter boolean(QString name, QString summary, bool value);

    /// The value in its plain form (no blanks around it, "true" for "yes"), or an error that names this parameter and
    /// the range or the nearest valid word.
    [[nodiscard]] trace::Result<QString> check(QStringView text) const;
    /// What is allowed, as a message says it: "1..64", "1..64 or all", "0 s..1 h", "pool, loop, cooperative".
    [[nodiscard]] QString limits() const;
    /// name, summary, type, default, and min and max or choices, as `scenarios --json` prints them.
    [[nodiscard]] QJsonObject toJson() const;
};

/// "integer", "number", "duration", "duration-range", "choice", "boolean".
[[nodiscard]] QString nameOf(Parameter::Type type);

/// Parameter name -> text. One that Scenario::check has returned holds every parameter of the scenario.
using Values = QMap<QString, QString>;

// Typed reading of checked values; the parameter must be there and of that type.
[[nodiscard]] qint64 integerOf(const Values &values, const QString &name);
[[nodiscard]] double numberOf(const Values &values, const QString &name);
[[nodiscard]] trace::Duration durationOf(const Values &values, const QString &name);
[[nodiscard]] DurationRange durationRangeOf(const Values &values, const QString &name);
[[nodiscard]] bool booleanOf(const Values &values, const QString &name);

} // namespace scenarios
