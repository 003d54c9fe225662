#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/QosHandler.h"
#include "network/handlers/Wire.h"
#include "network/store/Sharing.h"

namespace skylab::network {

using service::Call;

namespace {

const QString resource = QStringLiteral("qos_policy");      // as RBAC policies name it

Result<> checkDefault(Change& change, const PolicyRow& row)
{
    if (row.isDefault && TRY(Policies::count(change.db, QStringLiteral("project_id = ? AND is_default IS TRUE AND id <> ?"), { row.projectId, row.id })) > 0)
        return refuse(ErrorCode::Conflict, "QoSPolicyDefaultAlreadyExists", QStringLiteral("A default QoS policy exists for project %1.").arg(row.projectId), QStringLiteral("is_default"));
    return {};
}

Result<> checkUnused(Change& change, const QString& policyId)
{
    for (const auto& [kind, table] : { std::pair { "network", "networks" }, { "port", "ports" }, { "floatingip", "floatingips" } }) {
        auto rows = TRY(change.db.query(QStringLiteral("SELECT id FROM %1 WHERE qos_policy_id = ? LIMIT 1").arg(QLatin1String(table)), policyId));
        if (rows.next())
            return refuse(ErrorCode::Conflict, "QosPolicyInUse", QStringLiteral("QoS Policy %1 is used by %2 %3.").arg(policyId, QLatin1String(kind), rows.get<QString>(0)));
        TRY(rows.check());
    }
    return {};
}

/// Sharing with everyone is an entry of its own.
Result<> settleSharing(Change& change, bool before, const PolicyRow& after)
{
    if (after.shared == before)
        return {};
    return after.shared ? sharing::share(change, resource, after.id, after.projectId, sharing::asShared, sharing::everyone) : sharing::unshareAll(change, resource, after.id);
}

} // namespace

std::vector<service::Route> QosPoliciesHandler::routes()
{
    using H = QosPoliciesHandler;
    return {
        service::list("/qos/policies", wire::reading("get_policy"), this, &H::list, wire::listExtras({ QStringLiteral("shared") })),
        wire::create("/qos/policies", wire::administering("create_policy"), this, &H::create),
        wire::show("/qos/policies/{policy_id}", wire::reading("get_policy"), this, &H::show),
        service::update("PUT", "/qos/policies/{policy_id}", wire::administering("update_policy"), this, &H::update),
        service::remove("/qos/policies/{policy_id}", wire::administering("delete_policy"), this, &H::remove),
    };
}

Result<sdk::Page<PolicyRow>> QosPoliciesHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<PolicyRow>> {
        auto scope = wire::withTags(scopeOf<PolicyRow>(call.context), query, connection.engine());
        scope = wire::withShared(std::move(scope), query, call.context, resource);
        auto page = TRY(Policies::list(connection, query, scope.where, scope.arguments));
        TRY(decorate(connection, page.items, call.context.projectId));
        return page;
    });
}

Result<PolicyRow> QosPoliciesHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<PolicyRow> {
        return decorated(connection, TRY(visible<PolicyRow>(connection, call.context, id)), call.context.projectId);
    });
}

Result<std::vector<PolicyRow>> QosPoliciesHandler::create(Call& call, std::vector<sdk::Decoded<sdk::QosPolicy>> wanted)
{
    return m_service.change(call.context, [&](Change& change) -> Result<std::vector<PolicyRow>> {
        std::vector<PolicyRow> rows;
        for (const auto& one : wanted) {
            PolicyRow row;
            static_cast<sdk::QosPolicy&>(row) = one.value;
            row.projectId = TRY(wire::projectFor(call.context, row.projectId));
            Change::stamp(row, newUuid());
            TRY(checkDefault(change, row));
            TRY(Policies::insert(change.db, row));
            TRY(settleSharing(change, false, row));
            TRY(change.announce("create", row));
            rows.push_back(std::move(row));
        }
        return rows;
    });
}

Result<PolicyRow> QosPoliciesHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_service.change(call.context, [&](Change& change) -> Result<PolicyRow> {
        auto before = TRY(owned<PolicyRow>(change.db, call.context, id));
        before.shared = TRY(sharing::isShared(change.db, resource, id, {}));
        TRY(wire::checkRevision(call, before.revisionNumber));
        auto row = TRY(sdk::decode<PolicyRow>(changes, sdk::In::Update, {}, before)).value;
        TRY(checkDefault(change, row));
        TRY(settleSharing(change, before.shared, row));
        TRY(change.save(row));
        TRY(change.announce("update", TRY(decorated(change.db, row))));
        return decorated(change.db, row, call.context.projectId);
    });
}

Result<> QosPoliciesHandler::remove(Call& call, const QString& id)
{
    return m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto row = TRY(owned<PolicyRow>(change.db, call.context, id));
        TRY(wire::checkRevision(call, row.revisionNumber));
        TRY(checkUnused(change, id));
        TRY(sharing::forget(change, id));
        TRY(Policies::remove(change.db, id));      // its rules go along
        return change.announce("delete", row);
    });
}

} // namespace skylab::network
