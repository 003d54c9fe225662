#include "identity/handlers/ApplicationCredentialsHandler.h"

#include "core/Uuid.h"
#include "identity/handlers/Changes.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

auto invalid(const QString& why)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid application credential: %1").arg(why));
}

} // namespace

/// A stolen application credential must not be able to make itself others, unless its owner allowed that.
Result<> ApplicationCredentialsHandler::requireUnrestricted(const Call& call)
{
    if (TRY(m_sessions.validate(call.context.token))->token.isDelegated())
        return fail(ErrorCode::Forbidden, QStringLiteral("A token of a trust or an OAuth access token can't manage application credentials. Sign in with the password."));
    if (call.context.applicationCredentialId.isEmpty() || TRY(m_sessions.validate(call.context.token))->unrestricted)
        return {};
    return fail(ErrorCode::Forbidden, QStringLiteral("A restricted application credential can't manage application credentials. Sign in with the password, or make an unrestricted one."));
}

Result<> ApplicationCredentialsHandler::complete(db::Connection& connection, const RoleGraph& graph, ApplicationCredentialRow& row)
{
    row.roles.clear();
    for (const auto& id : row.roleIds)
        if (const auto role = graph.role(id))
            row.roles.push_back({ role->id, role->name, role->domainId.isEmpty() ? std::nullopt : std::optional(role->domainId) });
    row.accessRules.clear();
    for (const auto& id : row.ruleIds)
        if (const auto rule = TRY(Store<sdk::AccessRule>::find(connection, id)))
            row.accessRules.push_back(*rule);
    return {};
}

Result<ApplicationCredentialRow> ApplicationCredentialsHandler::own(db::Connection& connection, const Call& call, const QString& id)
{
    auto row = TRY(required<ApplicationCredentialRow>(connection, id, "application credential"));
    if (row.userId != userId(call))
        return fail(ErrorCode::NotFound, QStringLiteral("Could not find application credential: %1.").arg(id.left(255)));
    TRY(complete(connection, TRY(Directory::readRoles(connection)), row));
    return row;
}

Result<sdk::Page<ApplicationCredentialRow>> ApplicationCredentialsHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<ApplicationCredentialRow>> {
        TRY(required<UserRow>(connection, userId(call)));
        auto page = TRY(Store<ApplicationCredentialRow>::list(connection, query, QStringLiteral("user_id = ?"), { userId(call) }));
        const auto graph = TRY(Directory::readRoles(connection));
        for (auto& row : page.items)
            TRY(complete(connection, graph, row));
        return page;
    });
}

Result<ApplicationCredentialRow> ApplicationCredentialsHandler::show(Call& call, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return own(connection, call, id); });
}

Result<QStringList> ApplicationCredentialsHandler::chosenRoles(const std::vector<sdk::RoleReference>& wanted, const Session& session) const
{
    QStringList ids;
    if (wanted.empty())
        for (const auto& role : session.roles)
            ids << role.id;
    for (const auto& one : wanted) {
        const auto held = std::find_if(session.roles.begin(), session.roles.end(), [&](const RoleGraph::Role& role) {
            return one.id.isEmpty() ? role.name == one.name : role.id == one.id;
        });
        if (held == session.roles.end())
            return invalid(QStringLiteral("Cannot create an application credential with unassigned role %1.").arg(one.id.isEmpty() ? one.name : one.id));
        if (!ids.contains(held->id))
            ids << held->id;
    }
    return ids;
}

Result<> ApplicationCredentialsHandler::storeRules(db::Transaction& transaction, ApplicationCredentialRow& row)
{
    for (auto& rule : row.accessRules) {
        if (!rule.id.isEmpty()) {
            const auto stored = TRY(Store<sdk::AccessRule>::find(transaction, rule.id));
            if (!stored || stored->userId != row.userId)
                return fail(ErrorCode::NotFound, QStringLiteral("Could not find access rule: %1.").arg(rule.id));
            rule = *stored;
        } else {
            if (rule.service.isEmpty() || rule.path.isEmpty() || rule.method.isEmpty())
                return invalid(QStringLiteral("an access rule needs service, path and method, or the id of one that exists."));
            if (!rule.path.startsWith(u'/'))
                return invalid(QStringLiteral("the path of an access rule begins with '/': %1.").arg(rule.path));
            rule.userId = row.userId;
            const auto same = TRY(Store<sdk::AccessRule>::findWhere(transaction, QStringLiteral("user_id = ? AND service = ? AND path = ? AND method = ?"),
                                                                    { rule.userId, rule.service, rule.path, rule.method }));
            rule.id = same ? same->id : newHexId();
            if (!same)
                TRY(Store<sdk::AccessRule>::insert(transaction, rule));
        }
        row.ruleIds << rule.id;
    }
    return {};
}

