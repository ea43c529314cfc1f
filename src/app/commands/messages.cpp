// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/messages.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace app {

namespace {

// A message is one line, whatever a file name or a text in a foreign file holds; escape sequences do not reach the terminal.
QByteArray oneLine(const QString &message)
{
    QString line;
    line.reserve(message.size());
    for (const QChar c : message) {
        if (c == u'\n')
            line += QStringLiteral("\\n");
        else if (c.category() == QChar::Other_Control)
            line += QStringLiteral("\\x%1").arg(c.unicode(), 2, 16, QLatin1Char('0'));
        else
            line += c;
    }
    return line.toUtf8();
}

} // namespace

void warn(const trace::Error &error)
{
    const QByteArray line = "loopscope: " + oneLine(error.message()) + '\n';
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

int Output::finish(ExitCode code)
{
    if (m_errno == 0 && std::fflush(stdout) != 0)
        m_errno = errno == 0 ? EIO : errno;
    if (m_errno == 0)
        return static_cast<int>(code);
    return fail(ExitCode::Failed, { QStringLiteral("standard output"), QString::fromLocal8Bit(std::strerror(m_errno)) });
}

} // namespace app
