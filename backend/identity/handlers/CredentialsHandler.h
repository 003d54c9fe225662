#pragma once

#include "identity/Sessions.h"
#include "service/Routes.h"

namespace skylab::identity {

/// /credentials, and the same things of type ec2 as /users/{user_id}/credentials/OS-EC2 shows them.
/// Blobs are sealed in the database and never in an event. An EC2 credential that is made with a token of a trust, of an
/// application credential or of OAuth gives no more than that token does; such a token, unless the application credential
/// is unrestricted, sees and changes the EC2 credentials only that it has made, since the others would give it more.
class CredentialsHandler {
public:
    CredentialsHandler(Directory& directory, Sessions& sessions, const KeyRing& keys) : m_directory(directory), m_sessions(sessions), m_keys(keys) { }

    /// Others than administrators see their own.
    Result<sdk::Page<CredentialRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<CredentialRow> show(service::Call& call, const QString& id);
    Result<CredentialRow> create(service::Call& call, sdk::Decoded<sdk::Credential> wanted);
    Result<CredentialRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);

    Result<sdk::Page<sdk::Ec2Credential>> listEc2(service::Call& call, const sdk::ListQuery& query);
    Result<sdk::Ec2Credential> showEc2(service::Call& call, const QString& access);
    Result<http::Response> createEc2(service::Call& call);
    Result<> removeEc2(service::Call& call, const QString& access);

    /// "target.credential.user_id", for the rules.
    void addOwner(const service::Call& call, service::PolicyTarget& target);

private:
    Result<Sessions::Handle> session(const service::Call& call) { return m_sessions.validate(call.context.token); }
    /// NotFound for a token with something lent, unless the credential was made with it too.
    static Result<> requireInReach(const Session& session, const CredentialRow& opened);
    Result<CredentialRow> opened(CredentialRow row) const;
    Result<CredentialRow> store(const service::Call& call, CredentialRow row);
    Result<CredentialRow> reachable(db::Connection& connection, const Session& session, const QString& id);
    Result<CredentialRow> ownEc2(db::Connection& connection, const service::Call& call, const Session& session, const QString& access);

    Directory& m_directory;
    Sessions& m_sessions;
    const KeyRing& m_keys;
};

} // namespace skylab::identity
