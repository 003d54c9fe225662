#include "identity/store/SessionStore.h"

#include "identity/model/Refusals.h"
#include "identity/store/AssignmentStore.h"
#include "identity/store/Rows.h"
#include "identity/store/TrustStore.h"
#include "service/Store.h"

namespace skylab::identity::SessionStore {

namespace {

using service::Store;

/// The answer is the same whatever is wrong: a stranger must not learn what exists.
Result<ProjectRow> enabledProject(db::Connection& connection, const QString& id)
{
    const auto row = TRY(Store<ProjectRow>::find(connection, id));
    if (!row || !row->enabled)
        return refused();
    return *row;
}

Result<> readUser(db::Connection& connection, Session& session)
{
    const auto user = TRY(Store<UserRow>::find(connection, session.token.userId));
    if (!user || !user->enabled)
        return refused();
    const auto domain = TRY(enabledProject(connection, user->domainId));
    session.context.userId = user->id;
    session.context.userName = user->name;
    session.context.userDomainId = user->domainId;
    session.userDomainName = domain.name;
    session.passwordExpiresAt = user->passwordExpiresAt;
    return {};
}

Result<> readScope(db::Connection& connection, Session& session)
{
    const auto& token = session.token;
    switch (token.scope) {
    case ScopeKind::Unscoped: return {};
    case ScopeKind::System:
        session.context.systemScope = QStringLiteral("all");
        return {};
    case ScopeKind::Domain: {
        const auto domain = TRY(enabledProject(connection, token.scopeId));
        if (!domain.isDomain)
            return refused();
        session.context.domainId = domain.id;
        session.domainName = domain.name;
        return {};
    }
    case ScopeKind::Project: break;
    }
    const auto project = TRY(enabledProject(connection, token.scopeId));
    session.context.projectId = project.id;
    session.context.projectName = project.name;
    session.projectIsDomain = project.isDomain;
    if (project.domainId) {
        const auto domain = TRY(enabledProject(connection, *project.domainId));
        session.context.projectDomainId = domain.id;
        session.projectDomainName = domain.name;
    }
    return {};
}

/// Takes away what the application credential does not have, and adds its rules.
Result<> readApplicationCredential(db::Connection& connection, const RoleGraph& roles, Session& session, QStringList& roleIds)
{
    const auto& id = session.token.applicationCredentialId;
    if (id.isEmpty())
        return {};
    const auto row = TRY(Store<ApplicationCredentialRow>::find(connection, id));
    if (!row || row->userId != session.token.userId || row->projectId != session.token.scopeId)
        return refused();
    if (!row->expiresAt.isNull() && row->expiresAt <= Clock::now())
        return refused();
    const auto held = roles.expand(row->roleIds);
    roleIds.removeIf([&](const QString& one) { return !held.contains(one); });
    session.context.applicationCredentialId = row->id;
    session.applicationCredentialName = row->name;
    session.unrestricted = row->unrestricted;
    session.context.accessRestricted = row->hasRules;
    for (const auto& ruleId : row->ruleIds)
        if (const auto rule = TRY(Store<sdk::AccessRule>::find(connection, ruleId)))
            session.context.accessRules.append(QJsonObject { { QStringLiteral("service"), rule->service }, { QStringLiteral("path"), rule->path }, { QStringLiteral("method"), rule->method } });
    return {};
}

/// The roles of the trust that the token stands on.
Result<QStringList> readTrust(db::Connection& connection, const RoleGraph& roles, Session& session)
{
    const auto usable = TrustStore::usable(connection, roles, session.token.trustId);
    if (!usable)
        return usable.error().code == ErrorCode::NotFound || usable.error().code == ErrorCode::Forbidden ? refused() : fail(usable.error());
    const auto& trust = usable->trust;
    if (session.token.userId != (trust.impersonation ? trust.trustorUserId : trust.trusteeUserId) || session.token.scopeId != trust.projectId.value_or(QString()))
        return refused();
    session.trustorId = trust.trustorUserId;
    session.trusteeId = trust.trusteeUserId;
    session.impersonation = trust.impersonation;
    return usable->roleIds;
}

/// Takes away what the OAuth access token does not have.
Result<> readAccessToken(db::Connection& connection, const RoleGraph& roles, Session& session, QStringList& roleIds)
{
    const auto& id = session.token.accessTokenId;
    if (id.isEmpty())
        return {};
    const auto row = TRY(Store<AccessTokenRow>::find(connection, id));
    if (!row || row->userId != session.token.userId || row->projectId != session.token.scopeId || (!row->expiresAt.isNull() && row->expiresAt <= Clock::now()))
        return refused();
    const auto held = roles.expand(row->roleIds);
    roleIds.removeIf([&](const QString& one) { return !held.contains(one); });
    session.consumerId = row->consumerId;
    return {};
}

} // namespace

Result<Session> derive(db::Connection& connection, const Token& token, const RoleGraph& roles)
{
    Session session;
    session.token = token;
    TRY(readUser(connection, session));
    TRY(readScope(connection, session));
    auto roleIds = token.trustId.isEmpty() ? roles.effective(TRY(AssignmentStore::effectiveRoleIds(connection, token.userId, token.scope, token.scopeId)))
                                           : TRY(readTrust(connection, roles, session));
    TRY(readAccessToken(connection, roles, session, roleIds));
    TRY(readApplicationCredential(connection, roles, session, roleIds));
    if (token.scope != ScopeKind::Unscoped && roleIds.isEmpty())
        return refused();
    for (const auto& id : roleIds)
        session.roles.push_back(*roles.role(id));
    session.context.roles = roles.names(roleIds);
    session.context.auditIds = token.auditIds();
    session.context.expiresAt = token.expiresAt;
    return session;
}

} // namespace skylab::identity::SessionStore
