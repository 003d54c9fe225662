#include "identity/handlers/AuthHandler.h"

#include "identity/model/Catalog.h"
#include "identity/model/Refusals.h"
#include "identity/store/AssignmentStore.h"
#include "identity/store/TrustStore.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

auto noToken() { return fail(ErrorCode::NotFound, QStringLiteral("Could not find token.")); }

/// A name that nobody has must look like a wrong password.
Error asRefusal(Error error)
{
    return error.code == ErrorCode::NotFound ? refused().value() : error;
}

void writeNamed(JsonWriter& json, const QString& id, const QString& name)
{
    json.key("id").value(id).key("name").value(name);
}

void writeDomain(JsonWriter& json, const QString& id, const QString& name)
{
    json.key("domain").beginObject();
    writeNamed(json, id, name);
    json.endObject();
}

QString wholeSeconds(Timestamp time)
{
    return toString(Timestamp { time.micros / 1'000'000 * 1'000'000 }, TimeFormat::MicrosZ);
}

void writeUser(JsonWriter& json, const Session& session)
{
    json.key("user").beginObject();
    writeDomain(json, session.context.userDomainId, session.userDomainName);
    writeNamed(json, session.context.userId, session.context.userName);
    json.key("password_expires_at");
    session.passwordExpiresAt.isNull() ? json.null() : json.value(toString(session.passwordExpiresAt, TimeFormat::MicrosZ));
    json.endObject();
}

void writeScope(JsonWriter& json, const Session& session)
{
    const auto& context = session.context;
    switch (session.token.scope) {
    case ScopeKind::Unscoped: return;
    case ScopeKind::System: json.key("system").beginObject().key("all").value(true).endObject(); break;
    case ScopeKind::Domain: writeDomain(json, context.domainId, session.domainName); break;
    case ScopeKind::Project:
        json.key("project").beginObject();
        if (session.projectIsDomain)
            json.key("domain").null();
        else
            writeDomain(json, context.projectDomainId, session.projectDomainName);
        writeNamed(json, context.projectId, context.projectName);
        json.endObject().key("is_domain").value(session.projectIsDomain);
        break;
    }
    json.key("roles").beginArray();
    for (const auto& role : session.roles) {
        json.beginObject();
        writeNamed(json, role.id, role.name);
        json.endObject();
    }
    json.endArray();
}

/// What the token stands on, when it is not the user's own.
void writeDelegation(JsonWriter& json, const Session& session)
{
    if (!session.token.trustId.isEmpty()) {
        json.key("OS-TRUST:trust").beginObject().key("id").value(session.token.trustId).key("impersonation").value(session.impersonation);
        json.key("trustor_user").beginObject().key("id").value(session.trustorId).endObject();
        json.key("trustee_user").beginObject().key("id").value(session.trusteeId).endObject().endObject();
    }
    if (!session.token.accessTokenId.isEmpty())
        json.key("OS-OAUTH1").beginObject().key("access_token_id").value(session.token.accessTokenId).key("consumer_id").value(session.consumerId).endObject();
    if (session.token.applicationCredentialId.isEmpty())
        return;
    json.key("application_credential").beginObject();
    writeNamed(json, session.token.applicationCredentialId, session.applicationCredentialName);
    json.key("restricted").value(!session.unrestricted);
    if (session.context.accessRestricted)
        json.key("access_rules").value(session.context.accessRules);
    json.endObject();
}

UrlValues urlValues(const Call& call, const Session& session)
{
    return { call.request.baseUrl(), session.context.projectId, session.context.userId };
}

} // namespace

Result<http::Response> AuthHandler::create(Call& call)
{
    const auto request = TRY(parseAuthRequest(call.json));
    auto proven = TRY(identify(call, request));
    TRY(admit(request, proven));
    auto& token = proven.token;
    TRY(setScope(request, token));
    const auto issued = TRY(issue(request, token));
    if (!token.trustId.isEmpty())      // last, so that no use is lost to a request that fails
        TRY(m_directory.writeQuietly([&](db::Transaction& transaction) { return TrustStore::consume(transaction, token.trustId); }));
    return respond(call, 201, issued.token, *issued.session);
}