Result<ApplicationCredentialRow> ApplicationCredentialsHandler::create(Call& call, sdk::Decoded<sdk::ApplicationCredential> wanted)
{
    TRY(requireUnrestricted(call));
    if (call.context.projectId.isEmpty())
        return invalid(QStringLiteral("the token must be scoped to the project that the credential is for."));
    if (!wanted->projectId.isEmpty() && wanted->projectId != call.context.projectId)
        return invalid(QStringLiteral("project_id must be that of the token."));
    const auto session = TRY(m_sessions.validate(call.context.token));
    ApplicationCredentialRow given;
    given.hasRules = wanted.has("access_rules") && !call.json.value(u"application_credential").toObject().value(u"access_rules").isNull();
    static_cast<sdk::ApplicationCredential&>(given) = std::move(wanted.value);
    if (!given.expiresAt.isNull() && given.expiresAt <= Clock::now())
        return invalid(QStringLiteral("expires_at is in the past."));
    given.id = newHexId();
    given.userId = userId(call);
    given.projectId = call.context.projectId;
    given.roleIds = TRY(chosenRoles(given.roles, *session));
    const auto secret = given.secret.isEmpty() ? QString::fromLatin1(Passwords::generate(64).reveal()) : given.secret;
    given.secret.clear();
    given.secretHash = TRY(m_passwords.hash(Secret(secret.toUtf8())));
    return m_directory.write([&](db::Transaction& transaction) -> Result<ApplicationCredentialRow> {
        auto row = given;
        TRY(storeRules(transaction, row));
        TRY(named(Store<ApplicationCredentialRow>::insert(transaction, row),
                  QStringLiteral("Conflict occurred attempting to store application_credential - Duplicate entry found with name %1.").arg(row.name)));
        TRY(complete(transaction, TRY(Directory::readRoles(transaction)), row));
        TRY(record(transaction, call.context, "create", row));
        row.secret = secret;
        return row;
    });
}

Result<> ApplicationCredentialsHandler::remove(Call& call, const QString& id)
{
    TRY(requireUnrestricted(call));
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(own(transaction, call, id));
        TRY(Store<ApplicationCredentialRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

Result<sdk::AccessRule> ApplicationCredentialsHandler::ownRule(db::Connection& connection, const Call& call, const QString& id)
{
    const auto rule = TRY(required<sdk::AccessRule>(connection, id, "access rule"));
    if (rule.userId != userId(call))
        return fail(ErrorCode::NotFound, QStringLiteral("Could not find access rule: %1.").arg(id.left(255)));
    return rule;
}

Result<sdk::Page<sdk::AccessRule>> ApplicationCredentialsHandler::listRules(Call& call, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) -> Result<sdk::Page<sdk::AccessRule>> {
        TRY(required<UserRow>(connection, userId(call)));
        return Store<sdk::AccessRule>::list(connection, query, QStringLiteral("user_id = ?"), { userId(call) });
    });
}

Result<sdk::AccessRule> ApplicationCredentialsHandler::showRule(Call& call, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return ownRule(connection, call, id); });
}

Result<> ApplicationCredentialsHandler::removeRule(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto rule = TRY(ownRule(transaction, call, id));
        const auto credentials = TRY(Store<ApplicationCredentialRow>::select(transaction, QStringLiteral("user_id = ?"), { rule.userId }));
        for (const auto& credential : credentials)
            if (credential.ruleIds.contains(id))
                return fail(ErrorCode::Forbidden, QStringLiteral("Access rule %1 is used by the application credential %2. Delete that first.").arg(id, credential.id));
        TRY(Store<sdk::AccessRule>::remove(transaction, id));
        return record(transaction, call.context, "delete", rule);
    });
}

} // namespace skylab::identity
