// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/peer.h"

#include <QFileInfo>

#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

namespace attach {

std::optional<quint32> peerUser(qintptr socket)
{
    const int descriptor = static_cast<int>(socket);
#if defined(SO_PEERCRED) && defined(Q_OS_LINUX)
    ucred credentials {};
    socklen_t size = sizeof credentials;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 && size == sizeof credentials)
        return credentials.uid;
    return std::nullopt;
#elif defined(Q_OS_DARWIN) || defined(Q_OS_BSD4)
    uid_t user = 0;
    gid_t group = 0;
    if (getpeereid(descriptor, &user, &group) == 0)
        return static_cast<quint32>(user);
    return std::nullopt;
#else
    Q_UNUSED(descriptor);
    return std::nullopt;
#endif
}

bool isOwnersAlone(const QString &folder)
{
    constexpr QFileDevice::Permissions Others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup | QFileDevice::ReadOther
        | QFileDevice::WriteOther | QFileDevice::ExeOther;
    const QFileInfo info(folder);
    return info.isDir() && !info.isSymLink() && (info.permissions() & Others) == 0 && info.ownerId() == ownUser();
}

quint32 ownUser()
{
    return static_cast<quint32>(geteuid());
}

} // namespace attach
