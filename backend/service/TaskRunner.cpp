#include "service/TaskRunner.h"

#include "core/Log.h"
#include "core/Uuid.h"

#include <QLoggingCategory>

#include <algorithm>
#include <exception>
#include <numeric>
#include <utility>

namespace skylab::service {

namespace {

Q_LOGGING_CATEGORY(lcTasks, "skylab.tasks")

const QString taskColumns = QStringLiteral("id, kind, resource_type, resource_id, resource_name, project_id, user_id, request_id, state, "
                                           "steps_done, steps, payload, progress, error, cancel_requested, created_at, updated_at");

QJsonObject stepJson(const QString& name, const QString& state, Timestamp started = {}, Timestamp finished = {})
{
    const auto time = [](Timestamp at) { return at.isNull() ? QJsonValue() : QJsonValue(skylab::toString(at, TimeFormat::MicrosZ)); };
    return { { QStringLiteral("name"), name }, { QStringLiteral("state"), state },
             { QStringLiteral("started_at"), time(started) }, { QStringLiteral("finished_at"), time(finished) } };
}

void markStep(TaskRow& row, int index, const QString& state)
{
    if (index < 0 || index >= row.steps.size())
        return;
    auto step = row.steps[index].toObject();
    const auto now = skylab::toString(Clock::now(), TimeFormat::MicrosZ);
    step[u"state"] = state;
    step[state == u"running" || state == u"undoing" ? u"started_at" : u"finished_at"] = now;
    row.steps[index] = step;
}

/// Nobody knows how far a step came that another process began: it must end, or the book would tell what is not so.
bool isPastReturn(const std::vector<TaskStep>& steps, const TaskRow& row, int next)
{
    const auto done = steps.begin() + next;
    return std::any_of(steps.begin(), done, [](const TaskStep& step) { return step.irreversible; })
        || (done->irreversible && row.steps[next].toObject()[u"state"].toString() == u"running");
}

constexpr std::chrono::milliseconds shortestPause { 100 };
constexpr std::chrono::milliseconds longestPause { 5000 };
const QString openStates = QStringLiteral("('pending', 'running', 'undoing')");
const QString endedStates = QStringLiteral("('done', 'error', 'cancelled')");
constexpr int prunedAtOnce = 1000;            // a transaction of some 10 ms
constexpr int prunedTogether = 20'000;        // what is more waits for the next time
constexpr qint64 prunePause = 3600;           // seconds
const QString failureKey = QStringLiteral("failure");      // in the payload, which only the task itself sees
const QString calledOffText = QStringLiteral("Cancelled by the user.");

/// The undo may be repeated by another process, which is to tell failed() the same.
QJsonObject failureJson(const Error& error)
{
    return { { QStringLiteral("code"), int(error.code) }, { QStringLiteral("field"), error.field }, { QStringLiteral("type"), error.type }, { QStringLiteral("details"), error.details } };
}

Error failureOf(const TaskRow& row)
{
    const auto noted = row.payload.value(failureKey).toObject();
    const int code = noted.value(u"code").toInt(row.error == calledOffText ? int(ErrorCode::Cancelled) : int(ErrorCode::Internal));
    return { code >= 0 && code <= int(ErrorCode::Internal) ? ErrorCode(code) : ErrorCode::Internal, row.error, noted.value(u"field").toString(), noted.value(u"type").toString(),
             noted.value(u"details").toString() };
}

} // namespace

QJsonObject toJson(const TaskRow& row)
{
    return { { QStringLiteral("id"), row.id }, { QStringLiteral("kind"), row.kind },
             { QStringLiteral("resource_type"), row.resourceType }, { QStringLiteral("resource_id"), row.resourceId },
             { QStringLiteral("resource_name"), row.resourceName },
             { QStringLiteral("project_id"), row.projectId }, { QStringLiteral("request_id"), row.requestId },
             { QStringLiteral("state"), row.state }, { QStringLiteral("steps"), row.steps },
             { QStringLiteral("progress"), row.progress }, { QStringLiteral("cancellable"), row.cancellable }, { QStringLiteral("error"), row.error.isEmpty() ? QJsonValue() : QJsonValue(row.error) },
             { QStringLiteral("created_at"), skylab::toString(row.createdAt, TimeFormat::MicrosZ) },
             { QStringLiteral("updated_at"), skylab::toString(row.updatedAt, TimeFormat::MicrosZ) } };
}

// ---- TaskContext

void TaskContext::setProgress(int percent)
{
    const int bounded = std::clamp(percent, 0, 100);
    if (bounded < m_row.progress + 5 && bounded != 100)      // at most some 20 writes a task
        return;
    m_row.progress = bounded;
    if (auto saved = save(); !saved)
        qCWarning(lcTasks) << "Progress of" << m_row.id << "can't be stored:" << saved.error().message;
}

bool TaskContext::isCancelled() const { return m_runner.cancelRequested(m_row.id); }
bool TaskContext::isStopping() const { return m_runner.isStopping(); }

Result<> TaskContext::save() { return m_runner.store(m_row, *m_runner.databaseOf(m_row.kind)); }

Context TaskContext::context() const
{
    auto context = Context::system(m_row.requestId);
    context.userId = m_row.userId;
    context.projectId = m_row.projectId;
    return context;
}

// ---- TaskRunner

TaskRunner::TaskRunner(EventBus& bus, int workers) : m_bus(bus), m_workers(workers) { }

TaskRunner::~TaskRunner() { stop(); }

void TaskRunner::addKind(const QString& kind, db::Database& database, TaskFactory factory, Cancel cancel)
{
    m_kinds.insert(kind, { &database, std::move(factory), cancel == Cancel::Possible });
}

db::Database* TaskRunner::databaseOf(const QString& kind) const { return m_kinds.value(kind).database; }

std::vector<db::Database*> TaskRunner::databases() const
{
    std::vector<db::Database*> all;
    for (const auto& kind : m_kinds)
        if (std::find(all.begin(), all.end(), kind.database) == all.end())
            all.push_back(kind.database);
    return all;
}

Result<QString> TaskRunner::enqueue(db::Transaction& transaction, const Context& context, const TaskRequest& request)
{
    const auto kind = m_kinds.constFind(request.kind);
    if (kind == m_kinds.constEnd())
        return fail(ErrorCode::Internal, QStringLiteral("No task of kind %1 is known.").arg(request.kind));
    TaskRow row { .id = newUuid(), .kind = request.kind, .resourceType = request.resourceType, .resourceId = request.resourceId,
                  .resourceName = request.resourceName, .projectId = request.projectId, .userId = context.userId,
                  .requestId = context.requestId, .state = QStringLiteral("pending"), .payload = request.payload, .cancellable = kind->cancellable };
    row.createdAt = row.updatedAt = Clock::now();
    TRY(transaction.execute(QStringLiteral("INSERT INTO tasks (%1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").arg(taskColumns),
                            row.id, row.kind, row.resourceType, row.resourceId, row.resourceName, row.projectId, row.userId, row.requestId, row.state,
                            row.stepsDone, row.steps, row.payload, row.progress, row.error, row.cancelRequested, row.createdAt, row.updatedAt));
    TRY(appendEvent(transaction, context, QStringLiteral("skylab.task.create"), row.id, row.projectId, toJson(row)));
    transaction.onCommit([this, pending = Pending { row.id, row.kind, row.resourceId, kind->database }] {
        schedule(pending);
        m_bus.wake();
    });
    return row.id;
}

void TaskRunner::schedule(Pending pending)
{
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back(std::move(pending));
    }
    m_wake.notify_one();
}

