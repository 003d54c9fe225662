#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>

namespace skylab::process {

/// Which queue a program waits in, so that a copy of an hour never holds up a call of ten milliseconds.
enum class Lane {
    Short,   ///< at most 4 at once
    Long,    ///< at most 2 at once: copies and conversions
};

/// Limits that the kernel keeps for the child. 0 = none. For programs that read hostile files.
struct Limits {
    qint64 addressSpaceBytes = 0;
    qint64 cpuSeconds = 0;
    qint64 fileSizeBytes = 0;   ///< of any file that it writes
};

struct Options {
    /// Counts from the call, the wait for a free slot included. The whole process group is killed then.
    std::chrono::milliseconds timeout { 30'000 };
    QByteArray stdinData = {};                    ///< empty = /dev/null
    QMap<QString, QString> environment = {};      ///< added to ours; LC_ALL is always C.UTF-8
    QString workingDirectory = {};
    /// A child that says more on stdout is killed and fails. Of stderr the last 64 KiB are kept.
    qint64 maxOutputBytes = 16 * 1024 * 1024;
    Limits limits = {};
    QList<int> acceptedExitCodes = { 0 };
    Lane lane = Lane::Short;
    /// Gets stdout as it comes instead of Output::out, on the calling thread. For progress.
    std::function<void(QByteArrayView)> onOutput = {};
    /// Asked about ten times a second on the calling thread; true kills the child.
    std::function<bool()> cancelled = {};
};

struct Output {
    int exitCode = 0;
    QByteArray out = {};
    QByteArray err = {};
};

/// Runs a program to its end and blocks the calling thread meanwhile; any thread, no event loop needed.
/// `program` is searched in PATH unless it has a slash. Arguments reach the program as they are: no shell is involved,
/// and they are never logged. Files other than 0-2 are closed in the child. It ends with us, also when we are killed.
///
/// Errors: Unavailable (not installed, can't be started, or no slot in time), Timeout, Cancelled, NoSpace (it complained about a full
/// disk), Internal (any other exit code, a signal, too much output). The message is "qemu-img create failed: <the last
/// line of stderr>", `Error::details` the rest of stderr.
[[nodiscard]] Result<Output> run(const QString& program, const QStringList& args, const Options& options = {});

} // namespace skylab::process
