#include "identity/handlers/TrustsHandler.h"

#include "core/Uuid.h"
#include "identity/handlers/Changes.h"
#include "identity/store/AssignmentStore.h"
#include "identity/store/TrustStore.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

QString trustId(const Call& call) { return call.id(QStringLiteral("trust_id")); }

auto forbidden(const QString& why) { return fail(ErrorCode::Forbidden, why); }
auto invalid(const char* field, const char* why)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("trust.%1: %2").arg(QLatin1String(field), QLatin1String(why)), QStringLiteral("trust.") + QLatin1String(field));
}

Result<std::vector<RoleRow>> rolesOf(db::Connection& connection, const TrustRow& row)
{
    std::vector<RoleRow> roles;
    for (const auto& id : row.roleIds)
        if (auto role = TRY(Store<RoleRow>::find(connection, id)))
            roles.push_back(std::move(*role));
    return roles;
}

void writeRoles(JsonWriter& json, const Call& call, const std::vector<RoleRow>& roles)
{
    json.key("roles").beginArray();
    for (const auto& role : roles)
        sdk::encode(json, role, call.encoding());
    json.endArray();
}

void writeLinks(JsonWriter& json, const char* key, const Call& call, const TrustRow& row)
{
    json.key(key).beginObject().key("self").value(QStringLiteral("%1/OS-TRUST/trusts/%2/roles").arg(call.baseUrl, row.id));
    json.key("next").null().key("previous").null().endObject();
}

http::Response whole(const Call& call, int status, const TrustRow& row, const std::vector<RoleRow>& roles)
{
    JsonWriter json;
    json.beginObject().key("trust").beginObject();
    sdk::encodeFields(json, row, call.encoding());
    writeRoles(json, call, roles);
    writeLinks(json, "roles_links", call, row);
    json.endObject().endObject();
    return http::Response::json(status, json.take());
}

} // namespace

void TrustsHandler::addParties(const Call& call, service::PolicyTarget& target)
{
    const auto trustor = QStringLiteral("target.trust.trustor_user_id");
    const auto trustee = QStringLiteral("target.trust.trustee_user_id");
    if (const auto id = trustId(call); !id.isEmpty()) {
        const auto row = m_directory.read([&](db::Connection& connection) { return Store<TrustRow>::find(connection, id); });
        // What is not there is nobody's: the handler tells everyone so.
        const bool isThere = row && *row;
        target.insert(trustor, isThere ? (*row)->trustorUserId : call.context.userId);
        target.insert(trustee, isThere ? (*row)->trusteeUserId : call.context.userId);
        return;
    }
    if (const auto id = call.query(u"trustor_user_id"); !id.isEmpty())
        target.insert(trustor, id);
    if (const auto id = call.query(u"trustee_user_id"); !id.isEmpty())
        target.insert(trustee, id);
    // A body without a trustor is wrong, which the handler says better than the rule.
    const auto wanted = call.json.value(u"trust").toObject().value(u"trustor_user_id").toString();
    target.insert(QStringLiteral("trust.trustor_user_id"), wanted.isEmpty() ? call.context.userId : wanted);
}

Result<TrustRow> TrustsHandler::living(db::Connection& connection, const QString& id)
{
    const auto row = TRY(TrustStore::pedigree(connection, id)).front();
    if (row.remainingUses && *row.remainingUses <= 0)
        return fail(ErrorCode::NotFound, QStringLiteral("Could not find trust: %1.").arg(id.left(255)));
    return row;
}

/// The rule has seen one of the users that the query names; each sees only what he has part in.
Result<sdk::Page<TrustRow>> TrustsHandler::list(Call& call, const sdk::ListQuery& query)
{
    auto where = QStringLiteral("(expires_at IS NULL OR expires_at > ?) AND (remaining_uses IS NULL OR remaining_uses > 0)");
    QVariantList arguments { Clock::now().micros };
    if (!seesAll(call.context)) {
        where += QStringLiteral(" AND (trustor_user_id = ? OR trustee_user_id = ?)");
        arguments << call.context.userId << call.context.userId;
    }
    return m_directory.read([&](db::Connection& connection) { return Store<TrustRow>::list(connection, query, where, arguments); });
}

