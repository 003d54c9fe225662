// Networks, subnets, metadata ports and security groups.
#include "core/Uuid.h"
#include "network/model/SecurityRules.h"
#include "network/store/Book.h"
#include "network/store/Sharing.h"

namespace skylab::network::book {

namespace {

Result<> makeMetadataPort(Change& change, const NetworkRow& network, PortRow& port)
{
    port.projectId = network.projectId;
    port.deviceOwner = owner::metadata;
    port.deviceId = QStringLiteral("ovnmeta-") + network.id;
    port.portSecurityEnabled = false;
    port.status = QStringLiteral("ACTIVE");
    return addPort(change, network, port, Addresses());
}

/// Brings the port's addresses to one in each of `subnets`; the subnets whose address changed.
Result<QStringList> settleAddresses(Change& change, PortRow& port, const std::vector<SubnetRow>& subnets)
{
    QStringList changed;
    Addresses addresses;
    for (const auto& ip : port.fixedIps) {
        if (std::any_of(subnets.begin(), subnets.end(), [&](const SubnetRow& subnet) { return subnet.id == ip.subnetId; })) {
            addresses.push_back(ip);
            continue;
        }
        TRY(ipam::release(change.db, port.id, ip));
        changed << ip.subnetId;
    }
    for (const auto& subnet : subnets) {
        if (std::any_of(addresses.begin(), addresses.end(), [&](const sdk::FixedIp& ip) { return ip.subnetId == subnet.id; }))
            continue;
        auto ip = ipam::takeNext(change.db, subnet, port.id);
        if (!ip && ip.error().type == u"IpAddressGenerationFailure")
            continue;      // too small a subnet for it: its guests have a config drive
        addresses.push_back(TRY(std::move(ip)));
        changed << subnet.id;
    }
    port.fixedIps = addresses;
    return changed;
}

} // namespace

Result<> settleMetadata(Change& change, const NetworkRow& network, const QString& withoutSubnet)
{
    auto subnets = TRY(subnetsOf(change.db, network.id));
    subnets.erase(std::remove_if(subnets.begin(), subnets.end(), [&](const SubnetRow& subnet) {
        return subnet.ipVersion != 4 || !subnet.enableDhcp || subnet.id == withoutSubnet || network.external;
    }), subnets.end());
    auto found = TRY(Ports::findWhere(change.db, QStringLiteral("network_id = ? AND device_owner = ?"), { network.id, owner::metadata }));
    if (subnets.empty())
        return found ? dropPort(change, *found) : Result<>();
    PortRow port;
    if (found)
        port = *found;
    else
        TRY(makeMetadataPort(change, network, port));
    const auto changed = TRY(settleAddresses(change, port, subnets));
    if (changed.isEmpty())
        return {};
    TRY(savePort(change, port));
    for (const auto& id : changed)
        if (id != withoutSubnet)
            TRY(change.mark(Kind::Subnet, id));
    return {};
}

Result<> dropSubnet(Change& change, const SubnetRow& subnet)
{
    const auto network = TRY(Networks::find(change.db, subnet.networkId));
    if (network)
        TRY(settleMetadata(change, *network, subnet.id));
    // Ports that made their own address there lose it.
    auto rows = TRY(Ports::select(change.db, QStringLiteral("id IN (SELECT a.port_id FROM ip_allocations a WHERE a.subnet_id = ?)"), { subnet.id }));
    for (auto& port : rows) {
        port.fixedIps.erase(std::remove_if(port.fixedIps.begin(), port.fixedIps.end(), [&](const sdk::FixedIp& ip) { return ip.subnetId == subnet.id; }), port.fixedIps.end());
        TRY(freeFloatingIps(change, port.id, port.fixedIps));
        TRY(savePort(change, port));
    }
    TRY(Subnets::remove(change.db, subnet.id));
    TRY(change.mark(Kind::Subnet, subnet.id));
    return change.announce("delete", subnet);
}

Result<> dropNetwork(Change& change, const NetworkRow& network)
{
    const auto ports = TRY(Ports::select(change.db, QStringLiteral("network_id = ? AND device_owner = ?"), { network.id, owner::metadata }));
    for (const auto& port : ports)
        TRY(dropPort(change, port));
    const auto subnets = TRY(subnetsOf(change.db, network.id));
    for (const auto& subnet : subnets) {
        TRY(Subnets::remove(change.db, subnet.id));
        TRY(change.mark(Kind::Subnet, subnet.id));
        TRY(change.announce("delete", subnet));
    }
    TRY(sharing::forget(change, network.id));
    TRY(change.db.execute(QStringLiteral("DELETE FROM auto_topologies WHERE network_id = ?"), network.id));
    TRY(Networks::remove(change.db, network.id));      // its segment goes along
    TRY(change.mark(Kind::Network, network.id));
    return change.announce("delete", network);
}

Result<> markRouters(Change& change, const QString& networkId)
{
    const auto ports = TRY(Ports::select(change.db, QStringLiteral("network_id = ? AND (device_owner = ? OR device_owner = ?)"), { networkId, owner::routerInterface, owner::routerGateway }));
    for (const auto& port : ports)
        TRY(change.mark(Kind::Router, port.deviceId));
    return {};
}

// ---- security groups

Result<QString> defaultGroup(Change& change, const QString& projectId)
{
    {
        auto rows = TRY(change.db.query(QStringLiteral("SELECT group_id FROM default_groups WHERE project_id = ?"), projectId));
        if (rows.next())
            return rows.get<QString>(0);
        TRY(rows.check());
    }
    GroupRow group;
    group.id = newUuid();
    group.name = QStringLiteral("default");
    group.description = QStringLiteral("Default security group");
    group.projectId = projectId;
    TRY(addGroup(change, group, true));
    return group.id;
}

Result<> addGroup(Change& change, GroupRow& group, bool isDefault)
{
    Change::stamp(group, group.id.isEmpty() ? newUuid() : group.id);
    TRY(Groups::insert(change.db, group));
    if (isDefault)
        TRY(change.db.execute(QStringLiteral("INSERT INTO default_groups (project_id, group_id) VALUES (?, ?)"), group.projectId, group.id));
    const auto templates = TRY(DefaultRules::select(change.db, isDefault ? QStringLiteral("used_in_default_sg IS TRUE") : QStringLiteral("used_in_non_default_sg IS TRUE")));
    for (const auto& one : templates) {
        RuleRow rule;
        static_cast<sdk::SecurityGroupRule&>(rule) = bornRule(one, group.id);
        Change::stamp(rule, newUuid());
        rule.projectId = group.projectId;
        TRY(GroupRules::insert(change.db, rule));
    }
    TRY(change.mark(Kind::SecurityGroup, group.id));
    group = TRY(decorated(change.db, group));
    return change.announce("create", group);
}

Result<> dropGroup(Change& change, const GroupRow& group)
{
    // Rules of other groups that let its members in have no meaning any more.
    const auto rules = TRY(GroupRules::select(change.db, QStringLiteral("remote_group_id = ? AND security_group_id <> ?"), { group.id, group.id }));
    for (const auto& rule : rules) {
        TRY(GroupRules::remove(change.db, rule.id));
        TRY(change.bump("security_groups", rule.securityGroupId));
        TRY(change.mark(Kind::SecurityGroup, rule.securityGroupId));
        TRY(change.announce("delete", rule));
    }
    const auto templates = TRY(DefaultRules::select(change.db, QStringLiteral("remote_group_id = ?"), { group.id }));
    for (const auto& one : templates) {
        TRY(DefaultRules::remove(change.db, one.id));
        TRY(change.announce("delete", one));
    }
    TRY(sharing::forget(change, group.id));
    TRY(Groups::remove(change.db, group.id));
    TRY(change.mark(Kind::SecurityGroup, group.id));
    return change.announce("delete", group);
}

} // namespace skylab::network::book
