// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/bytesink.h"
#include "formats/eventblock.h"
#include "formats/loopscopefile.h"
#include "formats/loopscopeindex.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtEndian>

#include <zlib.h>

#include <array>
#include <vector>

namespace formats {

using trace::Event;
using trace::SiteId;
using trace::TextId;
using trace::Trace;
using trace::number;

namespace {

constexpr qsizetype BlockSize = 64 << 10;

template<typename Number>
void appendFixed(Number value, QByteArray &out)
{
    std::array<char, sizeof(Number)> bytes;
    qToLittleEndian(value, bytes.data());
    out.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

quint32 crcOf(QByteArrayView bytes, uLong before = 0)
{
    return static_cast<quint32>(crc32_z(before, reinterpret_cast<const Bytef *>(bytes.data()), static_cast<std::size_t>(bytes.size())));
}

class LoopscopeWriter
{
public:
    LoopscopeWriter(const Trace &trace, QIODevice &device) : m_trace(trace), m_sink(device) {}

    trace::Result<> write(const Progress &progress, quint64 indexedFrom);

private:
    void header();
    void info();
    void section(QByteArrayView letters, QByteArrayView payload);
    void flushBlock();
    void needArgs(trace::ArgId id) { m_neededArgs = std::max(m_neededArgs, id == trace::ArgId::None ? 0 : trace::ArgTable::chunkOf(id) + 1); }
    TextId fileText(TextId id);
    SiteId fileSite(SiteId id);

    const Trace &m_trace;
    ByteSink m_sink;
    EventBlockWriter m_block;
    QByteArray m_newTexts; // payloads of the sections that go before the block
    QByteArray m_newSites;
    std::vector<TextId> m_texts; // row = rowOf(id in the table), None: not written yet
    std::vector<SiteId> m_sites;
    quint32 m_textCount = 0;
    quint32 m_siteCount = 0;
    quint32 m_neededArgs = 0; // chunks, of which those of m_args are written
    std::vector<SectionPlace> m_args;
};

void LoopscopeWriter::header()
{
    QByteArray bytes = LoopscopeMagic.toByteArray();
    appendFixed<quint32>(LoopscopeVersion, bytes);
    appendFixed<quint64>(m_trace.eventCount(), bytes);
    appendFixed<qint64>(m_trace.range().end.ns, bytes);
    appendFixed<quint32>(crcOf(bytes), bytes);
    m_sink.write(bytes);
}

void LoopscopeWriter::section(QByteArrayView letters, QByteArrayView payload)
{
    QByteArray head = letters.toByteArray();
    appendFixed<quint32>(static_cast<quint32>(payload.size()), head);
    appendFixed<quint32>(crcOf(payload, crcOf(letters)), head);
    m_sink.write(head);
    m_sink.write(payload);
}

void LoopscopeWriter::info()
{
    const trace::TraceInfo &info = m_trace.info();
    QJsonObject object { { QStringLiteral("name"), info.name }, { QStringLiteral("clock"), QString::fromLatin1(trace::nameOf(info.clock)) },
        { QStringLiteral("origin"), info.origin } };
    if (info.seed)
        object.insert(QStringLiteral("seed"), QString::number(*info.seed));
    QJsonObject parameters;
    for (auto at = info.parameters.begin(); at != info.parameters.end(); ++at)
        parameters.insert(at.key(), at.value());
    object.insert(QStringLiteral("parameters"), parameters);
    section("INFO", QJsonDocument(object).toJson(QJsonDocument::Compact));
}

TextId LoopscopeWriter::fileText(TextId id)
{
    if (id == TextId::None)
        return id;
    if (trace::rowOf(id) >= m_texts.size())
        m_texts.resize(std::max<std::size_t>(trace::rowOf(id) + 1, m_trace.texts()->textCount()));
    TextId &written = m_texts[trace::rowOf(id)];
    if (written == TextId::None) {
        const QByteArray utf8 = m_trace.text(id).toUtf8();
        appendVarint(static_cast<quint64>(utf8.size()), m_newTexts);
        m_newTexts.append(utf8);
        written = static_cast<TextId>(++m_textCount);
    }
    return written;
}

// Callers first, outermost at the start: the file's sites name earlier ones only.
SiteId LoopscopeWriter::fileSite(SiteId id)
{
    if (m_sites.size() < m_trace.texts()->siteCount())
        m_sites.resize(m_trace.texts()->siteCount());
    std::vector<SiteId> chain;
    for (SiteId at = id; at != SiteId::None && trace::rowOf(at) < m_sites.size() && m_sites[trace::rowOf(at)] == SiteId::None;
         at = m_trace.texts()->site(at).caller) {
        chain.push_back(at);
        if (chain.size() > m_sites.size())
            return SiteId::None; // a ring of callers, which no recorder makes
    }
    for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
        const trace::Site site = m_trace.texts()->site(*at);
        const TextId file = fileText(site.file);
        const TextId function = fileText(site.function);
        const bool hasCaller = site.caller != SiteId::None && trace::rowOf(site.caller) < m_sites.size();
        appendVarint(number(file), m_newSites);
        appendVarint(number(function), m_newSites);
        appendVarint(site.line, m_newSites);
        appendVarint(hasCaller ? number(m_sites[trace::rowOf(site.caller)]) : 0, m_newSites);
        m_sites[trace::rowOf(*at)] = static_cast<SiteId>(++m_siteCount);
    }
    return id != SiteId::None && trace::rowOf(id) < m_sites.size() ? m_sites[trace::rowOf(id)] : SiteId::None;
}

void LoopscopeWriter::flushBlock()
{
    if (!m_newTexts.isEmpty())
        section("TEXT", m_newTexts);
    if (!m_newSites.isEmpty())
        section("SITE", m_newSites);
    const trace::ArgTable &args = m_trace.texts()->args();
    while (m_args.size() < std::min(m_neededArgs, args.chunkCount())) {
        const QByteArrayView chunk = args.chunk(static_cast<quint32>(m_args.size()));
        m_args.push_back({ m_sink.size(), static_cast<quint64>(LoopscopeSectionHead + chunk.size()) });
        section("ARGS", chunk);
    }
    if (m_block.count() > 0)
        section("EVTS", m_block.take());
    m_newTexts.clear();
    m_newSites.clear();
}

trace::Result<> LoopscopeWriter::write(const Progress &progress, quint64 indexedFrom)
{
    const bool isIndexed = m_trace.eventCount() >= indexedFrom;
    const quint64 total = m_trace.eventCount() * (isIndexed ? 2 : 1);
    header();
    info();
    bool isWanted = true;
    m_trace.forEach(0, m_trace.eventCount(), [&](quint64 index, const Event &event) {
        Event written = event;
        written.text = fileText(event.text);
        written.site = fileSite(event.site);
        if (event.value != 0 && trace::shapeOf(event.kind).args)
            needArgs(event.args());
        m_block.append(written);
        if (m_block.size() < BlockSize && m_newTexts.size() < BlockSize)
            return true;
        flushBlock();
        if (progress)
            isWanted = progress(index, total);
        return isWanted && !m_sink.hasFailed();
    });
    if (!isWanted)
        return cancelled();
    flushBlock();
    QByteArray end;
    appendVarint(m_trace.eventCount(), end);
    appendVarint(static_cast<quint64>(m_trace.range().end.ns), end);
    section("END.", end);
    if (isIndexed) {
        const auto rest = [&](quint64 event, quint64 events) { return !progress || progress(events + event, total); };
        if (!writeIndex(m_trace, m_sink, m_texts, m_sites, m_args, rest) && !m_sink.hasFailed())
            return cancelled();
    }
    return m_sink.finish();
}

} // namespace

trace::Result<> writeLoopscope(const Trace &trace, QIODevice &device, const Progress &progress, quint64 indexedFrom)
{
    return LoopscopeWriter(trace, device).write(progress, indexedFrom);
}

} // namespace formats
