#pragma once

#include "db/Database.h"
#include "service/EventBus.h"
#include "service/ProjectScope.h"
#include "service/Task.h"

#include <QHash>
#include <QSet>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace skylab::service {

/// Runs tasks on a bounded number of threads, one at a time per resource, in the order they were asked for.
/// Tasks survive the process: start() goes on with what was left, forwards or backwards. Those that have ended are kept for
/// keptSeconds, for who asks what became of them.
class TaskRunner {
public:
    explicit TaskRunner(EventBus& bus, int workers = 6);
    ~TaskRunner();
    Q_DISABLE_COPY_MOVE(TaskRunner)

    static constexpr qint64 keptSeconds = 30 * 24 * 3600;

    /// Of a kind. A delete that has begun leaves nothing to go back to: it ends, and begins again until it does.
    enum class Cancel { Possible, Refused };

    /// Tells how tasks of a kind are made, and in which service's database they live. Before start().
    void addKind(const QString& kind, db::Database& database, TaskFactory factory, Cancel cancel = Cancel::Possible);

    /// Called after each task of resources of this type, whatever its end, when that is recorded; on the task's thread, while
    /// others of the resource wait: keep it short. Before start().
    void onEnd(const QString& resourceType, std::function<void(const TaskRow&)> callback) { m_onEnd.insert(resourceType, std::move(callback)); }

    /// Adds the task in the caller's transaction; it begins after the commit. Gives its id.
    Result<QString> enqueue(db::Transaction& transaction, const Context& context, const TaskRequest& request);

    /// Resumes what earlier runs left, and begins to take new work.
    Result<> start();
    /// Lets running steps end; the rest is resumed at the next start.
    void stop();
    /// True from the beginning of stop() on.
    [[nodiscard]] bool isStopping() const;
    /// For what a task of this kind must know or have written before it goes on, while a database or the hypervisor is away: makes
    /// the attempt, and makes it again after 0.1 to 5 s until it is true. Tasks of other kinds go on meanwhile. False: the process
    /// ends first.
    bool untilItWorks(const QString& kind, const std::function<bool()>& attempt);

    /// Those of the scope, newest first. `open` = only those that are not finished.
    Result<std::vector<TaskRow>> list(const ProjectScope& scope, bool open, int limit) const;
    Result<TaskRow> show(const QString& id) const;
    /// Asks the task to stop; it undoes what it did, and ends as `cancelled` with the error "Cancelled by the user.".
    /// Conflict when it is finished, and for a kind that refuses.
    Result<> cancel(const QString& id);

    /// Waits until no task of the resource is pending or running; false after the deadline, and when the process ends. Not
    /// from within a task.
    bool waitFor(const QString& resourceId, int milliseconds);
    /// Waits until no task is pending or running; false after the deadline. For tests and shutdown.
    bool waitIdle(int milliseconds);

    // See TaskWait.
    void beginWait(const QString& kind);
    void endWait(const QString& kind);

    // Fault points of the crash tests, called on the task's thread with the step's number. Before start().
    std::function<void(const TaskRow&, int step)> beforeStep;
    std::function<void(const TaskRow&, int step)> afterStep;     ///< its work is done, and not recorded yet
    std::function<void(const TaskRow&, int step)> beforeUndo;    ///< -1: all is undone, and not recorded yet

private:
    friend class TaskContext;
    struct Kind {
        db::Database* database;
        TaskFactory factory;
        bool cancellable = false;
    };
    struct Pending {
        QString id;
        QString kind;
        QString resourceId;
        db::Database* database;
    };

    void schedule(Pending pending);
    [[nodiscard]] int waiting() const;
    [[nodiscard]] bool mayBegin(const Pending& pending) const;
    void work();
    void runTask(const Pending& pending);
    void runForward(Task& task, TaskContext& context, db::Database& database);
    void turnBack(Task& task, TaskContext& context, db::Database& database, int step, Error error, bool calledOff);
    void runBackward(Task& task, TaskContext& context, db::Database& database, const Error& error);
    Result<> store(TaskRow& row, db::Database& database);
    bool record(TaskRow& row, db::Database& database);
    void end(TaskRow& row, db::Database& database);
    void pruneSometimes();
    Result<> prune(db::Database& database) const;
    Result<TaskRow> load(db::Database& database, const QString& id) const;
    TaskRow readTask(db::Query& row) const;
    [[nodiscard]] bool cancelRequested(const QString& id) const;
    [[nodiscard]] std::vector<db::Database*> databases() const;
    db::Database* databaseOf(const QString& kind) const;

    EventBus& m_bus;
    QHash<QString, Kind> m_kinds;
    QHash<QString, std::function<void(const TaskRow&)>> m_onEnd;      ///< by the resource's type
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_idle;
    std::condition_variable m_end;       ///< stop() alone
    std::deque<Pending> m_queue;
    QSet<QString> m_busyResources;
    QSet<QString> m_cancelled;
    Timestamp m_pruned;                  ///< when the old ones were looked for
    int m_running = 0;
    bool m_started = false;
    bool m_stopping = false;
    int m_workers;
    std::vector<std::thread> m_threads;
    QHash<QString, int> m_waiting;       ///< how many tasks of a kind wait for others
};

/// While one lives, the task waits for another task or for a far host: a further thread works meanwhile, so that what is waited for has its turn
/// even if all others wait, too. When as many of a kind wait as there are workers, no more of it begin: threads stay few.
class TaskWait {
public:
    TaskWait(TaskRunner& runner, QString kind) : m_runner(runner), m_kind(std::move(kind)) { m_runner.beginWait(m_kind); }
    ~TaskWait() { m_runner.endWait(m_kind); }
    Q_DISABLE_COPY_MOVE(TaskWait)

private:
    TaskRunner& m_runner;
    QString m_kind;
};

/// The task as /skylab/v1/tasks and events show it.
QJsonObject toJson(const TaskRow& row);

} // namespace skylab::service
