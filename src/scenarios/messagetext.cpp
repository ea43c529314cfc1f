// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenarios/messagetext.h"

#include "trace/nearest.h"

#include <algorithm>

namespace scenarios {

namespace {

constexpr qsizetype MaxLetters = 64;
constexpr qsizetype MaxListed = 8;

// Further away than a third of the letters a word is no slip of the fingers.
bool isNear(QStringView word, const QString &candidate)
{
    const qsizetype forgiven = std::max<qsizetype>(1, std::max(word.size(), candidate.size()) / 3);
    return trace::editDistance(word, candidate) <= forgiven;
}

} // namespace

QString printable(QStringView text)
{
    QString shown;
    for (const QChar c : text.left(MaxLetters))
        shown += c.isPrint() || c.isSurrogate() ? c : QChar(QChar::ReplacementCharacter);
    return text.size() > MaxLetters ? shown + QChar(0x2026) : shown;
}

QString quoted(QStringView text) { return QLatin1Char('"') + printable(text) + QLatin1Char('"'); }

QString suggestion(QStringView word, const QStringList &words)
{
    if (words.isEmpty())
        return {};
    const QString nearest = trace::nearest(word, words);
    if (isNear(word, nearest) || words.size() > MaxListed)
        return QStringLiteral("; did you mean %1?").arg(nearest);
    return QStringLiteral("; one of ") + words.join(QStringLiteral(", "));
}

} // namespace scenarios
