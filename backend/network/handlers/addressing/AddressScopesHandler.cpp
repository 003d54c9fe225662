#include "network/handlers/addressing/AddressScopesHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/store/Book.h"
#include "network/store/Sharing.h"

namespace skylab::network {

using service::Call;

namespace {
const QString addressScope = QStringLiteral("address_scope");
}

std::vector<service::Route> AddressScopesHandler::routes()
{
    using H = AddressScopesHandler;
    return {
        service::list("/address-scopes", wire::reading("get_address_scope"), this, &H::list, { QStringLiteral("shared") }),
        wire::create("/address-scopes", wire::writing("create_address_scope"), this, &H::create),
        wire::show("/address-scopes/{address_scope_id}", wire::reading("get_address_scope"), this, &H::show),
        service::update("PUT", "/address-scopes/{address_scope_id}", wire::writing("update_address_scope"), this, &H::update),
        service::remove("/address-scopes/{address_scope_id}", wire::writing("delete_address_scope"), this, &H::remove),
    };
}

Result<sdk::Page<AddressScopeRow>> AddressScopesHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<AddressScopeRow>> {
        const auto scope = wire::withShared(scopeOf<AddressScopeRow>(call.context), query, call.context, addressScope);
        auto page = TRY(AddressScopes::list(connection, query, scope.where, scope.arguments));
        TRY(decorate(connection, page.items, call.context.projectId));
        return page;
    });
}

Result<AddressScopeRow> AddressScopesHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<AddressScopeRow> {
        return decorated(connection, TRY(visible<AddressScopeRow>(connection, call.context, id)), call.context.projectId);
    });
}

Result<std::vector<AddressScopeRow>> AddressScopesHandler::create(Call& call, std::vector<sdk::Decoded<sdk::AddressScope>> wanted)
{
    for (const auto& one : wanted) {
        TRY(wire::refuseFields(call.context, "create_address_scope", one->shared ? one.given : std::vector<const char*>(), { "shared" }));
        if (one->ipVersion != 4 && one->ipVersion != 6)
            return invalid(QStringLiteral("ip_version must be 4 or 6, not %1.").arg(one->ipVersion), QStringLiteral("ip_version"));
    }
    return m_service.change(call.context, [&](Change& change) -> Result<std::vector<AddressScopeRow>> {
        std::vector<AddressScopeRow> rows;
        for (const auto& one : wanted) {
            AddressScopeRow row;
            static_cast<sdk::AddressScope&>(row) = one.value;
            row.projectId = TRY(wire::projectFor(change.context, row.projectId));
            Change::stamp(row, newUuid());
            TRY(AddressScopes::insert(change.db, row));
            if (row.shared)
                TRY(sharing::share(change, addressScope, row.id, row.projectId, sharing::asShared, sharing::everyone));
            TRY(change.announce("create", row));
            rows.push_back(row);
        }
        return rows;
    });
}

Result<AddressScopeRow> AddressScopesHandler::update(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_service.change(call.context, [&](Change& change) -> Result<AddressScopeRow> {
        auto before = TRY(owned<AddressScopeRow>(change.db, call.context, id));
        before.shared = TRY(sharing::isShared(change.db, addressScope, id, {}));
        auto wanted = TRY(sdk::decode<AddressScopeRow>(changes, sdk::In::Update, {}, before));
        auto& row = wanted.value;
        if (row.shared != before.shared)
            TRY(wire::refuseFields(call.context, "update_address_scope", wanted.given, { "shared" }));
        if (before.shared && !row.shared)
            return refuse(ErrorCode::BadRequest, "AddressScopeUpdateError", QStringLiteral("Unable to update address scope %1 : Shared address scope can't be unshared").arg(id), QStringLiteral("shared"));
        if (row.shared)
            TRY(sharing::share(change, addressScope, id, row.projectId, sharing::asShared, sharing::everyone));
        TRY(change.save(row));
        TRY(change.announce("update", row));
        return decorated(change.db, row, call.context.projectId);
    });
}

Result<> AddressScopesHandler::remove(Call& call, const QString& id)
{
    return m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto row = TRY(owned<AddressScopeRow>(change.db, call.context, id));
        if (TRY(SubnetPools::count(change.db, QStringLiteral("address_scope_id = ?"), { id })) > 0)
            return refuse(ErrorCode::Conflict, "AddressScopeInUse", QStringLiteral("Unable to complete operation on address scope %1. There are one or more subnet pools in use on the address scope").arg(id));
        TRY(sharing::forget(change, id));
        TRY(AddressScopes::remove(change.db, id));
        return change.announce("delete", row);
    });
}

} // namespace skylab::network
