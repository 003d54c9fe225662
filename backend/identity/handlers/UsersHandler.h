#pragma once

#include "identity/PasswordRules.h"
#include "identity/Sessions.h"
#include "identity/model/Passwords.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /users: people and programs that log in.
class UsersHandler {
public:
    UsersHandler(Directory& directory, RevocationStore& revocations, const Passwords& passwords, const PasswordRules& rules)
        : m_directory(directory), m_revocations(revocations), m_passwords(passwords), m_rules(rules) { }

    Result<sdk::Page<UserRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<UserRow> show(service::Call& call, const QString& id);
    Result<UserRow> create(service::Call& call, sdk::Decoded<sdk::User> wanted);
    /// A new password or `enabled: false` ends all of the user's tokens.
    Result<UserRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);

    /// POST /users/{user_id}/password: by the user, who shows the old one instead of a token.
    Result<http::Response> changePassword(service::Call& call);
    Result<sdk::Page<GroupRow>> groups(service::Call& call, const sdk::ListQuery& query);
    Result<sdk::Page<ProjectRow>> projects(service::Call& call, const sdk::ListQuery& query);

private:
    Result<QString> hashed(const std::optional<QString>& password) const;

    Directory& m_directory;
    RevocationStore& m_revocations;
    const Passwords& m_passwords;
    const PasswordRules& m_rules;
};

} // namespace skylab::identity
