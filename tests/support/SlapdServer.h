#pragma once

#include "core/Result.h"
#include "support/Daemon.h"

#include <QJsonObject>
#include <QTemporaryDir>

namespace skylab::test {

/// An OpenLDAP server of the tests' own: in a temporary folder, as the current user, on a Unix socket and a port of
/// 127.0.0.1. It ends with the test binary, whatever happens. Its tree is dc=example,dc=org with
///
///     users   alice (1001, password "wonderland"), bob (1002, "builder", employeeType FALSE), odd*(x) (1003, "odd")
///     groups  staff (alice, bob), admins (alice)
class SlapdServer {
public:
    /// Null text if the package slapd is installed, else why tests are skipped.
    static const char* whyNone();

    SlapdServer() = default;
    ~SlapdServer();
    Q_DISABLE_COPY_MOVE(SlapdServer)

    Result<> start();
    /// The server goes away; start() brings it back with the same tree.
    void stop();
    /// It keeps its sockets and says nothing more, until it is told to go on.
    void freeze();
    void thaw();

    [[nodiscard]] QString socketUrl() const;
    [[nodiscard]] QString tcpUrl() const;
    /// Options of a domain for this tree: uid is the name, employeeNumber the id.
    [[nodiscard]] QJsonObject options() const;
    /// ldapmodify as the administrator.
    Result<> modify(const QByteArray& ldif);
    /// PEM file of the certificate that StartTLS shows on tcpUrl().
    [[nodiscard]] QString caFile() const { return m_folder.filePath(QStringLiteral("tls.crt")); }

private:
    Result<> prepare();

    QTemporaryDir m_folder;
    Daemon m_process;
    quint16 m_port = 0;
};

} // namespace skylab::test
