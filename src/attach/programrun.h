// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "attach/receiver.h"
#include "attach/streamreader.h"

#include <QObject>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>

namespace attach {

/// A program that is to be run under the probe.
struct Program
{
    QString executable; ///< "python3", "/usr/bin/env", ...
    QStringList arguments;
    QString folder; ///< working directory; empty: ours
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    bool isPaused = false; ///< stops before its first task step
    bool isLowDetail = false;
    bool isOutputOurs = false; ///< its output comes through output(); else it goes where ours goes, and its input is ours
};

/// Runs a program with the Python probe on its module path, or goes to one that runs already, and takes its stream into a trace. The program is not changed; its environment gets
/// PYTHONPATH and LOOPSCOPE_*. The probe's files and the socket lie in a temporary folder of ours that is gone afterwards.
///
/// Bytes are read when read() is called (bytesWaiting() says when it makes sense), so that a window can do it within a frame's budget.
/// A program that has ended is finished() once its stream has been read to its end.
class ProgramRun : public QObject
{
    Q_OBJECT
public:
    /// The trace is shared: it is appended to by read() only.
    explicit ProgramRun(std::shared_ptr<trace::Trace> trace, QObject *parent = nullptr);
    /// Ends a program that still runs: asks, then kills.
    ~ProgramRun() override;

    /// Starts it. Errors: no folder for the socket, no such program.
    [[nodiscard]] trace::Result<> start(const Program &program);
    /// Goes to a program that runs already and waits for viewers (OpenProgram::path). It is not ours: it is let go and not ended, whatever becomes of us.
    [[nodiscard]] trace::Result<> attach(const QString &path);
    /// Takes in at most so many bytes; true while more wait.
    bool read(qint64 most);

    /// While held, nothing is appended to the trace, so that another thread may read it.
    void setHeld(bool isHeld);

    // Commands to the probe.
    void pause() { m_receiver.send("pause"); }
    void step() { m_receiver.send("step"); }
    void stepIteration() { m_receiver.send("iterate"); }
    void continueRun() { m_receiver.send("continue"); }
    /// Goes on until this task has made its next step.
    void continueUntil(trace::TaskId task) { m_receiver.send("until " + QByteArray::number(trace::number(task))); }
    /// What to halt at from now on, as streamformat.h writes it; "[]" for nothing.
    void setBreaks(const QByteArray &json) { m_receiver.send("breaks " + json); }
    [[nodiscard]] std::optional<ProgramHit> takeHit() { return m_reader.takeHit(); }
    /// Lets an attached program go: it runs on without us.
    void letGo() { m_receiver.close(); }
    /// As Ctrl+C; a paused program is let go first.
    void interrupt();
    void terminate();
    void kill();

    /// Of an attached program: whether it is still there.
    [[nodiscard]] bool isRunning() const { return m_isAttached ? m_receiver.isConnected() : m_process.state() != QProcess::NotRunning; }
    [[nodiscard]] qint64 process() const { return m_process.processId(); }
    /// The program's exit code; 128 + signal where a signal ended it. Meaningful after finished().
    [[nodiscard]] int exitCode() const { return m_exitCode; }
    [[nodiscard]] const StreamReader &stream() const { return m_reader; }
    [[nodiscard]] const Receiver &receiver() const { return m_receiver; }
    [[nodiscard]] bool isWhole() const { return m_isWhole; }
    /// Why the stream could not be read on; empty where it could.
    [[nodiscard]] const QString &streamError() const { return m_streamError; }
    /// Adds a line of the program's output that did not come through the probe; the last ones of a program that has ended.
    void addLog(const QString &line, bool isLast = false);

Q_SIGNALS:
    void connected();
    void bytesWaiting();
    /// The probe has told how the program stands, or something has been read.
    void progressed();
    /// A line of the program's output (isOutputOurs only), without its end.
    void output(const QString &line, bool isError);
    void finished(int exitCode);

private:
    [[nodiscard]] trace::Result<> layOut();
    void readOutput(QProcess::ProcessChannel channel);
    void ended();
    void settle();

    std::shared_ptr<trace::Trace> m_trace;
    StreamReader m_reader;
    Receiver m_receiver;
    QProcess m_process;
    QTimer m_patience; ///< for a stream that stays open after its program has ended
    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray m_lines[2];
    QString m_streamError;
    int m_exitCode = 0;
    bool m_isAttached = false;
    bool m_hasEnded = false;
    bool m_isSettled = false;
    bool m_isHeld = false;
    bool m_isWhole = false;
};

} // namespace attach
