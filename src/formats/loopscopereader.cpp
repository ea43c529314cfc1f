// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/eventblock.h"
#include "formats/filepieces.h"
#include "formats/loopscopefile.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtEndian>

#include <zlib.h>

#include <vector>

namespace formats {

using trace::SiteId;
using trace::TextId;

namespace {

constexpr quint64 Unknown = ~quint64(0);

quint32 crcOf(QByteArrayView bytes)
{
    return static_cast<quint32>(crc32_z(0, reinterpret_cast<const Bytef *>(bytes.data()), static_cast<std::size_t>(bytes.size())));
}

struct Section
{
    QByteArrayView letters;
    QByteArrayView payload;
};

/// The bytes of a file, in memory or on disk.
class Content
{
public:
    explicit Content(QByteArrayView bytes) : m_memory(bytes), m_size(bytes.size()) {}
    explicit Content(FilePieces &file) : m_file(&file), m_size(static_cast<qsizetype>(file.size())) {}

    [[nodiscard]] qsizetype size() const { return m_size; }
    /// So many bytes from the offset on, offset + size <= size(); fewer where a file has become shorter meanwhile. Valid until the next call.
    [[nodiscard]] QByteArrayView at(qsizetype offset, qsizetype size)
    {
        if (!m_file)
            return m_memory.sliced(offset, size);
        constexpr qsizetype Window = 1 << 20;
        if (offset < m_windowAt || offset + size > m_windowAt + m_window.size()) {
            m_windowAt = offset;
            m_window = m_file->bytes(static_cast<quint64>(offset), static_cast<quint64>(std::min(std::max(size, Window), m_size - offset)));
        }
        return QByteArrayView(m_window).sliced(offset - m_windowAt).first(std::min(size, m_windowAt + m_window.size() - offset));
    }

private:
    QByteArrayView m_memory;
    FilePieces *m_file = nullptr;
    QByteArray m_window;
    qsizetype m_windowAt = 0;
    qsizetype m_size;
};

class LoopscopeReader
{
public:
    LoopscopeReader(Content content, const QString &name, const Progress &progress) : m_content(std::move(content)), m_name(name), m_progress(progress) {}

    trace::Result<Loaded> read();
    std::optional<trace::TraceInfo> readInfo();

private:
    [[nodiscard]] trace::Error errorAt(qsizetype offset, const QString &why) const
    {
        return { QStringLiteral("%1: byte %2").arg(m_name).arg(offset), why };
    }
    std::optional<trace::Error> readHeader();
    /// The next whole section; nothing at the end, and where the rest is cut off or damaged: then m_problem says so.
    std::optional<Section> nextSection();
    /// False where the payload makes no sense although its checksum is right.
    bool take(const Section &section);
    bool takeInfo(QByteArrayView payload);
    bool takeTexts(QByteArrayView payload);
    bool takeSites(QByteArrayView payload);
    bool takeEvents(QByteArrayView payload);
    bool takeEnd(QByteArrayView payload);
    [[nodiscard]] Loaded finish();

