// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "trace/result.h"

#include <QByteArrayView>
#include <QString>

#include <vector>

namespace scenarios {

/// A place in a text file.
struct Place
{
    int line = 1; ///< from 1
    int column = 1; ///< from 1, in characters (code points)
};

/// One value of a JSON text together with where it stands, which Qt's own JSON classes do not keep.
struct JsonNode
{
    enum class Kind { Null, Boolean, Number, String, Array, Object };

    Kind kind = Kind::Null;
    bool truth = false; ///< of a Boolean
    Place place; ///< of the value's first character
    Place keyPlace; ///< of the key's first character, for a member of an object
    QString key; ///< of a member of an object
    QString text; ///< a String's characters; a Number exactly as it was written
    std::vector<JsonNode> items; ///< of an Array or Object, in the order of the file

    /// The member of that name, or null.
    [[nodiscard]] const JsonNode *member(QStringView name) const;
    /// "a string", "an object", ...: for messages.
    [[nodiscard]] QString kindText() const;
};

/// Limits on what readJson takes: a text outside them is an error, so memory and stack stay bounded.
inline constexpr qsizetype MaxJsonBytes = qsizetype(4) << 20;
inline constexpr int MaxJsonDepth = 64;
inline constexpr int MaxJsonNodes = 200'000;

/// Reads one JSON text (RFC 8259; a leading UTF-8 byte order mark is skipped). Strict: a key that stands twice in an
/// object is an error. The error's `what` is "NAME:LINE:COLUMN".
[[nodiscard]] trace::Result<JsonNode> readJson(QByteArrayView bytes, const QString &name);

/// "NAME:LINE:COLUMN".
[[nodiscard]] QString placeText(const QString &name, Place place);

} // namespace scenarios
