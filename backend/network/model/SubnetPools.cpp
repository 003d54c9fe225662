#include "network/model/SubnetPools.h"

#include "network/model/Faults.h"
#include "network/model/Prefixes.h"

#include <cmath>

namespace skylab::network {

namespace {

Result<> checkBounds(const char* name, int length, const char* otherName, int other, bool fits)
{
    if (fits)
        return {};
    return refuse(ErrorCode::BadRequest, "IllegalSubnetPoolPrefixBounds", QStringLiteral("Illegal prefix bounds: %1=%2, %3=%4.").arg(QLatin1String(name)).arg(length).arg(QLatin1String(otherName)).arg(other), QLatin1String(name));
}

Result<> completeLengths(sdk::SubnetPool& pool)
{
    const int width = pool.ipVersion == 6 ? 128 : 32;
    if (pool.minPrefixlen == 0)
        pool.minPrefixlen = pool.ipVersion == 6 ? 64 : 8;
    if (pool.maxPrefixlen == 0)
        pool.maxPrefixlen = width;
    if (pool.defaultPrefixlen == 0)
        pool.defaultPrefixlen = pool.minPrefixlen;
    for (const auto& [name, length] : { std::pair { "min_prefixlen", pool.minPrefixlen }, { "max_prefixlen", pool.maxPrefixlen }, { "default_prefixlen", pool.defaultPrefixlen } })
        if (length > width)
            return refuse(ErrorCode::BadRequest, "UnsupportedMinSubnetPoolPrefix", QStringLiteral("Prefix '%1' not supported in IPv%2 pool.").arg(length).arg(pool.ipVersion), QLatin1String(name));
    TRY(checkBounds("min_prefixlen", pool.minPrefixlen, "max_prefixlen", pool.maxPrefixlen, pool.minPrefixlen <= pool.maxPrefixlen));
    TRY(checkBounds("default_prefixlen", pool.defaultPrefixlen, "min_prefixlen", pool.minPrefixlen, pool.defaultPrefixlen >= pool.minPrefixlen));
    return checkBounds("default_prefixlen", pool.defaultPrefixlen, "max_prefixlen", pool.maxPrefixlen, pool.defaultPrefixlen <= pool.maxPrefixlen);
}

} // namespace

Result<> checkPrefixCount(qsizetype count)
{
    if (count > maxPrefixes)
        return invalid(QStringLiteral("a subnet pool has at most %1 prefixes, these are %2.").arg(maxPrefixes).arg(count), QStringLiteral("prefixes"));
    return {};
}

Result<> completePool(sdk::SubnetPool& pool)
{
    const auto field = QStringLiteral("prefixes");
    TRY(checkPrefixCount(pool.prefixes.size()));
    const auto prefixes = cidrsOf(pool.prefixes);
    if (prefixes.empty())
        return refuse(ErrorCode::BadRequest, "EmptySubnetPoolPrefixList", QStringLiteral("Empty subnet pool prefix list."), field);
    if (qsizetype(prefixes.size()) != pool.prefixes.size())
        return invalid(QStringLiteral("'%1' are not all networks in CIDR notation.").arg(pool.prefixes.join(QStringLiteral(", ")).left(255)), field);
    for (const auto& one : prefixes)
        if (one.base.v6 != prefixes.front().base.v6)
            return refuse(ErrorCode::BadRequest, "PrefixVersionMismatch", QStringLiteral("Cannot mix IPv4 and IPv6 prefixes in a subnet pool."), field);
    pool.prefixes = textsOf(merged(prefixes));
    pool.ipVersion = prefixes.front().base.v6 ? 6 : 4;
    return completeLengths(pool);
}

Result<> checkGrown(const sdk::SubnetPool& before, const sdk::SubnetPool& after)
{
    const auto now = cidrsOf(after.prefixes);
    const auto old = cidrsOf(before.prefixes);
    if (after.ipVersion != before.ipVersion)
        return refuse(ErrorCode::BadRequest, "PrefixVersionMismatch", QStringLiteral("Cannot mix IPv4 and IPv6 prefixes in a subnet pool."), QStringLiteral("prefixes"));
    for (const auto& one : old)
        if (!holds(now, one))
            return refuse(ErrorCode::BadRequest, "IllegalSubnetPoolPrefixUpdate", QStringLiteral("Illegal update to prefixes: Existing prefixes must be a subset of the new prefixes; %1 is missing.").arg(one.text()), QStringLiteral("prefixes"));
    return {};
}

Result<> checkPrefixlen(const sdk::SubnetPool& pool, int prefixlen)
{
    const auto field = QStringLiteral("prefixlen");
    if (prefixlen < pool.minPrefixlen)
        return refuse(ErrorCode::BadRequest, "MinPrefixSubnetAllocationError", QStringLiteral("Unable to allocate subnet with prefix length %1, minimum allowed prefix is %2.").arg(prefixlen).arg(pool.minPrefixlen), field);
    if (prefixlen > pool.maxPrefixlen)
        return refuse(ErrorCode::BadRequest, "MaxPrefixSubnetAllocationError", QStringLiteral("Unable to allocate subnet with prefix length %1, maximum allowed prefix is %2.").arg(prefixlen).arg(pool.maxPrefixlen), field);
    return {};
}

double quotaUnits(const QString& text)
{
    const auto cidr = Cidr::parse(text);
    if (!cidr)
        return 0;
    return std::ldexp(1.0, std::max(0, (cidr->base.v6 ? 64 : 32) - cidr->prefix));
}

Result<> checkServiceTypes(const QStringList& types)
{
    static const QStringList beginnings { QStringLiteral("network:"), QStringLiteral("compute:"), QStringLiteral("neutron:"), QStringLiteral("baremetal:"), QStringLiteral("trunk:") };
    for (const auto& type : types)
        if (type.size() > 255 || std::none_of(beginnings.begin(), beginnings.end(), [&](const QString& one) { return type.startsWith(one); }))
            return refuse(ErrorCode::BadRequest, "InvalidSubnetServiceType", QStringLiteral("Subnet service type %1 does not correspond to a valid device owner: they begin with %2.").arg(type.left(64), beginnings.join(QStringLiteral(", "))), QStringLiteral("service_types"));
    return {};
}

} // namespace skylab::network
