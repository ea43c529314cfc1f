// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace attach {

/// The user id of the process at the other end of a connected local socket; nothing where this system cannot say (then the folder's permissions,
/// which let only its owner in, are all there is).
[[nodiscard]] std::optional<quint32> peerUser(qintptr socket);
/// The user that this process runs as.
[[nodiscard]] quint32 ownUser();
/// Whether a path is a folder, and no link to one, that belongs to this user and that nobody else may enter, read or write.
[[nodiscard]] bool isOwnersAlone(const QString &folder);

} // namespace attach