Result<AuthHandler::Proven> AuthHandler::identify(const Call& call, const AuthRequest& request)
{
    Proven proven;
    auto& token = proven.token;
    token.methods = request.methods;
    // The time before anything was read: a password's hash may wait for ten seconds, and what ends the user's tokens
    // meanwhile ends this one.
    token.issuedAt = Clock::now();
    // Each method that is asked for must name the same user.
    for (const auto& method : request.methods) {
        const auto before = token.userId;
        if (method == u"password") {
            const auto user = TRY(byPassword(request));
            token.userId = user.id;
            proven.passwordHash = user.passwordHash;
        } else if (method == u"token") {
            TRY(byToken(request, token));
        } else if (method == u"totp") {
            token.userId = TRY(byTotp(request));
        } else if (method == u"oauth1") {
            TRY(byOAuth(call, token));
        } else {
            TRY(byApplicationCredential(request, token));
        }
        if (!before.isEmpty() && before != token.userId)
            return refused();
    }
    return proven;
}

/// What the user's options and the security rules say beside the proofs themselves.
Result<> AuthHandler::admit(const AuthRequest& request, const Proven& proven)
{
    const auto& token = proven.token;
    const auto user = TRY(m_directory.read([&](db::Connection& connection) { return Store<UserRow>::find(connection, token.userId); }));
    // Another password since: it was being set when the login began, and its revocation may be from before that.
    if (!user || (proven.passwordHash && *proven.passwordHash != user->passwordHash))
        return refused();
    TRY(m_accounts.requireActive(*user));
    const bool whole = token.applicationCredentialId.isEmpty() && token.accessTokenId.isEmpty();      // what was lent has factors of its own
    if (whole && !UserOptions::multiFactorHolds(user->options, token.methods, knownMethods()))
        return refused();
    // Only now: a right password beside a wrong passcode is a failure. A token from before says nothing about who guesses.
    if (request.methods.contains(u"password") || request.methods.contains(u"totp"))
        TRY(m_accounts.forgetFailures(*user, token.methods));
    return m_accounts.noteLogin(*user);
}

Result<QString> AuthHandler::domainId(db::Connection& connection, const Reference& reference)
{
    if (!reference.domainId.isEmpty())
        return reference.domainId;
    const auto domain = TRY(Store<ProjectRow>::findWhere(connection, QStringLiteral("is_domain IS TRUE AND name = ?"), { reference.domainName }));
    if (!domain)
        return refused();
    return domain->id;
}

Result<std::optional<UserRow>> AuthHandler::findUser(db::Connection& connection, const Reference& reference)
{
    if (!reference.id.isEmpty())
        return Store<UserRow>::find(connection, reference.id);
    const auto domain = domainId(connection, reference);
    if (!domain)
        return std::optional<UserRow>();
    return Store<UserRow>::findWhere(connection, QStringLiteral("domain_id = ? AND name = ?"), { *domain, reference.name });
}

Result<UserRow> AuthHandler::byPassword(const AuthRequest& request)
{
    auto reference = request.user;
    const auto login = TRY(m_accounts.backends().refresh(reference));
    const auto user = TRY(m_directory.read([&](db::Connection& connection) { return findUser(connection, reference); }));
    return m_accounts.logIn(user, login, request.password);
}

Result<> AuthHandler::byToken(const AuthRequest& request, Token& token)
{
    const auto session = m_sessions.validate(request.token);
    if (!session && session.error().code == ErrorCode::Unauthorized)
        return noToken();
    TRY(session);
    const auto& old = (*session)->token;
    // What was lent is not lent on: that would outlive what it stands on.
    if (old.isDelegated())
        return fail(ErrorCode::Forbidden, QStringLiteral("You are not authorized to perform the requested action: a token of a trust or an OAuth access token can't be used to get another token. Get a new one as this one was got."));
    token.userId = old.userId;
    token.expiresAt = old.expiresAt;      // a chain of tokens does not outlive its first
    token.parentAuditId = old.parentAuditId.isEmpty() ? old.auditId : old.parentAuditId;
    for (const auto& method : old.methods)
        if (!token.methods.contains(method))
            token.methods << method;
    if (!old.applicationCredentialId.isEmpty()) {
        token.applicationCredentialId = old.applicationCredentialId;
        token.scope = old.scope;
        token.scopeId = old.scopeId;
    }
    return {};
}

