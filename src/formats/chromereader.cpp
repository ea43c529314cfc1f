// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chromereader.h"

#include "formats/chromeargs.h"
#include "formats/chrometracks.h"
#include "formats/eventblock.h"
#include "formats/foreignreading.h"
#include "formats/ownevents.h"

#include <QJsonDocument>

namespace formats {

namespace {

class ChromeReader
{
public:
    ChromeReader(ByteSource &source, const QString &name, const Progress &progress, const Preview &preview)
        : m_window(source), m_at(m_window.begin()), m_name(name), m_reading(source, name, QStringLiteral("Chrome trace events"), progress, preview),
          m_tracks(m_reading.recording(), m_reading.names()), m_own(m_reading.texts())
    {
    }

    trace::Result<Loaded> read();

private:
    using Failure = std::optional<trace::Error>;
    enum class Maker : quint8 { NotKnown, Us, Others };

    /// Reads on; false at the end of the text, and where the work was ended: then m_failure.
    bool more();
    /// The next byte that is no white space; zero at the end.
    char next();
    Failure readTop();
    Failure readMembers();
    Failure readMember(QByteArrayView key);
    Failure readHeader();
    Failure readRecords(bool isArray);
    Failure readRecord();
    Failure take(const ChromeRecord &record);
    Failure takeOwn(const ChromeRecord &record);
    Failure passOver();
    /// What to answer where the text goes on with nothing that it may go on with.
    Failure brokenHere(const QString &why);
    [[nodiscard]] trace::Error errorHere(const QString &why) const { return { QStringLiteral("%1:%2").arg(m_name).arg(m_window.lineOf(m_at)), why }; }
    [[nodiscard]] trace::Result<Loaded> finish();

