// The ways to log in beside passwords, tokens and application credentials, and tokens of trusts.
#include "identity/handlers/AuthHandler.h"
#include "identity/model/Refusals.h"
#include "identity/model/Totp.h"
#include "identity/store/TrustStore.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

/// False: a passcode of this step, or a later one, was used before.
Result<bool> useStep(db::Transaction& transaction, const QString& credentialId, qint64 step)
{
    return TRY(transaction.execute(QStringLiteral("INSERT INTO totp_uses (credential_id, step) VALUES (?, ?) "
                                                  "ON CONFLICT (credential_id) DO UPDATE SET step = excluded.step WHERE totp_uses.step < excluded.step"),
                                   credentialId, step)) > 0;
}

} // namespace

Result<QString> AuthHandler::byTotp(const AuthRequest& request)
{
    auto reference = request.totpUser;
    TRY(m_accounts.backends().refresh(reference));
    const auto user = TRY(m_directory.read([&](db::Connection& connection) { return findUser(connection, reference); }));
    const auto id = user ? user->id : QString();
    return TRY(m_accounts.logInByPasscode(user, [&](db::Transaction& transaction) { return usePasscode(transaction, id, request.passcode); })).id;
}

Result<bool> AuthHandler::usePasscode(db::Transaction& transaction, const QString& userId, const Secret& passcode)
{
    const auto credentials = TRY(Store<CredentialRow>::select(transaction, QStringLiteral("user_id = ? AND type = 'totp'"), { userId }));
    const auto now = Totp::stepAt(Clock::now());
    for (const auto& credential : credentials) {
        const auto blob = m_credentialKeys.unseal(credential.sealed);
        const auto secret = blob ? Totp::secretOf(QString::fromUtf8(*blob)) : std::nullopt;
        if (!secret)
            continue;
        // The step before is taken too: clocks differ, and people type slowly.
        for (const auto step : { now, now - 1 })
            if (passcode.equals(Totp::passcode(*secret, step)))
                return useStep(transaction, credential.id, step);
    }
    return false;
}

Result<> AuthHandler::byOAuth(const Call& call, Token& token)
{
    const auto request = OAuthRequests::parse(call, { QStringLiteral("oauth_token") });
    if (!request)
        return fail(request.error());
    return m_directory.read([&](db::Connection& connection) -> Result<> {
        const auto row = TRY(Store<AccessTokenRow>::find(connection, request->value(u"oauth_token")));
        if (!row || row->consumerId != request->value(u"oauth_consumer_key") || (!row->expiresAt.isNull() && row->expiresAt <= Clock::now()))
            return refused();
        TRY(m_oauth.verify(connection, *request, row->sealed));
        token.userId = row->userId;
        token.accessTokenId = row->id;
        token.scope = ScopeKind::Project;
        token.scopeId = row->projectId;
        const auto end = Clock::now().addSeconds(m_sessions.tokenSeconds());
        if (!row->expiresAt.isNull() && row->expiresAt < end)
            token.expiresAt = row->expiresAt;
        return {};
    });
}

Result<> AuthHandler::setTrust(const AuthRequest& request, Token& token)
{
    if (!token.applicationCredentialId.isEmpty() || token.isDelegated())
        return refused();
    const auto roles = TRY(m_directory.roles());
    const auto usable = TRY(m_directory.read([&](db::Connection& connection) -> Result<TrustStore::Usable> {
        const auto trust = TRY(TrustStore::pedigree(connection, request.target.id)).front();
        if (trust.remainingUses && *trust.remainingUses <= 0)
            return fail(ErrorCode::NotFound, QStringLiteral("Could not find trust: %1.").arg(trust.id));
        if (trust.trusteeUserId != token.userId)
            return fail(ErrorCode::Forbidden, QStringLiteral("User is not a trustee."));
        return TrustStore::usable(connection, *roles, trust.id);
    }));
    const auto& trust = usable.trust;
    token.trustId = trust.id;
    if (trust.impersonation)
        token.userId = trust.trustorUserId;
    if (trust.projectId) {
        token.scope = ScopeKind::Project;
        token.scopeId = *trust.projectId;
    }
    const auto end = token.expiresAt.isNull() ? Clock::now().addSeconds(m_sessions.tokenSeconds()) : token.expiresAt;
    if (!trust.expiresAt.isNull() && trust.expiresAt < end)
        token.expiresAt = trust.expiresAt;
    return {};
}

} // namespace skylab::identity