Result<> TaskRunner::start()
{
    std::deque<Pending> left;
    for (auto* database : databases()) {
        const auto some = TRY(database->read([&](db::Connection& connection) -> Result<std::vector<Pending>> {
            auto rows = TRY(connection.query(QStringLiteral("SELECT id, resource_id, kind FROM tasks WHERE state IN %1 ORDER BY created_at, id").arg(openStates)));
            std::vector<Pending> pending;
            while (rows.next())
                if (m_kinds.contains(rows.get<QString>(2)))
                    pending.push_back({ rows.get<QString>(0), rows.get<QString>(2), rows.get<QString>(1), database });
            TRY(rows.check());
            return pending;
        }));
        left.insert(left.end(), some.begin(), some.end());
    }
    pruneSometimes();
    const std::lock_guard lock(m_mutex);
    // Requests are served already: what they asked for comes after what was asked for before the start.
    for (const auto& pending : m_queue)
        if (std::none_of(left.begin(), left.end(), [&](const Pending& one) { return one.id == pending.id; }))
            left.push_back(pending);
    m_queue = std::move(left);
    m_started = true;
    for (int i = 0; i < m_workers; ++i)
        m_threads.emplace_back([this] { work(); });
    return {};
}

void TaskRunner::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_idle.notify_all();
    m_end.notify_all();
    for (auto& thread : m_threads)
        thread.join();
    m_threads.clear();
}

