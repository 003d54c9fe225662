#pragma once

#include "network/driver/NetworkDriver.h"
#include "network/drivers/ovn/Northbound.h"
#include "network/drivers/ovn/OvsHost.h"
#include "network/drivers/ovn/Ovsdb.h"

#include <QElapsedTimer>
#include <QSet>

#include <optional>

namespace skylab::network::ovn {

struct OvnOptions {
    QString owner = QStringLiteral("skylab");   ///< tells our rows from those of other users of the same OVN
    QStringList northbound { QStringLiteral("unix:/var/run/ovn/ovnnb_db.sock") };
    QStringList southbound { QStringLiteral("unix:/var/run/ovn/ovnsb_db.sock") };
    QString openVswitch = QStringLiteral("unix:/var/run/openvswitch/db.sock");
    QString integrationBridge = QStringLiteral("br-int");
    int overlayMtu = 1442;     ///< 1500 less Geneve over IPv4
    bool localHost = true;     ///< this machine carries ports itself: metadata is served here
};

/// Networks by OVN. See drivers/ovn/README.md for the parts.
class OvnDriver : public NetworkDriver {
public:
    explicit OvnDriver(OvnOptions options);
    ~OvnDriver() override;

    [[nodiscard]] QString name() const override { return QStringLiteral("ovn"); }
    void setPortCallback(PortCallback callback) override { m_portCallback = std::move(callback); }
    Result<void> start() override;
    void stop() override;
    Result<void> health() override;
    [[nodiscard]] quint64 connections() const override { return m_northboundDatabase.connections(); }
    Result<Capabilities> capabilities() override;
    [[nodiscard]] Result<void> checkOption(const DhcpOption& option) const override;
    [[nodiscard]] Result<void> checkRule(const SecurityGroupRuleSpec& rule) const override;
    Result<QList<NetworkHost>> hosts() override;

    Result<void> applyNetwork(const NetworkSpec& spec) override { return m_northbound.applyNetwork(spec); }
    Result<void> removeNetwork(const QString& networkId) override;
    Result<void> applySubnet(const SubnetSpec& spec) override { return m_northbound.applySubnet(spec); }
    Result<void> removeSubnet(const QString& id) override { return m_northbound.removeSubnet(id); }
    Result<void> applyPort(const PortSpec& spec) override { return m_northbound.applyPort(spec); }
    Result<void> removePort(const QString& id) override { return m_northbound.removePort(id); }
    Result<PortState> portState(const QString& id) override { return m_northbound.portState(id); }
    Result<VifBinding> bindPort(const QString& portId, const QString& host, const QString& migrationTarget) override;
    Result<void> unbindPort(const QString& portId) override;
    Result<void> applyRouter(const RouterSpec& spec) override { return m_northbound.applyRouter(spec); }
    Result<void> removeRouter(const QString& id) override { return m_northbound.removeRouter(id); }
    Result<void> applyFloatingIp(const FloatingIpSpec& spec) override { return m_northbound.applyFloatingIp(spec); }
    Result<void> removeFloatingIp(const QString& id) override { return m_northbound.removeFloatingIp(id); }
    Result<void> applySecurityGroup(const SecurityGroupSpec& spec) override
    {
        return m_northbound.applySecurityGroup(spec);
    }
    Result<void> removeSecurityGroup(const QString& id) override { return m_northbound.removeSecurityGroup(id); }
    Result<void> applyAddressGroup(const AddressGroupSpec& spec) override
    {
        return m_northbound.applyAddressGroup(spec);
    }
    Result<void> removeAddressGroup(const QString& id) override { return m_northbound.removeAddressGroup(id); }
    Result<QList<Owned>> owned() override { return m_northbound.owned(); }
    Result<int> ensureMetadata(const QString& networkId) override;
    Result<void> removeMetadata(const QString& networkId) override;

private:
    /// Whether a daemon keeps up with what it is asked: a lag that lasts means that it is dead or stuck.
    struct Heartbeat {
        QElapsedTimer lagging;
        bool isLate(bool caughtUp);
    };

    void portsChanged(const QJsonObject& tables, bool initial);
    Result<void> checkNorthd();
    Result<void> checkLocalHost();
    Result<QStringList> gatewayHosts(const QString& physicalNetwork);

    const OvnOptions m_options;
    Ovsdb m_northboundDatabase;
    Ovsdb m_southboundDatabase;
    Ovsdb m_openVswitchDatabase;
    Northbound m_northbound;
    OvsHost m_host;
    PortCallback m_portCallback;
    QSet<QString> m_up;        ///< as told; the northbound client's thread only
    std::mutex m_healthMutex;
    Heartbeat m_northd, m_controller, m_switch;
    std::mutex m_metadataMutex;   ///< namespaces are made and removed one at a time
};

} // namespace skylab::network::ovn
