#pragma once

#include "identity/Accounts.h"
#include "identity/Sessions.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /users: people and programs that log in.
class UsersHandler {
public:
    UsersHandler(Directory& directory, RevocationStore& revocations, Accounts& accounts)
        : m_directory(directory), m_revocations(revocations), m_accounts(accounts), m_backends(accounts.backends()) { }

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
    Result<> requireWritable(const QString& id);

    Directory& m_directory;
    RevocationStore& m_revocations;
    Accounts& m_accounts;
    Backends& m_backends;
};

} // namespace skylab::identity
