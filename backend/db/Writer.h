#pragma once

#include "db/Session.h"
#include "db/Transaction.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <semaphore>
#include <thread>

namespace skylab::db {

/// The one thread that changes a database. Private to this folder; run() is thread-safe.
///
/// Group commit: closures that queued up while the disk was waited for share the next transaction, each in a savepoint
/// of its own, so that a failing one undoes only itself. Nobody gets an answer before the common commit. When such a
/// group meets trouble as a whole, its closures are run again one by one.
class Writer {
public:
    using Work = std::function<Result<>(Transaction&)>;

    /// Connects on the writer's thread and lets `prepare` (the migrations) work on the session before anyone else.
    static Result<std::unique_ptr<Writer>> start(const Target& target, const std::function<Result<>(Session&)>& prepare);

    /// Finishes what is queued.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Blocks until the closure's changes are committed or undone, then runs its onCommit callbacks here.
    Result<> run(Work work);

    [[nodiscard]] bool isThisThread() const { return std::this_thread::get_id() == m_thread.get_id(); }

private:
    struct Job {
        Work work;
        QString requestId;
        Result<> answer;
        std::vector<std::function<void()>> callbacks;
        std::binary_semaphore done { 0 };
    };
    using Jobs = std::vector<std::shared_ptr<Job>>;

    Writer() = default;
    void loop();
    Jobs takeJobs();
    void runTogether(const Jobs& jobs);
    bool tryTogether(const Jobs& jobs);
    bool runInSavepoint(Job& job);
    void runAlone(Job& job);
    bool tryAlone(Job& job);
    Result<> call(Job& job);

    std::unique_ptr<Session> m_session;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::shared_ptr<Job>> m_queue;
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace skylab::db
