// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace scenarios {

/// A text of the user's as a message may show it: characters that steer a terminal replaced by U+FFFD, cut off after 64
/// characters.
[[nodiscard]] QString printable(QStringView text);
/// The same in double quotes.
[[nodiscard]] QString quoted(QStringView text);

/// The tail of a message about a word that is none of `words`: "; did you mean X?" for the nearest where it is near (at
/// most a third of the letters differ) or the words are more than eight, else "; one of A, B, C"; nothing without
/// words.
[[nodiscard]] QString suggestion(QStringView word, const QStringList &words);

} // namespace scenarios
