#pragma once

#include "db/Session.h"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace skylab::db {

/// The reading connections of one database on PostgreSQL. A server takes 100 connections unless told otherwise, and a
/// connection for each thread and each service's database would be more, so threads borrow one for as long as a
/// statement's rows are in use. Private to this folder; thread-safe.
///
/// QSqlDatabase wants to be used by the thread that made it. What that protects does not exist here: the driver's
/// results are whole values (no cursors), nobody subscribes to notifications on a reading connection, and the pool's
/// lock hands each session from one thread to the next.
class SessionPool {
public:
    /// With nine services' databases and their writers, two controllers stay below 100.
    static constexpr int most = 4;

    explicit SessionPool(Target target) : m_target(std::move(target)) { }

    /// Waits while all are in use, except for a thread that holds a connection already, of whatever database: those who
    /// hold one never wait, so nobody waits for ever. It gets one beyond the number, which is closed when it comes back.
    Result<std::unique_ptr<Session>> take();
    /// By the thread that took it.
    void put(std::unique_ptr<Session> session);

private:
    Target m_target;
    std::mutex m_mutex;
    std::condition_variable m_back;
    std::vector<std::unique_ptr<Session>> m_idle;
    int m_open = 0;
};

} // namespace skylab::db
