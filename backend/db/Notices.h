#pragma once

#include "core/Result.h"
#include "db/Database.h"

#include <functional>
#include <memory>

namespace skylab::db {

/// Tells the other processes that share a database on PostgreSQL that something was committed (LISTEN, NOTIFY). An
/// SQLite database has one process; there nothing is sent or heard.
class Notices {
public:
    /// Called on a thread of its own with what was sent, by this process too. An empty text: the connection was lost
    /// and is back, anything may have been missed. Must not block for long.
    using Hearer = std::function<void(const QString& text)>;

    /// Listens to the database `name` until destroyed; while the server is away it goes on trying.
    static std::unique_ptr<Notices> listen(const Location& location, const QString& name, Hearer hearer);
    ~Notices();
    Q_DISABLE_COPY_MOVE(Notices)

    /// Sent when the transaction is committed; equal texts of one transaction are sent once.
    static Result<> send(Transaction& transaction, const QString& name, const QString& text);

private:
    class Thread;
    Notices();
    std::unique_ptr<Thread> m_thread;
};

} // namespace skylab::db
