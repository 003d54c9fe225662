#include "network/store/Decorate.h"

#include "network/model/Address.h"
#include "network/store/Sharing.h"
#include "network/store/Traffic.h"

#include <QHash>

#include <array>

namespace skylab::network {

namespace {
const QString zone = QStringLiteral("nova");
const QString defaultDomain = QStringLiteral("openstacklocal.");
const QString orderByTime = QStringLiteral("created_at, id");

template <typename Row>
QStringList idsOf(const std::vector<Row>& rows)
{
    QStringList ids;
    for (const auto& row : rows)
        ids << row.id;
    return ids;
}

template <typename Row>
Result<> showSharing(db::Connection& connection, const char* type, std::vector<Row>& rows, const QString& viewer)
{
    if (rows.empty())
        return {};
    const auto shared = TRY(sharing::sharedWith(connection, QLatin1String(type), viewer));
    for (auto& row : rows)
        row.shared = shared.contains(row.id);
    return {};
}

/// The address scopes of the networks, as the pools of their subnets have them.
Result<> showScopes(db::Connection& connection, std::vector<NetworkRow>& rows, const std::vector<SubnetRow>& subnets)
{
    QStringList poolIds;
    for (const auto& subnet : subnets)
        if (subnet.subnetpoolId)
            poolIds << *subnet.subnetpoolId;
    poolIds.removeDuplicates();
    QHash<QString, SubnetPoolRow> pools;
    const auto found = TRY(selectIn<SubnetPoolRow>(connection, QStringLiteral("id"), poolIds));
    for (const auto& pool : found)
        pools.insert(pool.id, pool);
    QHash<QString, std::array<std::optional<QString>, 2>> scopes;
    for (const auto& subnet : subnets)
        if (const auto pool = pools.constFind(subnet.subnetpoolId.value_or(QString())); pool != pools.constEnd() && pool->addressScopeId)
            scopes[subnet.networkId][pool->ipVersion == 6] = pool->addressScopeId;
    for (auto& row : rows) {
        const auto scope = scopes.value(row.id);
        row.ipv4AddressScope = scope[0];
        row.ipv6AddressScope = scope[1];
    }
    return {};
}
} // namespace

Result<> decorate(db::Connection& connection, std::vector<NetworkRow>& rows, const QString& viewer)
{
    TRY(showSharing(connection, "network", rows, viewer));
    QHash<QString, QStringList> subnets;
    const auto all = TRY(selectIn<SubnetRow>(connection, QStringLiteral("network_id"), idsOf(rows), {}, orderByTime));
    for (const auto& subnet : all)
        subnets[subnet.networkId] << subnet.id;
    for (auto& row : rows) {
        row.subnets = subnets.value(row.id);
        row.availabilityZones = QStringList { zone };
    }
    return showScopes(connection, rows, all);
}

Result<> decorate(db::Connection& connection, std::vector<SubnetPoolRow>& rows, const QString& viewer) { return showSharing(connection, "subnetpool", rows, viewer); }
Result<> decorate(db::Connection& connection, std::vector<AddressScopeRow>& rows, const QString& viewer) { return showSharing(connection, "address_scope", rows, viewer); }

Result<> decorate(db::Connection&, std::vector<SubnetRow>&) { return {}; }

Result<> decorate(db::Connection& connection, std::vector<PortRow>& rows)
{
    QSet<QString> networkIds;
    for (const auto& row : rows)
        networkIds.insert(row.networkId);
    QHash<QString, QString> domains;
    QHash<QString, std::optional<QString>> policies;
    const auto networks = TRY(selectIn<NetworkRow>(connection, QStringLiteral("id"), networkIds.values()));
    for (const auto& network : networks)
        policies.insert(network.id, network.qosPolicyId);
    for (const auto& network : networks)
        domains.insert(network.id, network.dnsDomain.isEmpty() ? defaultDomain : network.dnsDomain);
    for (auto& row : rows) {
        row.qosNetworkPolicyId = policies.value(row.networkId);
        row.ipAllocation = row.fixedIps.empty() ? QStringLiteral("none") : QStringLiteral("immediate");
        row.dnsAssignment.clear();
        for (const auto& ip : row.fixedIps) {
            auto host = row.dnsName;
            if (host.isEmpty())
                host = QStringLiteral("host-") + QString(ip.ipAddress).replace(u'.', u'-').replace(u':', u'-');
            row.dnsAssignment.push_back({ host, ip.ipAddress, host + u'.' + domains.value(row.networkId, defaultDomain) });
        }
    }
    return decorateTrunks(connection, rows);
}

Result<> decorate(db::Connection& connection, std::vector<RouterRow>& rows)
{
    QStringList portIds;
    for (const auto& row : rows)
        if (!row.gatewayPortId.isEmpty())
            portIds << row.gatewayPortId;
    QHash<QString, PortRow> ports;
    const auto all = TRY(selectIn<PortRow>(connection, QStringLiteral("id"), portIds));
    for (const auto& port : all)
        ports.insert(port.id, port);
    for (auto& row : rows) {
        row.externalGatewayInfo.reset();
        if (const auto port = ports.constFind(row.gatewayPortId); port != ports.constEnd())
            row.externalGatewayInfo = sdk::ExternalGatewayInfo { row.gatewayNetworkId, row.enableSnat, port->fixedIps };
        row.availabilityZones = QStringList { zone };
    }
    return {};
}

Result<> decorate(db::Connection& connection, std::vector<FloatingIpRow>& rows)
{
    QStringList portIds;
    for (const auto& row : rows)
        if (row.portId)
            portIds << *row.portId;
    QHash<QString, PortRow> ports;
    const auto all = TRY(selectIn<PortRow>(connection, QStringLiteral("id"), portIds));
    for (const auto& port : all)
        ports.insert(port.id, port);
    for (auto& row : rows) {
        row.portDetails = QJsonValue::Null;
        const auto port = row.portId ? ports.constFind(*row.portId) : ports.constEnd();
        if (port != ports.constEnd())
            row.portDetails = QJsonObject { { QStringLiteral("name"), port->name }, { QStringLiteral("network_id"), port->networkId }, { QStringLiteral("mac_address"), port->macAddress },
                                            { QStringLiteral("admin_state_up"), port->adminStateUp }, { QStringLiteral("status"), port->status },
                                            { QStringLiteral("device_id"), port->deviceId }, { QStringLiteral("device_owner"), port->deviceOwner } };
    }
    return decorateForwardings(connection, rows);
}

Result<> decorate(db::Connection& connection, std::vector<RuleRow>& rows)
{
    QStringList groupIds;
    for (const auto& row : rows)
        if (!groupIds.contains(row.securityGroupId))
            groupIds << row.securityGroupId;
    QStringList defaults;
    const auto groups = TRY(selectIn<GroupRow>(connection, QStringLiteral("id"), groupIds, QStringLiteral("id IN (SELECT d.group_id FROM default_groups d)")));
    for (const auto& group : groups)
        defaults << group.id;
    for (auto& row : rows) {
        row.belongsToDefaultSg = defaults.contains(row.securityGroupId);
        const auto cidr = row.remoteIpPrefix ? Cidr::parse(*row.remoteIpPrefix) : std::nullopt;
        row.normalizedCidr = cidr ? std::optional(cidr->text()) : std::nullopt;
    }
    return {};
}

Result<> decorate(db::Connection& connection, std::vector<GroupRow>& rows, const QString& viewer)
{
    TRY(showSharing(connection, "security_group", rows, viewer));
    auto rules = TRY(selectIn<RuleRow>(connection, QStringLiteral("security_group_id"), idsOf(rows), {}, orderByTime));
    TRY(decorate(connection, rules));
    QHash<QString, std::vector<sdk::SecurityGroupRule>> byGroup;
    for (auto& rule : rules)
        byGroup[rule.securityGroupId].push_back(rule);
    for (auto& row : rows)
        row.securityGroupRules = byGroup.value(row.id);
    return {};
}

} // namespace skylab::network
