// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/format.h"

#include "formats/chromereader.h"
#include "formats/chromewriter.h"
#include "formats/csvwriter.h"
#include "formats/jsonscanner.h"
#include "formats/loopscopefile.h"

#include <QFile>
#include <QFileInfo>

namespace formats {

namespace {

constexpr qsizetype HeadSize = 4096;

// An event log of several gigabytes from a pipe would fill the memory before its first byte is looked at.
constexpr qint64 LongestStream = qint64(1) << 30;

bool looksLikeText(QByteArrayView head)
{
    return !head.contains('\0');
}

} // namespace

std::optional<Format> formatOfSuffix(QStringView fileName)
{
    if (fileName.endsWith(QLatin1String(".loopscope"), Qt::CaseInsensitive))
        return Format::Loopscope;
    if (fileName.endsWith(QLatin1String(".json"), Qt::CaseInsensitive))
        return Format::ChromeJson;
    if (fileName.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive))
        return Format::Csv;
    return std::nullopt;
}

QStringList writtenSuffixes()
{
    return { QStringLiteral(".loopscope"), QStringLiteral(".json"), QStringLiteral(".csv") };
}

trace::Error cancelled()
{
    return { QString(), QStringLiteral("stopped") };
}

trace::Result<> write(const trace::Trace &trace, Format format, QIODevice &device, const Progress &progress)
{
    switch (format) {
    case Format::Loopscope:
        return writeLoopscope(trace, device, progress);
    case Format::ChromeJson:
        return writeChrome(trace, device, progress);
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
    JsonScanner scan(head);
    const char first = scan.peek();
    if ((first == '{' || first == '[') && looksLikeText(head))
        return Format::ChromeJson;
    if (head.startsWith("event,t_ns,kind,"))
        return Format::Csv;
    return std::nullopt;
}

trace::Result<Loaded> read(QByteArrayView bytes, const QString &nameForMessages, const Progress &progress)
{
    if (bytes.isEmpty())
        return trace::Error { nameForMessages, QStringLiteral("the file is empty") };
    const std::optional<Format> format = recognise(bytes);
    if (!format)
        return trace::Error { nameForMessages + QStringLiteral(": byte 0"), QStringLiteral("not a trace: neither a .loopscope file nor Chrome trace events") };
    if (*format == Format::Loopscope)
        return readLoopscope(bytes, nameForMessages, progress);
    if (*format == Format::ChromeJson)
        return readChrome(bytes, nameForMessages, progress);
    return trace::Error { nameForMessages + QStringLiteral(":1"), QStringLiteral("a table of events, which is written only; the .loopscope or .json file it was made from can be read") };
}

// A pipe gives what it holds just now: a short piece is not the end, an empty one is.
trace::Result<Loaded> readStream(QIODevice &stream, const QString &nameForMessages, const Progress &progress)
{
    constexpr qint64 Piece = 1 << 16;
    QByteArray bytes;
    for (;;) {
        const QByteArray piece = stream.read(Piece);
        if (piece.isEmpty())
            break;
        bytes.append(piece);
        if (bytes.size() > LongestStream)
            return trace::Error { nameForMessages, QStringLiteral("a stream of more than 1 GB; write it to a file first") };
    }
    if (const auto *file = qobject_cast<QFileDevice *>(&stream); file && file->error() != QFileDevice::NoError)
        return trace::Error { nameForMessages, file->errorString() };
    return read(bytes, nameForMessages, progress);
}

trace::Result<Loaded> readFile(const QString &path, const Progress &progress)
{
    const QFileInfo info(path);
    if (info.isDir())
        return trace::Error { path, QStringLiteral("is a folder") };
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return trace::Error { path, file.errorString() };
    if (info.isFile() && file.size() > 0) {
        if (const uchar *mapped = file.map(0, file.size()))
            return read(QByteArrayView(reinterpret_cast<const char *>(mapped), file.size()), path, progress);
    }
    return readStream(file, path, progress);
}

} // namespace formats