bool TaskRunner::isStopping() const
{
    const std::lock_guard lock(m_mutex);
    return m_stopping;
}

int TaskRunner::waiting() const { return std::accumulate(m_waiting.begin(), m_waiting.end(), 0); }

bool TaskRunner::mayBegin(const Pending& pending) const { return !m_busyResources.contains(pending.resourceId) && m_waiting.value(pending.kind) < m_workers; }

void TaskRunner::beginWait(const QString& kind)
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_waiting[kind];
        if (!m_stopping && int(m_threads.size()) < m_workers + waiting())
            m_threads.emplace_back([this] { work(); });
    }
    m_wake.notify_one();
}

void TaskRunner::endWait(const QString& kind)
{
    {
        const std::lock_guard lock(m_mutex);
        --m_waiting[kind];
    }
    m_wake.notify_one();      // another task of this kind may begin
}

void TaskRunner::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        auto next = m_queue.end();
        m_wake.wait(lock, [&] {
            next = m_running - waiting() < m_workers ? std::find_if(m_queue.begin(), m_queue.end(), [this](const Pending& one) { return mayBegin(one); }) : m_queue.end();
            return m_stopping || next != m_queue.end();
        });
        if (m_stopping)
            return;
        const auto pending = *next;
        m_queue.erase(next);
        m_busyResources.insert(pending.resourceId);
        ++m_running;
        lock.unlock();
        runTask(pending);
        lock.lock();
        --m_running;
        m_busyResources.remove(pending.resourceId);
        m_cancelled.remove(pending.id);
        m_wake.notify_all();
        m_idle.notify_all();
    }
}

TaskRow TaskRunner::readTask(db::Query& row) const
{
    TaskRow task;
    task.id = row.get<QString>(0);
    task.kind = row.get<QString>(1);
    task.resourceType = row.get<QString>(2);
    task.resourceId = row.get<QString>(3);
    task.resourceName = row.get<QString>(4);
    task.projectId = row.get<QString>(5);
    task.userId = row.get<QString>(6);
    task.requestId = row.get<QString>(7);
    task.state = row.get<QString>(8);
    task.stepsDone = row.get<int>(9);
    task.steps = row.get<QJsonArray>(10);
    task.payload = row.get<QJsonObject>(11);
    task.progress = row.get<int>(12);
    task.error = row.get<QString>(13);
    task.cancelRequested = row.get<bool>(14);
    task.createdAt = row.get<Timestamp>(15);
    task.updatedAt = row.get<Timestamp>(16);
    task.cancellable = m_kinds.value(task.kind).cancellable;
    return task;
}

