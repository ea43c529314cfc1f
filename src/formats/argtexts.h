// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/texttable.h"

#include <QByteArray>

#include <vector>

namespace formats {

/// Puts the args that a file's records bring into a trace's ArgTable: in one line of valid UTF-8, cut where they are long. Those that stood in the file
/// a short while ago are found again, so that a program which says the same over and over costs nothing; beyond that nothing is compared.
class ArgTexts
{
public:
    explicit ArgTexts(trace::TextTable &texts) : m_table(texts.args()) {}

    /// The args that stand in the file as these bytes of JSON; None where they hold nothing, and where there is no room for them. O(size).
    [[nodiscard]] trace::ArgId of(QByteArrayView json);
    /// Those of both, the first ones first.
    [[nodiscard]] trace::ArgId joined(trace::ArgId first, trace::ArgId second);

    /// How many were longer than one may be, and for how many there was no room.
    [[nodiscard]] quint64 cut() const { return m_cut; }
    [[nodiscard]] quint64 leftOut() const { return m_leftOut; }

private:
    struct Recent
    {
        quint32 hash = 0; ///< what tells it from others of its slot
        trace::ArgId id = trace::ArgId::None;
    };
    [[nodiscard]] trace::ArgId put(QByteArrayView json);

    trace::ArgTable &m_table;
    std::vector<Recent> m_recent; ///< by their hash
    QByteArray m_line;
    quint64 m_cut = 0;
    quint64 m_leftOut = 0;
};

/// Appends UTF-8 as a text of JSON with its quotes.
void appendJsonText(QByteArrayView utf8, QByteArray &out);

/// Whether everybody would accept these bytes as JSON.
[[nodiscard]] bool isStrictJson(QByteArrayView json);

} // namespace formats