    ByteWindow m_window;
    const char *m_at;
    QString m_name;
    ForeignReading m_reading;
    ChromeTracks m_tracks;
    RecordScanner m_scanner;
    ChromeRecord m_record;
    OwnEvents m_own;
    EventArgs m_args;
    Failure m_failure;
    Maker m_maker = Maker::NotKnown;
    bool m_isCutOff = false;
    bool m_hasRecords = false;
};

bool ChromeReader::more()
{
    if (m_failure || !m_window.readOn(m_at))
        return false;
    m_reading.showPreview(m_own);
    if (!m_reading.goesOn())
        m_failure = cancelled();
    return !m_failure;
}

char ChromeReader::next()
{
    for (;;) {
        while (m_at < m_window.end() && JsonCursor::isSpace(*m_at))
            ++m_at;
        if (m_at < m_window.end())
            return *m_at;
        if (!more())
            return '\0';
    }
}

ChromeReader::Failure ChromeReader::brokenHere(const QString &why)
{
    if (m_failure)
        return m_failure;
    if (m_window.isTooLong())
        return errorHere(QStringLiteral("a value begins here that does not end within 64 MB"));
    if (!m_window.source().error().isEmpty() && !m_hasRecords)
        return trace::Error { m_name, m_window.source().error() };
    if (m_at < m_window.end() && !why.isEmpty())
        return errorHere(why);
    m_isCutOff = true;
    return {};
}

ChromeReader::Failure ChromeReader::takeOwn(const ChromeRecord &record)
{
    if (!record.args())
        return {};
    const JsonToken end = record.letter() == 'E' ? memberOf(record.args(), "end") : JsonToken();
    if (!readChromeArgs(end ? end : record.args(), m_args))
        return errorHere(QStringLiteral("not JSON: the args of a record"));
    if (!m_args.isEvent())
        return {};
    trace::Result<NumberedEvent> event = m_args.event(m_reading.names());
    if (!event)
        return errorHere(event.error().message());
    if (!event.value().hasTime) {
        const std::optional<qint64> time = nanosecondsOf(record.time());
        if (!time || *time < 0 || *time > MostEventTime)
            return errorHere(QStringLiteral("ts: not a time from 0 to 146 years"));
        event.value().event.time = { *time };
    }
    m_own.take(event.value());
    return {};
}

ChromeReader::Failure ChromeReader::take(const ChromeRecord &record)
{
    if (!record.phase() && !record.time() && !record.name())
        return {}; // an empty one closes the lists of some producers
    m_hasRecords = true;
    if (m_maker == Maker::NotKnown && record.letter() != 'M')
        m_maker = readChromeArgs(record.args(), m_args) && m_args.isEvent() ? Maker::Us : Maker::Others;
    if (m_maker == Maker::Us)
        return takeOwn(record);
    m_tracks.take(record);
    return {};
}

ChromeReader::Failure ChromeReader::readRecord()
{
    for (;;) {
        const char *at = m_at;
        const Scan scan = m_scanner.scan(at, m_window.end(), m_record);
        if (scan == Scan::Broken)
            return errorHere(QStringLiteral("not JSON: a record that makes no sense"));
        if (scan == Scan::Done) {
            Failure failure = take(m_record);
            m_at = at;
            return failure;
        }
        if (!more())
            return brokenHere({});
    }
}

ChromeReader::Failure ChromeReader::readRecords(bool isArray)
{
    for (;;) {
        const char first = next();
        if (first == '{') {
            if (Failure failure = readRecord(); failure || m_isCutOff)
                return failure;
        } else if (first == ',') {
            ++m_at;
        } else if (first == ']' && isArray) {
            ++m_at;
            return {};
        } else if (first == '\0' && m_at == m_window.end()) {
            // The format allows to leave the closing bracket out, so that a program may end at any time; a failing source is another matter.
            m_reading.recording().repairs().isBracketMissing = isArray && !m_failure;
            m_isCutOff = !m_window.source().error().isEmpty();
            return m_failure;
        } else if (first == 'n' && m_window.end() - m_at < 4 && more()) {
            continue;
        } else if (first == 'n' && QByteArrayView(m_at, 4) == "null") { // zero bytes follow the window
            m_at += 4;
        } else {
            return errorHere(QStringLiteral("a trace event is expected here"));
        }
    }
}

/// Passes over a value of any length, a window at a time.
ChromeReader::Failure ChromeReader::passOver()
{
    const char first = next();
    const bool isScalar = first != '"' && first != '{' && first != '[';
    qsizetype depth = 0;
    bool isText = false;
    for (bool isFirst = true;; isFirst = false) {
        if (m_at == m_window.end() && !more())
            return brokenHere({});
        const char c = *m_at;
        if (isScalar && (c == ',' || c == '}' || c == ']' || JsonCursor::isSpace(c)))
            return isFirst ? brokenHere(QStringLiteral("a value is expected here")) : Failure();
        ++m_at;
        if (isScalar)
            continue;
        if (isText && c == '\\') {
            if (m_at == m_window.end() && !more())
                return brokenHere({});
            ++m_at;
        } else if (c == '"') {
            isText = !isText;
        } else if (!isText) {
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        }
        if (!isText && depth <= 0)
            return {};
    }
}

ChromeReader::Failure ChromeReader::readHeader()
{
    JsonToken value;
    for (;;) {
        JsonCursor cursor(m_at, m_window.end());
        const Scan scan = cursor.value(value);
        if (scan == Scan::Broken)
            return errorHere(QStringLiteral("not JSON: otherData makes no sense"));
        if (scan == Scan::Done) {
            m_at = cursor.at();
            break;
        }
        if (!more())
            return brokenHere({});
    }
    const QJsonObject otherData = QJsonDocument::fromJson(value.bytes().toByteArray()).object();
    trace::TraceInfo info;
    qint64 endNs = 0;
    if (!readChromeHeader(otherData, info, endNs))
        return {};
    m_maker = Maker::Us;
    m_own.describe(std::move(info), endNs, otherData.value(QLatin1String("events")).toString().toULongLong());
    return {};
}

ChromeReader::Failure ChromeReader::readMember(QByteArrayView key)
{
    if (key == "traceEvents" && next() == '[') {
        ++m_at;
        m_hasRecords = true;
        Failure failure = readRecords(true);
        // Within the object form a list that is not closed means that the end is missing.
        m_isCutOff = m_isCutOff || m_reading.recording().repairs().isBracketMissing;
        m_reading.recording().repairs().isBracketMissing = false;
        return failure;
    }
    return key == "otherData" ? readHeader() : passOver();
}

ChromeReader::Failure ChromeReader::readMembers()
{
    while (!m_isCutOff) {
        const char first = next();
        if (first == '}') {
            ++m_at;
            return {};
        }
        if (first == ',') {
            ++m_at;
            continue;
        }
        if (first != '"')
            return brokenHere(QStringLiteral("a key is expected here"));
        JsonToken key;
        JsonCursor cursor(m_at, m_window.end());
        const Scan scan = cursor.key(key);
        if (scan == Scan::Broken)
            return errorHere(QStringLiteral("a colon is expected here"));
        if (scan == Scan::Cut) {
            if (!more())
                return brokenHere({});
            continue;
        }
        const QByteArray name = key.bytes().toByteArray();
        m_at = cursor.at();
        if (Failure failure = readMember(name))
            return failure;
    }
    return {};
}

ChromeReader::Failure ChromeReader::readTop()
{
    more();
    if (m_window.end() - m_at >= 3 && QByteArrayView(m_at, 3) == "\xef\xbb\xbf")
        m_at += 3;
    if (next() == '[') {
        ++m_at;
        m_hasRecords = true;
        return readRecords(true);
    }
    if (next() != '{')
        return brokenHere(QStringLiteral("neither a list of records nor an object"));
    const char *at = m_at;
    if (m_scanner.scan(at, m_window.end(), m_record) == Scan::Done && m_record.phase())
        return readRecords(false);
    ++m_at;
    return readMembers();
}

trace::Result<Loaded> ChromeReader::finish()
{
    const QString sourceError = m_window.source().error();
    QString cutOff;
    if (m_isCutOff)
        cutOff = QStringLiteral("in line %1").arg(m_window.lineOf(m_window.end())) + (sourceError.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(sourceError));
    if (m_maker == Maker::Us)
        return m_own.finish(cutOff);
    if (!m_hasRecords || m_reading.recording().isEmpty()) {
        if (m_isCutOff)
            return trace::Error { m_name, QStringLiteral("cut off before its first event, in line %1").arg(m_window.lineOf(m_window.end())) };
        const QString mended = m_reading.recording().repairs().sentence();
        return trace::Error { m_name, QStringLiteral("holds no trace events") + (mended.isEmpty() ? QString() : QStringLiteral(": ") + mended) };
    }
    return m_reading.finish(cutOff);
}

trace::Result<Loaded> ChromeReader::read()
{
    if (const Failure failure = readTop())
        return *failure;
    if (m_failure)
        return *m_failure;
    return finish();
}

} // namespace

trace::Result<Loaded> readChrome(ByteSource &source, const QString &nameForMessages, const Progress &progress, const Preview &preview)
{
    return ChromeReader(source, nameForMessages, progress, preview).read();
}

} // namespace formats
