// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

/// What a run of the program left behind.
struct Outcome
{
    int code = -1; ///< -1: it crashed or did not end in time
    QByteArray out;
    QByteArray err;
};

/// Runs the built program with these arguments in `folder`, with an environment that holds nothing but a locale: no display, no home,
/// no run-time folder, no Qt settings. Killed after 60 s.
[[nodiscard]] Outcome loopscope(const QStringList &arguments, const QString &folder = {}, const QByteArray &input = {});

/// The words of a command line parted by blanks, for tests that read like one.
[[nodiscard]] QStringList words(const char *line);
