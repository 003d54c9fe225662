#include "network/handlers/SecurityGroupsHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/model/SecurityRules.h"
#include "network/store/Book.h"

namespace skylab::network {

using service::Call;

namespace {

const QString defaultName = QStringLiteral("default");

Result<bool> isDefault(db::Connection& connection, const QString& groupId)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM default_groups WHERE group_id = ?"), groupId));
    const bool found = rows.next();
    TRY(rows.check());
    return found;
}

/// The group as it is now, told to the engine and to its owner.
Result<> touchGroup(Change& change, const QString& groupId)
{
    TRY(change.bump("security_groups", groupId));
    TRY(change.mark(Kind::SecurityGroup, groupId));
    if (auto group = TRY(Groups::find(change.db, groupId)))
        TRY(change.announce("update", TRY(decorated(change.db, *group))));
    return {};
}

} // namespace

std::vector<service::Route> SecurityGroupsHandler::routes()
{
    using H = SecurityGroupsHandler;
    return {
        service::list("/security-groups", wire::reading("get_security_group"), this, &H::list, wire::listExtras({ QStringLiteral("shared") })),
        wire::create("/security-groups", wire::writing("create_security_group"), this, &H::create),
        wire::show("/security-groups/{security_group_id}", wire::reading("get_security_group"), this, &H::show),
        service::update("PUT", "/security-groups/{security_group_id}", wire::writing("update_security_group"), this, &H::update),
        service::remove("/security-groups/{security_group_id}", wire::writing("delete_security_group"), this, &H::remove),
        service::list("/security-group-rules", wire::reading("get_security_group_rule"), this, &H::listRules),
        wire::create("/security-group-rules", wire::writing("create_security_group_rule"), this, &H::createRules, protocolAsText),
        wire::show("/security-group-rules/{rule_id}", wire::reading("get_security_group_rule"), this, &H::showRule),
        service::remove("/security-group-rules/{rule_id}", wire::writing("delete_security_group_rule"), this, &H::removeRule),
    };
}

Result<> SecurityGroupsHandler::ensureDefault(const service::Context& context, const QString& projectId)
{
    if (projectId.isEmpty())
        return {};
    const auto known = TRY(m_service.database().read([&](db::Connection& connection) -> Result<bool> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM default_groups WHERE project_id = ?"), projectId));
        const bool found = rows.next();
        TRY(rows.check());
        return found;
    }));
    if (!known)
        TRY(m_service.change(context, [&](Change& change) { return book::defaultGroup(change, projectId); }));
    return {};
}

Result<sdk::Page<GroupRow>> SecurityGroupsHandler::list(Call& call, const sdk::ListQuery& query)
{
    auto project = call.projectId();
    if (call.context.admin)
        for (const auto name : { u"project_id", u"tenant_id" })
            if (const auto other = call.query(name); !other.isEmpty())
                project = other;
    TRY(ensureDefault(call.context, project));
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<GroupRow>> {
        auto scope = wire::withTags(scopeOf<GroupRow>(call.context), query, connection.engine());
        scope = wire::withShared(std::move(scope), query, call.context, QStringLiteral("security_group"));
        auto page = TRY(Groups::list(connection, query, scope.where, scope.arguments));
        TRY(decorate(connection, page.items, call.context.projectId));
        return page;
    });
}

Result<GroupRow> SecurityGroupsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<GroupRow> {
        return decorated(connection, TRY(visible<GroupRow>(connection, call.context, id)), call.context.projectId);
    });
}

Result<std::vector<GroupRow>> SecurityGroupsHandler::create(Call& call, std::vector<sdk::Decoded<sdk::SecurityGroup>> wanted) { return add(call.context, wanted); }
Result<GroupRow> SecurityGroupsHandler::update(Call& call, const QString& id, const QJsonObject& changes) { return edit(call.context, id, changes, &call); }
Result<> SecurityGroupsHandler::remove(Call& call, const QString& id) { return drop(call.context, id, &call); }
Result<std::vector<RuleRow>> SecurityGroupsHandler::createRules(Call& call, std::vector<sdk::Decoded<sdk::SecurityGroupRule>> wanted) { return addRules(call.context, wanted); }
Result<> SecurityGroupsHandler::removeRule(Call& call, const QString& id) { return dropRule(call.context, id); }

