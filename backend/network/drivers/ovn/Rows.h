#pragma once

#include "network/driver/NetworkTypes.h"
#include "network/drivers/ovn/OvsdbJson.h"

/// Specs as columns of OVN_Northbound's rows (ovn-nb(5)), pure functions. Names follow Neutron's OVN mechanism, so that
/// its operators' habits and tools apply. Every row of ours says so in external_ids:
/// skylab:owner (whose), skylab:kind, skylab:id, neutron:revision_number.
namespace skylab::network::ovn {

inline const QString keyOwner = QStringLiteral("skylab:owner");
inline const QString keyKind = QStringLiteral("skylab:kind");
inline const QString keyId = QStringLiteral("skylab:id");
inline const QString keyRevision = QStringLiteral("neutron:revision_number");
inline const QString keyNetwork = QStringLiteral("skylab:network");    ///< id of the network a row belongs to
inline const QString keyRouter = QStringLiteral("skylab:router");
inline const QString keyPort = QStringLiteral("skylab:port");
inline const QString keyMtu = QStringLiteral("neutron:mtu");
inline const QString keyPhysicalNetwork = QStringLiteral("skylab:physnet");
inline const QString keyGateway = QStringLiteral("skylab:gateway");    ///< router: its gateway port
inline const QString keyDns = QStringLiteral("skylab:dns");            ///< port: its keys in the network's DNS row
inline const QString keyCidrs = QStringLiteral("neutron:cidrs");       ///< port: addresses with prefix lengths

QString switchName(const QString& networkId);
QString routerName(const QString& routerId);
QString routerPortName(const QString& portId);
QString localnetName(const QString& networkId);
/// external_ids key of a port that says which subnet's DHCP it follows.
QString keyDhcp(IpVersion version);

ovsdb::StringMap mark(const QString& owner, const QString& kind, const QString& id, qint64 revision);

QJsonObject switchColumns(const QString& owner, const NetworkSpec& spec, int mtu);
/// The port that joins a switch to a physical network.
QJsonObject localnetColumns(const QString& owner, const NetworkSpec& spec);

/// Columns of a Logical_Switch_Port, the references to DHCP_Options apart. `keepBinding`: the options it has now, from
/// which a binding to the same host (perhaps in migration) is kept.
QJsonObject portColumns(const QString& owner, const PortSpec& spec, const ovsdb::StringMap& keepBinding);
/// The subnet whose DHCP a port follows: that of its first address of this version.
QString dhcpSubnet(const PortSpec& spec, IpVersion version);
/// What the network's DNS says of a port: names to addresses and addresses to names.
ovsdb::StringMap dnsRecords(const PortSpec& spec);
/// The same as it was told last, from external_ids of the port's row.
ovsdb::StringMap toldDnsRecords(const ovsdb::StringMap& portIds);

/// A row of a table whose rows belong to a parent row; `key` tells siblings apart.
struct ChildRow {
    QString key;
    QJsonObject columns;
};
inline const QString keyChild = QStringLiteral("skylab:key");

QJsonObject routerColumns(const QString& owner, const RouterSpec& spec);
QList<ChildRow> routerPorts(const QString& owner, const RouterSpec& spec);
QList<ChildRow> routerRoutes(const QString& owner, const RouterSpec& spec);
QList<ChildRow> routerSnat(const QString& owner, const RouterSpec& spec);
QList<ChildRow> gatewayHosts(const QString& owner, const RouterSpec& spec, const QStringList& hosts);
QJsonObject floatingIpColumns(const QString& owner, const FloatingIpSpec& spec);

} // namespace skylab::network::ovn
