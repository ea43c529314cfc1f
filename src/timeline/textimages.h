// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "timeline/boundedhash.h"
#include "timeline/canvas.h"

#include <QImage>
#include <QPoint>

#include <memory>
#include <vector>

namespace timeline {

/// A text drawn once, to be copied from then on.
struct TextImage
{
    /// Which pixels of a line are more than nothing, and which of these hide what is behind them.
    struct Line
    {
        int begin = 0;
        int solidBegin = 0;
        int solidEnd = 0;
        int end = 0;
    };
    QImage image; ///< ARGB32_Premultiplied, without a device pixel ratio
    QPoint offset; ///< of its upper left corner from the left end of the baseline, device pixels
    std::vector<Line> lines;
};

/// Images of texts that have been drawn: drawing one again is many times cheaper than shaping it. Bounded; kept from frame to frame. The same string,
/// not only an equal one, is found without looking at its letters: a frame draws thousands of labels that say "sleep".
class TextImages
{
public:
    using Image = std::shared_ptr<const TextImage>;

    /// The text in its colour on nothing, at this device pixel ratio; never null. The reference is valid until the next call.
    [[nodiscard]] const Image &text(const QString &text, session::FontRole role, QRgb colour, double ratio);
    /// A label with its plate, whose sides are put on whole pixels. The same.
    [[nodiscard]] const Image &label(const Label &label, double ratio);

private:
    struct Key
    {
        QString text;
        session::FontRole role = session::FontRole::Small;
        QRgb colour = 0;
        QRgb ground = 0; ///< of a plate; 0: none
        QRect plate; ///< from the left end of the baseline
        double ratio = 1;

        bool operator==(const Key &) const = default;
        friend size_t qHash(const Key &key, size_t seed) { return qHash(key.text, seed) ^ (size_t(key.colour) << 8) ^ (size_t(key.ground) << 24) ^ size_t(key.role); }
    };
    /// What was asked for last of those whose strings share a slot.
    struct Recent
    {
        Key key; ///< keeps the string, so that its address tells it from all others
        Image image;
    };
    static constexpr size_t RecentCount = 2048;

    const Image &image(const Key &key, double radius);
    [[nodiscard]] static TextImage make(const Key &key, double radius);

    BoundedHash<Key, Image> m_images { 4096 };
    std::vector<Recent> m_recent { RecentCount };
};

} // namespace timeline
