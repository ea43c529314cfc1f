// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromereader.h"

#include "formats/chromeargs.h"
#include "formats/jsonscanner.h"

#include <QJsonDocument>

#include <algorithm>
#include <cmath>
#include <vector>

namespace formats {

namespace {

constexpr qsizetype LongestValue = qsizetype(16) << 20; // of one record or of otherData
constexpr qsizetype ProgressStride = 1 << 20; // bytes

class ChromeReader
{
public:
    ChromeReader(QByteArrayView bytes, const QString &name, const Progress &progress)
        : m_bytes(bytes), m_name(name), m_progress(progress), m_scan(bytes), m_texts(std::make_shared<trace::TextTable>())
    {
    }

    trace::Result<Loaded> read();

private:
    using Failure = std::optional<trace::Error>;

    Failure readTop();
    Failure readMember(const QString &key);
    Failure readRecords();
    Failure readRecord(QByteArrayView bytes, qsizetype offset);
    Failure take(const QJsonObject &args, double microseconds, qsizetype offset);
    [[nodiscard]] trace::Error errorAt(qsizetype offset, const QString &why) const;
    [[nodiscard]] trace::Error ofOthers() const
    {
        return { m_name, QStringLiteral("Chrome trace events of another program; only those that Loopscope wrote can be read") };
    }
    /// What to answer where the text goes on with nothing that it may go on with: cut off where it ends, else an error.
    Failure brokenHere();
    [[nodiscard]] Loaded build();

    QByteArrayView m_bytes;
    QString m_name;
    const Progress &m_progress;
    JsonScanner m_scan;
    std::shared_ptr<trace::TextTable> m_texts;
    std::vector<NumberedEvent> m_events;
    trace::TraceInfo m_info;
    qint64 m_endNs = 0;
    quint64 m_expected = 0;
    bool m_isOurs = false;
    bool m_isCutOff = false;
    qsizetype m_reported = 0;
};

trace::Error ChromeReader::errorAt(qsizetype offset, const QString &why) const
{
    return { QStringLiteral("%1:%2").arg(m_name).arg(lineOf(m_bytes, offset)), why };
}

ChromeReader::Failure ChromeReader::brokenHere()
{
    const qsizetype at = m_scan.position();
    if (m_bytes.size() - at > LongestValue)
        return errorAt(at, QStringLiteral("a value begins here that does not end within 16 MB"));
    m_isCutOff = true;
    return {};
}

ChromeReader::Failure ChromeReader::take(const QJsonObject &args, double microseconds, qsizetype offset)
{
    const double ns = microseconds * 1000.0;
    if (!(ns >= 0 && ns < 9.2e18))
        return errorAt(offset, QStringLiteral("ts: not a time from 0 to 292 years"));
    trace::Result<NumberedEvent> read = readChromeArgs(args, *m_texts);
    if (!read)
        return errorAt(offset, read.error().message());
    read.value().event.time = { std::llround(ns) };
    m_events.push_back(read.value());
    return {};
}

ChromeReader::Failure ChromeReader::readRecord(QByteArrayView bytes, qsizetype offset)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromRawData(bytes.data(), bytes.size()), &problem);
    if (problem.error != QJsonParseError::NoError)
        return errorAt(offset + problem.offset, QStringLiteral("not JSON: %1").arg(problem.errorString()));
    const QJsonObject record = document.object();
    const QJsonObject args = record.value(QLatin1String("args")).toObject();
    if (!args.contains(QLatin1String("seq")) || !args.contains(QLatin1String("kind")))
        return {};
    const double ts = record.value(QLatin1String("ts")).toDouble(-1);
    if (const Failure failure = take(args, ts, offset))
        return failure;
    const QJsonObject end = args.value(QLatin1String("end")).toObject();
    return end.isEmpty() ? Failure() : take(end, ts + record.value(QLatin1String("dur")).toDouble(0), offset);
}

