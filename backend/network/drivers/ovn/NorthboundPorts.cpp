// Subnets, ports and what DHCP and DNS tell about them.
#include "network/drivers/ovn/Acl.h"
#include "network/drivers/ovn/Dhcp.h"
#include "network/drivers/ovn/Northbound.h"
#include "network/drivers/ovn/NorthboundPlan.h"
#include "network/drivers/ovn/Traffic.h"

#include <QHash>
#include <QJsonDocument>

namespace skylab::network::ovn {

namespace {
const QString kindPortDhcp = QStringLiteral("port_dhcp");
const QString keySubnet = QStringLiteral("skylab:subnet");      // DHCP_Options: the subnet it speaks for
const QString keyVersion = QStringLiteral("skylab:ip_version");
const QString keyOverrides = QStringLiteral("skylab:overrides");
const QString columnOptions = QStringLiteral("options");
const QString columnRecords = QStringLiteral("records");
const QString opInsert = QStringLiteral("insert");
const QString opDelete = QStringLiteral("delete");

QString versionText(IpVersion version) { return version == IpVersion::V4 ? QStringLiteral("4") : QStringLiteral("6"); }
QString columnDhcp(IpVersion version)
{
    return version == IpVersion::V4 ? QStringLiteral("dhcpv4_options") : QStringLiteral("dhcpv6_options");
}

/// A port's own options, kept with its row so that a change of the subnet can lay them over anew.
QString encodeOverrides(const QList<DhcpOption>& options, IpVersion version)
{
    QJsonArray list;
    for (const auto& option : options)
        if (option.version == version)
            list.append(QJsonArray { option.name, option.value });
    return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
}
QList<DhcpOption> decodeOverrides(const QString& text, IpVersion version)
{
    QList<DhcpOption> options;
    for (const auto& pair : QJsonDocument::fromJson(text.toUtf8()).array())
        options << DhcpOption { pair.toArray().at(0).toString(), pair.toArray().at(1).toString(), version };
    return options;
}

QJsonObject portDhcpColumns(const QString& owner, const PortSpec& spec, IpVersion version, const QJsonObject& subnetRow,
                            const ovsdb::StringMap& options)
{
    const auto subnetIds = idsOf(subnetRow);
    ovsdb::StringMap ids { { keyOwner, owner },
                           { keyKind, kindPortDhcp },
                           { keyPort, spec.id },
                           { keyNetwork, spec.networkId },
                           { keyVersion, versionText(version) },
                           { keySubnet, subnetIds.value(keyId) },
                           { keyOverrides, encodeOverrides(spec.dhcpOptions, version) } };
    const auto mtu = QStringLiteral("mtu");
    if (options.contains(mtu) && options.value(mtu) == ovsdb::readMap(subnetRow.value(columnOptions)).value(mtu))
        ids.insert(keyMtu, QStringLiteral("network"));
    return { { QStringLiteral("cidr"), subnetRow.value(QStringLiteral("cidr")) },
             { columnOptions, ovsdb::map(options) },
             { columnIds, ovsdb::map(ids) } };
}

Error missing(const QString& what, const QString& id, const QString& field)
{
    return { ErrorCode::NotFound, QStringLiteral("The %1 %2 is not in the network engine yet.").arg(what, id), field };
}

ChildPlace qosPlace(const QString& networkId)
{
    return { table::qos, table::logicalSwitch, ovsdb::whereName(switchName(networkId)), QStringLiteral("qos_rules") };
}

/// All that planning a port reads.
struct PortRows {
    QJsonArray network, port, ownDhcp, dns, groups, dropGroup, qos;
    QHash<QString, QJsonObject> subnets;
};

Result<QJsonValue> planPortDhcp(NorthboundPlan& plan, const QString& owner, const PortSpec& spec, IpVersion version,
                                const PortRows& rows)
{
    const auto subnetId = dhcpSubnet(spec, version);
    const auto whereOwn = whereIds({ { keyPort, spec.id }, { keyVersion, versionText(version) } });
    QJsonArray own;
    for (const auto& row : rows.ownDhcp)
        if (idsOf(row).value(keyVersion) == versionText(version))
            own.append(row);
    const auto subnet = rows.subnets.value(subnetId);
    const auto base = ovsdb::readMap(subnet.value(columnOptions));
    const auto options = overlay(base, spec.dhcpOptions, version);
    if (base.isEmpty() || options == base) {
        if (!own.isEmpty())
            plan.add(ovsdb::remove(table::dhcpOptions, whereOwn));
        return base.isEmpty() ? QJsonValue(ovsdb::set()) : subnet.value(columnUuid);
    }
    const auto columns = portDhcpColumns(owner, spec, version, subnet, options);
    if (!own.isEmpty()) {
        plan.add(ovsdb::update(table::dhcpOptions, whereOwn, columns));
        return own.first().toObject().value(columnUuid);
    }
    const auto name = plan.newName();
    plan.add(ovsdb::insert(table::dhcpOptions, columns, name));
    return QJsonValue(ovsdb::namedUuid(name));
}

void planDns(NorthboundPlan& plan, const QString& owner, const PortSpec& spec, const PortRows& rows)
{
    const auto records = dnsRecords(spec);
    const auto stale = rows.port.isEmpty() ? ovsdb::StringMap() : toldDnsRecords(idsOf(rows.port.first()));
    const auto whereDns = whereIds({ { keyNetwork, spec.networkId }, { keyKind, QStringLiteral("dns") } });
    // By pairs: what a name says by now may be the word of another port.
    if (!rows.dns.isEmpty() && !stale.isEmpty())
        plan.add(ovsdb::mutate(table::dns, whereDns, columnRecords, opDelete, ovsdb::map(stale)));
    // By keys: inserting into a map leaves a key alone that is there.
    if (!rows.dns.isEmpty() && !records.isEmpty())
        plan.add(ovsdb::mutate(table::dns, whereDns, columnRecords, opDelete, ovsdb::set(records.keys())));
    if (records.isEmpty())
        return;
    if (!rows.dns.isEmpty()) {
        plan.add(ovsdb::mutate(table::dns, whereDns, columnRecords, opInsert, ovsdb::map(records)));
        return;
    }
    plan.guard(table::dns, whereDns, rows.dns);
    plan.insertChild({ table::dns, table::logicalSwitch, ovsdb::whereName(switchName(spec.networkId)),
                       QStringLiteral("dns_records") },
                     { { columnRecords, ovsdb::map(records) },
                       { columnIds, ovsdb::map({ { keyOwner, owner }, { keyKind, QStringLiteral("dns") },
                                                 { keyNetwork, spec.networkId } }) } });
}

void planGroups(NorthboundPlan& plan, const QString& owner, const PortSpec& spec, const PortRows& rows,
                const QJsonArray& portReference)
{
    QJsonArray members;
    members.append(portReference);
    const auto ports = QStringLiteral("ports");
    if (!rows.port.isEmpty()) {
        auto where = whereIds({ { keyOwner, owner } });
        where.append(ovsdb::condition(ports, QStringLiteral("includes"), ovsdb::set(members)));
        plan.add(ovsdb::mutate(table::portGroup, where, ports, opDelete, ovsdb::set(members)));
    }
    if (!spec.portSecurity || spec.role != PortRole::Guest)
        return;
    for (const auto& group : spec.securityGroupIds) {
        const auto where = ovsdb::whereName(portGroupName(group));
        plan.add(ovsdb::waitNotEqual(table::portGroup, where, { columnName }, {}));
        plan.add(ovsdb::mutate(table::portGroup, where, ports, opInsert, ovsdb::set(members)));
    }
    const auto whereDrop = ovsdb::whereName(dropGroupName);
    if (rows.dropGroup.isEmpty()) {
        plan.add(ovsdb::insert(table::portGroup, { { columnName, dropGroupName },
                                                   { columnIds, ovsdb::map({ { keyOwner, owner } }) } }));
        int index = 0;
        for (auto columns : dropGroupAcls()) {
            columns.insert(columnIds, ovsdb::map({ { keyOwner, owner }, { keyChild, QString::number(index++) } }));
            plan.insertChild({ table::acl, table::portGroup, whereDrop, QStringLiteral("acls") }, columns);
        }
    }
    plan.add(ovsdb::mutate(table::portGroup, whereDrop, ports, opInsert, ovsdb::set(members)));
}

QJsonArray portSelects(const PortSpec& spec)
{
    QJsonArray selects {
        ovsdb::select(table::logicalSwitch, ovsdb::whereName(switchName(spec.networkId)), { columnIds }),
        ovsdb::select(table::switchPort, ovsdb::whereName(spec.id), { columnUuid, columnOptions, columnIds }),
        ovsdb::select(table::dhcpOptions, whereIds({ { keyPort, spec.id } }), { columnUuid, columnIds }),
        ovsdb::select(table::dns, whereIds({ { keyNetwork, spec.networkId }, { keyKind, QStringLiteral("dns") } }),
                      { columnUuid, columnIds }),
        ovsdb::select(table::portGroup, ovsdb::whereName(dropGroupName), { columnName }),
        ovsdb::select(table::qos, whereIds({ { keyKind, kindQos }, { keyPort, spec.id } }))
    };
    for (const auto& ip : spec.fixedIps)
        selects.append(ovsdb::select(table::dhcpOptions,
                                     whereIds({ { keyKind, kindName(Kind::Subnet) }, { keyId, ip.subnetId } })));
    if (spec.portSecurity && spec.role == PortRole::Guest)
        for (const auto& group : spec.securityGroupIds)
            selects.append(ovsdb::select(table::portGroup, ovsdb::whereName(portGroupName(group)), { columnName }));
    return selects;
}

Result<PortRows> portRows(const PortSpec& spec, const QList<QJsonArray>& read)
{
    PortRows rows { .network = read[0], .port = read[1], .ownDhcp = read[2], .dns = read[3], .dropGroup = read[4], .qos = read[5] };
    if (rows.network.isEmpty())
        return fail(missing(QStringLiteral("network"), spec.networkId, QStringLiteral("network_id")));
    qsizetype next = 6;
    for (const auto& ip : spec.fixedIps) {
        const auto& subnet = read[next++];
        if (subnet.isEmpty())
            return fail(missing(QStringLiteral("subnet"), ip.subnetId, QStringLiteral("fixed_ips")));
        rows.subnets.insert(ip.subnetId, subnet.first().toObject());
    }
    if (spec.portSecurity && spec.role == PortRole::Guest)
        for (const auto& group : spec.securityGroupIds)
            if (read[next++].isEmpty())
                return fail(missing(QStringLiteral("security group"), group, QStringLiteral("security_groups")));
    return rows;
}
} // namespace

Result<QJsonArray> Northbound::planPort(const PortSpec& spec)
{
    const auto rows = TRY(portRows(spec, TRY(read(portSelects(spec)))));
    if (isNewer(rows.port, spec.revision))
        return QJsonArray();
    const auto where = ovsdb::whereName(spec.id);
    NorthboundPlan plan;
    plan.guard(table::switchPort, where, rows.port);
    const auto now = rows.port.isEmpty() ? QJsonObject() : rows.port.first().toObject();
    auto columns = portColumns(m_owner, spec, ovsdb::readMap(now.value(columnOptions)));
    for (const auto version : { IpVersion::V4, IpVersion::V6 })
        columns.insert(columnDhcp(version), TRY(planPortDhcp(plan, m_owner, spec, version, rows)));

    QJsonArray reference = now.value(columnUuid).toArray();
    if (rows.port.isEmpty())
        reference = plan.insertChild({ table::switchPort, table::logicalSwitch,
                                       ovsdb::whereName(switchName(spec.networkId)), QStringLiteral("ports") },
                                     columns);
    else
        plan.add(ovsdb::update(table::switchPort, where, columns));
    planGroups(plan, m_owner, spec, rows, reference);
    planDns(plan, m_owner, spec, rows);
    plan.syncChildren(qosPlace(spec.networkId), rows.qos, portQos(m_owner, spec));
    return plan.operations;
}

Result<QJsonArray> Northbound::planRemovePort(const QString& id)
{
    const auto where = ovsdb::whereName(id);
    const auto rows = TRY(read({ ovsdb::select(table::switchPort, where, { columnUuid, columnIds }),
                                 ovsdb::select(table::dhcpOptions, whereIds({ { keyPort, id } }), { columnUuid }),
                                 ovsdb::select(table::qos, whereIds({ { keyKind, kindQos }, { keyPort, id } }),
                                               { columnUuid, columnIds }) }));
    NorthboundPlan plan;
    if (!rows[1].isEmpty())
        plan.add(ovsdb::remove(table::dhcpOptions, whereIds({ { keyPort, id } })));
    for (const auto& row : rows[2])
        plan.removeChild(qosPlace(idsOf(row).value(keyNetwork)), row.toObject().value(columnUuid));
    if (rows[0].isEmpty())
        return plan.operations;
    const auto row = rows[0].first().toObject();
    const auto ids = idsOf(row);
    const auto network = ids.value(keyNetwork);
    plan.guard(table::switchPort, where, rows[0]);
    plan.removeChild({ table::switchPort, table::logicalSwitch, ovsdb::whereName(switchName(network)),
                       QStringLiteral("ports") },
                     row.value(columnUuid));
    // By pairs: a name that another port has taken over is that one's.
    if (const auto records = toldDnsRecords(ids); !records.isEmpty())
        plan.add(ovsdb::mutate(table::dns, whereIds({ { keyNetwork, network }, { keyKind, QStringLiteral("dns") } }),
                               columnRecords, opDelete, ovsdb::map(records)));
    return plan.operations;
}

Result<QJsonArray> Northbound::planSubnet(const SubnetSpec& spec)
{
    const auto where = whereIds({ { keyKind, kindName(Kind::Subnet) }, { keyId, spec.id } });
    const auto whereNetwork = ovsdb::whereName(switchName(spec.networkId));
    const auto version = ipVersionOf(spec.cidr);
    const auto rows = TRY(read({ ovsdb::select(table::logicalSwitch, whereNetwork, { columnIds }),
                                 ovsdb::select(table::dhcpOptions, where, { columnUuid, columnIds }),
                                 ovsdb::select(table::dhcpOptions,
                                               whereIds({ { keyKind, kindPortDhcp }, { keySubnet, spec.id } })) }));
    if (rows[0].isEmpty())
        return fail(missing(QStringLiteral("network"), spec.networkId, QStringLiteral("network_id")));
    if (isNewer(rows[1], spec.revision))
        return QJsonArray();
    const auto options = dhcpOptions(spec, idsOf(rows[0].first()).value(keyMtu).toInt());
    auto ids = mark(m_owner, kindName(Kind::Subnet), spec.id, spec.revision);
    ids.insert(keyNetwork, spec.networkId);
    if (options.contains(QStringLiteral("mtu")))
        ids.insert(keyMtu, QStringLiteral("network"));
    const QJsonObject columns { { QStringLiteral("cidr"), spec.cidr },
                                { columnOptions, ovsdb::map(options) },
                                { columnIds, ovsdb::map(ids) } };
    NorthboundPlan plan;
    plan.guard(table::dhcpOptions, where, rows[1]);
    QJsonValue reference;
    if (rows[1].isEmpty()) {
        const auto name = plan.newName();
        plan.add(ovsdb::insert(table::dhcpOptions, columns, name));
        reference = ovsdb::namedUuid(name);
    } else {
        plan.add(ovsdb::update(table::dhcpOptions, where, columns));
        reference = rows[1].first().toObject().value(columnUuid);
    }
    // The subnet's ports follow it, first all, then those with options of their own.
    const auto none = QJsonValue(ovsdb::set());
    const auto column = columnDhcp(version);
    plan.add(ovsdb::update(table::switchPort, whereIds({ { keyDhcp(version), spec.id } }),
                           { { column, options.isEmpty() ? none : reference } }));
    for (const auto& value : rows[2]) {
        const auto row = value.toObject();
        auto own = overlay(options, decodeOverrides(idsOf(row).value(keyOverrides), version), version);
        if (options.isEmpty())
            own.clear();
        plan.add(ovsdb::update(table::dhcpOptions, ovsdb::whereUuid(row.value(columnUuid)),
                               { { columnOptions, ovsdb::map(own) } }));
        plan.add(ovsdb::update(table::switchPort, ovsdb::whereName(idsOf(row).value(keyPort)),
                               { { column, own.isEmpty() ? none : row.value(columnUuid) } }));
    }
    return plan.operations;
}

Result<void> Northbound::removeSubnet(const QString& id)
{
    return change([&]() -> Result<QJsonArray> {
        // Ports refer to the row weakly and lose their DHCP with it.
        return QJsonArray {
            ovsdb::remove(table::dhcpOptions, whereIds({ { keyKind, kindName(Kind::Subnet) }, { keyId, id } })),
            ovsdb::remove(table::dhcpOptions, whereIds({ { keyKind, kindPortDhcp }, { keySubnet, id } }))
        };
    });
}

} // namespace skylab::network::ovn
