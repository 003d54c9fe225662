#include "network/store/Pools.h"

#include "network/model/Faults.h"
#include "network/model/Prefixes.h"
#include "network/model/SubnetPools.h"
#include "network/store/Scope.h"

namespace skylab::network::pools {

namespace {

tl::unexpected<Error> badSubnet(const QString& message, const char* field)
{
    return refuse(ErrorCode::BadRequest, "BadRequest", QStringLiteral("Bad subnets request: %1.").arg(message), QLatin1String(field));
}

tl::unexpected<Error> noSpace(const QString& reason, const char* field)
{
    return refuse(ErrorCode::BadRequest, "SubnetAllocationError", QStringLiteral("Failed to allocate subnet: %1.").arg(reason), QLatin1String(field));
}

Result<std::optional<SubnetPoolRow>> defaultPool(Change& change, const SubnetRow& subnet)
{
    const auto cidr = Cidr::parse(subnet.cidr);
    const int version = cidr ? (cidr->base.v6 ? 6 : 4) : subnet.ipVersion;
    auto scope = scopeOf<SubnetPoolRow>(change.context);
    const auto where = QStringLiteral("is_default IS TRUE AND ip_version = ?") + (scope.where.isEmpty() ? QString() : QStringLiteral(" AND (%1)").arg(scope.where));
    auto pool = TRY(SubnetPools::findWhere(change.db, where, QVariantList { version } + scope.arguments));
    if (!pool)
        return badSubnet(QStringLiteral("No default subnetpool found for IPv%1").arg(version), "use_default_subnetpool");
    return pool;
}

/// What the project took out of the pool already, and this one, fit into the pool's quota for one project.
Result<> checkQuota(db::Connection& connection, const SubnetPoolRow& pool, const SubnetRow& subnet)
{
    if (!pool.defaultQuota)
        return {};
    double all = quotaUnits(subnet.cidr);
    const auto others = TRY(Subnets::select(connection, QStringLiteral("subnetpool_id = ? AND project_id = ?"), { pool.id, subnet.projectId }));
    for (const auto& other : others)
        all += quotaUnits(other.cidr);
    if (all <= double(*pool.defaultQuota))
        return {};
    return refuse(ErrorCode::OverQuota, "SubnetPoolQuotaExceeded", QStringLiteral("Per-tenant subnet pool prefix quota exceeded."), QStringLiteral("subnetpool_id"));
}

} // namespace

Result<std::optional<SubnetPoolRow>> wantedPool(Change& change, const SubnetRow& subnet)
{
    const bool named = subnet.subnetpoolId && !subnet.subnetpoolId->isEmpty();
    const bool byDefault = subnet.useDefaultSubnetpool.value_or(false);
    if (subnet.prefixlen && !subnet.cidr.isEmpty())
        return badSubnet(QStringLiteral("cidr and prefixlen must not be supplied together"), "prefixlen");
    if (named && byDefault)
        return badSubnet(QStringLiteral("subnetpool_id and use_default_subnetpool cannot both be specified"), "use_default_subnetpool");
    if (named && *subnet.subnetpoolId == u"prefix_delegation")
        return badSubnet(QStringLiteral("this cloud has no IPv6 prefix delegation, choose a subnet pool or a cidr"), "subnetpool_id");
    if (byDefault)
        return defaultPool(change, subnet);
    if (!named)
        return std::optional<SubnetPoolRow>();
    return std::optional(TRY(visible<SubnetPoolRow>(change.db, change.context, *subnet.subnetpoolId)));
}

Result<QStringList> allocated(db::Connection& connection, const QString& poolId)
{
    QStringList cidrs;
    auto rows = TRY(connection.query(QStringLiteral("SELECT cidr FROM subnets WHERE subnetpool_id = ?"), poolId));
    while (rows.next())
        cidrs << rows.get<QString>(0);
    TRY(rows.check());
    return cidrs;
}

Result<> allocate(Change& change, const SubnetPoolRow& pool, SubnetRow& subnet)
{
    if (subnet.ipVersion != pool.ipVersion)
        return badSubnet(QStringLiteral("Cannot allocate IPv%1 subnet from IPv%2 subnet pool").arg(subnet.ipVersion).arg(pool.ipVersion), "ip_version");
    const auto prefixes = cidrsOf(pool.prefixes);
    const auto taken = cidrsOf(TRY(allocated(change.db, pool.id)));
    if (subnet.cidr.isEmpty()) {
        const int length = subnet.prefixlen.value_or(pool.defaultPrefixlen);
        TRY(checkPrefixlen(pool, length));
        const auto found = findFree(prefixes, taken, length);
        if (!found)
            return noSpace(QStringLiteral("Insufficient prefix space to allocate subnet size /%1").arg(length), "prefixlen");
        subnet.cidr = found->text();
    } else {
        const auto cidr = Cidr::parse(subnet.cidr);
        if (!cidr || cidr->base.v6 != (pool.ipVersion == 6))
            return invalid(QStringLiteral("cidr '%1' does not match the ip_version '%2'").arg(subnet.cidr).arg(pool.ipVersion), QStringLiteral("cidr"));
        TRY(checkPrefixlen(pool, cidr->prefix));
        if (!holds(without(prefixes, taken), *cidr))
            return noSpace(QStringLiteral("Cannot allocate requested subnet from the available set of prefixes"), "cidr");
    }
    subnet.subnetpoolId = pool.id;
    return checkQuota(change.db, pool, subnet);
}

Result<> checkAffinity(db::Connection& connection, const SubnetRow& subnet, const std::optional<SubnetPoolRow>& pool)
{
    const auto others = TRY(Subnets::select(connection, QStringLiteral("network_id = ? AND ip_version = ? AND id <> ?"), { subnet.networkId, subnet.ipVersion, subnet.id }));
    for (const auto& other : others) {
        if (other.subnetpoolId == (pool ? std::optional(pool->id) : std::nullopt))
            continue;
        const auto theirs = other.subnetpoolId ? TRY(SubnetPools::find(connection, *other.subnetpoolId)) : std::nullopt;
        const auto theirScope = theirs ? theirs->addressScopeId : std::nullopt;
        const auto scope = pool ? pool->addressScopeId : std::nullopt;
        if (theirScope && theirScope == scope)
            continue;
        if (theirScope || scope)
            return refuse(ErrorCode::BadRequest, "NetworkAddressScopeAffinityError", QStringLiteral("Subnets of the same address family hosted on the same network must all be allocated from the same address scope."), QStringLiteral("subnetpool_id"));
        return refuse(ErrorCode::BadRequest, "NetworkSubnetPoolAffinityError", QStringLiteral("Subnets hosted on the same network must be allocated from the same subnet pool."), QStringLiteral("subnetpool_id"));
    }
    return {};
}

Result<> checkScope(Change& change, const SubnetPoolRow& pool)
{
    if (!pool.addressScopeId)
        return {};
    const auto field = QStringLiteral("address_scope_id");
    const auto scope = TRY(visible<AddressScopeRow>(change.db, change.context, *pool.addressScopeId));
    if (scope.ipVersion != pool.ipVersion)
        return refuse(ErrorCode::BadRequest, "IllegalSubnetPoolIpVersionAssociationToAddressScope", QStringLiteral("Illegal subnetpool association: subnetpool %1 cannot associate with address scope %2 because subnetpool ip_version is not %3.").arg(pool.id, scope.id).arg(scope.ipVersion), field);
    const auto mine = cidrsOf(pool.prefixes);
    const auto others = TRY(SubnetPools::select(change.db, QStringLiteral("address_scope_id = ? AND id <> ?"), { scope.id, pool.id }));
    for (const auto& other : others)
        for (const auto& theirs : cidrsOf(other.prefixes))
            if (std::any_of(mine.begin(), mine.end(), [&](const Cidr& one) { return one.overlaps(theirs); }))
                return refuse(ErrorCode::Conflict, "AddressScopePrefixConflict", QStringLiteral("Failed to associate address scope: subnetpools within an address scope must have unique prefixes; %1 is in subnet pool %2 already.").arg(theirs.text(), other.id), field);
    return {};
}

Result<> checkScopeOwner(Change& change, const SubnetPoolRow& pool)
{
    if (!pool.addressScopeId || change.context.admin)
        return {};
    const auto scope = TRY(visible<AddressScopeRow>(change.db, change.context, *pool.addressScopeId));
    if (scope.projectId == change.context.projectId)
        return {};
    return refuse(ErrorCode::BadRequest, "IllegalSubnetPoolUpdate", QStringLiteral("Illegal subnetpool update : subnetpool %1 cannot be updated when associated with shared address scope %2. Ask the owner of the address scope.").arg(pool.id, scope.id), QStringLiteral("address_scope_id"));
}

Result<> checkDefault(db::Connection& connection, const SubnetPoolRow& pool)
{
    if (!pool.isDefault || TRY(SubnetPools::count(connection, QStringLiteral("is_default IS TRUE AND ip_version = ? AND id <> ?"), { pool.ipVersion, pool.id })) == 0)
        return {};
    return invalid(QStringLiteral("A default subnetpool for this IP family has already been set. Only one default may exist per IP family"), QStringLiteral("is_default"));
}

} // namespace skylab::network::pools