    Content m_content;
    QString m_name;
    Progress m_progress;
    qsizetype m_offset = 0;
    quint64 m_expected = Unknown;
    qint64 m_end = -1;
    std::unique_ptr<trace::Trace> m_trace;
    std::vector<TextId> m_texts; // by number in the file - 1
    std::vector<SiteId> m_sites;
    std::vector<trace::Event> m_batch = std::vector<trace::Event>(512);
    QString m_problem;
    bool m_isEnded = false;
};

std::optional<trace::Error> LoopscopeReader::readHeader()
{
    const QByteArrayView bytes = m_content.at(0, std::min(LoopscopeHeaderSize, m_content.size()));
    if (bytes.size() < LoopscopeHeaderSize)
        return errorAt(bytes.size(), QStringLiteral("cut off inside the header, which is %1 bytes long").arg(LoopscopeHeaderSize));
    const char *at = bytes.data() + LoopscopeMagic.size();
    const auto version = qFromLittleEndian<quint32>(at);
    if (version != LoopscopeVersion)
        return errorAt(LoopscopeMagic.size(), QStringLiteral("version %1 of the format; this program reads version %2").arg(version).arg(LoopscopeVersion));
    if (crcOf(bytes.first(LoopscopeHeaderSize - 4)) != qFromLittleEndian<quint32>(bytes.data() + LoopscopeHeaderSize - 4))
        return errorAt(0, QStringLiteral("the header is damaged: its checksum is wrong"));
    m_expected = qFromLittleEndian<quint64>(at + 4);
    m_end = qFromLittleEndian<qint64>(at + 12);
    m_offset = LoopscopeHeaderSize;
    return std::nullopt;
}

std::optional<Section> LoopscopeReader::nextSection()
{
    const qsizetype left = m_content.size() - m_offset;
    if (left == 0)
        return std::nullopt;
    const auto cutOff = [this](qsizetype at) {
        m_problem = QStringLiteral("is cut off at byte %1").arg(at);
        return std::nullopt;
    };
    if (left < LoopscopeSectionHead)
        return cutOff(m_content.size());
    const QByteArrayView head = m_content.at(m_offset, LoopscopeSectionHead);
    if (head.size() < LoopscopeSectionHead)
        return cutOff(m_offset + head.size());
    const auto size = static_cast<qsizetype>(qFromLittleEndian<quint32>(head.data() + 4));
    if (size > left - LoopscopeSectionHead)
        return cutOff(m_content.size());
    const QByteArrayView whole = m_content.at(m_offset, LoopscopeSectionHead + size);
    if (whole.size() < LoopscopeSectionHead + size)
        return cutOff(m_offset + whole.size());
    const Section section { whole.first(4), whole.sliced(LoopscopeSectionHead) };
    const auto crc = static_cast<quint32>(crc32_z(crcOf(section.letters), reinterpret_cast<const Bytef *>(section.payload.data()), static_cast<std::size_t>(size)));
    if (crc != qFromLittleEndian<quint32>(whole.data() + 8)) {
        m_problem = QStringLiteral("is damaged at byte %1: the checksum of a block is wrong").arg(m_offset);
        return std::nullopt;
    }
    return section;
}

bool LoopscopeReader::takeInfo(QByteArrayView payload)
{
    const QJsonObject object = QJsonDocument::fromJson(payload.toByteArray()).object();
    trace::TraceInfo info;
    info.name = object.value(QLatin1String("name")).toString();
    info.clock = trace::clockKindNamed(object.value(QLatin1String("clock")).toString().toUtf8()).value_or(trace::ClockKind::Unknown);
    info.origin = object.value(QLatin1String("origin")).toString();
    bool isNumber = false;
    if (const quint64 seed = object.value(QLatin1String("seed")).toString().toULongLong(&isNumber); isNumber)
        info.seed = seed;
    const QJsonObject parameters = object.value(QLatin1String("parameters")).toObject();
    for (auto at = parameters.begin(); at != parameters.end(); ++at)
        info.parameters.insert(at.key(), at.value().toString());
    m_trace->setInfo(std::move(info));
    return !object.isEmpty();
}

bool LoopscopeReader::takeTexts(QByteArrayView payload)
{
    VarintReader reader(payload);
    while (!reader.atEnd()) {
        const QByteArrayView utf8 = reader.bytes(reader.varint());
        if (reader.isBroken())
            return false;
        m_texts.push_back(m_trace->texts()->internUtf8(utf8.data(), utf8.size()));
    }
    return !reader.isBroken();
}

bool LoopscopeReader::takeSites(QByteArrayView payload)
{
    VarintReader reader(payload);
    while (!reader.atEnd()) {
        const quint32 file = reader.number();
        const quint32 function = reader.number();
        const quint32 line = reader.number();
        const quint32 caller = reader.number();
        if (reader.isBroken() || file > m_texts.size() || function > m_texts.size() || caller > m_sites.size())
            return false;
        const auto text = [this](quint32 id) { return id == 0 ? TextId::None : m_texts[id - 1]; };
        m_sites.push_back(m_trace->texts()->intern({ text(file), text(function), line, caller == 0 ? SiteId::None : m_sites[caller - 1] }));
    }
    return !reader.isBroken();
}

bool LoopscopeReader::takeEvents(QByteArrayView payload)
{
    EventBlockReader reader(payload);
    bool isSound = true;
    for (bool isMore = true; isMore;) {
        std::size_t count = 0;
        for (; count < m_batch.size(); ++count) {
            trace::Event &event = m_batch[count];
            isMore = reader.next(event);
            if (!isMore)
                break;
            const quint32 text = trace::number(event.text);
            const quint32 site = trace::number(event.site);
            isSound = text <= m_texts.size() && site <= m_sites.size();
            if (!isSound)
                break;
            event.text = text == 0 ? TextId::None : m_texts[text - 1];
            event.site = site == 0 ? SiteId::None : m_sites[site - 1];
        }
        m_trace->append(std::span<const trace::Event>(m_batch.data(), count));
        isMore = isMore && isSound;
    }
    return isSound && !reader.isBroken();
}

bool LoopscopeReader::takeEnd(QByteArrayView payload)
{
    VarintReader reader(payload);
    m_expected = reader.varint();
    m_end = static_cast<qint64>(reader.varint());
    m_isEnded = true;
    return !reader.isBroken() && m_end >= 0 && m_end <= MostEventTime;
}

bool LoopscopeReader::take(const Section &section)
{
    if (section.letters == QByteArrayView("INFO"))
        return takeInfo(section.payload);
    if (section.letters == QByteArrayView("TEXT"))
        return takeTexts(section.payload);
    if (section.letters == QByteArrayView("SITE"))
        return takeSites(section.payload);
    if (section.letters == QByteArrayView("ARGS"))
        return m_trace->texts()->args().addChunk(section.payload);
    if (section.letters == QByteArrayView("EVTS"))
        return takeEvents(section.payload);
    if (section.letters == QByteArrayView("END."))
        return takeEnd(section.payload);
    return true;
}

Loaded LoopscopeReader::finish()
{
    Loaded loaded;
    const quint64 count = m_trace->eventCount();
    loaded.isCutOff = !m_isEnded || m_expected != count;
    if (loaded.isCutOff) {
        const QString where = m_problem.isEmpty() ? QStringLiteral("ends without its last block") : m_problem;
        const QString missing = m_expected == Unknown ? QStringLiteral("how many are missing is not known")
            : m_expected > count                      ? QStringLiteral("%1 of %2 are missing").arg(m_expected - count).arg(m_expected)
                                                      : QStringLiteral("none are missing");
        loaded.remark = QStringLiteral("%1; %2 events can be read, %3").arg(where).arg(count).arg(missing);
    } else {
        m_trace->advanceTo({ m_end });
    }
    loaded.trace = std::move(m_trace);
    return loaded;
}

std::optional<trace::TraceInfo> LoopscopeReader::readInfo()
{
    if (readHeader())
        return std::nullopt;
    m_trace = std::make_unique<trace::Trace>(trace::TraceInfo());
    const std::optional<Section> section = nextSection();
    return section && section->letters == QByteArrayView("INFO") && takeInfo(section->payload) ? std::optional(m_trace->info()) : std::nullopt;
}

trace::Result<Loaded> LoopscopeReader::read()
{
    if (const std::optional<trace::Error> error = readHeader())
        return *error;
    m_trace = std::make_unique<trace::Trace>(trace::TraceInfo());
    bool hasInfo = false;
    while (!m_isEnded) {
        const std::optional<Section> section = nextSection();
        if (!section)
            break;
        if (!hasInfo && section->letters != QByteArrayView("INFO"))
            return errorAt(m_offset, QStringLiteral("the description of the trace is expected here"));
        hasInfo = true;
        if (!take(*section))
            return errorAt(m_offset, QStringLiteral("a block \"%1\" that makes no sense").arg(QString::fromLatin1(section->letters)));
        m_offset += LoopscopeSectionHead + section->payload.size();
        if (m_progress && !m_progress(static_cast<quint64>(m_offset), static_cast<quint64>(m_content.size())))
            return cancelled();
    }
    if (!hasInfo)
        return trace::Error { m_name, QStringLiteral("%1, before its first block").arg(m_problem.isEmpty() ? QStringLiteral("is cut off") : m_problem) };
    return finish();
}

} // namespace

trace::Result<Loaded> readLoopscope(QByteArrayView bytes, const QString &nameForMessages, const Progress &progress)
{
    return LoopscopeReader(Content(bytes), nameForMessages, progress).read();
}

trace::Result<Loaded> readLoopscopeFile(const QString &path, const Progress &progress)
{
    FilePieces file(path);
    if (!file.open())
        return trace::Error { path, QStringLiteral("cannot be read") };
    return LoopscopeReader(Content(file), path, progress).read();
}

std::optional<trace::TraceInfo> infoOfLoopscope(QByteArrayView head)
{
    return isLoopscope(head) ? LoopscopeReader(Content(head), QString(), {}).readInfo() : std::nullopt;
}

bool isLoopscope(QByteArrayView head)
{
    return head.startsWith(LoopscopeMagic);
}

} // namespace formats
