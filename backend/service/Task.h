#pragma once

#include "core/Clock.h"
#include "core/Result.h"
#include "service/Context.h"

#include <QJsonArray>
#include <QJsonObject>

#include <functional>
#include <memory>
#include <vector>

namespace skylab::service {

/// Long work as the database holds it.
struct TaskRow {
    QString id;
    QString kind;                ///< "compute.server.build"
    QString resourceType;        ///< "server"
    QString resourceId;
    QString resourceName;        ///< for people
    QString projectId;
    QString userId;
    QString requestId;
    QString state;               ///< pending, running, undoing, done, error, cancelled
    int stepsDone = 0;           ///< how many steps are finished (running) or still to be undone (undoing)
    QJsonArray steps;            ///< {name, state, started_at, finished_at} for people
    QJsonObject payload;         ///< what the task needs to go on after a crash; steps may add to it
    int progress = 0;            ///< percent
    QString error;
    bool cancelRequested = false;
    bool cancellable = true;     ///< of the kind, not stored: whether a user may call it off while it is open
    Timestamp createdAt;
    Timestamp updatedAt;
};

class TaskRunner;

/// What a step is given. One thread at a time.
class TaskContext {
public:
    [[nodiscard]] const TaskRow& row() const { return m_row; }
    /// Changes to the payload are stored together with the end of the step, or at once by save().
    QJsonObject& payload() { return m_row.payload; }
    [[nodiscard]] QString payloadString(const QString& key) const { return m_row.payload.value(key).toString(); }
    /// 0 to 100 for the whole task; by default each step is an equal share. Throttled writes.
    void setProgress(int percent);
    /// True when a user asked to stop: long steps look now and then and fail with ErrorCode::Cancelled.
    [[nodiscard]] bool isCancelled() const;
    /// True when the process ends: steps that may take hours look at this too, fail with Cancelled, and are run again at the next start.
    [[nodiscard]] bool isStopping() const;
    /// Stores the payload now, for a step that must not forget what it began.
    Result<> save();
    /// An administrator's context that carries the request id and the user who asked.
    [[nodiscard]] Context context() const;

private:
    friend class TaskRunner;
    TaskContext(TaskRunner& runner, TaskRow row) : m_runner(runner), m_row(std::move(row)) { }
    TaskRunner& m_runner;
    TaskRow m_row;
};

/// A step may run twice (the process may die between its work and the record of it), so it must be idempotent;
/// so must its undo, which is also called for the step that failed, and again for all of them when the process ends before
/// the whole undo is recorded. An undo that has to wait gives up when the process ends (isStopping()).
struct TaskStep {
    QString name;                                         ///< shown to people: "Attach network"
    std::function<Result<>(TaskContext&)> run;
    std::function<void(TaskContext&)> undo = {};          ///< best effort: logs what it can't undo
    /// What it does is there to stay (content is replaced, a disk has grown): once it is done, or was begun by a process that
    /// ended, a request to stop comes too late, and the task goes on to its end. The step itself may still heed isCancelled().
    bool irreversible = false;
};

/// One kind of long work: resumable, with steps that are undone in reverse order when one fails.
/// Made anew for each run from its row, so it holds nothing that is not in the row.
class Task {
public:
    virtual ~Task() = default;
    virtual std::vector<TaskStep> steps() = 0;
    /// After the undo: leave the resource in ERROR with the fault, so that a user sees what happened. Idempotent.
    virtual void failed(TaskContext& context, const Error& error) = 0;
};

using TaskFactory = std::function<std::unique_ptr<Task>(const TaskRow&)>;

/// What a handler asks for.
struct TaskRequest {
    QString kind;
    QString resourceType;
    QString resourceId;
    QString resourceName = {};
    QString projectId;
    QJsonObject payload = {};
};

} // namespace skylab::service
