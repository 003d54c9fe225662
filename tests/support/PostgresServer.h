#pragma once

#include "core/Result.h"
#include "support/Daemon.h"

#include <QString>

#include <memory>

namespace skylab::test {

/// A PostgreSQL of the tests' own, in a temporary folder, reached by a Unix socket only, as the user that
/// PostgreSQL insists on ("postgres" if the tests run as root). It ends with the test binary, whatever happens.
///
///     const auto* server = PostgresServer::shared();
///     if (!server)
///         QSKIP(PostgresServer::whyNone());
class PostgresServer {
public:
    /// Started at the first call and stopped at the end of main. Null only if PostgreSQL is not installed; a server
    /// that is installed and does not start aborts the tests. Suites share it: give each database (a schema) its own name.
    static const PostgresServer* shared();
    static const char* whyNone();

    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// For db::Location::onPostgres. A superuser without a password.
    [[nodiscard]] QString url() const;

private:
    PostgresServer() = default;
    Result<> start();

    QString m_folder;
    Daemon m_process;
};

} // namespace skylab::test
