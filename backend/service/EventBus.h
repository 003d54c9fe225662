#pragma once

#include "db/Database.h"
#include "service/Event.h"
#include "service/ProjectScope.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace skylab::service {

/// Moves committed events from the services' outboxes into one ordered log and hands them to subscribers.
/// An event that was committed is published exactly once in the log, also when the process dies in between:
/// the outbox row goes only after the log has it, and the log refuses the same event id twice.
class EventBus {
public:
    using Subscriber = std::function<void(const Event&)>;

    /// `log` is the database "events", owned by the caller.
    explicit EventBus(db::Database& log);
    ~EventBus();
    Q_DISABLE_COPY_MOVE(EventBus)

    /// Adds a service's database. Before start().
    void addSource(db::Database& source);
    /// Publishes what was left over by an earlier run, then goes on in a thread of its own.
    Result<> start();
    void stop();

    /// There is something in an outbox: called after commits. Cheap, any thread. It is published within some milliseconds.
    void wake();

    /// Called on the bus' thread for every new event, in order; must not block for long. Returns a handle.
    int subscribe(Subscriber subscriber);
    void unsubscribe(int handle);

    /// Events of the scope after `since` in order, at most `limit`.
    Result<std::vector<Event>> since(qint64 since, int limit, const ProjectScope& scope) const;
    /// Events of one resource, newest first.
    Result<std::vector<Event>> ofResource(const QString& resourceId, int limit) const;
    [[nodiscard]] qint64 lastSeq() const;
    /// Whether everything after `since` is still in the log: it was neither cut before nor begun anew.
    [[nodiscard]] Result<bool> reaches(qint64 since) const;

    /// Waits until everything committed so far is in the log. For tests and shutdown.
    void flush();

private:
    void run();
    /// True when there may be more to move.
    bool relay(db::Database& source);
    void prune();
    void warn(const char* what, const Error& error);

    db::Database& m_log;
    std::vector<db::Database*> m_sources;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_hurry;      ///< ends the gathering
    std::condition_variable m_idle;
    quint64 m_wakes = 0;
    quint64 m_handled = 0;
    int m_flushing = 0;
    bool m_stopping = false;
    qint64 m_lastSeq = 0;
    qint64 m_sincePrune = 0;
    int m_nextHandle = 1;
    std::vector<std::pair<int, Subscriber>> m_subscribers;
    bool m_failed = false;                ///< in this turn: it is repeated after a while. Of the bus' own thread only
    QString m_lastFailure;                ///< the same
    std::thread m_thread;
};

} // namespace skylab::service
