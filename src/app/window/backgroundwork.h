// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace app {

/// How much of how much is done; false asks to stop. To be called on the thread that works.
using WorkProgress = std::function<bool(quint64 done, quint64 total)>;

/// Does `work` on a thread of its own and comes back when it is done. The window lives meanwhile, and where that takes longer than a moment a dialogue
/// over it says `text`, how far the work is, and lets the user cancel it: true where they did. What the work reads must not change meanwhile.
bool workInBackground(QWidget *parent, const QString &text, const std::function<void(const WorkProgress &)> &work);

} // namespace app
