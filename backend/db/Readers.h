#pragma once

#include "db/SessionPool.h"

#include <memory>
#include <mutex>
#include <vector>

namespace skylab::db {

/// The reading sessions of one database, one for each thread that ever read. A thread that ends closes its own. On
/// PostgreSQL they share a few connections (SessionPool).
/// Private to this folder; thread-safe.
class Readers : public std::enable_shared_from_this<Readers> {
public:
    explicit Readers(Target target);

    /// This thread's session.
    Result<Session*> ofThisThread();
    Result<Connection> connection();

    /// How many threads have one now.
    [[nodiscard]] std::size_t count() const;

    struct OfThread;

private:
    void close(const Session* session);

    Target m_target;
    std::shared_ptr<SessionPool> m_pool;      ///< PostgreSQL
    quint64 m_id;
    mutable std::mutex m_mutex;
    std::vector<std::unique_ptr<Session>> m_sessions;
};

} // namespace skylab::db
