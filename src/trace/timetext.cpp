// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/timetext.h"

#include <array>

namespace trace {

namespace {

struct Unit
{
    QStringView name;
    int decimals; ///< ns = 10^decimals of them
};

constexpr std::array<Unit, 6> Units { { { u"", 9 }, { u"s", 9 }, { u"ms", 6 }, { u"us", 3 }, { u"\u00b5s", 3 }, { u"ns", 0 } } };

constexpr quint64 Limit = quint64(1) << 62;

/// text is digits only; false when the number would pass the limit.
bool appendDigits(quint64 &value, QStringView digits)
{
    for (const QChar c : digits) {
        const auto digit = static_cast<quint64>(c.unicode() - u'0');
        if (value > (Limit - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    return true;
}

qsizetype countDigits(QStringView text)
{
    qsizetype n = 0;
    while (n < text.size() && text[n] >= u'0' && text[n] <= u'9')
        ++n;
    return n;
}

QString decimal(quint64 value, int decimals)
{
    QString digits = QString::number(value);
    if (decimals == 0)
        return digits;
    if (digits.size() <= decimals)
        digits.prepend(QString(decimals + 1 - digits.size(), u'0'));
    digits.insert(digits.size() - decimals, u'.');
    return digits;
}

} // namespace

std::optional<Duration> parseDuration(QStringView text)
{
    text = text.trimmed();
    const QStringView whole = text.first(countDigits(text));
    QStringView rest = text.sliced(whole.size());
    QStringView fraction;
    if (rest.startsWith(u'.')) {
        fraction = rest.sliced(1, countDigits(rest.sliced(1)));
        if (fraction.isEmpty())
            return std::nullopt;
        rest = rest.sliced(1 + fraction.size());
    }
    if (whole.isEmpty() && fraction.isEmpty())
        return std::nullopt;
    rest = rest.trimmed();
    for (const Unit &unit : Units) {
        if (rest != unit.name)
            continue;
        while (fraction.endsWith(u'0'))
            fraction.chop(1);
        if (fraction.size() > unit.decimals)
            return std::nullopt;
        quint64 ns = 0;
        const QString padding(unit.decimals - fraction.size(), u'0');
        if (!appendDigits(ns, whole) || !appendDigits(ns, fraction) || !appendDigits(ns, padding))
            return std::nullopt;
        return Duration(static_cast<qint64>(ns));
    }
    return std::nullopt;
}

QString formatDuration(Duration d)
{
    const bool isNegative = d.count() < 0;
    const quint64 ns = isNegative ? quint64(0) - static_cast<quint64>(d.count()) : static_cast<quint64>(d.count());
    if (ns == 0)
        return QStringLiteral("0 s");
    const Unit unit = ns >= 1'000'000'000 ? Units[1] : ns >= 1'000'000 ? Units[2] : ns >= 1'000 ? Units[3] : Units[5];
    QString digits = decimal(ns, unit.decimals);
    if (unit.decimals > 0) {
        while (digits.endsWith(u'0'))
            digits.chop(1);
        if (digits.endsWith(u'.'))
            digits.chop(1);
    }
    return (isNegative ? QStringLiteral("-") : QString()) + digits + u' ' + unit.name.toString();
}

QString formatSeconds(Timestamp t, int decimals)
{
    decimals = std::clamp(decimals, 0, 9);
    const bool isNegative = t.ns < 0;
    quint64 value = isNegative ? quint64(0) - static_cast<quint64>(t.ns) : static_cast<quint64>(t.ns);
    quint64 step = 1;
    for (int n = decimals; n < 9; ++n)
        step *= 10;
    value = (value + step / 2) / step;
    return (isNegative && value != 0 ? QStringLiteral("-") : QString()) + decimal(value, decimals);
}

} // namespace trace
