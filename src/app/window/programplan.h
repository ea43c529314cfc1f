// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace app {

/// A program of the user's that is run under the probe: a Python script, or any command line. Or one that runs already and is attached to.
struct ProgramPlan
{
    QString script; ///< absolute path; empty where only a command is known
    QStringList arguments; ///< of the script
    QString folder; ///< working directory; the script's where it is empty
    QString interpreter; ///< program that runs the script, or the command itself; standardInterpreter() where it is empty
    bool isOnTerminal = false; ///< its input and output stay with our own (record --live)
    bool isLowDetail = false;
    QString socket; ///< where a program listens that runs already; empty: it is started
    qint64 process = 0; ///< of a program that runs already
    QString title; ///< what it is called; by its script or command where this is empty

    [[nodiscard]] bool isAttached() const { return !socket.isEmpty(); }
    [[nodiscard]] QString name() const;
    bool operator==(const ProgramPlan &) const = default;
};

/// The interpreter that a script is run with unless another is chosen: of the active virtual environment, else of one beside the script
/// (.venv, venv, here or in a folder above), else python3.
[[nodiscard]] QString standardInterpreter(const QString &script);

/// The words as one line that splits into them again, and back.
[[nodiscard]] QString joinWords(const QStringList &words);
[[nodiscard]] QStringList splitWords(const QString &line);

} // namespace app
