// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

namespace attach {

/// A running program of the user's that can be looked at.
struct OpenProgram
{
    qint64 process = 0;
    QString program; ///< its command line
    QString folder; ///< its working directory when it began to listen
    QString interpreter; ///< "CPython 3.11.2", "C++"
    QDateTime since; ///< when it began to listen; of one that does not yet: when it was started, invalid where that is not known
    QString path; ///< of the socket at which it listens; empty: the probe has to be brought in first (enterProgram)
    bool isWatched = false; ///< another viewer is there: it takes no second one
    bool operator==(const OpenProgram &) const = default;
};

/// Where programs of this user listen: $XDG_RUNTIME_DIR/loopscope, else /tmp/loopscope-UID. Need not exist.
[[nodiscard]] QString programsFolder();

/// The programs that listen in a folder, the youngest first. What killed ones have left behind is removed. A folder that is not its owner's alone
/// holds none: whoever may write there could answer in a program's place. At most MaxPrograms; texts are cut to MaxProgramText characters.
[[nodiscard]] QList<OpenProgram> openPrograms(const QString &folder = programsFolder());
inline constexpr qsizetype MaxPrograms = 1000;
inline constexpr qsizetype MaxProgramText = 400;

} // namespace attach
