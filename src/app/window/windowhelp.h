// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/theme.h"
#include "trace/trace.h"

#include <QString>
#include <QStringList>

class QWidget;

namespace app {

class WindowActions;

/// Shows the sheet of all keys and gestures, until it is closed.
void showShortcutsSheet(const WindowActions &actions, const session::Theme &theme, QWidget *parent);

/// "Deadlock at 3.204 s: 2 tasks are left that nothing can ever wake: ...", and who raised before it came to that.
[[nodiscard]] QString deadlockText(const trace::Trace &trace, const QStringList &raised);
/// "producer-1 raised ValueError: no." and how many more did.
[[nodiscard]] QString raisedText(const QStringList &raised);

/// What recording costs on this machine, "recorder 11 ns an event", for the trust strip. Measured once, in about a millisecond.
[[nodiscard]] QString recorderCostNote();

} // namespace app