Result<http::Response> TrustsHandler::show(Call& call)
{
    return m_directory.read([&](db::Connection& connection) -> Result<http::Response> {
        const auto row = TRY(living(connection, trustId(call)));
        return whole(call, 200, row, TRY(rolesOf(connection, row)));
    });
}

Result<http::Response> TrustsHandler::create(Call& call)
{
    const auto wanted = TRY(sdk::decode<sdk::Trust>(TRY(service::unwrap(call, "trust")), sdk::In::Create, {}, {}, QStringLiteral("trust")));
    const auto session = TRY(m_sessions.validate(call.context.token));
    if (!session->token.accessTokenId.isEmpty())
        return forbidden(QStringLiteral("Redelegation allowed for delegated by trust only."));
    if (!session->token.applicationCredentialId.isEmpty() && !session->unrestricted)
        return forbidden(QStringLiteral("A restricted application credential can't create trusts. Sign in with the password, or make an unrestricted one."));
    return m_directory.write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto row = TRY(planned(transaction, call, wanted, *session));
        TRY(Store<TrustRow>::insert(transaction, row));
        TRY(record(transaction, call.context, "create", row, row.projectId.value_or(QString())));
        return whole(call, 201, row, TRY(rolesOf(transaction, row)));
    });
}

Result<TrustRow> TrustsHandler::planned(db::Connection& connection, const Call& call, const sdk::Decoded<sdk::Trust>& wanted, const Session& session)
{
    TrustRow row;
    static_cast<sdk::Trust&>(row) = wanted.value;
    row.id = newHexId();
    if (row.trustorUserId != call.context.userId)
        return forbidden(QStringLiteral("You are not authorized to perform the requested action: the trustor of a trust must be the user who asks for it."));
    if (!row.expiresAt.isNull() && row.expiresAt <= Clock::now())
        return invalid("expires_at", "the time is past: a trust must expire in the future");
    TRY(required<UserRow>(connection, row.trusteeUserId));
    if (row.projectId) {
        TRY(required<ProjectRow>(connection, *row.projectId));
        if (row.roles.empty())
            return forbidden(QStringLiteral("At least one role should be specified: a trust for a project delegates roles there."));
    }
    const bool redelegatable = row.allowRedelegation && !(wanted.has("redelegation_count") && row.redelegationCount == 0);
    if (redelegatable && row.remainingUses)
        return invalid("remaining_uses", "it must not be set if redelegation is allowed");
    if (redelegatable && row.redelegationCount > TrustStore::maxRedelegations)
        return forbidden(QStringLiteral("Requested redelegation depth of %1 is greater than allowed %2.").arg(row.redelegationCount).arg(TrustStore::maxRedelegations));
    const bool counted = redelegatable && wanted.has("redelegation_count") && row.redelegationCount > 0;
    row.redelegationCount = !redelegatable ? 0 : counted ? row.redelegationCount : TrustStore::maxRedelegations;
    for (const auto& one : row.roles)
        if (const auto id = TRY(TrustStore::requiredRole(connection, one)).id; !row.roleIds.contains(id))
            row.roleIds << id;
    if (!session.token.trustId.isEmpty())
        TRY(redelegate(connection, wanted, session.token.trustId, row));
    const auto held = TRY(grantable(connection, row, session));
    for (const auto& id : row.roleIds)
        if (!held.contains(id))
            return fail(ErrorCode::NotFound, QStringLiteral("Could not find role: %1. The trustor has no such role in the project.").arg(id));
    return row;
}