Result<std::vector<GroupRow>> SecurityGroupsHandler::add(const service::Context& context, const std::vector<sdk::Decoded<sdk::SecurityGroup>>& wanted)
{
    return m_service.create(context, [&](Change& change) -> Result<std::vector<GroupRow>> {
        std::vector<GroupRow> rows;
        for (const auto& one : wanted) {
            GroupRow row;
            static_cast<sdk::SecurityGroup&>(row) = one.value;
            row.projectId = TRY(wire::projectFor(change.context, row.projectId));
            if (row.name.toLower() == defaultName)
                return refuse(ErrorCode::Conflict, "SecurityGroupDefaultAlreadyExists", QStringLiteral("Default security group already exists."), QStringLiteral("name"));
            (void)TRY(book::defaultGroup(change, row.projectId));
            TRY(book::requireQuota(change.db, m_service.quota(), row.projectId, QStringLiteral("security_group"), 1));
            TRY(book::addGroup(change, row, false));
            rows.push_back(row);
        }
        return rows;
    }, [](Change& change, const std::vector<GroupRow>& rows) -> Result<> {
        for (const auto& row : rows)
            TRY(book::dropGroup(change, row));
        return {};
    });
}

Result<GroupRow> SecurityGroupsHandler::edit(const service::Context& context, const QString& id, const QJsonObject& changes, const Call* revision)
{
    return m_service.change(context, [&](Change& change) -> Result<GroupRow> {
        const auto before = TRY(owned<GroupRow>(change.db, context, id));
        if (revision)
            TRY(wire::checkRevision(*revision, before.revisionNumber));
        auto wanted = TRY(sdk::decode<GroupRow>(changes, sdk::In::Update, {}, before));
        auto& row = wanted.value;
        if (row.name != before.name && row.name.toLower() == defaultName)
            return refuse(ErrorCode::Conflict, "SecurityGroupDefaultAlreadyExists", QStringLiteral("Default security group already exists."), QStringLiteral("name"));
        if (row.name != before.name && TRY(isDefault(change.db, id)))
            return refuse(ErrorCode::Conflict, "SecurityGroupCannotUpdateDefault", QStringLiteral("Updating default security group not allowed."), QStringLiteral("name"));
        if (row.stateful != before.stateful && TRY(Ports::count(change.db, QStringLiteral("id IN (SELECT g.port_id FROM port_groups g WHERE g.group_id = ?)"), { id })) > 0)
            return refuse(ErrorCode::Conflict, "SecurityGroupInUse", QStringLiteral("Security Group %1 in use.").arg(id), QStringLiteral("stateful"));
        TRY(change.save(row));
        TRY(change.mark(Kind::SecurityGroup, id));
        auto shown = TRY(decorated(change.db, row));
        TRY(change.announce("update", shown));
        return shown;
    });
}

Result<> SecurityGroupsHandler::drop(const service::Context& context, const QString& id, const Call* revision)
{
    return m_service.change(context, [&](Change& change) -> Result<> {
        const auto row = TRY(owned<GroupRow>(change.db, context, id));
        if (revision)
            TRY(wire::checkRevision(*revision, row.revisionNumber));
        if (!context.admin && TRY(isDefault(change.db, id)))
            return refuse(ErrorCode::Conflict, "SecurityGroupCannotRemoveDefault", QStringLiteral("Insufficient rights for removing default security group."));
        if (TRY(Ports::count(change.db, QStringLiteral("id IN (SELECT g.port_id FROM port_groups g WHERE g.group_id = ?)"), { id })) > 0)
            return refuse(ErrorCode::Conflict, "SecurityGroupInUse", QStringLiteral("Security Group %1 in use.").arg(id));
        return book::dropGroup(change, row);
    });
}

