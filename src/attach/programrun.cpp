// SPDX-License-Identifier: GPL-3.0-or-later
#include "attach/programrun.h"

#include "attach/probefiles.h"
#include "trace/clock.h"

#include <QDir>
#include <QFile>
#include <QProcessEnvironment>
#include <QStandardPaths>

#include <csignal>

namespace attach {

namespace {

constexpr int StreamPatienceMs = 1500;
constexpr qint64 MostAtOnce = 1 << 20;
constexpr qsizetype MaxLine = 4096;

} // namespace

ProgramRun::ProgramRun(std::shared_ptr<trace::Trace> trace, QObject *parent)
    : QObject(parent)
    , m_trace(std::move(trace))
    , m_reader(*m_trace)
{
    connect(&m_receiver, &Receiver::connected, this, &ProgramRun::connected);
    connect(&m_receiver, &Receiver::bytesWaiting, this, &ProgramRun::bytesWaiting);
    connect(&m_receiver, &Receiver::disconnected, this, [this] {
        m_hasEnded = m_hasEnded || m_isAttached;
        Q_EMIT bytesWaiting();
    });
    connect(&m_process, &QProcess::finished, this, [this] { ended(); });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, [this] { readOutput(QProcess::StandardOutput); });
    connect(&m_process, &QProcess::readyReadStandardError, this, [this] { readOutput(QProcess::StandardError); });
    m_patience.setSingleShot(true);
    m_patience.setInterval(StreamPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        while (read(MostAtOnce)) {
        }
        m_receiver.close();
        settle();
    });
}

ProgramRun::~ProgramRun()
{
    m_process.disconnect(this);
    m_receiver.disconnect(this);
    if (m_isAttached || !isRunning())
        return;
    m_receiver.close(); // a paused program goes on, and hears what we ask
    m_process.terminate();
    if (!m_process.waitForFinished(500)) {
        m_process.kill();
        m_process.waitForFinished(500);
    }
}

