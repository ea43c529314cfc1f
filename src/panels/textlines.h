// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/fonts.h"

#include <QColor>
#include <QCache>
#include <QRect>
#include <QStaticText>

class QPainter;

namespace panels {

/// Draws the single lines of text of a list or table whose texts recur from one painting to the next: names, states, numbers.
///
/// Shaping a text costs some tens of microseconds, painting its glyphs two; most of a pane's rows say after a step what they said before it.
/// So each text is shaped once, by font and by the width that it was cut to. Cost of a line seen before: a hash look-up and its glyphs;
/// memory: the last MostTexts texts. Of the GUI thread; not a thing to be copied.
class TextLines
{
public:
    static constexpr int MostTexts = 4096;

    struct Style
    {
        session::FontRole font = session::FontRole::Body;
        QColor colour {};
        Qt::Alignment side = Qt::AlignLeft; ///< AlignLeft, AlignRight or AlignHCenter
        Qt::TextElideMode elide = Qt::ElideRight;
    };

    TextLines();

    /// Draws `text` on one line, vertically centred in `box` and cut to its width with an ellipsis. Returns the width drawn, px; 0 for no text
    /// and in a box without width. Line breaks are drawn as blanks.
    int draw(QPainter &painter, QRect box, const QString &text, const Style &style);
    /// The width of the whole text, px.
    [[nodiscard]] int width(const QString &text, session::FontRole font);
    /// The text cut to a width in px with an ellipsis. Where the middle is cut out of a name it keeps the number at its end, in which names differ,
    /// as long as there is room for that: "handle_request-117" is "handle_r\u2026-117".
    [[nodiscard]] static QString cut(const QString &text, session::FontRole font, Qt::TextElideMode elide, int width);
    /// How many texts have been shaped so far: what a test counts.
    [[nodiscard]] quint64 shapedCount() const { return m_shapedCount; }

private:
    struct Key
    {
        QString text;
        int width; ///< that it is cut to; -1: not cut
        session::FontRole font;
        Qt::TextElideMode elide;
        bool operator==(const Key &) const = default;
        friend size_t qHash(const Key &key, size_t seed = 0) { return qHashMulti(seed, key.text, key.width, int(key.font), int(key.elide)); }
    };
    struct Line
    {
        QStaticText text;
        int width;
    };
    /// Owned by the cache, and there until the next call.
    const Line &line(const Key &key);

    QCache<Key, Line> m_lines;
    quint64 m_shapedCount = 0;
};

} // namespace panels
