#include "network/handlers/addressing/DefaultRulesHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/model/SecurityRules.h"
#include "network/store/Book.h"
#include "network/store/Specs.h"

namespace skylab::network {

using service::Call;

namespace {

const QString parent = QStringLiteral("PARENT");

Result<DefaultRuleRow> found(db::Connection& connection, const QString& id)
{
    auto row = TRY(DefaultRules::find(connection, id));
    if (!row)
        return refuse(ErrorCode::NotFound, "DefaultSecurityGroupRuleNotFound", QStringLiteral("Default security group rule %1 does not exist").arg(id.left(64)));
    return std::move(*row);
}

Result<DefaultRuleRow> insert(Change& change, const NetworkDriver& driver, const sdk::DefaultGroupRule& wanted)
{
    DefaultRuleRow row;
    static_cast<sdk::DefaultGroupRule&>(row) = wanted;
    TRY(normaliseRule(row));
    // No group is made of it yet, which the engine could refuse; later nobody would be there to be told.
    if (auto fits = driver.checkRule(specs::rule(row)); !fits)
        return invalid(fits.error().message, fits.error().field);
    if (row.remoteGroupId && row.remoteGroupId != parent)
        TRY(visible<GroupRow>(change.db, change.context, *row.remoteGroupId));
    if (row.remoteAddressGroupId)
        TRY(visible<AddressGroupRow>(change.db, change.context, *row.remoteAddressGroupId));
    const auto others = TRY(DefaultRules::select(change.db));
    for (const auto& other : others)
        if (sameRule(other, row))
            return refuse(ErrorCode::Conflict, "DefaultSecurityGroupRuleExists", QStringLiteral("Default security group rule already exists. Rule id is %1.").arg(other.id));
    row.id = newUuid();
    TRY(DefaultRules::insert(change.db, row));
    TRY(change.announce("create", row));
    return row;
}

} // namespace

std::vector<service::Route> DefaultRulesHandler::routes()
{
    using H = DefaultRulesHandler;
    return {
        service::list("/default-security-group-rules", wire::reading("get_default_security_group_rule"), this, &H::list),
        wire::create("/default-security-group-rules", wire::administering("create_default_security_group_rule"), this, &H::create, protocolAsText),
        wire::show("/default-security-group-rules/{rule_id}", wire::reading("get_default_security_group_rule"), this, &H::show),
        service::remove("/default-security-group-rules/{rule_id}", wire::administering("delete_default_security_group_rule"), this, &H::remove),
    };
}

Result<sdk::Page<DefaultRuleRow>> DefaultRulesHandler::list(Call&, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) { return DefaultRules::list(connection, query); });
}

Result<DefaultRuleRow> DefaultRulesHandler::show(Call&, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) { return found(connection, id); });
}

Result<std::vector<DefaultRuleRow>> DefaultRulesHandler::create(Call& call, std::vector<sdk::Decoded<sdk::DefaultGroupRule>> wanted)
{
    return m_service.change(call.context, [&](Change& change) -> Result<std::vector<DefaultRuleRow>> {
        std::vector<DefaultRuleRow> rows;
        for (const auto& one : wanted)
            rows.push_back(TRY(insert(change, m_service.driver(), one.value)));
        return rows;
    });
}

Result<> DefaultRulesHandler::remove(Call& call, const QString& id)
{
    return m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto row = TRY(found(change.db, id));
        TRY(DefaultRules::remove(change.db, id));
        return change.announce("delete", row);
    });
}

} // namespace skylab::network
