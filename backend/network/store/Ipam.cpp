#include "network/store/Ipam.h"

#include "network/model/Faults.h"

namespace skylab::network::ipam {

namespace {

/// The distance from the subnet's base, moved so that the whole of 64 bits fits into a BIGINT and keeps its order.
/// Nothing for addresses farther than 2^64.
std::optional<qint64> placeOf(const Cidr& cidr, const Address& address)
{
    const auto distance = address.bits - cidr.base.bits;
    if (distance >> 64)
        return {};
    return qint64(quint64(distance) ^ quint64(1) << 63);
}

Address addressAt(const Cidr& cidr, qint64 place) { return cidr.base.plus(quint64(place) ^ quint64(1) << 63); }

Result<sdk::FixedIp> insert(db::Connection& connection, const SubnetRow& subnet, const QString& portId, const Address& address, qint64 place)
{
    TRY(connection.execute(QStringLiteral("INSERT INTO ip_allocations (subnet_id, place, address, network_id, port_id) VALUES (?, ?, ?, ?, ?)"),
                           subnet.id, place, address.text(), subnet.networkId, portId));
    return sdk::FixedIp { subnet.id, address.text() };
}

Result<bool> isTaken(db::Connection& connection, const QString& subnetId, qint64 place)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT 1 FROM ip_allocations WHERE subnet_id = ? AND place = ?"), subnetId, place));
    const bool taken = rows.next();
    TRY(rows.check());
    return taken;
}

/// The first free place in [from, to].
Result<std::optional<qint64>> freeIn(db::Connection& connection, const QString& subnetId, qint64 from, qint64 to)
{
    if (from > to)
        return std::optional<qint64>();
    if (!TRY(isTaken(connection, subnetId, from)))
        return std::optional(from);
    if (from == to)
        return std::optional<qint64>();
    auto rows = TRY(connection.query(QStringLiteral("SELECT a.place + 1 FROM ip_allocations a WHERE a.subnet_id = ? AND a.place >= ? AND a.place < ? "
                                                    "AND NOT EXISTS (SELECT 1 FROM ip_allocations b WHERE b.subnet_id = a.subnet_id AND b.place = a.place + 1) "
                                                    "ORDER BY a.place LIMIT 1"),
                                     subnetId, from, to));
    const auto found = rows.next() ? std::optional(rows.get<qint64>(0)) : std::nullopt;
    TRY(rows.check());
    return found;
}

Result<> taken(const QString& address, const QString& subnetId)
{
    return refuse(ErrorCode::Conflict, "IpAddressAlreadyAllocated", QStringLiteral("IP address %1 already allocated in subnet %2. Choose another address, or delete the port that has it.").arg(address, subnetId), QStringLiteral("fixed_ips"));
}

struct Range {
    qint64 from;
    qint64 to;
};
std::vector<Range> rangesOf(const SubnetRow& subnet, const Cidr& cidr)
{
    std::vector<Range> ranges;
    for (const auto& pool : subnet.allocationPools) {
        const auto start = Address::parse(pool.start);
        const auto end = Address::parse(pool.end);
        const auto from = start ? placeOf(cidr, *start) : std::nullopt;
        if (from && end)      // a pool that reaches farther than 2^64 is used up to there
            ranges.push_back({ *from, placeOf(cidr, *end).value_or(std::numeric_limits<qint64>::max()) });
    }
    return ranges;
}

} // namespace

Result<sdk::FixedIp> take(db::Connection& connection, const SubnetRow& subnet, const QString& portId, const QString& text)
{
    const auto cidr = Cidr::parse(subnet.cidr);
    const auto address = Address::parse(text);
    const auto place = cidr && address && cidr->contains(*address) && *address <= cidr->lastHost() && (*address >= cidr->firstHost() || address->v6) ? placeOf(*cidr, *address) : std::nullopt;
    if (!place)
        return refuse(ErrorCode::BadRequest, "InvalidIpForSubnet", QStringLiteral("IP address %1 is not a valid IP for the specified subnet %2.").arg(text.left(64), subnet.cidr), QStringLiteral("fixed_ips"));
    if (TRY(isTaken(connection, subnet.id, *place)))
        return fail(taken(address->text(), subnet.id).error());
    return insert(connection, subnet, portId, *address, *place);
}

Result<sdk::FixedIp> takeNext(db::Connection& connection, const SubnetRow& subnet, const QString& portId)
{
    const auto cidr = Cidr::parse(subnet.cidr);
    const auto ranges = cidr ? rangesOf(subnet, *cidr) : std::vector<Range>();
    qint64 cursor = std::numeric_limits<qint64>::min();
    {
        auto rows = TRY(connection.query(QStringLiteral("SELECT place FROM ip_cursors WHERE subnet_id = ?"), subnet.id));
        if (rows.next())
            cursor = rows.get<qint64>(0);
        TRY(rows.check());
    }
    std::optional<qint64> place;
    for (const auto& range : ranges)
        if (!place)
            place = TRY(freeIn(connection, subnet.id, std::max(range.from, cursor), range.to));
    for (const auto& range : ranges)
        if (!place)
            place = TRY(freeIn(connection, subnet.id, range.from, range.to));
    if (!place)
        return refuse(ErrorCode::Conflict, "IpAddressGenerationFailure", QStringLiteral("No more IP addresses available on network %1: all of subnet %2 (%3) are taken. Delete ports that are not needed, widen its allocation pools, or add a subnet.")
                          .arg(subnet.networkId, subnet.name.isEmpty() ? subnet.id : subnet.name, subnet.cidr), QStringLiteral("fixed_ips"));
    const auto next = *place == std::numeric_limits<qint64>::max() ? *place : *place + 1;
    TRY(connection.execute(QStringLiteral("INSERT INTO ip_cursors (subnet_id, place) VALUES (?, ?) ON CONFLICT (subnet_id) DO UPDATE SET place = excluded.place"), subnet.id, next));
    return insert(connection, subnet, portId, addressAt(*cidr, *place), *place);
}

Result<sdk::FixedIp> takeSlaac(db::Connection& connection, const SubnetRow& subnet, const QString& portId, const QString& mac)
{
    const auto cidr = Cidr::parse(subnet.cidr);
    if (!cidr)
        return fail(ErrorCode::Internal, QStringLiteral("Subnet %1 has a CIDR that can't be read.").arg(subnet.id));
    return take(connection, subnet, portId, slaacAddress(*cidr, mac).text());
}

Result<> release(db::Connection& connection, const QString& portId, const sdk::FixedIp& ip)
{
    TRY(connection.execute(QStringLiteral("DELETE FROM ip_allocations WHERE port_id = ? AND subnet_id = ? AND address = ?"), portId, ip.subnetId, ip.ipAddress));
    return {};
}

Result<> releaseAll(db::Connection& connection, const QString& portId)
{
    TRY(connection.execute(QStringLiteral("DELETE FROM ip_allocations WHERE port_id = ?"), portId));
    return {};
}

Result<QString> holder(db::Connection& connection, const QString& subnetId, const QString& address)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT port_id FROM ip_allocations WHERE address = ? AND subnet_id = ?"), address, subnetId));
    const auto port = rows.next() ? rows.get<QString>(0) : QString();
    TRY(rows.check());
    return port;
}

double poolSize(const sdk::Subnet& subnet)
{
    double all = 0;
    for (const auto& pool : subnet.allocationPools) {
        const auto start = Address::parse(pool.start);
        const auto end = Address::parse(pool.end);
        if (start && end)
            all += double(end->bits - start->bits) + 1;
    }
    return all;
}

} // namespace skylab::network::ipam
