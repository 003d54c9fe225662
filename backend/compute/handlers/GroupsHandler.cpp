#include "compute/handlers/GroupsHandler.h"

#include "compute/ComputeService.h"
#include "compute/store/UserQuotas.h"
#include "core/Uuid.h"
#include "service/Chassis.h"

namespace skylab::compute {

using service::Call;

std::vector<service::Route> GroupsHandler::routes()
{
    using H = GroupsHandler;
    const auto guard = [](const char* rule, const QString& check) { return service::Guard { QStringLiteral("os_compute_api:os-server-groups:%1").arg(QLatin1String(rule)), check }; };
    return {
        service::list("/os-server-groups", guard("index", service::rules::projectReader), this, &H::list, { QStringLiteral("all_projects"), QStringLiteral("offset") }),
        service::create("/os-server-groups", guard("create", service::rules::projectMember), this, &H::create, 200),
        service::show("/os-server-groups/{server_group_id}", guard("show", service::rules::projectReader), this, &H::show),
        service::remove("/os-server-groups/{server_group_id}", guard("delete", service::rules::projectMember), this, &H::remove),
    };
}

Result<> GroupsHandler::addMembers(db::Connection& connection, ServerGroupRow& group)
{
    group.policies = { group.policy };
    auto rows = TRY(connection.query(QStringLiteral("SELECT id FROM servers WHERE server_group_id = ? AND deleted = ? AND trashed_at IS NULL ORDER BY created_at, id"), group.id, false));
    while (rows.next())
        group.members << rows.get<QString>(0);
    return rows.check();
}

Result<ServerGroupRow> GroupsHandler::find(db::Connection& connection, const service::Context& context, const QString& id) const
{
    auto group = TRY(ServerGroups::find(connection, id));
    if (!group || (group->projectId != context.projectId && !context.admin))
        return fail(ErrorCode::NotFound, QStringLiteral("Instance group %1 could not be found.").arg(id.left(64)));
    TRY(addMembers(connection, *group));
    return std::move(*group);
}

Result<sdk::Page<ServerGroupRow>> GroupsHandler::list(Call& call, const sdk::ListQuery& query)
{
    const bool all = call.context.admin && !query.value(u"all_projects").isNull();
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<ServerGroupRow>> {
        auto page = TRY(ServerGroups::list(connection, query, all ? QString() : QStringLiteral("project_id = ?"), all ? QVariantList() : QVariantList { call.projectId() }));
        for (auto& group : page.items)
            TRY(addMembers(connection, group));
        return page;
    });
}

Result<ServerGroupRow> GroupsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return find(connection, call.context, id); });
}

Result<ServerGroupRow> GroupsHandler::create(Call& call, sdk::Decoded<sdk::ServerGroup> wanted)
{
    ServerGroupRow row;
    static_cast<sdk::ServerGroup&>(row) = wanted.value;
    const bool named = call.version >= sdk::mv(2, 64);
    if (!named)
        row.policy = row.policies.value(0);
    static const QStringList known { QStringLiteral("affinity"), QStringLiteral("anti-affinity"), QStringLiteral("soft-affinity"), QStringLiteral("soft-anti-affinity") };
    const auto allowed = call.version >= sdk::mv(2, 15) ? known : known.mid(0, 2);
    if (!allowed.contains(row.policy))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': '%2' is not one of %3").arg(named ? QStringLiteral("policy") : QStringLiteral("policies"), row.policy.left(64), allowed.join(QStringLiteral(", "))), QStringLiteral("server_group.policy"));
    if (!row.rules.isEmpty()) {
        const int most = row.rules[u"max_server_per_host"].toVariant().toInt();
        if (row.policy != u"anti-affinity" || row.rules.size() != 1 || most < 1)
            return fail(ErrorCode::BadRequest, QStringLiteral("Only anti-affinity policy supports rules, and only max_server_per_host from 1 up."), QStringLiteral("server_group.rules"));
        row.rules = { { QStringLiteral("max_server_per_host"), most } };
    }
    row.id = newUuid();
    row.projectId = call.projectId();
    row.userId = call.context.userId;
    row.policies = { row.policy };
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto used = TRY(ServerGroups::count(transaction, QStringLiteral("project_id = ?"), { row.projectId }));
        TRY(m_service.quota().require(transaction, row.projectId, { { QStringLiteral("server_groups"), used, 1 } }));
        TRY(userquotas::require(transaction, row.projectId, row.userId, { { QStringLiteral("server_groups"), 1 } }));
        TRY(ServerGroups::insert(transaction, row));
        TRY(service::appendEvent(transaction, call.context, QStringLiteral("compute.server_group.create"), row.id, row.projectId, sdk::toJson(row, { .version = m_service.traits().maxVersion })));
        transaction.onCommit([this] { m_service.chassis().events().wake(); });
        return {};
    }));
    return row;
}

Result<> GroupsHandler::remove(Call& call, const QString& id)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto group = TRY(find(transaction, call.context, id));
        TRY(ServerGroups::remove(transaction, group.id));
        TRY(transaction.execute(QStringLiteral("UPDATE servers SET server_group_id = '' WHERE server_group_id = ?"), group.id));
        TRY(service::appendEvent(transaction, call.context, QStringLiteral("compute.server_group.delete"), group.id, group.projectId, {}));
        transaction.onCommit([this] { m_service.chassis().events().wake(); });
        return {};
    });
}

} // namespace skylab::compute
