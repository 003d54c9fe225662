#pragma once

#include "identity/Accounts.h"
#include "identity/OAuthRequests.h"
#include "identity/Sessions.h"
#include "identity/model/AuthRequest.h"
#include "identity/model/Passwords.h"
#include "service/Routes.h"

namespace skylab::identity {

/// Logging in, and what a token can tell: /auth/...
class AuthHandler {
public:
    AuthHandler(Directory& directory, Sessions& sessions, const Passwords& passwords, Accounts& accounts, const KeyRing& credentialKeys, OAuthRequests& oauth)
        : m_directory(directory), m_sessions(sessions), m_passwords(passwords), m_accounts(accounts), m_credentialKeys(credentialKeys), m_oauth(oauth) { }

    /// How long after its end a token is still shown to a service that finishes long work with it: ?allow_expired,
    /// Keystone's default, in seconds.
    static constexpr qint64 allowExpiredSeconds = 172'800;

    /// POST /auth/tokens. Unauthorized without a reason, whatever is wrong with who asks; NotFound for a token that is
    /// shown instead of a password and is not valid.
    Result<http::Response> create(service::Call& call);
    /// GET and HEAD /auth/tokens: what X-Subject-Token stands for. NotFound when it is not valid.
    Result<http::Response> show(service::Call& call);
    /// DELETE /auth/tokens
    Result<http::Response> revoke(service::Call& call);
    Result<http::Response> catalog(service::Call& call);
    Result<http::Response> system(service::Call& call);
    Result<sdk::Page<ProjectRow>> projects(service::Call& call, const sdk::ListQuery& query);
    Result<sdk::Page<DomainRow>> domains(service::Call& call, const sdk::ListQuery& query);

    /// The token as POST /auth/tokens shows it, with the header that carries it.
    Result<http::Response> respond(const service::Call& call, int status, const QByteArray& token, const Session& session);

    /// "target.token.user_id" of X-Subject-Token, for the rules.
    void addSubject(const service::Call& call, service::PolicyTarget& target);

private:
    /// Who asks, and what of the user's row a password was compared with.
    struct Proven {
        Token token;
        std::optional<QString> passwordHash;
    };
    Result<Proven> identify(const service::Call& call, const AuthRequest& request);
    Result<> admit(const AuthRequest& request, const Proven& proven);
    Result<UserRow> byPassword(const AuthRequest& request);
    Result<> byToken(const AuthRequest& request, Token& token);
    Result<> byApplicationCredential(const AuthRequest& request, Token& token);
    Result<QString> byTotp(const AuthRequest& request);
    Result<bool> usePasscode(db::Transaction& transaction, const QString& userId, const Secret& passcode);
    Result<> byOAuth(const service::Call& call, Token& token);
    Result<> setTrust(const AuthRequest& request, Token& token);
    Result<std::optional<UserRow>> findUser(db::Connection& connection, const Reference& reference);
    Result<QString> domainId(db::Connection& connection, const Reference& reference);
    Result<> setScope(const AuthRequest& request, Token& token);
    Result<Sessions::Issued> issue(const AuthRequest& request, const Token& token);
    Result<Sessions::Handle> subject(const service::Call& call);

    Directory& m_directory;
    Sessions& m_sessions;
    const Passwords& m_passwords;
    Accounts& m_accounts;
    const KeyRing& m_credentialKeys;
    OAuthRequests& m_oauth;
};

} // namespace skylab::identity
