#pragma once

#include "network/driver/NetworkTypes.h"
#include "network/drivers/ovn/Ovsdb.h"
#include "network/drivers/ovn/Rows.h"

#include <functional>
#include <mutex>

namespace skylab::network::ovn {

/// Writes specs to OVN_Northbound. Each operation reads the rows concerned, plans one transaction and commits it under
/// the condition that those rows are still as read; if not, it plans again. Rows are found by natural keys (our ids),
/// so an operation whose reply was lost can be repeated. Thread-safe. Errors as NetworkDriver has them.
class Northbound {
public:
    /// Which hosts can be the gateway for a physical network (empty = any host), preferred first.
    using GatewayChooser = std::function<Result<QStringList>(const QString& physicalNetwork)>;

    Northbound(Ovsdb& database, QString owner, int overlayMtu, GatewayChooser chooser);

    Result<void> applyNetwork(const NetworkSpec& spec);
    Result<void> removeNetwork(const QString& id);
    Result<void> applySubnet(const SubnetSpec& spec);
    Result<void> removeSubnet(const QString& id);
    Result<void> applyPort(const PortSpec& spec);
    Result<void> removePort(const QString& id);
    Result<void> applyRouter(const RouterSpec& spec);
    Result<void> removeRouter(const QString& id);
    Result<void> applyFloatingIp(const FloatingIpSpec& spec);
    Result<void> removeFloatingIp(const QString& id);
    Result<void> applySecurityGroup(const SecurityGroupSpec& spec);
    Result<void> removeSecurityGroup(const QString& id);
    Result<void> applyAddressGroup(const AddressGroupSpec& spec);
    Result<void> removeAddressGroup(const QString& id);

    Result<PortState> portState(const QString& id);
    /// `hosts`: one, or two during a migration; none = anywhere. Gives the MTU of the port's network.
    Result<int> setPortHosts(const QString& id, const QStringList& hosts);
    Result<QList<Owned>> owned();

    struct MetadataPort {
        QString id;
        QString mac;
        QStringList cidrs;
    };
    /// NotFound when the network has none.
    Result<MetadataPort> metadataPort(const QString& networkId);

private:
    using Plan = std::function<Result<QJsonArray>()>;

    /// Commits what `plan` gives; plans again when the database has moved on. No operations = nothing to do.
    Result<void> change(const Plan& plan);
    /// The rows that each select finds.
    Result<QList<QJsonArray>> read(const QJsonArray& selects);

    Result<QJsonArray> planNetwork(const NetworkSpec& spec);
    Result<QJsonArray> planSubnet(const SubnetSpec& spec);
    Result<QJsonArray> planPort(const PortSpec& spec);
    Result<QJsonArray> planRemovePort(const QString& id);
    Result<QJsonArray> planRouter(const RouterSpec& spec);
    Result<QJsonArray> planFloatingIp(const FloatingIpSpec& spec);
    Result<QJsonArray> planRemoveFloatingIp(const QString& id);
    Result<QJsonArray> planSecurityGroup(const SecurityGroupSpec& spec);
    Result<QJsonArray> planAddressGroup(const AddressGroupSpec& spec);
    /// The hosts for a router's gateway: as the spec says, else those it has, else the chooser's.
    Result<QStringList> gatewayHostsFor(const RouterSpec& spec, const QJsonArray& switchRows,
                                        const QJsonArray& current);

    Ovsdb& m_database;
    const QString m_owner;
    const int m_overlayMtu;
    const GatewayChooser m_chooser;
    std::mutex m_mutex;   ///< one plan at a time: our own threads needn't make each other plan twice
};

} // namespace skylab::network::ovn
