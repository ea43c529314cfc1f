// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/wording.h"

#include "trace/timetext.h"
#include "trace/trace.h"

#include <limits>
#include <span>

namespace analysis {

namespace {

constexpr qint64 Second = 1'000'000'000;

/// Rounds half up to four significant digits; negative values stay as they are.
qint64 toFourDigits(qint64 ns)
{
    qint64 unit = 1;
    while (ns / unit >= 10'000)
        unit *= 10;
    return (ns / unit + (unit > 1 && ns % unit >= unit / 2 ? 1 : 0)) * unit;
}

template<typename Row, typename Id>
QString nameIn(const trace::Trace &trace, std::span<const Row> rows, Id id, const char *noun)
{
    const QString name = id != Id::None && trace::rowOf(id) < rows.size() ? shortened(trace.text(rows[trace::rowOf(id)].name)) : QString();
    return name.isEmpty() ? QStringLiteral("%1 %2").arg(QLatin1String(noun)).arg(trace::number(id)) : name;
}

} // namespace

QString spanText(trace::Duration d)
{
    return trace::formatDuration(trace::Duration(toFourDigits(d.count())));
}

QString momentText(trace::Timestamp t)
{
    constexpr qint64 Millisecond = 1'000'000;
    if (t.ns < Second)
        return spanText(t - trace::Timestamp {});
    const bool isUp = t.ns % Millisecond >= Millisecond / 2 && t.ns <= std::numeric_limits<qint64>::max() - Millisecond;
    const qint64 rounded = (t.ns / Millisecond + (isUp ? 1 : 0)) * Millisecond;
    return trace::formatDuration(trace::Duration(rounded));
}

QString ordinal(quint64 n)
{
    const quint64 tail = n % 100;
    const bool isTeen = tail >= 11 && tail <= 13;
    const char *suffix = isTeen ? "th" : n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th";
    return QString::number(n) + QLatin1String(suffix);
}

QString counted(quint64 n, const char *noun)
{
    return QStringLiteral("%1 %2").arg(n).arg(QLatin1String(noun)) + (n == 1 ? QString() : QStringLiteral("s"));
}

Piece link(const trace::Trace &trace, trace::TaskId id)
{
    return { nameIn(trace, trace.tasks(), id, "task"), id };
}

Piece link(const trace::Trace &trace, trace::QueueId id)
{
    return { nameIn(trace, trace.queues(), id, "queue"), id };
}

Piece link(const trace::Trace &trace, trace::WorkerId id)
{
    return { nameIn(trace, trace.workers(), id, "worker"), id };
}

Piece moment(trace::Timestamp t, std::optional<quint64> events)
{
    return { momentText(t), Moment { t, events } };
}

Piece momentOf(const trace::Trace &trace, quint64 event)
{
    return moment(trace.event(event).time, event + 1);
}

Piece place(const trace::Trace &trace, trace::SiteId id)
{
    const trace::Site site = trace.texts()->site(id);
    const QString file = trace.text(site.file);
    if (file.isEmpty())
        return {};
    const QString base = file.mid(file.lastIndexOf(u'/') + 1);
    return { site.line > 0 ? QStringLiteral("%1:%2").arg(base).arg(site.line) : base, id };
}

QString shortened(const QString &text)
{
    constexpr qsizetype Longest = 60;
    const QString line = text.left(4 * Longest).simplified();
    return line.size() <= Longest ? line : line.left(Longest - 1) + QChar(0x2026);
}

QString item(const trace::Trace &trace, trace::TextId text)
{
    const QString name = shortened(trace.text(text));
    return name.isEmpty() ? QStringLiteral("an item") : QStringLiteral("item ") + name;
}

QString ending(const trace::Trace &trace, trace::Outcome outcome, trace::TextId text)
{
    const QString error = shortened(trace.text(text));
    switch (outcome) {
    case trace::Outcome::Returned:
        return QStringLiteral("returned");
    case trace::Outcome::Raised:
        return error.isEmpty() ? QStringLiteral("raised an exception") : QStringLiteral("raised ") + error;
    case trace::Outcome::Cancelled:
        return QStringLiteral("was cancelled");
    case trace::Outcome::None:
        break;
    }
    return QStringLiteral("finished");
}

} // namespace analysis
