#pragma once

#include "cloud/Cloud.h"
#include "support/cloud/ApiClient.h"

namespace skylab::test {

/// The whole product in memory (`--drivers fake --ephemeral`) behind its real HTTP server on a free port of 127.0.0.1, and
/// people of several kinds. Aborts when it can't start.
class SecurityCloud {
public:
    /// What of the product's settings a test wants otherwise.
    explicit SecurityCloud(const std::function<void(Config&)>& change = {});
    ~SecurityCloud();
    Q_DISABLE_COPY_MOVE(SecurityCloud)

    struct Person {
        QString name;
        QString userId;
        QString projectId;
        QByteArray token;      ///< scoped to the project
    };

    [[nodiscard]] Cloud& cloud() { return *m_cloud; }
    [[nodiscard]] QString url() const { return m_cloud->baseUrl(); }
    [[nodiscard]] quint16 port() const { return quint16(m_cloud->baseUrl().section(u':', -1).toUShort()); }
    [[nodiscard]] ApiClient& client() { return *m_client; }
    [[nodiscard]] std::vector<service::Pipeline::Listed> routes() const { return m_cloud->pipeline().routes(); }

    /// The one of the first start, in the project admin.
    [[nodiscard]] const Person& admin() const { return m_admin; }
    /// A token of that administrator for the whole system.
    [[nodiscard]] QByteArray systemToken();
    /// A new project of that name.
    QString makeProject(const QString& name);
    /// A new user (the password is `secret`) with a role in a project.
    Person makePerson(const QString& name, const QString& role, const QString& projectId);
    /// POST /auth/tokens; the token, empty when refused. Without a project it is unscoped.
    QByteArray logIn(const QString& userId, const QString& password, const QString& projectId);
    /// False when the tasks don't come to an end.
    bool settle() { return m_cloud->chassis().tasks().waitIdle(30'000); }

private:
    QString made(const Answer& answer, const char* key);

    std::unique_ptr<Cloud> m_cloud;
    std::unique_ptr<ApiClient> m_client;
    Person m_admin;
    QString m_adminPassword;
};

/// {"a": ...} without the noise of QStringLiteral.
inline QString text(const char* latin1) { return QString::fromUtf8(latin1); }

} // namespace skylab::test
