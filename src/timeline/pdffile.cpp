// SPDX-License-Identifier: GPL-3.0-or-later
#include "timeline/picturefiles.h"

#include <QBuffer>
#include <QHashFunctions>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>

namespace timeline {

using trace::Error;
using trace::Result;

namespace {

/// Overwrites what Qt writes of the day and at random (creation date, document id, the same in the XMP block of newer versions) by bytes of the
/// same length, so that the offsets of the cross-reference table stay true and the same picture has the same bytes.
void removeChance(QByteArray &document)
{
    const auto zero = [&](qsizetype at, qsizetype end) {
        for (; at < end; ++at) {
            if (QByteArrayView("0123456789abcdefABCDEF").contains(document[at]))
                document[at] = '0';
        }
    };
    const auto forEach = [&](const char *key, auto change) {
        for (qsizetype at = document.indexOf(key); at >= 0; at = document.indexOf(key, at + 1))
            change(at + qsizetype(qstrlen(key)));
    };
    const auto setDate = [&](qsizetype at, const char *pattern) {
        // A date with a month and a day of 0 is none; digits of the pattern replace digits, all else stays.
        for (qsizetype n = 0; pattern[n] && at + n < document.size(); ++n) {
            if (document[at + n] >= '0' && document[at + n] <= '9')
                document[at + n] = pattern[n];
        }
    };
    for (const char *key : { "/CreationDate (D:", "/ModDate (D:" })
        forEach(key, [&](qsizetype at) { setDate(at, "20000101000000Z00'00'"); });
    // Elements, or from Qt 6.8 on attributes.
    for (const char *key : { "<xmp:CreateDate>", "<xmp:ModifyDate>", "<xmp:MetadataDate>", "xmp:CreateDate=\"", "xmp:ModifyDate=\"", "xmp:MetadataDate=\"" })
        forEach(key, [&](qsizetype at) { setDate(at, "2000-01-01T00:00:00+00:00"); });
    forEach("/ID [", [&](qsizetype at) { zero(at, document.indexOf(']', at)); });
    forEach("uuid:", [&](qsizetype at) { zero(at, std::min(at + 36, document.size())); });
}

/// Qt embeds fonts in the order of a hash table: while one of these lives, new tables have a fixed seed. Those that exist keep theirs.
class FixedHashSeed
{
public:
    FixedHashSeed() { QHashSeed::setDeterministicGlobalSeed(); }
    ~FixedHashSeed() { QHashSeed::resetRandomGlobalSeed(); }
    FixedHashSeed(const FixedHashSeed &) = delete;
    FixedHashSeed &operator=(const FixedHashSeed &) = delete;
};

} // namespace

Result<> writePdf(const std::vector<const Drawing *> &pages, const QString &title, QIODevice &device)
{
    constexpr double PointsPerPixel = 72.0 / 96.0;
    constexpr int Resolution = 1200;
    const auto sizeOfPage = [](const Drawing *page) { return QPageSize(QSizeF(page->size()) * PointsPerPixel, QPageSize::Point, {}, QPageSize::ExactMatch); };
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    {
        const FixedHashSeed seed;
        QPdfWriter writer(&buffer);
        writer.setResolution(Resolution);
        writer.setPageSize(sizeOfPage(pages.front()));
        writer.setPageMargins(QMarginsF());
        writer.setTitle(title);
        writer.setCreator(QStringLiteral("Loopscope " LOOPSCOPE_VERSION));
        QPainter painter(&writer);
        if (!painter.isActive())
            return Error { QStringLiteral("PDF"), QStringLiteral("it cannot be begun") };
        painter.setRenderHint(QPainter::LosslessImageRendering); // JPEG would smear the columns of dense lanes
        for (std::size_t n = 0; n < pages.size(); ++n) {
            if (n > 0) {
                writer.setPageSize(sizeOfPage(pages[n]));
                writer.newPage();
            }
            painter.save();
            painter.scale(Resolution / 96.0, Resolution / 96.0);
            pages[n]->paint(painter, true);
            painter.restore();
        }
    }
    QByteArray document = buffer.data();
    removeChance(document);
    return writeDocument(document, device);
}

Result<> writeDocument(const QByteArray &document, QIODevice &device)
{
    if (device.write(document) != document.size())
        return Error { {}, device.errorString() };
    return {};
}

} // namespace timeline
