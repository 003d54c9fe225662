#pragma once

#include "core/Fd.h"
#include "process/Process.h"

#include <sys/types.h>

#include <chrono>

namespace skylab::process {

/// The program is not on this host.
Error notInstalled(const QString& program);

/// One started program: its pipes, its end. Used by run() on one thread. Destroyed, it kills and reaps what still runs.
class Child {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    /// Errors: Unavailable when the program or its working directory is absent.
    static Result<Child> start(const QString& program, const QStringList& args, const Options& options);

    /// Reads until the program has ended. Errors: Timeout, Cancelled, Internal (too much output).
    Result<> watch(const Options& options, Deadline deadline);

    Child(Child&& other) noexcept;
    Child& operator=(Child&&) = delete;
    ~Child();

    [[nodiscard]] const QByteArray& out() const { return m_outText; }
    [[nodiscard]] const QByteArray& err() const { return m_errText; }
    /// As waitpid() gives it; valid after watch().
    [[nodiscard]] int status() const { return m_status; }

private:
    Child() = default;
    Result<> readOut(const Options& options);
    void readErr();
    Result<> drain(const Options& options);
    void kill();

    pid_t m_pid = -1;
    int m_status = 0;
    Fd m_exit;   // readable when the program has ended
    Fd m_out;
    Fd m_err;
    QByteArray m_outText;
    QByteArray m_errText;
    qint64 m_outBytes = 0;
};

} // namespace skylab::process
