#include "network/handlers/addressing/RbacPoliciesHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/store/Book.h"
#include "network/store/Sharing.h"
#include "network/store/TrafficRows.h"

namespace skylab::network {

using service::Call;

namespace {

/// The object must be there for the caller, and be the caller's own. Its owner.
template <typename Row>
Result<QString> ownerOf(Change& change, const QString& id)
{
    const auto row = TRY(visible<Row>(change.db, change.context, id));
    if (!change.context.admin && row.projectId != change.context.projectId)
        return invalid(QStringLiteral("Only admins can manipulate policies on objects they do not own."), QStringLiteral("object_id"));
    return row.projectId;
}

Result<QString> checkObject(Change& change, const QString& type, const QString& id)
{
    if (type == u"network")
        return ownerOf<NetworkRow>(change, id);
    if (type == u"security_group")
        return ownerOf<GroupRow>(change, id);
    if (type == u"subnetpool")
        return ownerOf<SubnetPoolRow>(change, id);
    if (type == u"address_scope")
        return ownerOf<AddressScopeRow>(change, id);
    if (type == u"qos_policy")
        return ownerOf<PolicyRow>(change, id);
    return ownerOf<AddressGroupRow>(change, id);
}

Result<> checkKind(const sdk::RbacPolicy& policy)
{
    const auto* type = sharing::objectType(policy.objectType);
    if (!type)
        return refuse(ErrorCode::BadRequest, "HTTPBadRequest", QStringLiteral("Invalid input for object_type. Reason: '%1' is not in %2.").arg(policy.objectType, sharing::objectTypes().join(QStringLiteral(", "))), QStringLiteral("object_type"));
    const auto actions = QString::fromLatin1(type->actions).split(u' ');
    if (!actions.contains(policy.action))
        return refuse(ErrorCode::BadRequest, "InvalidActionForType", QStringLiteral("Invalid action '%1' for object type '%2'. Valid actions: %3").arg(policy.action, policy.objectType, actions.join(QStringLiteral(", "))), QStringLiteral("action"));
    return {};
}

/// Sharing with everyone is the administrator's.
Result<> checkTarget(const service::Context& context, const char* rule, const QString& target)
{
    if (target != sharing::everyone)
        return {};
    return wire::refuseFields(context, rule, { "target_tenant" }, { "target_tenant" });
}

Result<> checkNew(db::Connection& connection, const RbacRow& row)
{
    const auto same = TRY(RbacPolicies::count(connection, QStringLiteral("object_id = ? AND object_type = ? AND action = ? AND target_project = ? AND id <> ?"), { row.objectId, row.objectType, row.action, row.targetTenant, row.id }));
    if (same > 0)
        return refuse(ErrorCode::Conflict, "DuplicateRbacPolicy", QStringLiteral("An RBAC policy already exists with those values."));
    return {};
}

} // namespace

std::vector<service::Route> RbacPoliciesHandler::routes()
{
    using H = RbacPoliciesHandler;
    return {
        service::list("/rbac-policies", wire::reading("get_rbac_policy"), this, &H::list),
        wire::create("/rbac-policies", wire::writing("create_rbac_policy"), this, &H::create),
        wire::show("/rbac-policies/{rbac_policy_id}", wire::reading("get_rbac_policy"), this, &H::show),
        service::update("PUT", "/rbac-policies/{rbac_policy_id}", wire::writing("update_rbac_policy"), this, &H::update),
        service::remove("/rbac-policies/{rbac_policy_id}", wire::writing("delete_rbac_policy"), this, &H::remove),
    };
}

Result<sdk::Page<RbacRow>> RbacPoliciesHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<RbacRow>> {
        const auto scope = scopeOf<RbacRow>(call.context);
        return RbacPolicies::list(connection, query, scope.where, scope.arguments);
    });
}

Result<RbacRow> RbacPoliciesHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return visible<RbacRow>(connection, call.context, id); });
}

Result<std::vector<RbacRow>> RbacPoliciesHandler::create(Call& call, std::vector<sdk::Decoded<sdk::RbacPolicy>> wanted)
{
    for (const auto& one : wanted) {
        TRY(checkKind(one.value));
        TRY(checkTarget(call.context, "create_rbac_policy", one->targetTenant));
    }
    return m_service.change(call.context, [&](Change& change) -> Result<std::vector<RbacRow>> {
        std::vector<RbacRow> rows;
        for (const auto& one : wanted)
            rows.push_back(TRY(insert(change, one)));
        return rows;
    });
}

Result<RbacRow> RbacPoliciesHandler::insert(Change& change, const sdk::Decoded<sdk::RbacPolicy>& wanted)
{
    RbacRow row;
    static_cast<sdk::RbacPolicy&>(row) = wanted.value;
    row.projectId = TRY(wire::projectFor(change.context, row.projectId));
    TRY(checkObject(change, row.objectType, row.objectId));
    TRY(book::requireQuota(change.db, m_service.quota(), row.projectId, QStringLiteral("rbac_policy"), 1));
    row.id = newUuid();
    TRY(checkNew(change.db, row));
    TRY(RbacPolicies::insert(change.db, row));
    TRY(change.announce("create", row));
    if (row.action != sharing::asExternal)
        return row;
    // What may be used as external is external from now on.
    auto network = TRY(Networks::find(change.db, row.objectId));
    if (!network || network->external)
        return row;
    network->external = true;
    TRY(change.save(*network));
    TRY(change.mark(Kind::Network, network->id));
    TRY(book::settleMetadata(change, *network));
    TRY(change.announce("update", TRY(decorated(change.db, *network))));
    return row;
}

Result<RbacRow> RbacPoliciesHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_service.change(call.context, [&](Change& change) -> Result<RbacRow> {
        const auto before = TRY(visible<RbacRow>(change.db, call.context, id));
        auto wanted = TRY(sdk::decode<RbacRow>(changes, sdk::In::Update, {}, before));
        auto& row = wanted.value;
        if (row.targetTenant == before.targetTenant)
            return row;
        TRY(checkTarget(call.context, "update_rbac_policy", row.targetTenant));
        TRY(checkNew(change.db, row));
        TRY(sharing::requireUnneeded(change.db, before, row.targetTenant));
        TRY(RbacPolicies::update(change.db, row));
        TRY(change.announce("update", row));
        return row;
    });
}

Result<> RbacPoliciesHandler::remove(Call& call, const QString& id)
{
    return m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto row = TRY(visible<RbacRow>(change.db, call.context, id));
        TRY(sharing::requireUnneeded(change.db, row));
        TRY(RbacPolicies::remove(change.db, id));
        return change.announce("delete", row);
    });
}

} // namespace skylab::network