Result<> AuthHandler::byApplicationCredential(const AuthRequest& request, Token& token)
{
    using Found = std::optional<ApplicationCredentialRow>;
    const auto found = TRY(m_directory.read([&](db::Connection& connection) -> Result<Found> {
        if (!request.applicationCredential.id.isEmpty())
            return Store<ApplicationCredentialRow>::find(connection, request.applicationCredential.id);
        const auto user = TRY(findUser(connection, request.user));
        if (!user)
            return Found();
        return Store<ApplicationCredentialRow>::findWhere(connection, QStringLiteral("user_id = ? AND name = ?"), { user->id, request.applicationCredential.name });
    }));
    if (!TRY(m_passwords.verify(request.secret, found ? found->secretHash : QString())))
        return refused();
    token.userId = found->userId;
    token.applicationCredentialId = found->id;
    token.scope = ScopeKind::Project;
    token.scopeId = found->projectId;
    const auto end = Clock::now().addSeconds(m_sessions.tokenSeconds());
    if (!found->expiresAt.isNull() && found->expiresAt < end)
        token.expiresAt = found->expiresAt;
    return {};
}

Result<> AuthHandler::setScope(const AuthRequest& request, Token& token)
{
    using Scope = AuthRequest::Scope;
    if (request.scope == Scope::Trust)
        return setTrust(request, token);
    auto scope = ScopeKind::Unscoped;
    QString scopeId;
    if (request.scope == Scope::System) {
        scope = ScopeKind::System;
    } else if (request.scope == Scope::Project || request.scope == Scope::Domain) {
        scope = request.scope == Scope::Project ? ScopeKind::Project : ScopeKind::Domain;
        auto found = m_directory.read([&](db::Connection& connection) -> Result<QString> {
            if (!request.target.id.isEmpty())
                return request.target.id;
            if (scope == ScopeKind::Domain)
                return domainId(connection, { {}, {}, {}, request.target.name });
            const auto domain = TRY(domainId(connection, request.target));
            const auto project = TRY(Store<ProjectRow>::findWhere(connection, QStringLiteral("domain_id = ? AND name = ?"), { domain, request.target.name }));
            if (!project)
                return refused();
            return project->id;
        });
        if (!found)
            return fail(asRefusal(found.error()));
        scopeId = *found;
    }
    // An application credential and an OAuth access token have one scope; naming that is fine.
    if (!token.applicationCredentialId.isEmpty() || !token.accessTokenId.isEmpty()) {
        if (request.scope != Scope::Absent && (scope != token.scope || scopeId != token.scopeId))
            return refused();
        return {};
    }
    token.scope = scope;
    token.scopeId = scopeId;
    return {};
}

Result<Sessions::Issued> AuthHandler::issue(const AuthRequest& request, const Token& token)
{
    if (request.scope != AuthRequest::Scope::Absent || !token.applicationCredentialId.isEmpty() || !token.accessTokenId.isEmpty())
        return m_sessions.issue(token);
    const auto user = TRY(m_directory.read([&](db::Connection& connection) { return Store<UserRow>::find(connection, token.userId); }));
    if (user && user->defaultProjectId) {
        auto scoped = token;
        scoped.scope = ScopeKind::Project;
        scoped.scopeId = *user->defaultProjectId;
        if (auto issued = m_sessions.issue(scoped))
            return issued;      // else the default project is of no use, and the token has no scope
    }
    return m_sessions.issue(token);
}