// ---- rules

Result<sdk::Page<RuleRow>> SecurityGroupsHandler::listRules(Call& call, const sdk::ListQuery& query)
{
    TRY(ensureDefault(call.context, call.projectId()));
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<RuleRow>> {
        const auto scope = scopeOf<RuleRow>(call.context);
        auto page = TRY(GroupRules::list(connection, query, scope.where, scope.arguments));
        TRY(decorate(connection, page.items));
        return page;
    });
}

Result<RuleRow> SecurityGroupsHandler::showRule(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<RuleRow> {
        return decorated(connection, TRY(visible<RuleRow>(connection, call.context, id)));
    });
}

Result<std::vector<RuleRow>> SecurityGroupsHandler::addRules(const service::Context& context, const std::vector<sdk::Decoded<sdk::SecurityGroupRule>>& wanted)
{
    const bool byAddresses = std::any_of(wanted.begin(), wanted.end(), [](const auto& one) { return one->remoteAddressGroupId && !one->remoteAddressGroupId->isEmpty(); });
    if (byAddresses && !m_service.capabilities().addressGroups)
        return invalid(QStringLiteral("the network engine can't filter by address groups; name their networks one by one."), QStringLiteral("remote_address_group_id"));
    return m_service.create(context, [&](Change& change) -> Result<std::vector<RuleRow>> {
        std::vector<RuleRow> rows;
        for (const auto& one : wanted)
            rows.push_back(TRY(insertRule(change, one)));
        return rows;
    }, [](Change& change, const std::vector<RuleRow>& rows) -> Result<> {
        for (const auto& row : rows) {
            TRY(GroupRules::remove(change.db, row.id));
            TRY(change.announce("delete", row));
            TRY(touchGroup(change, row.securityGroupId));
        }
        return {};
    });
}

Result<RuleRow> SecurityGroupsHandler::insertRule(Change& change, const sdk::Decoded<sdk::SecurityGroupRule>& wanted)
{
    RuleRow row;
    static_cast<sdk::SecurityGroupRule&>(row) = wanted.value;
    TRY(normaliseRule(row));
    const auto group = TRY(owned<GroupRow>(change.db, change.context, row.securityGroupId));
    if (row.remoteGroupId)
        TRY(visible<GroupRow>(change.db, change.context, *row.remoteGroupId));
    if (row.remoteAddressGroupId)
        TRY(visible<AddressGroupRow>(change.db, change.context, *row.remoteAddressGroupId));
    row.projectId = group.projectId;
    TRY(book::requireQuota(change.db, m_service.quota(), row.projectId, QStringLiteral("security_group_rule"), 1));
    const auto others = TRY(GroupRules::select(change.db, QStringLiteral("security_group_id = ?"), { group.id }));
    for (const auto& other : others)
        if (sameRule(other, row))
            return refuse(ErrorCode::Conflict, "SecurityGroupRuleExists", QStringLiteral("Security group rule already exists. Rule id is %1.").arg(other.id));
    Change::stamp(row, newUuid());
    TRY(GroupRules::insert(change.db, row));
    TRY(touchGroup(change, group.id));
    row = TRY(decorated(change.db, row));
    TRY(change.announce("create", row));
    return row;
}

Result<> SecurityGroupsHandler::dropRule(const service::Context& context, const QString& id)
{
    return m_service.change(context, [&](Change& change) -> Result<> {
        const auto row = TRY(visible<RuleRow>(change.db, context, id));
        TRY(owned<GroupRow>(change.db, context, row.securityGroupId));      // others may read the rules of a shared group
        TRY(GroupRules::remove(change.db, id));
        TRY(change.announce("delete", row));
        return touchGroup(change, row.securityGroupId);
    });
}

} // namespace skylab::network
