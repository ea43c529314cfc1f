// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chrometracks.h"

namespace formats {

namespace {

constexpr qint64 TextNumbers = qint64(1) << 62; // where the numbers of pids and tids that are texts begin

bool isIn(qint64 value)
{
    return value >= -ForeignTrace::MostTime && value <= ForeignTrace::MostTime;
}

} // namespace

qint64 ChromeTracks::numberOf(const JsonToken &token)
{
    const char *at = token.begin;
    if (token.kind == JsonToken::Kind::Number && token.end - at < 18) {
        qint64 value = 0;
        for (; *at >= '0' && *at <= '9'; ++at)
            value = value * 10 + (*at - '0');
        if (at == token.end)
            return value;
    }
    if (!token)
        return 0;
    // Whole ones are themselves; one with a fraction, or beyond what can be told from one, is a text like any other.
    if (const std::optional<qint64> thousandths = scaledNumber(token, 3); thousandths && *thousandths % 1000 == 0)
        return *thousandths / 1000;
    return TextNumbers + trace::number(nameOf(token));
}

trace::TextId ChromeTracks::nameOf(const JsonToken &token)
{
    if (token.hasEscapes)
        return m_names.of(token.utf8());
    return m_names.of(token.bytes());
}

quint32 ChromeTracks::processOf(const ChromeRecord &record)
{
    const qint64 pid = numberOf(record.pid());
    const quint32 process = m_recording.process(pid);
    if (pid >= TextNumbers && !m_textPids.contains(pid)) {
        m_textPids.insert(pid);
        m_recording.nameProcess(process, QString::fromUtf8(record.pid().utf8()));
    }
    return process;
}

quint32 ChromeTracks::newTrack(const ChromeRecord &record, qint64 pid, qint64 tid)
{
    const auto known = m_tracks.constFind({ pid, tid });
    if (known != m_tracks.constEnd())
        return *known;
    const QString fallback = record.tid() ? QString::fromUtf8(record.tid().utf8()) : QStringLiteral("0");
    const quint32 track = m_recording.addTrack(processOf(record), record.tid().isText() && tid >= TextNumbers ? fallback : QStringLiteral("thread ") + fallback);
    m_tracks.insert({ pid, tid }, track);
    return track;
}

quint32 ChromeTracks::trackOf(const ChromeRecord &record)
{
    const qint64 pid = numberOf(record.pid());
    const qint64 tid = numberOf(record.tid());
    KnownTrack &recent = m_recent[static_cast<std::size_t>(quint64(pid) * 7 + quint64(tid)) % m_recent.size()];
    if (recent.track == ~0u || recent.pid != pid || recent.tid != tid)
        recent = { pid, tid, newTrack(record, pid, tid) };
    return recent.track;
}

// Ids are those of one process unless they say otherwise.
quint64 ChromeTracks::spanIdOf(const ChromeRecord &record)
{
    quint64 hash = hashOf(record.category().bytes());
    hash = hashOf(record.idScope().bytes(), hash);
    if (record.id2()) {
        const JsonToken global = memberOf(record.id2(), "global");
        const JsonToken id = global ? global : memberOf(record.id2(), "local");
        return hashOf(id.bytes(), hash ^ (global ? 1 : 2));
    }
    return hashOf(record.id().bytes(), hash);
}

// Arrows go from process to process: their ids are those of the whole trace.
quint64 ChromeTracks::flowIdOf(const ChromeRecord &record)
{
    return spanIdOf(record) ^ (hashOf(record.name().bytes()) << 1);
}

void ChromeTracks::takeMetadata(const ChromeRecord &record)
{
    const QByteArrayView what = record.name().bytes();
    const auto text = [&record](const char *key) { return QString::fromUtf8(memberOf(record.args(), key).utf8()); };
    const auto order = [&record] { return scaledNumber(memberOf(record.args(), "sort_index"), 0); };
    if (what == "thread_name")
        m_recording.nameTrack(trackOf(record), text("name"));
    else if (what == "process_name")
        m_recording.nameProcess(processOf(record), text("name"));
    else if (what == "thread_sort_index" && order())
        m_recording.orderTrack(trackOf(record), *order());
    else if (what == "process_sort_index" && order())
        m_recording.orderProcess(processOf(record), *order());
}

void ChromeTracks::takeCounter(const ChromeRecord &record, qint64 time)
{
    const qint64 pid = numberOf(record.pid());
    const quint64 group = hashOf(record.id().bytes(), hashOf(record.name().bytes(), static_cast<quint64>(pid)));
    forEachMember(record.args(), [&](const JsonToken &key, const JsonToken &value) {
        const std::optional<qint64> thousandths = scaledNumber(value, 3);
        if (!thousandths) {
            ++m_recording.repairs().badCounters;
            return true;
        }
        const quint64 hash = hashOf(key.bytes(), group);
        auto known = m_counters.find(hash);
        if (known == m_counters.end()) {
            QString name = QString::fromUtf8(record.name().utf8());
            if (record.id())
                name += QStringLiteral(" [%1]").arg(QString::fromUtf8(record.id().utf8()));
            if (const QString part = QString::fromUtf8(key.utf8()); part != QLatin1String("value") && part != name && !part.isEmpty())
                name += QStringLiteral(": ") + part;
            known = m_counters.insert(hash, m_recording.addCounter(processOf(record), name));
        }
        m_recording.count(*known, time, *thousandths);
        return true;
    });
}

void ChromeTracks::takeSlice(const ChromeRecord &record, qint64 time)
{
    qint64 length = 0;
    if (record.duration()) {
        const std::optional<qint64> given = nanosecondsOf(record.duration());
        if (given && *given >= 0 && *given <= ForeignTrace::MostTime)
            length = *given;
        else
            ++m_recording.repairs().badDurations;
    } else {
        ++m_recording.repairs().badDurations;
    }
    m_recording.slice(trackOf(record), time, length, nameOf(record.name()), argsOf(record));
}

void ChromeTracks::takeSpan(const ChromeRecord &record, qint64 time)
{
    const char letter = record.letter();
    if (letter == 'b' || letter == 'S')
        m_recording.beginSpan(processOf(record), spanIdOf(record), time, nameOf(record.name()), argsOf(record));
    else
        m_recording.endSpan(processOf(record), spanIdOf(record), time, nameOf(record.name()), argsOf(record));
}

void ChromeTracks::takeFlow(const ChromeRecord &record, qint64 time)
{
    const quint32 track = trackOf(record);
    const quint64 id = flowIdOf(record);
    if (record.letter() == 's')
        m_recording.beginFlow(track, id, time, nameOf(record.name()));
    else if (record.letter() == 't')
        m_recording.passFlow(track, id, time, nameOf(record.name()));
    else
        m_recording.endFlow(track, id, time, nameOf(record.name()));
}

void ChromeTracks::take(const ChromeRecord &record)
{
    const char letter = record.letter();
    if (letter == 'M')
        return takeMetadata(record);
    const std::optional<qint64> time = nanosecondsOf(record.time());
    if (!time || !isIn(*time)) {
        ++m_recording.repairs().badTimes;
        return;
    }
    switch (letter) {
    case 'B':
        return m_recording.begin(trackOf(record), *time, nameOf(record.name()), argsOf(record));
    case 'E':
        return m_recording.end(trackOf(record), *time, nameOf(record.name()), argsOf(record));
    case 'X':
        return takeSlice(record, *time);
    case 'b':
    case 'e':
    case 'S':
    case 'F':
        return takeSpan(record, *time);
    case 's':
    case 't':
    case 'f':
        return takeFlow(record, *time);
    case 'C':
        return takeCounter(record, *time);
    case 'i':
    case 'I':
    case 'R':
    case 'n':
    case 'T':
    case 'p':
        return m_recording.instant(trackOf(record), *time, nameOf(record.name()), record.instantScope().bytes() == "g", argsOf(record));
    default:
        ++m_recording.repairs().passedOver;
    }
}

} // namespace formats