Result<TaskRow> TaskRunner::load(db::Database& database, const QString& id) const
{
    return database.read([&](db::Connection& connection) -> Result<TaskRow> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT %1 FROM tasks WHERE id = ?").arg(taskColumns), id));
        if (!rows.next())
            return fail(ErrorCode::NotFound, QStringLiteral("No task with the id %1 exists.").arg(id));
        return readTask(rows);
    });
}

Result<> TaskRunner::store(TaskRow& row, db::Database& database)
{
    row.updatedAt = Clock::now();
    auto stored = database.write([&](db::Transaction& transaction) -> Result<> {
        TRY(transaction.execute(QStringLiteral("UPDATE tasks SET state = ?, steps_done = ?, steps = ?, payload = ?, progress = ?, error = ?, updated_at = ? WHERE id = ?"),
                                row.state, row.stepsDone, row.steps, row.payload, row.progress, row.error, row.updatedAt, row.id));
        auto context = Context::system(row.requestId);
        context.userId = row.userId;
        return appendEvent(transaction, context, QStringLiteral("skylab.task.update"), row.id, row.projectId, toJson(row));
    });
    m_bus.wake();
    return stored;
}

bool TaskRunner::untilItWorks(const QString& kind, const std::function<bool()>& attempt)
{
    if (attempt())
        return true;
    const TaskWait wait(*this, kind);      // tasks of other databases go on
    for (auto pause = shortestPause;; pause = std::min(2 * pause, longestPause)) {
        {
            std::unique_lock lock(m_mutex);
            if (m_end.wait_for(lock, pause, [this] { return m_stopping; }))
                return false;
        }
        if (attempt())
            return true;
    }
}

/// For what must be in the database before anything else is done. False: it is not, and the process ends; the next start goes on from what is there.
bool TaskRunner::record(TaskRow& row, db::Database& database)
{
    QString last;
    const bool recorded = untilItWorks(row.kind, [&] {
        const auto stored = store(row, database);
        if (!stored && std::exchange(last, stored.error().message) != stored.error().message)
            qCWarning(lcTasks).noquote() << "Task" << row.id << "can't be stored as" << row.state << "and waits until it can:" << last;
        return bool(stored);
    });
    if (recorded && !last.isEmpty())
        qCInfo(lcTasks).noquote() << "Task" << row.id << "is stored, and goes on";
    return recorded;
}

void TaskRunner::end(TaskRow& row, db::Database& database)
{
    if (!record(row, database))
        return;
    if (const auto heard = m_onEnd.value(row.resourceType))
        heard(row);
    pruneSometimes();
}

/// Those that ended long ago go, at the start and while others end.
void TaskRunner::pruneSometimes()
{
    {
        const std::lock_guard lock(m_mutex);
        const auto now = Clock::now();
        if (now >= m_pruned && now < m_pruned.addSeconds(prunePause))
            return;
        m_pruned = now;
    }
    for (auto* database : databases())
        if (const auto pruned = prune(*database); !pruned)
            qCWarning(lcTasks).noquote() << "Old tasks can't be removed from" << database->name() << "and stay for now:" << pruned.error().message;
}

Result<> TaskRunner::prune(db::Database& database) const
{
    // No task ends before it is asked for; the index is by that time.
    static const auto sql = QStringLiteral("DELETE FROM tasks WHERE id IN (SELECT id FROM tasks WHERE state IN %1 AND created_at < ? AND updated_at < ? LIMIT %2)").arg(endedStates).arg(prunedAtOnce);
    const auto before = Clock::now().addSeconds(-keptSeconds);
    for (int all = 0; all < prunedTogether && !isStopping();) {
        const auto some = TRY(database.write([&](db::Transaction& transaction) { return transaction.execute(sql, before, before); }));
        if (some < prunedAtOnce)
            break;
        all += some;
    }
    return {};
}

