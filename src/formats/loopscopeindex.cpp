// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/loopscopeindex.h"

#include "formats/filepieces.h"
#include "formats/loopscopefile.h"
#include "trace/bytes.h"
#include "trace/pages.h"
#include "trace/statecodec.h"

#include <QtEndian>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <vector>

namespace formats {

using trace::PageSize;
using trace::SiteId;
using trace::TextId;
using trace::number;

namespace {

constexpr QByteArrayView IndexMagic { "LOOPIDX5", 8 };
constexpr qsizetype TrailerSize = 40;

quint32 crcOf(std::span<const quint8> bytes)
{
    return static_cast<quint32>(crc32_z(0, bytes.data(), bytes.size()));
}

std::span<const quint8> spanOf(const QByteArray &bytes)
{
    return { reinterpret_cast<const quint8 *>(bytes.constData()), static_cast<std::size_t>(bytes.size()) };
}

QByteArrayView viewOf(std::span<const quint8> bytes)
{
    return { reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()) };
}

struct Trailer
{
    quint64 pagesAt = 0;
    quint64 pages = 0;
    quint64 headSize = 0;
    quint32 headCrc = 0;

    [[nodiscard]] QByteArray bytes() const
    {
        QByteArray bytes(TrailerSize, '\0');
        qToLittleEndian(pagesAt, bytes.data());
        qToLittleEndian(pages, bytes.data() + 8);
        qToLittleEndian(headSize, bytes.data() + 16);
        qToLittleEndian(headCrc, bytes.data() + 24);
        qToLittleEndian(crcOf(spanOf(bytes).first(28)), bytes.data() + 28);
        std::copy(IndexMagic.begin(), IndexMagic.end(), bytes.begin() + 32);
        return bytes;
    }
    [[nodiscard]] static std::optional<Trailer> of(const QByteArray &bytes)
    {
        if (bytes.size() != TrailerSize || !bytes.endsWith(IndexMagic) || crcOf(spanOf(bytes).first(28)) != qFromLittleEndian<quint32>(bytes.constData() + 28))
            return std::nullopt;
        const char *const at = bytes.constData();
        return Trailer { qFromLittleEndian<quint64>(at), qFromLittleEndian<quint64>(at + 8), qFromLittleEndian<quint64>(at + 16), qFromLittleEndian<quint32>(at + 24) };
    }
};

/// The rows of a table in the order of their numbers in the file.
template<typename Id>
std::vector<Id> inFileOrder(std::span<const Id> filed)
{
    std::vector<Id> order;
    for (std::size_t row = 0; row < filed.size(); ++row) {
        if (filed[row] == Id::None)
            continue;
        order.resize(std::max<std::size_t>(order.size(), number(filed[row])));
        order[trace::rowOf(filed[row])] = static_cast<Id>(row + 1);
    }
    return order;
}

void putTexts(trace::ByteWriter &head, const trace::TextTable &table, const trace::FileIds &ids)
{
    const std::vector<TextId> texts = inFileOrder(ids.texts);
    head.put(texts.size());
    for (const TextId text : texts)
        head.putBytes(spanOf(table.text(text).toUtf8()));
    const std::vector<SiteId> sites = inFileOrder(ids.sites);
    head.put(sites.size());
    for (const SiteId id : sites) {
        const trace::Site site = table.site(id);
        head.putId(ids.of(site.file));
        head.putId(ids.of(site.function));
        head.put(site.line);
        head.putId(ids.of(site.caller));
    }
}

constexpr quint64 MostIds = 0x7fffffff; ///< that a table of texts or sites gives out

/// False where the table numbers them otherwise than the file: a text or site stands there twice.
bool takeTexts(trace::ByteReader &head, trace::TextTable &table)
{
    const quint64 texts = head.takeCount();
    if (texts > MostIds)
        return false;
    table.reserve(static_cast<quint32>(texts), 0);
    for (quint64 n = 1; n <= texts; ++n) {
        const std::span<const quint8> utf8 = head.takeBytes();
        if (head.isBroken() || number(table.internUtf8(reinterpret_cast<const char *>(utf8.data()), static_cast<qsizetype>(utf8.size()))) != n)
            return false;
    }
    const quint64 sites = head.takeCount();
    if (sites > MostIds)
        return false;
    table.reserve(0, static_cast<quint32>(sites));
    for (quint64 n = 1; n <= sites; ++n) {
        const auto file = head.takeId<TextId>();
        const auto function = head.takeId<TextId>();
        const quint32 line = head.takeNumber();
        const auto caller = head.takeId<SiteId>();
        if (head.isBroken() || number(file) > texts || number(function) > texts || number(caller) >= n || number(table.intern({ file, function, line, caller })) != n)
            return false;
    }
    return !head.isBroken();
}

/// Where the sections of args stand, which is before the index; nothing where that cannot be.
std::optional<std::vector<SectionPlace>> takeArgPlaces(trace::ByteReader &head, quint64 end)
{
    std::vector<SectionPlace> places(head.takeCount());
    for (SectionPlace &place : places) {
        place = { head.take(), head.take() };
        constexpr auto Head = static_cast<quint64>(LoopscopeSectionHead);
        if (head.isBroken() || place.size < Head || place.size > Head + trace::ArgTable::ChunkSize || place.offset > end || place.size > end - place.offset)
            return std::nullopt;
    }
    return head.isBroken() ? std::nullopt : std::optional(std::move(places));
}

/// Lets the table read the sections when they are asked for.
bool openArgs(trace::ArgTable &table, std::vector<SectionPlace> places, const ReadAt &read)
{
    std::vector<quint32> sizes(places.size());
    std::transform(places.begin(), places.end(), sizes.begin(), [](const SectionPlace &place) { return static_cast<quint32>(place.size - LoopscopeSectionHead); });
    return table.open(sizes, [places = std::move(places), read](quint32 chunk, std::span<char> to) {
        std::array<quint8, LoopscopeSectionHead> head {};
        const SectionPlace &place = places[chunk];
        const std::span<quint8> bytes { reinterpret_cast<quint8 *>(to.data()), to.size() };
        if (read(place.offset, head) != head.size() || read(place.offset + head.size(), bytes) != bytes.size() || !viewOf(head).startsWith("ARGS"))
            return false;
        return crc32_z(crcOf(std::span(head).first(4)), bytes.data(), bytes.size()) == qFromLittleEndian<quint32>(head.data() + 8);
    });
}

} // namespace

