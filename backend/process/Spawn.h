#pragma once

#include "process/Process.h"

#include <QByteArray>

#include <sys/types.h>

#include <vector>

namespace skylab::process {

/// How a program begins.
struct SpawnPlan {
    std::vector<QByteArray> command;       ///< searched in PATH unless it has a slash, and its arguments
    std::vector<QByteArray> environment;   ///< "NAME=value", all of it
    QByteArray directory;                  ///< empty = ours
    Limits limits;
    int in = -1;                           ///< what become its files 0-2; it gets no others
    int out = -1;
    int err = -1;
};

/// Starts a program in a process group of its own, with all signals as they are by default. The kernel kills it when the
/// calling thread ends, however that ends: a program that outlived a killed server would write into files that the
/// next start has already swept.
///
/// Returns 0 and sets `pid`, or the errno of the step that failed, and then no process is left. Any thread.
[[nodiscard]] int spawn(const SpawnPlan& plan, pid_t* pid);

} // namespace skylab::process