void TaskRunner::runTask(const Pending& pending)
{
    Result<TaskRow> row = fail(ErrorCode::NotFound, {});
    QString last;
    untilItWorks(pending.kind, [&] {
        row = load(*pending.database, pending.id);
        if (!row && std::exchange(last, row.error().message) != row.error().message)
            qCWarning(lcTasks).noquote() << "Task" << pending.id << "can't be read:" << last;
        return row || row.error().code == ErrorCode::NotFound;
    });
    if (!row)
        return;      // gone; or the process ends, and the next start finds it
    if (row->state != u"pending" && row->state != u"running" && row->state != u"undoing")
        return;      // it was in the queue twice: committed while start() looked for what is left
    const RequestIdScope scope(row->requestId);
    auto& database = *pending.database;
    TaskContext context(*this, std::move(*row));
    auto task = m_kinds.value(context.row().kind).factory(context.row());
    if (context.m_row.state == u"undoing")
        runBackward(*task, context, database, failureOf(context.m_row));
    else
        runForward(*task, context, database);
}

void TaskRunner::runForward(Task& task, TaskContext& context, db::Database& database)
{
    auto& row = context.m_row;
    const auto steps = task.steps();
    if (row.steps.size() != qsizetype(steps.size())) {
        row.steps = {};
        row.stepsDone = 0;      // of another version's steps: these look themselves what is done
        for (const auto& step : steps)
            row.steps.append(stepJson(step.name, QStringLiteral("pending")));
    }
    row.state = QStringLiteral("running");
    for (int i = row.stepsDone; i < int(steps.size()); ++i) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopping)
                return;      // resumed at the next start
        }
        const bool tooLate = isPastReturn(steps, row, i);
        markStep(row, i, QStringLiteral("running"));
        if (!record(row, database))
            return;
        Result<> result;
        if (!tooLate && (row.cancelRequested || context.isCancelled()))
            result = fail(ErrorCode::Cancelled, calledOffText);
        if (result) {
            if (beforeStep)
                beforeStep(row, i);
            try {
                result = steps[std::size_t(i)].run(context);
            } catch (const std::exception& exception) {
                result = fail(ErrorCode::Internal, QStringLiteral("Step \"%1\" failed: %2").arg(steps[std::size_t(i)].name, QString::fromUtf8(exception.what())));
            }
        }
        if (!result) {
            const bool calledOff = (row.cancelRequested && !tooLate) || context.isCancelled();
            if (result.error().code == ErrorCode::Cancelled && !calledOff && isStopping())
                return;      // the step gave up so that the process can end: resumed at the next start
            return turnBack(task, context, database, i, result.error(), calledOff);
        }
        if (afterStep)
            afterStep(row, i);
        markStep(row, i, QStringLiteral("done"));
        row.stepsDone = i + 1;
        row.progress = std::max(row.progress, int(100 * (i + 1) / int(steps.size())));
    }
    row.state = QStringLiteral("done");
    row.progress = 100;
    end(row, database);
}

void TaskRunner::turnBack(Task& task, TaskContext& context, db::Database& database, int step, Error error, bool calledOff)
{
    auto& row = context.m_row;
    qCWarning(lcTasks).noquote() << row.kind << row.resourceId << "failed at" << row.steps[step].toObject()[u"name"].toString() << ':' << error.message << error.file << error.line;
    if (calledOff && error.code == ErrorCode::Cancelled)
        error.message = calledOffText;      // whichever words the step had for it
    markStep(row, step, QStringLiteral("error"));
    row.stepsDone = step + 1;      // the failed step is undone too
    row.error = error.message;
    row.payload.insert(failureKey, failureJson(error));
    row.state = QStringLiteral("undoing");
    if (record(row, database))      // else the next start would go on with steps whose work is undone
        runBackward(task, context, database, error);
}