bool writeIndex(const trace::Trace &trace, ByteSink &sink, std::span<const TextId> texts, std::span<const SiteId> sites, std::span<const SectionPlace> args,
                const Progress &progress)
{
    Trailer trailer;
    const quint64 offset = sink.size();
    trailer.pagesAt = (offset + PageSize - 1) / PageSize * PageSize;
    sink.write(QByteArray(static_cast<qsizetype>(trailer.pagesAt - offset), '\0'));
    const trace::FileIds ids { texts, sites };
    trace::ByteWriter head;
    putTexts(head, *trace.texts(), ids);
    head.put(args.size());
    for (const SectionPlace &place : args) {
        head.put(place.offset);
        head.put(place.size);
    }
    trace::PageWriter pages([&](std::span<const quint8> page) { sink.write(viewOf(page)); });
    const auto isWanted = [&](quint64 event) { return (!progress || progress(event, trace.eventCount())) && !sink.hasFailed(); };
    if (!trace.save(pages, head, ids, isWanted))
        return false;
    trailer.pages = pages.pageCount();
    trailer.headSize = head.bytes().size();
    trailer.headCrc = crcOf(head.bytes());
    sink.write(viewOf(head.bytes()));
    sink.write(trailer.bytes());
    return true;
}

std::optional<Loaded> openIndexed(quint64 size, const ReadAt &read, const ReadAtOnce &readAtOnce)
{
    if (size < static_cast<quint64>(LoopscopeHeaderSize + TrailerSize))
        return std::nullopt;
    const auto bytesAt = [&](quint64 offset, quint64 count) {
        QByteArray bytes(static_cast<qsizetype>(count), Qt::Uninitialized);
        bytes.resize(static_cast<qsizetype>(read(offset, { reinterpret_cast<quint8 *>(bytes.data()), static_cast<std::size_t>(count) })));
        return bytes;
    };
    const std::optional<Trailer> trailer = Trailer::of(bytesAt(size - TrailerSize, TrailerSize));
    if (!trailer)
        return std::nullopt;
    const quint64 left = size - TrailerSize;
    if (trailer->pagesAt > left || trailer->pages > (left - trailer->pagesAt) / PageSize || trailer->headSize != left - trailer->pagesAt - trailer->pages * PageSize)
        return std::nullopt;
    const QByteArray head = bytesAt(left - trailer->headSize, trailer->headSize);
    if (static_cast<quint64>(head.size()) != trailer->headSize || crcOf(spanOf(head)) != trailer->headCrc)
        return std::nullopt;
    const std::optional<trace::TraceInfo> info = infoOfLoopscope(bytesAt(0, std::min<quint64>(trailer->pagesAt, LongestInfo)));
    if (!info)
        return std::nullopt;

    trace::ByteReader in(spanOf(head));
    auto texts = std::make_shared<trace::TextTable>();
    if (!takeTexts(in, *texts))
        return std::nullopt;
    // Pages and args are read by whoever looks at them first, on any thread.
    const ReadAt readInTurn = [read, mutex = std::make_shared<std::mutex>()](quint64 offset, std::span<quint8> to) {
        const std::lock_guard lock(*mutex);
        return read(offset, to);
    };
    std::optional<std::vector<SectionPlace>> places = takeArgPlaces(in, trailer->pagesAt);
    if (!places || (!places->empty() && !openArgs(texts->args(), std::move(*places), readInTurn)))
        return std::nullopt;
    trace::PageFile::Read announced;
    if (readAtOnce)
        announced = [readAtOnce, at = trailer->pagesAt](quint64 page, std::span<quint8> to) { return readAtOnce(at + page * PageSize, to); };
    const auto readPages = [readInTurn, at = trailer->pagesAt](quint64 page, std::span<quint8> to) { return readInTurn(at + page * PageSize, to) == to.size(); };
    Loaded loaded;
    loaded.trace = trace::Trace::open(*info, std::move(texts), std::make_shared<trace::PageFile>(trailer->pages, readPages, announced), in.rest());
    return loaded.trace ? std::optional(std::move(loaded)) : std::nullopt;
}

std::optional<Loaded> openIndexed(const QString &path)
{
    const auto file = std::make_shared<FilePieces>(path);
    if (!file->open())
        return std::nullopt;
    const auto read = [file](quint64 offset, std::span<quint8> to) { return file->read(offset, to); };
    const auto readAtOnce = [file](quint64 offset, std::span<quint8> to) { return file->readAtOnce(offset, to); };
    return openIndexed(file->size(), read, readAtOnce);
}

} // namespace formats
