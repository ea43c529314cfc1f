// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format.h"

#include "formats/bytesource.h"
#include "formats/chromereader.h"
#include "formats/chromewriter.h"
#include "formats/csvwriter.h"
#include "formats/gzipdevice.h"
#include "formats/loopscopefile.h"
#include "formats/loopscopeindex.h"
#include "formats/perfettoreader.h"
#include "formats/perfettowriter.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace formats {

namespace {

constexpr qsizetype HeadSize = 4096;

// An event log of several gigabytes from a pipe would fill the memory before its first byte is looked at.
constexpr qint64 LongestStream = qint64(1) << 30;

/// The first byte of a text that is no white space, zero where there is none or the bytes are no text.
char firstOfText(QByteArrayView head)
{
    if (head.startsWith("\xef\xbb\xbf"))
        head = head.sliced(3);
    const auto at = std::find_if(head.begin(), head.end(), [](char c) { return c != ' ' && c != '\n' && c != '\r' && c != '\t'; });
    return at == head.end() || head.contains('\0') ? '\0' : *at;
}

trace::Result<> writeChromeGzip(const trace::Trace &trace, QIODevice &device, const Progress &progress)
{
    GzipDevice packing(device);
    const trace::Result<> written = writeChrome(trace, packing, progress);
    return written ? packing.finish() : written;
}

} // namespace

std::optional<Format> formatOfSuffix(QStringView fileName)
{
    if (fileName.endsWith(QLatin1String(".loopscope"), Qt::CaseInsensitive))
        return Format::Loopscope;
    if (fileName.endsWith(QLatin1String(".json"), Qt::CaseInsensitive))
        return Format::ChromeJson;
    if (fileName.endsWith(QLatin1String(".json.gz"), Qt::CaseInsensitive))
        return Format::ChromeJsonGzip;
    if (fileName.endsWith(QLatin1String(".pftrace"), Qt::CaseInsensitive))
        return Format::Perfetto;
    if (fileName.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive))
        return Format::Csv;
    return std::nullopt;
}

QStringList writtenSuffixes()
{
    return { QStringLiteral(".loopscope"), QStringLiteral(".json"), QStringLiteral(".json.gz"), QStringLiteral(".pftrace"), QStringLiteral(".csv") };
}

trace::Error cancelled()
{
    return { QString(), QStringLiteral("stopped") };
}

trace::Result<> write(const trace::Trace &trace, Format format, QIODevice &device, const Progress &progress)
{
    switch (format) {
    case Format::Loopscope:
        return writeLoopscope(trace, device, progress, IndexedFrom);
    case Format::ChromeJson:
        return writeChrome(trace, device, progress);
    case Format::ChromeJsonGzip:
        return writeChromeGzip(trace, device, progress);
    case Format::Perfetto:
        return writePerfetto(trace, device, progress);
    case Format::Csv:
        break;
    }
    return writeCsv(trace, device, progress);
}

std::optional<Format> recognise(QByteArrayView head)
{
    head = head.first(std::min(head.size(), HeadSize));
    if (isLoopscope(head))
        return Format::Loopscope;
    if (isGzip(head)) {
        MemorySource packed(head);
        GzipSource source(packed);
        QByteArray inner(HeadSize, '\0');
        inner.resize(source.read(inner.data(), inner.size()));
        const std::optional<Format> format = isGzip(inner) ? std::nullopt : recognise(inner);
        return format == Format::ChromeJson ? Format::ChromeJsonGzip : format;
    }
    if (const char first = firstOfText(head); first == '{' || first == '[')
        return Format::ChromeJson;
    if (head.startsWith("event,t_ns,kind,"))
        return Format::Csv;
    if (isPerfetto(head))
        return Format::Perfetto;
    return std::nullopt;
}