/// What may be handed out: all that the trustor has in the project; of a trust its roles; of an application credential
/// its own.
Result<QStringList> TrustsHandler::grantable(db::Connection& connection, const TrustRow& row, const Session& session)
{
    if (!row.projectId)
        return QStringList();
    const auto graph = TRY(Directory::readRoles(connection));
    if (!session.token.trustId.isEmpty())
        return graph.expand(TRY(TrustStore::pedigree(connection, session.token.trustId)).front().roleIds);
    QStringList held = graph.expand(TRY(AssignmentStore::effectiveRoleIds(connection, row.trustorUserId, ScopeKind::Project, *row.projectId)));
    if (!session.token.applicationCredentialId.isEmpty())
        held.removeIf([&](const QString& id) {
            return session.context.projectId != *row.projectId
                || std::none_of(session.roles.begin(), session.roles.end(), [&](const RoleGraph::Role& role) { return role.id == id; });
        });
    return held;
}

Result<> TrustsHandler::redelegate(db::Connection& connection, const sdk::Decoded<sdk::Trust>& wanted, const QString& parentId, TrustRow& row)
{
    const auto all = TRY(TrustStore::pedigree(connection, parentId));
    const auto& parent = all.front();
    if (parent.redelegationCount <= 0 || parent.redelegationCount > TrustStore::maxRedelegations)
        return forbidden(QStringLiteral("Remaining redelegation depth of %1 out of allowed range of [0..%2].").arg(parent.redelegationCount).arg(TrustStore::maxRedelegations));
    if (row.remainingUses)
        return forbidden(QStringLiteral("Field \"remaining_uses\" is set while it must not be set in order to redelegate a trust."));
    const auto depth = parent.redelegationCount - 1;
    if (row.redelegationCount > 0 && wanted.has("redelegation_count") && wanted->redelegationCount != depth)
        return forbidden(QStringLiteral("Modifying \"redelegation_count\" upon redelegation is forbidden. Omitting this parameter is advised."));
    row.redelegationCount = row.redelegationCount > 0 ? depth : 0;
    row.redelegatedTrustId = parent.id;
    if (row.projectId != parent.projectId)
        return forbidden(QStringLiteral("A trust is redelegated for its own project only."));
    for (const auto& one : all) {
        if (!one.expiresAt.isNull() && !row.expiresAt.isNull() && one.expiresAt < row.expiresAt)
            return forbidden(QStringLiteral("Requested expiration time is more than redelegated trust can provide."));
        if (!one.impersonation && row.impersonation)
            return forbidden(QStringLiteral("Impersonation is not allowed because redelegated trust does not specify impersonation. Redelegated trust id: %1.").arg(one.id));
        if (std::any_of(row.roleIds.begin(), row.roleIds.end(), [&](const QString& id) { return !one.roleIds.contains(id); }))
            return forbidden(QStringLiteral("Some of requested roles are not in redelegated trust."));
    }
    if (row.expiresAt.isNull())
        row.expiresAt = parent.expiresAt;
    return {};
}

Result<> TrustsHandler::remove(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(required<TrustRow>(transaction, id));
        TRY(Store<TrustRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row, row.projectId.value_or(QString()));
    });
}

Result<http::Response> TrustsHandler::roles(Call& call)
{
    return m_directory.read([&](db::Connection& connection) -> Result<http::Response> {
        const auto row = TRY(living(connection, trustId(call)));
        JsonWriter json;
        json.beginObject();
        writeRoles(json, call, TRY(rolesOf(connection, row)));
        writeLinks(json, "links", call, row);
        json.endObject();
        return http::Response::json(200, json.take());
    });
}

Result<http::Response> TrustsHandler::role(Call& call)
{
    return m_directory.read([&](db::Connection& connection) -> Result<http::Response> {
        const auto row = TRY(living(connection, trustId(call)));
        const auto id = call.id(QStringLiteral("role_id"));
        if (!row.roleIds.contains(id))
            return fail(ErrorCode::NotFound, QStringLiteral("Could not find role: %1.").arg(id.left(255)));
        return service::respond(call, 200, TRY(required<RoleRow>(connection, id)));
    });
}

} // namespace skylab::identity
