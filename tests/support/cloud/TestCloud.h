#pragma once

#include "http/Server.h"
#include "identity/IdentityService.h"
#include "service/Chassis.h"
#include "service/Pipeline.h"
#include "support/cloud/ApiClient.h"

#include <QTemporaryDir>

#include <functional>

namespace skylab::test {

/// A cloud for tests of the API: identity, the services that the test adds, and a real HTTP server on a free port of
/// 127.0.0.1, in a temporary directory. Aborts when it can't start. Passwords are `secret` for admin and demo.
class TestCloud {
public:
    /// Builds a service beside identity, which is there already.
    using Builder = std::function<Result<std::unique_ptr<service::Service>>(service::Chassis&, identity::IdentityService&)>;

    explicit TestCloud(std::vector<Builder> more = {}, const identity::SecurityRules& security = {});
    ~TestCloud();
    Q_DISABLE_COPY_MOVE(TestCloud)

    /// Stops all, and starts again on the same data.
    void restart();

    [[nodiscard]] QString url() const;                         ///< "http://127.0.0.1:34567"
    [[nodiscard]] ApiClient client(const QByteArray& token = {}) const { return ApiClient(url(), token); }

    /// Tokens without a login: admin in project admin, demo in project demo.
    [[nodiscard]] QByteArray adminToken() { return token(QStringLiteral("admin"), QStringLiteral("admin")); }
    [[nodiscard]] QByteArray demoToken() { return token(QStringLiteral("demo"), QStringLiteral("demo")); }
    [[nodiscard]] QByteArray token(const QString& user, const QString& project);

    /// A new user of the domain Default with a role in a new project (both named `name`); its token.
    struct Tenant {
        QString userId;
        QString projectId;
        QByteArray token;
    };
    Tenant makeTenant(const QString& name, const QString& role);

    [[nodiscard]] identity::IdentityService& identity() { return *m_identity; }
    [[nodiscard]] service::Chassis& chassis() { return *m_chassis; }
    [[nodiscard]] service::Pipeline& pipeline() { return *m_pipeline; }
    [[nodiscard]] http::Server& server() { return *m_server; }
    [[nodiscard]] QString dataDir() const { return m_dir.path(); }

private:
    Result<> start();
    void stop();

    QTemporaryDir m_dir;
    std::vector<Builder> m_more;
    identity::SecurityRules m_security;
    std::unique_ptr<service::Chassis> m_chassis;
    std::vector<std::unique_ptr<service::Service>> m_services;
    identity::IdentityService* m_identity = nullptr;
    std::unique_ptr<service::Pipeline> m_pipeline;
    std::unique_ptr<http::Server> m_server;
};

} // namespace skylab::test