ChromeReader::Failure ChromeReader::readRecords()
{
    m_scan.take('[');
    while (!m_scan.take(']')) {
        const char next = m_scan.peek();
        const qsizetype offset = m_scan.position();
        if (next != '{' && next != '\0')
            return errorAt(offset, QStringLiteral("a trace event is expected here"));
        const std::optional<QByteArrayView> record = m_scan.value(LongestValue);
        if (!record)
            return brokenHere();
        if (const Failure failure = readRecord(*record, offset))
            return failure;
        m_scan.take(',');
        if (m_progress && offset - m_reported >= ProgressStride) {
            m_reported = offset;
            if (!m_progress(static_cast<quint64>(offset), static_cast<quint64>(m_bytes.size())))
                return cancelled();
        }
    }
    return {};
}

ChromeReader::Failure ChromeReader::readMember(const QString &key)
{
    if (key == QLatin1String("traceEvents") && m_scan.peek() == '[') {
        if (!m_isOurs)
            return ofOthers();
        return readRecords();
    }
    const qsizetype offset = m_scan.position();
    const std::optional<QByteArrayView> value = m_scan.value(LongestValue);
    if (!value)
        return brokenHere();
    if (key != QLatin1String("otherData"))
        return {};
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromRawData(value->data(), value->size()), &problem);
    if (problem.error != QJsonParseError::NoError)
        return errorAt(offset + problem.offset, QStringLiteral("not JSON: %1").arg(problem.errorString()));
    const QJsonObject otherData = document.object();
    m_isOurs = readChromeHeader(otherData, m_info, m_endNs);
    m_expected = otherData.value(QLatin1String("events")).toString().toULongLong();
    return {};
}

ChromeReader::Failure ChromeReader::readTop()
{
    if (!m_scan.take('{'))
        return ofOthers();
    while (!m_isCutOff && !m_scan.take('}')) {
        if (m_scan.atEnd())
            return brokenHere();
        const qsizetype offset = m_scan.position();
        if (m_scan.peek() != '"')
            return errorAt(offset, QStringLiteral("a key is expected here"));
        const std::optional<QByteArrayView> key = m_scan.value(LongestValue);
        if (!key)
            return brokenHere();
        if (!m_scan.take(':')) {
            if (m_scan.atEnd())
                return brokenHere();
            return errorAt(m_scan.position(), QStringLiteral("a colon is expected here"));
        }
        if (const Failure failure = readMember(QString::fromUtf8(key->sliced(1, key->size() - 2))))
            return failure;
        m_scan.take(',');
    }
    return {};
}

Loaded ChromeReader::build()
{
    std::stable_sort(m_events.begin(), m_events.end(), [](const NumberedEvent &a, const NumberedEvent &b) { return a.seq < b.seq; });
    Loaded loaded;
    loaded.trace = std::make_unique<trace::Trace>(std::move(m_info), m_texts);
    for (const NumberedEvent &numbered : m_events)
        loaded.trace->append(numbered.event);
    loaded.isCutOff = m_isCutOff || m_events.size() < m_expected;
    if (!loaded.isCutOff)
        loaded.trace->advanceTo({ m_endNs });
    if (m_isCutOff)
        loaded.remark = QStringLiteral("is cut off in line %1: %2 of %3 events can be read")
                            .arg(lineOf(m_bytes, m_bytes.size()))
                            .arg(m_events.size())
                            .arg(m_expected);
    else if (loaded.isCutOff)
        loaded.remark = QStringLiteral("holds %1 of the %2 events it was written with").arg(m_events.size()).arg(m_expected);
    return loaded;
}

trace::Result<Loaded> ChromeReader::read()
{
    if (const Failure failure = readTop())
        return *failure;
    if (!m_isOurs)
        return trace::Error { m_name, m_isCutOff ? QStringLiteral("cut off before its first event") : QStringLiteral("holds no trace events of Loopscope") };
    return build();
}

} // namespace

trace::Result<Loaded> readChrome(QByteArrayView bytes, const QString &nameForMessages, const Progress &progress)
{
    return ChromeReader(bytes, nameForMessages, progress).read();
}

} // namespace formats
