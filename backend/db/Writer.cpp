#include "db/Writer.h"

#include "core/Log.h"

#include <QLoggingCategory>

#include <algorithm>
#include <chrono>
#include <exception>

namespace skylab::db {

namespace {
Q_LOGGING_CATEGORY(log, "skylab.db")

constexpr std::size_t longestQueue = 1024;
constexpr std::size_t largestGroup = 64;
constexpr int attempts = 8;

Error outcomeUnknown()
{
    return { ErrorCode::Unavailable, QStringLiteral("The connection to the database server broke during the commit. Look whether "
                                                    "the change was made before you repeat it.") };
}
} // namespace

Result<std::unique_ptr<Writer>> Writer::start(const Target& target, const std::function<Result<>(Session&)>& prepare)
{
    std::unique_ptr<Writer> writer(new Writer);
    Result<> ready;
    std::binary_semaphore prepared { 0 };
    writer->m_thread = std::thread([&, self = writer.get()] {
        auto session = Session::open(target, Session::Role::Writing);
        ready = session ? prepare(**session) : Result<>(fail(session.error()));
        const bool go = ready.has_value();
        if (go)
            self->m_session = std::move(*session);
        else
            session = fail(ErrorCode::Cancelled, {});   // closes it on this thread
        prepared.release();
        if (go)
            self->loop();
    });
    prepared.acquire();
    if (!ready) {
        writer->m_thread.join();
        return fail(ready.error());
    }
    return writer;
}

Writer::~Writer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

Result<> Writer::run(Work work)
{
    if (isThisThread())
        qFatal("Database::write() inside a write() of the same database: pass the Transaction on instead.");
    const auto job = std::make_shared<Job>();
    job->work = std::move(work);
    job->requestId = RequestIdScope::current();
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.size() >= longestQueue)
            return fail(ErrorCode::Unavailable, QStringLiteral("Too many changes are waiting for the database. Try again in a moment."));
        m_queue.push_back(job);
    }
    m_wake.notify_one();
    job->done.acquire();
    // Also when nobody knows whether the commit came to be: a task that is not there when it is looked for costs nothing, and one
    // that is there and never begun leaves its resource as it is until the next start. Of what was undone there are none left.
    for (const auto& callback : job->callbacks)
        callback();
    return std::move(job->answer);
}

void Writer::loop()
{
    for (auto jobs = takeJobs(); !jobs.empty(); jobs = takeJobs()) {
        if (jobs.size() == 1)
            runAlone(*jobs.front());
        else
            runTogether(jobs);
        for (const auto& job : jobs)
            job->done.release();
    }
    if (m_session->engine() == Engine::Sqlite)
        (void)m_session->script(QStringLiteral("PRAGMA optimize"));
    m_session.reset();
}

/// Waits for work; empty when it is time to end.
Writer::Jobs Writer::takeJobs()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
    const auto count = std::min(m_queue.size(), largestGroup);
    Jobs jobs(std::make_move_iterator(m_queue.begin()), std::make_move_iterator(m_queue.begin() + std::ptrdiff_t(count)));
    m_queue.erase(m_queue.begin(), m_queue.begin() + std::ptrdiff_t(count));
    return jobs;
}

/// Runs the closure in the open transaction. Other people's code: nothing may escape into this thread.
Result<> Writer::call(Job& job)
{
    const RequestIdScope scope(job.requestId);
    Transaction transaction(m_session.get());
    Result<> result;
    try {
        result = job.work(transaction);
    } catch (const std::exception& exception) {
        qCCritical(log) << "an exception left a write:" << exception.what();
        result = fail(ErrorCode::Internal, QStringLiteral("The change failed unexpectedly and was undone. The log says more."));
    }
    if (result && m_session->doom())
        result = fail(*m_session->doom());
    if (result)
        job.callbacks = std::move(transaction.m_callbacks);
    return result;
}

void Writer::runTogether(const Jobs& jobs)
{
    if (tryTogether(jobs))
        return;
    for (const auto& job : jobs)
        runAlone(*job);
}

/// False: nothing was kept, run them one by one. True: each has its answer.
bool Writer::tryTogether(const Jobs& jobs)
{
    if (const auto begun = m_session->begin(); !begun) {
        for (const auto& job : jobs)
            job->answer = fail(begun.error());
        return true;
    }
    for (const auto& job : jobs) {
        if (!runInSavepoint(*job)) {
            m_session->rollback();
            return false;
        }
    }
    if (m_session->commit())
        return true;
    const bool unknown = m_session->isLost();
    m_session->rollback();
    if (unknown) {
        for (const auto& job : jobs)
            if (job->answer)      // the others were undone before
                job->answer = fail(outcomeUnknown());
    }
    return unknown;
}

/// False: the whole transaction is beyond help.
bool Writer::runInSavepoint(Job& job)
{
    const auto name = QStringLiteral("member");
    if (!m_session->savepoint(name))
        return false;
    job.answer = call(job);
    if (m_session->isRetryable() || m_session->isLost() || !m_session->isInTransaction())
        return false;
    return (job.answer ? m_session->releaseSavepoint(name) : m_session->rollbackTo(name)).has_value();
}

void Writer::runAlone(Job& job)
{
    for (int i = 1; !tryAlone(job) && i < attempts; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1 << i));
}

/// False: undone by something that may pass; job.answer holds it.
bool Writer::tryAlone(Job& job)
{
    job.callbacks.clear();      // of an attempt that was undone
    job.answer = m_session->begin();
    if (!job.answer)
        return true;   // SQLite has waited for the lock already, and the session tried to connect again
    job.answer = call(job);
    if (job.answer) {
        job.answer = m_session->commit();
        if (job.answer)
            return true;
        if (m_session->isLost())
            job.answer = fail(outcomeUnknown());
        else
            job.callbacks.clear();
    }
    const bool again = m_session->isRetryable() && !m_session->isLost();
    m_session->rollback();
    return !again;
}

} // namespace skylab::db