void TaskRunner::runBackward(Task& task, TaskContext& context, db::Database& database, const Error& error)
{
    auto& row = context.m_row;
    const auto steps = task.steps();
    for (int i = std::min(row.stepsDone, int(steps.size())) - 1; i >= 0; --i) {
        if (!steps[std::size_t(i)].undo)
            continue;
        if (beforeUndo)
            beforeUndo(row, i);
        try {
            steps[std::size_t(i)].undo(context);
        } catch (const std::exception& exception) {
            qCWarning(lcTasks) << "Undo of" << steps[std::size_t(i)].name << "failed:" << exception.what();
        }
        if (isStopping())
            return;      // it may have given up so that the process can end: the next start repeats the undo, all of it
        if (row.steps[i].toObject()[u"state"].toString() == u"done")
            markStep(row, i, QStringLiteral("undone"));
    }
    task.failed(context, error);
    if (beforeUndo)
        beforeUndo(row, -1);
    row.stepsDone = 0;
    row.state = error.code == ErrorCode::Cancelled ? QStringLiteral("cancelled") : QStringLiteral("error");
    end(row, database);
}

bool TaskRunner::cancelRequested(const QString& id) const
{
    const std::lock_guard lock(m_mutex);
    return m_cancelled.contains(id);
}

Result<std::vector<TaskRow>> TaskRunner::list(const ProjectScope& scope, bool onlyOpen, int limit) const
{
    std::vector<TaskRow> all;
    for (auto* database : databases()) {
        auto some = TRY(database->read([&](db::Connection& connection) -> Result<std::vector<TaskRow>> {
            QVariantList arguments;
            QStringList where { scope.condition(arguments) };
            if (onlyOpen)
                where << QStringLiteral("state IN %1").arg(openStates);
            arguments << limit;
            auto rows = TRY(connection.query(QStringLiteral("SELECT %1 FROM tasks WHERE %2 ORDER BY created_at DESC LIMIT ?").arg(taskColumns, where.join(QStringLiteral(" AND "))), arguments));
            std::vector<TaskRow> tasks;
            while (rows.next())
                tasks.push_back(readTask(rows));
            TRY(rows.check());
            return tasks;
        }));
        all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    }
    std::sort(all.begin(), all.end(), [](const TaskRow& a, const TaskRow& b) { return a.createdAt > b.createdAt; });
    if (int(all.size()) > limit)
        all.resize(std::size_t(limit));
    return all;
}

Result<TaskRow> TaskRunner::show(const QString& id) const
{
    for (auto* database : databases())
        if (auto row = load(*database, id); row || row.error().code != ErrorCode::NotFound)
            return row;
    return fail(ErrorCode::NotFound, QStringLiteral("No task with the id %1 exists.").arg(id.left(64)));
}

Result<> TaskRunner::cancel(const QString& id)
{
    const auto row = TRY(show(id));
    if (row.state != u"pending" && row.state != u"running")
        return fail(ErrorCode::Conflict, QStringLiteral("Task %1 is %2 and can't be cancelled.").arg(id, row.state));
    if (!row.cancellable)
        return fail(ErrorCode::Conflict, QStringLiteral("What task %1 (%2) has begun to remove can't be brought back: it can't be cancelled.").arg(id, row.kind));
    TRY(databaseOf(row.kind)->write([&](db::Transaction& transaction) -> Result<> {
        TRY(transaction.execute(QStringLiteral("UPDATE tasks SET cancel_requested = ? WHERE id = ?"), true, id));
        return {};
    }));
    const std::lock_guard lock(m_mutex);
    m_cancelled.insert(id);
    return {};
}

bool TaskRunner::waitFor(const QString& resourceId, int milliseconds)
{
    std::unique_lock lock(m_mutex);
    const auto idle = [&] { return !m_busyResources.contains(resourceId) && std::none_of(m_queue.begin(), m_queue.end(), [&](const Pending& one) { return one.resourceId == resourceId; }); };
    return m_idle.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] { return m_stopping || idle(); }) && idle();
}

bool TaskRunner::waitIdle(int milliseconds)
{
    std::unique_lock lock(m_mutex);
    return m_idle.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] { return m_queue.empty() && m_running == 0; });
}

} // namespace skylab::service
