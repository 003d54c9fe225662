// Port forwardings.
#include "network/store/Traffic.h"

#include <QHash>

namespace skylab::network {

namespace {
QString rangeText(int first, int last) { return QStringLiteral("%1:%2").arg(first).arg(last); }
std::optional<int> single(int first, int last) { return first == last ? std::optional(first) : std::nullopt; }
} // namespace

Result<> decorate(db::Connection&, std::vector<ForwardingRow>& rows)
{
    for (auto& row : rows) {
        row.internalPort = single(row.internalFirst, row.internalLast);
        row.externalPort = single(row.externalFirst, row.externalLast);
        row.internalPortRange = rangeText(row.internalFirst, row.internalLast);
        row.externalPortRange = rangeText(row.externalFirst, row.externalLast);
    }
    return {};
}

Result<> decorateForwardings(db::Connection& connection, std::vector<FloatingIpRow>& rows)
{
    QStringList ids, networkIds;
    for (const auto& row : rows) {
        if (!row.portId && row.routerId)
            ids << row.id;
        if (!networkIds.contains(row.floatingNetworkId))
            networkIds << row.floatingNetworkId;
    }
    auto forwardings = TRY(selectIn<ForwardingRow>(connection, QStringLiteral("floatingip_id"), ids, {}, QStringLiteral("protocol, external_first")));
    TRY(decorate(connection, forwardings));
    QHash<QString, QJsonArray> byAddress;
    for (const auto& one : forwardings) {
        auto document = sdk::toJson(static_cast<const sdk::PortForwarding&>(one));
        document.remove(QStringLiteral("description"));
        byAddress[one.floatingIpId].append(document);
    }
    QHash<QString, std::optional<QString>> policies;
    const auto networks = TRY(selectIn<NetworkRow>(connection, QStringLiteral("id"), networkIds, QStringLiteral("qos_policy_id IS NOT NULL")));
    for (const auto& network : networks)
        policies.insert(network.id, network.qosPolicyId);
    for (auto& row : rows) {
        row.portForwardings = byAddress.value(row.id);
        row.qosNetworkPolicyId = policies.value(row.floatingNetworkId);
    }
    return {};
}

namespace book {

Result<std::vector<ForwardingRow>> forwardingsOf(db::Connection& connection, const QString& floatingIpId)
{
    return Forwardings::select(connection, QStringLiteral("floatingip_id = ?"), { floatingIpId }, QStringLiteral("protocol, external_first"));
}

Result<> settleForwardings(Change& change, const QString& floatingIpId, const QString& routerId)
{
    auto ip = TRY(FloatingIps::find(change.db, floatingIpId));
    if (!ip || ip->portId)
        return {};
    const auto left = TRY(Forwardings::count(change.db, QStringLiteral("floatingip_id = ?"), { floatingIpId }));
    ip->routerId = left > 0 ? std::optional(routerId) : std::nullopt;
    return saveFloatingIp(change, *ip);
}

Result<> dropForwardings(Change& change, const QString& portId, const Addresses& keep)
{
    const auto all = TRY(Forwardings::select(change.db, QStringLiteral("internal_port_id = ?"), { portId }));
    QStringList addresses;
    for (const auto& one : all) {
        if (std::any_of(keep.begin(), keep.end(), [&](const sdk::FixedIp& ip) { return ip.ipAddress == one.internalIpAddress; }))
            continue;
        TRY(Forwardings::remove(change.db, one.id));
        auto gone = one;
        gone.projectId = one.ownerId;      // events are its owner's
        TRY(change.announce("delete", gone));
        if (!addresses.contains(one.floatingIpId))
            addresses << one.floatingIpId;
    }
    for (const auto& id : addresses) {
        const auto ip = TRY(FloatingIps::find(change.db, id));
        if (ip)
            TRY(settleForwardings(change, id, ip->routerId.value_or(QString())));
    }
    return {};
}

Result<> markForwardings(Change& change, const QString& routerId)
{
    const auto ips = TRY(FloatingIps::select(change.db, QStringLiteral("router_id = ? AND port_id IS NULL"), { routerId }));
    for (const auto& ip : ips)
        TRY(change.mark(Kind::FloatingIp, ip.id));
    return {};
}

} // namespace book

namespace specs {

Result<QList<PortForwardingSpec>> forwardings(db::Connection& connection, const QString& floatingIpId)
{
    QList<PortForwardingSpec> all;
    const auto rows = TRY(book::forwardingsOf(connection, floatingIpId));
    for (const auto& row : rows)
        all << PortForwardingSpec { row.protocol, row.externalFirst, row.externalLast, row.internalIpAddress, row.internalFirst, row.internalLast };
    return all;
}

} // namespace specs
} // namespace skylab::network
