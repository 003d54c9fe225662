#pragma once

#include "identity/Sessions.h"
#include "identity/model/Passwords.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /users/{user_id}/application_credentials and /users/{user_id}/access_rules.
class ApplicationCredentialsHandler {
public:
    ApplicationCredentialsHandler(Directory& directory, Sessions& sessions, const Passwords& passwords)
        : m_directory(directory), m_sessions(sessions), m_passwords(passwords) { }

    Result<sdk::Page<ApplicationCredentialRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<ApplicationCredentialRow> show(service::Call& call, const QString& id);
    /// For the token's user and project, with at most the token's roles. The answer alone has the secret.
    Result<ApplicationCredentialRow> create(service::Call& call, sdk::Decoded<sdk::ApplicationCredential> wanted);
    Result<> remove(service::Call& call, const QString& id);

    Result<sdk::Page<sdk::AccessRule>> listRules(service::Call& call, const sdk::ListQuery& query);
    Result<sdk::AccessRule> showRule(service::Call& call, const QString& id);
    /// Forbidden while an application credential uses it.
    Result<> removeRule(service::Call& call, const QString& id);

private:
    Result<ApplicationCredentialRow> own(db::Connection& connection, const service::Call& call, const QString& id);
    Result<sdk::AccessRule> ownRule(db::Connection& connection, const service::Call& call, const QString& id);
    static Result<> complete(db::Connection& connection, const RoleGraph& graph, ApplicationCredentialRow& row);
    Result<QStringList> chosenRoles(const std::vector<sdk::RoleReference>& wanted, const Session& session) const;
    Result<> storeRules(db::Transaction& transaction, ApplicationCredentialRow& row);
    Result<> requireUnrestricted(const service::Call& call);

    Directory& m_directory;
    Sessions& m_sessions;
    const Passwords& m_passwords;
};

} // namespace skylab::identity
