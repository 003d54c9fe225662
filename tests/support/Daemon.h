#pragma once

#include "core/Fd.h"
#include "core/Result.h"

#include <QStringList>

#include <chrono>
#include <sys/types.h>

namespace skylab::test {

/// A server or another partner that a test starts for itself; its errors go to a file ("": where the test's go). Killed when destroyed.
/// Not QProcess: that calls clone(), which ThreadSanitizer's runtime does not survive. One thread.
class Daemon {
public:
    Daemon() = default;
    ~Daemon();
    Q_DISABLE_COPY_MOVE(Daemon)

    enum class Input { None, Pipe };

    /// Unavailable when the program, searched in PATH, can't be started. Runs in "/".
    Result<> start(const QStringList& command, const QString& errorFile, Input input = Input::None);
    /// Into its input; false when it does not read any more.
    bool write(QByteArrayView text);
    void closeInput() { m_in = {}; }
    /// What it has said since, waiting for a first byte. Empty: nothing in that time, or it has closed its output.
    QByteArray read(std::chrono::milliseconds patience);
    /// The same until there is a whole line.
    QByteArray readLine(std::chrono::milliseconds patience);
    /// False when it still runs after that time. True too when it was never started.
    bool waitForEnd(std::chrono::milliseconds patience);
    /// Of the program that has ended; -1 when a signal ended it.
    [[nodiscard]] int exitCode() const { return m_exitCode; }
    void signal(int number) const;
    [[nodiscard]] pid_t pid() const { return m_pid; }      ///< 0: not running

private:
    pid_t m_pid = 0;
    int m_exitCode = -1;
    Fd m_in;
    Fd m_out;
    Fd m_end;      ///< readable when it has ended
};

} // namespace skylab::test