Result<http::Response> AuthHandler::respond(const Call& call, int status, const QByteArray& token, const Session& session)
{
    JsonWriter json;
    json.beginObject().key("token").beginObject();
    json.key("methods").beginArray();
    for (const auto& method : session.token.methods)
        json.value(method);
    json.endArray();
    writeUser(json, session);
    json.key("audit_ids").beginArray();
    for (const auto& id : session.token.auditIds())
        json.value(id);
    json.endArray();
    json.key("expires_at").value(wholeSeconds(session.token.expiresAt));
    json.key("issued_at").value(wholeSeconds(session.token.issuedAt));
    writeScope(json, session);
    writeDelegation(json, session);
    if (session.token.scope != ScopeKind::Unscoped && call.query(u"nocatalog").isNull()) {
        json.key("catalog").raw(catalogJson(TRY(m_directory.catalogOf(session.context.projectId)), urlValues(call, session)));
    }
    json.endObject().endObject();
    auto response = http::Response::json(status, json.take());
    response.headers.set("X-Subject-Token", token);
    return response;
}

Result<Sessions::Handle> AuthHandler::subject(const Call& call)
{
    const auto token = call.request.headers.value("X-Subject-Token");
    if (token.isEmpty())
        return fail(ErrorCode::NotFound, QStringLiteral("The header X-Subject-Token is missing: it holds the token to look at."));
    const auto expired = call.query(u"allow_expired").toLower();
    auto session = m_sessions.validate(token, expired == u"1" || expired == u"true" ? allowExpiredSeconds : 0);
    if (!session && session.error().code == ErrorCode::Unauthorized)
        return noToken();
    return session;
}

void AuthHandler::addSubject(const Call& call, service::PolicyTarget& target)
{
    // A token that is not valid is nobody's: the handler tells everyone that it is not there.
    const auto session = subject(call);
    target.insert(QStringLiteral("target.token.user_id"), session ? (*session)->token.userId : call.context.userId);
}

Result<http::Response> AuthHandler::show(Call& call)
{
    const auto session = TRY(subject(call));
    return respond(call, 200, call.request.headers.value("X-Subject-Token"), *session);
}

Result<http::Response> AuthHandler::revoke(Call& call)
{
    const auto session = TRY(subject(call));
    // Not through the directory: nobody else's session changes by it.
    TRY(m_directory.writeQuietly([&](db::Transaction& transaction) { return m_sessions.revocations().revokeToken(transaction, session->token); }));
    return http::Response::empty(204);
}

Result<http::Response> AuthHandler::catalog(Call& call)
{
    const auto session = TRY(m_sessions.validate(call.context.token));
    if (session->token.scope == ScopeKind::Unscoped)
        return fail(ErrorCode::Forbidden, QStringLiteral("An unscoped token has no catalog. Ask for a token with a project, domain or the system as its scope."));
    JsonWriter json;
    json.beginObject().key("catalog").raw(catalogJson(TRY(m_directory.catalogOf(session->context.projectId)), urlValues(call, *session)));
    json.key("links").beginObject().key("next").null().key("self").value(call.baseUrl + QStringLiteral("/auth/catalog")).key("previous").null().endObject().endObject();
    return http::Response::json(200, json.take());
}

Result<http::Response> AuthHandler::system(Call& call)
{
    const auto roles = TRY(m_directory.read([&](db::Connection& connection) {
        return AssignmentStore::effectiveRoleIds(connection, call.context.userId, ScopeKind::System, {});
    }));
    JsonWriter json;
    json.beginObject().key("system").beginArray();
    if (!roles.isEmpty())
        json.beginObject().key("all").value(true).endObject();
    json.endArray().key("links").beginObject().key("self").value(call.baseUrl + QStringLiteral("/auth/system")).endObject().endObject();
    return http::Response::json(200, json.take());
}

Result<sdk::Page<ProjectRow>> AuthHandler::projects(Call& call, const sdk::ListQuery& query)
{
    const auto condition = AssignmentStore::projectsOf(call.context.userId, AssignmentStore::Which::Usable);
    return m_directory.read([&](db::Connection& connection) { return Store<ProjectRow>::list(connection, query, condition.sql, condition.arguments); });
}

Result<sdk::Page<DomainRow>> AuthHandler::domains(Call& call, const sdk::ListQuery& query)
{
    const auto condition = AssignmentStore::domainsOf(call.context.userId);
    return m_directory.read([&](db::Connection& connection) { return Store<DomainRow>::list(connection, query, condition.sql, condition.arguments); });
}

} // namespace skylab::identity
