// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/messages.h"

#include "app/commands/table.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace app {

void warn(const trace::Error &error)
{
    const QByteArray line = "loopscope: " + printable(error.message()).toUtf8() + '\n';
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

int fail(ExitCode code, const trace::Error &error)
{
    std::fflush(stdout); // the order on a terminal is that of the work
    warn(error);
    return static_cast<int>(code);
}

void Output::write(QByteArrayView text)
{
    if (m_errno != 0 || text.isEmpty())
        return;
    if (std::fwrite(text.data(), 1, static_cast<std::size_t>(text.size()), stdout) != static_cast<std::size_t>(text.size()))
        m_errno = errno == 0 ? EIO : errno;
}

void Output::flush()
{
    if (m_errno == 0 && std::fflush(stdout) != 0)
        m_errno = errno == 0 ? EIO : errno;
}

int Output::finish(ExitCode code)
{
    flush();
    if (m_errno == 0)
        return static_cast<int>(code);
    return fail(ExitCode::Failed, { QStringLiteral("standard output"), QString::fromLocal8Bit(std::strerror(m_errno)) });
}

} // namespace app
