#include "network/handlers/addressing/SubnetPoolsHandler.h"

#include "core/Uuid.h"
#include "network/NetworkService.h"
#include "network/handlers/Wire.h"
#include "network/model/Prefixes.h"
#include "network/model/SubnetPools.h"
#include "network/store/Book.h"
#include "network/store/Pools.h"
#include "network/store/Sharing.h"

namespace skylab::network {

using service::Call;

namespace {

const QString subnetPool = QStringLiteral("subnetpool");
const QString poolId = QStringLiteral("subnetpool_id");
const QString prefixesField = QStringLiteral("prefixes");
constexpr std::initializer_list<const char*> adminOnly { "shared", "is_default" };

/// {"prefixes": ["10.0.0.0/8"]}, with or without the resource's key around.
Result<QStringList> prefixesIn(const Call& call)
{
    const auto inner = call.json.value(subnetPool);
    const auto list = (inner.isObject() ? inner.toObject() : call.json).value(prefixesField).toArray();
    TRY(checkPrefixCount(list.size()));
    QStringList texts;
    for (const auto& one : list)
        texts << one.toString();
    if (texts.isEmpty() || cidrsOf(texts).size() != std::size_t(texts.size()))
        return invalid(QStringLiteral("prefixes must be a list of networks in CIDR notation."), prefixesField);
    return texts;
}

http::Response prefixesResponse(const SubnetPoolRow& pool)
{
    JsonWriter json;
    json.beginObject().key("prefixes").beginArray();
    for (const auto& one : pool.prefixes)
        json.value(one);
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace

std::vector<service::Route> SubnetPoolsHandler::routes()
{
    using H = SubnetPoolsHandler;
    return {
        service::list("/subnetpools", wire::reading("get_subnetpool"), this, &H::list, wire::listExtras({ QStringLiteral("shared") })),
        wire::create("/subnetpools", wire::writing("create_subnetpool"), this, &H::create),
        wire::show("/subnetpools/{subnetpool_id}", wire::reading("get_subnetpool"), this, &H::show),
        service::update("PUT", "/subnetpools/{subnetpool_id}", wire::writing("update_subnetpool"), this, &H::update),
        service::remove("/subnetpools/{subnetpool_id}", wire::writing("delete_subnetpool"), this, &H::remove),
        service::route("PUT", "/subnetpools/{subnetpool_id}/add_prefixes", wire::writing("add_prefixes"), this, &H::addPrefixes),
        service::route("PUT", "/subnetpools/{subnetpool_id}/remove_prefixes", wire::writing("remove_prefixes"), this, &H::removePrefixes),
        service::route("PUT", "/subnetpools/{subnetpool_id}/onboard_network_subnets", wire::writing("onboard_network_subnets"), this, &H::onboard),
    };
}

Result<sdk::Page<SubnetPoolRow>> SubnetPoolsHandler::list(Call& call, const sdk::ListQuery& query)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<SubnetPoolRow>> {
        auto scope = wire::withTags(scopeOf<SubnetPoolRow>(call.context), query, connection.engine());
        scope = wire::withShared(std::move(scope), query, call.context, subnetPool);
        auto page = TRY(SubnetPools::list(connection, query, scope.where, scope.arguments));
        TRY(decorate(connection, page.items, call.context.projectId));
        return page;
    });
}

Result<SubnetPoolRow> SubnetPoolsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<SubnetPoolRow> {
        return decorated(connection, TRY(visible<SubnetPoolRow>(connection, call.context, id)), call.context.projectId);
    });
}

Result<std::vector<SubnetPoolRow>> SubnetPoolsHandler::create(Call& call, std::vector<sdk::Decoded<sdk::SubnetPool>> wanted)
{
    for (const auto& one : wanted)
        TRY(wire::refuseFields(call.context, "create_subnetpool", wire::beyondDefaults(one.given, { { "shared", one->shared }, { "is_default", one->isDefault } }), adminOnly));
    return m_service.change(call.context, [&](Change& change) -> Result<std::vector<SubnetPoolRow>> {
        std::vector<SubnetPoolRow> rows;
        for (const auto& one : wanted)
            rows.push_back(TRY(insert(change, one)));
        return rows;
    });
}

Result<SubnetPoolRow> SubnetPoolsHandler::insert(Change& change, const sdk::Decoded<sdk::SubnetPool>& wanted)
{
    SubnetPoolRow row;
    static_cast<sdk::SubnetPool&>(row) = wanted.value;
    row.projectId = TRY(wire::projectFor(change.context, row.projectId));
    TRY(book::requireQuota(change.db, m_service.quota(), row.projectId, subnetPool, 1));
    TRY(completePool(row));
    Change::stamp(row, newUuid());
    TRY(pools::checkDefault(change.db, row));
    TRY(pools::checkScope(change, row));
    TRY(SubnetPools::insert(change.db, row));
    if (row.shared)
        TRY(sharing::share(change, subnetPool, row.id, row.projectId, sharing::asShared, sharing::everyone));
    TRY(change.announce("create", row));
    return row;
}