trace::Result<> ProgramRun::layOut()
{
    QString place = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (place.isEmpty() || !QDir(place).exists())
        place = QDir::tempPath();
    m_folder = std::make_unique<QTemporaryDir>(place + QStringLiteral("/loopscope-XXXXXX"));
    if (!m_folder->isValid())
        return trace::Error { place, m_folder->errorString() };
    QFile::setPermissions(m_folder->path(), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    if (const trace::Result<> laid = layOutProbe(m_folder->path()); !laid)
        return laid;
    return m_receiver.listen(m_folder->filePath(QStringLiteral("viewer.sock")));
}

trace::Result<> ProgramRun::start(const Program &program)
{
    if (const trace::Result<> laid = layOut(); !laid)
        return laid;
    QProcessEnvironment environment = program.environment;
    const QString path = environment.value(QStringLiteral("PYTHONPATH"));
    environment.insert(QStringLiteral("PYTHONPATH"), path.isEmpty() ? m_folder->path() : m_folder->path() + u':' + path);
    environment.insert(QStringLiteral("LOOPSCOPE_SOCKET"), m_receiver.path());
    for (const char *other : { "LOOPSCOPE", "LOOPSCOPE_FILE", "LOOPSCOPE_PAUSED", "LOOPSCOPE_DETAIL" })
        environment.remove(QLatin1String(other));
    if (program.isPaused)
        environment.insert(QStringLiteral("LOOPSCOPE_PAUSED"), QStringLiteral("1"));
    if (program.isLowDetail)
        environment.insert(QStringLiteral("LOOPSCOPE_DETAIL"), QStringLiteral("low"));
    if (program.isOutputOurs) {
        // What it prints is wanted when it prints it, not when a pipe's buffer is full.
        environment.insert(QStringLiteral("PYTHONUNBUFFERED"), QStringLiteral("1"));
    } else {
        m_process.setProcessChannelMode(QProcess::ForwardedChannels);
        m_process.setInputChannelMode(QProcess::ForwardedInputChannel);
    }
    m_process.setProcessEnvironment(environment);
    if (!program.folder.isEmpty())
        m_process.setWorkingDirectory(program.folder);
    // A caller that waits for signals on a thread of its own blocks them for all that it starts; the program wants to hear them.
    m_process.setChildProcessModifier([] {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
    });
    m_process.start(program.executable, program.arguments);
    if (!m_process.waitForStarted(10'000))
        return trace::Error { program.executable, m_process.errorString() };
    if (program.isOutputOurs)
        m_process.closeWriteChannel();
    return {};
}

trace::Result<> ProgramRun::attach(const QString &path)
{
    m_isAttached = true;
    return m_receiver.connectTo(path);
}

void ProgramRun::setHeld(bool isHeld)
{
    m_isHeld = isHeld;
    if (!isHeld)
        Q_EMIT bytesWaiting();
}

bool ProgramRun::read(qint64 most)
{
    if (m_isHeld)
        return false;
    const QByteArray bytes = m_receiver.read(std::min(most, MostAtOnce));
    if (!bytes.isEmpty() && m_streamError.isEmpty()) {
        if (const trace::Result<> fed = m_reader.feed(bytes); !fed) {
            m_streamError = fed.error().message();
            m_receiver.close();
        }
        Q_EMIT progressed();
    }
    if (m_receiver.waiting() > 0)
        return true;
    if (m_hasEnded && !m_receiver.isConnected())
        settle();
    return false;
}

void ProgramRun::readOutput(QProcess::ProcessChannel channel)
{
    m_process.setReadChannel(channel);
    QByteArray &held = m_lines[channel == QProcess::StandardOutput ? 0 : 1];
    held += m_process.readAll();
    qsizetype begin = 0;
    for (qsizetype end = held.indexOf('\n'); end >= 0 || held.size() - begin > MaxLine; end = held.indexOf('\n', begin)) {
        const qsizetype length = std::min(end >= 0 ? end - begin : MaxLine, MaxLine);
        Q_EMIT output(QString::fromUtf8(held.constData() + begin, length), channel == QProcess::StandardError);
        begin += length + (end >= 0 && end - begin == length ? 1 : 0);
    }
    held.remove(0, begin);
}

void ProgramRun::ended()
{
    // A crash's "exit code" is the signal, as the shell counts them.
    m_exitCode = m_process.exitStatus() == QProcess::CrashExit ? 128 + m_process.exitCode() : m_process.exitCode();
    m_hasEnded = true;
    for (const QProcess::ProcessChannel channel : { QProcess::StandardOutput, QProcess::StandardError }) {
        if (m_process.processChannelMode() != QProcess::ForwardedChannels)
            readOutput(channel);
        QByteArray &held = m_lines[channel == QProcess::StandardOutput ? 0 : 1];
        if (!held.isEmpty())
            Q_EMIT output(QString::fromUtf8(std::exchange(held, {})), channel == QProcess::StandardError);
    }
    if (!m_receiver.isConnected() && m_receiver.waiting() == 0) {
        settle();
        return;
    }
    // What it wrote last may still be on its way; a child that holds the stream open must not keep us.
    m_patience.start();
    Q_EMIT bytesWaiting();
}

void ProgramRun::settle()
{
    if (m_isSettled || !m_hasEnded || m_isHeld)
        return;
    m_isSettled = true;
    m_patience.stop();
    m_isWhole = m_reader.finish();
    Q_EMIT progressed();
    Q_EMIT finished(m_exitCode);
}

void ProgramRun::interrupt()
{
    continueRun();
    if (isRunning() && !m_isAttached)
        ::kill(static_cast<pid_t>(m_process.processId()), SIGINT);
}

void ProgramRun::terminate()
{
    continueRun();
    m_process.terminate();
}

void ProgramRun::kill()
{
    m_process.kill();
}

void ProgramRun::addLog(const QString &line, bool isLast)
{
    m_reader.addLog(static_cast<quint64>(trace::systemClockNow()), line);
    // Where no probe promises anything, nothing else can come before it.
    if (isLast || !m_receiver.hasBeenConnected())
        (void)m_reader.finish();
}

} // namespace attach
