#pragma once

#include "core/Result.h"

namespace skylab::service {
class TaskRunner;
}

namespace skylab {

/// Ends the process by SIGKILL at a named moment of a task, as a power cut would: for tests/crash. Off unless the environment
/// has SKYLAB_FAULT_POINT=KIND:STEP:MOMENT, with the task's kind ("compute.build"), the step's number from 0, and `before`,
/// `after` (done, not recorded), `undo` (the task is called off in that step, as its user may; the process ends when that
/// step, or one before it if it has no undo, is about to be undone) or `undone` (the same; the process ends when all is undone and nothing of it recorded).
/// Before TaskRunner::start(). BadRequest, field "SKYLAB_FAULT_POINT", when the text is none of these.
Result<> installFaultPoint(service::TaskRunner& tasks);

} // namespace skylab