Result<SubnetPoolRow> SubnetPoolsHandler::changePool(Call& call, const std::function<Result<>(Change&, SubnetPoolRow&)>& work)
{
    return m_service.change(call.context, [&](Change& change) -> Result<SubnetPoolRow> {
        auto row = TRY(owned<SubnetPoolRow>(change.db, call.context, call.id(poolId)));
        TRY(wire::checkRevision(call, row.revisionNumber));
        const auto before = row;
        TRY(pools::checkScopeOwner(change, before));
        TRY(work(change, row));
        TRY(completePool(row));
        if (row.addressScopeId != before.addressScopeId || row.prefixes != before.prefixes)
            TRY(pools::checkScope(change, row));
        TRY(change.save(row));
        TRY(change.announce("update", TRY(decorated(change.db, row))));
        return decorated(change.db, row, call.context.projectId);
    });
}

Result<SubnetPoolRow> SubnetPoolsHandler::update(Call& call, const QString&, const QJsonObject& changes)
{
    return changePool(call, [&](Change& change, SubnetPoolRow& row) -> Result<> {
        const auto before = row;
        auto wanted = TRY(sdk::decode<SubnetPoolRow>(changes, sdk::In::Update, {}, before));
        TRY(wire::refuseFields(call.context, "update_subnetpool", wanted.given, adminOnly));
        row = wanted.value;
        TRY(completePool(row));
        TRY(checkGrown(before, row));
        return pools::checkDefault(change.db, row);
    });
}

Result<> SubnetPoolsHandler::remove(Call& call, const QString& id)
{
    return m_service.change(call.context, [&](Change& change) -> Result<> {
        const auto row = TRY(owned<SubnetPoolRow>(change.db, call.context, id));
        TRY(wire::checkRevision(call, row.revisionNumber));
        if (!TRY(pools::allocated(change.db, id)).isEmpty())
            return refuse(ErrorCode::BadRequest, "SubnetPoolDeleteError", QStringLiteral("Unable to delete subnet pool: Subnet pool has existing allocations. Delete the subnets that came out of it first."));
        TRY(sharing::forget(change, id));
        TRY(SubnetPools::remove(change.db, id));
        return change.announce("delete", row);
    });
}

// ---- prefixes

Result<http::Response> SubnetPoolsHandler::addPrefixes(Call& call)
{
    const auto more = TRY(prefixesIn(call));
    return prefixesResponse(TRY(changePool(call, [&](Change&, SubnetPoolRow& row) -> Result<> {
        const auto before = row;
        row.prefixes += more;
        TRY(completePool(row));
        return checkGrown(before, row);
    })));
}

Result<http::Response> SubnetPoolsHandler::removePrefixes(Call& call)
{
    const auto gone = cidrsOf(TRY(prefixesIn(call)));
    return prefixesResponse(TRY(changePool(call, [&](Change& change, SubnetPoolRow& row) -> Result<> {
        const auto taken = cidrsOf(TRY(pools::allocated(change.db, row.id)));
        for (const auto& subnet : taken)
            if (std::any_of(gone.begin(), gone.end(), [&](const Cidr& one) { return one.overlaps(subnet); }))
                return refuse(ErrorCode::BadRequest, "IllegalSubnetPoolPrefixUpdate", QStringLiteral("Illegal update to prefixes: One or more prefixes to be removed is in use by a subnet, for example %1.").arg(subnet.text()), prefixesField);
        row.prefixes = textsOf(without(cidrsOf(row.prefixes), gone));
        return {};
    })));
}

Result<http::Response> SubnetPoolsHandler::onboard(Call& call)
{
    const auto inner = call.json.value(subnetPool);
    const auto networkId = (inner.isObject() ? inner.toObject() : call.json).value(QStringLiteral("network_id")).toString();
    std::vector<SubnetRow> taken;
    TRY(changePool(call, [&](Change& change, SubnetPoolRow& row) -> Result<> {
        const auto network = TRY(owned<NetworkRow>(change.db, call.context, networkId));
        taken = TRY(Subnets::select(change.db, QStringLiteral("network_id = ? AND ip_version = ?"), { network.id, row.ipVersion }));
        const auto others = cidrsOf(TRY(pools::allocated(change.db, row.id)));
        for (auto& subnet : taken) {
            const auto cidr = Cidr::parse(subnet.cidr).value_or(Cidr());
            if (subnet.subnetpoolId)
                return refuse(ErrorCode::BadRequest, "IllegalSubnetPoolUpdate", QStringLiteral("Illegal subnetpool update : subnet %1 is of subnet pool %2 already.").arg(subnet.id, *subnet.subnetpoolId), QStringLiteral("network_id"));
            if (std::any_of(others.begin(), others.end(), [&](const Cidr& one) { return one.overlaps(cidr); }))
                return refuse(ErrorCode::BadRequest, "IllegalSubnetPoolUpdate", QStringLiteral("Illegal subnetpool update : %1 is allocated in the pool already.").arg(subnet.cidr), QStringLiteral("network_id"));
            row.prefixes << subnet.cidr;
            subnet.subnetpoolId = row.id;
            TRY(change.save(subnet));
            TRY(change.mark(Kind::Subnet, subnet.id));
            TRY(change.announce("update", subnet));
        }
        return {};
    }));
    JsonWriter json;
    json.beginArray();
    for (const auto& subnet : taken)
        json.beginObject().key("id").value(subnet.id).key("cidr").value(subnet.cidr).endObject();
    json.endArray();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::network