namespace {

/// All of a source; an error where that is more than LongestStream.
trace::Result<QByteArray> wholeOf(ByteSource &source, const QString &name)
{
    constexpr qsizetype Piece = 1 << 20;
    QByteArray bytes;
    for (;;) {
        const qsizetype before = bytes.size();
        bytes.resize(before + Piece);
        const qsizetype size = source.read(bytes.data() + before, Piece);
        bytes.resize(before + size);
        if (size == 0)
            break;
        if (bytes.size() > LongestStream)
            return trace::Error { name, QStringLiteral("a stream of more than 1 GB; write it to a file first") };
    }
    if (!source.error().isEmpty())
        return trace::Error { name, source.error() };
    return bytes;
}

/// Reads the source, whose first bytes are `head`.
trace::Result<Loaded> readFrom(ByteSource &source, QByteArrayView head, const QString &name, const Progress &progress, const Preview &preview = {})
{
    if (head.isEmpty())
        return trace::Error { name, source.error().isEmpty() ? QStringLiteral("the file is empty") : source.error() };
    const std::optional<Format> format = recognise(head);
    if (!format)
        return trace::Error { name + QStringLiteral(": byte 0"),
            QStringLiteral("not a trace: neither a .loopscope file, Chrome trace events nor a Perfetto trace") };
    if (*format == Format::Csv)
        return trace::Error { name + QStringLiteral(":1"),
            QStringLiteral("a table of events, which is written only; the .loopscope or .json file it was made from can be read") };
    std::unique_ptr<GzipSource> unpacked = isGzip(head) ? std::make_unique<GzipSource>(source) : nullptr;
    ByteSource &content = unpacked ? static_cast<ByteSource &>(*unpacked) : source;
    if (*format == Format::Perfetto)
        return readPerfetto(content, name, progress, preview);
    if (*format != Format::Loopscope)
        return readChrome(content, name, progress, preview);
    const trace::Result<QByteArray> bytes = wholeOf(content, name);
    if (!bytes)
        return bytes.error();
    return readLoopscope(bytes.value(), name, progress);
}

} // namespace

trace::Result<Loaded> read(QByteArrayView bytes, const QString &nameForMessages, const Progress &progress)
{
    if (isLoopscope(bytes))
        return readLoopscope(bytes, nameForMessages, progress);
    MemorySource source(bytes);
    return readFrom(source, bytes.first(std::min(bytes.size(), HeadSize)), nameForMessages, progress);
}

trace::Result<Loaded> readStream(QIODevice &stream, const QString &nameForMessages, const Progress &progress)
{
    QByteArray head;
    while (head.size() < HeadSize) {
        const QByteArray piece = stream.read(HeadSize - head.size());
        if (piece.isEmpty())
            break;
        head.append(piece);
    }
    DeviceSource source(stream, head);
    return readFrom(source, head, nameForMessages, progress);
}

trace::Result<Loaded> readFile(const QString &path, const Progress &progress, const Preview &preview)
{
    const QFileInfo info(path);
    if (info.isDir())
        return trace::Error { path, QStringLiteral("is a folder") };
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return trace::Error { path, file.errorString() };
    if (!info.isFile())
        return readStream(file, path, progress);
    const QByteArray head = file.read(HeadSize);
    if (isLoopscope(head)) {
        if (std::optional<Loaded> indexed = openIndexed(path))
            return std::move(*indexed);
        return readLoopscopeFile(path, progress);
    }
    DeviceSource source(file, head, static_cast<quint64>(file.size()));
    return readFrom(source, head, path, progress, preview);
}

QString damageRemark(const trace::Trace &trace)
{
    if (const std::optional<quint64> page = trace.damagedPage())
        return QStringLiteral("page %1 of its index is damaged or cannot be read any more: what stood there is missing from what is shown").arg(*page);
    if (const std::optional<quint32> chunk = trace.texts()->args().damagedChunk())
        return QStringLiteral("section %1 of its args is damaged or cannot be read any more: what stood there is missing from what is shown").arg(*chunk + 1);
    return {};
}

} // namespace formats
