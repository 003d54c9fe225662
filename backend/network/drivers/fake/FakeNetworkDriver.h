#pragma once

#include "network/driver/NetworkDriver.h"

#include <QHash>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace skylab::network {

struct FakeOptions {
    QString host = QStringLiteral("fake-host");     ///< hosts() has it with the physical network "public"
    QStringList moreHosts;
    bool anyHost = true;       ///< bindPort() takes hosts that it doesn't know
    bool autoPlug = true;      ///< a bound port of a guest is plugged at once
};

/// Networks in memory. Thread-safe; the port callback comes from a thread of its own, in order.
class FakeNetworkDriver : public NetworkDriver {
public:
    explicit FakeNetworkDriver(FakeOptions options = {});
    ~FakeNetworkDriver() override;

    [[nodiscard]] QString name() const override { return QStringLiteral("fake"); }
    void setPortCallback(PortCallback callback) override;
    Result<void> start() override;
    void stop() override;
    Result<void> health() override;
    [[nodiscard]] quint64 connections() const override { return m_connections; }
    Result<Capabilities> capabilities() override;
    [[nodiscard]] Result<void> checkOption(const DhcpOption& option) const override;
    [[nodiscard]] Result<void> checkRule(const SecurityGroupRuleSpec& rule) const override;
    Result<QList<NetworkHost>> hosts() override;

    Result<void> applyNetwork(const NetworkSpec& spec) override;
    Result<void> removeNetwork(const QString& networkId) override;
    Result<void> applySubnet(const SubnetSpec& spec) override;
    Result<void> removeSubnet(const QString& subnetId) override;
    Result<void> applyPort(const PortSpec& spec) override;
    Result<void> removePort(const QString& portId) override;
    Result<PortState> portState(const QString& portId) override;
    Result<VifBinding> bindPort(const QString& portId, const QString& host, const QString& migrationTarget) override;
    Result<void> unbindPort(const QString& portId) override;
    Result<void> applyRouter(const RouterSpec& spec) override;
    Result<void> removeRouter(const QString& routerId) override;
    Result<void> applyFloatingIp(const FloatingIpSpec& spec) override;
    Result<void> removeFloatingIp(const QString& floatingIpId) override;
    Result<void> applySecurityGroup(const SecurityGroupSpec& spec) override;
    Result<void> removeSecurityGroup(const QString& groupId) override;
    Result<void> applyAddressGroup(const AddressGroupSpec& spec) override;
    Result<void> removeAddressGroup(const QString& groupId) override;
    Result<QList<Owned>> owned() override;
    Result<int> ensureMetadata(const QString& networkId) override;
    Result<void> removeMetadata(const QString& networkId) override;

    /// Plays the hypervisor that connects or disconnects the guest on that host.
    void plug(const QString& portId, const QString& host);
    void unplug(const QString& portId);
    /// Tests: from now on everything answers Unavailable with this sentence; empty = works again.
    void breakWith(const QString& message);
    /// Tests: asked before something is applied, with no lock of the driver held; its error is the engine's answer.
    using Gate = std::function<Result<void>(Kind kind, const QString& id)>;
    void setGate(Gate gate);
    /// Tests: the engine comes back without its book before anybody noticed that it was away. Guests stay plugged.
    void loseEverything();
    /// Tests: what was last applied; nothing if absent.
    std::optional<PortSpec> port(const QString& portId) const;
    std::optional<RouterSpec> router(const QString& routerId) const;
    std::optional<FloatingIpSpec> floatingIp(const QString& floatingIpId) const;
    std::optional<SubnetSpec> subnet(const QString& subnetId) const;
    std::optional<SecurityGroupSpec> securityGroup(const QString& groupId) const;

private:
    struct Port {
        PortSpec spec;
        QString pluggedAt;
        QString migrationTarget;
        bool up = false;
    };

    [[nodiscard]] Result<void> ready() const;
    Result<void> askGate(Kind kind, const QString& id);
    void settle(const QString& portId);        ///< recomputes a port's state and tells of a change
    void settleChildren(const QString& parentId);
    void tell(const QString& portId, bool up);
    void deliver();
    template <typename Spec>
    Result<void> store(QHash<QString, Spec>& into, const Spec& spec);
    [[nodiscard]] bool knowsHost(const QString& host) const;

    const FakeOptions m_options;
    mutable std::mutex m_mutex;
    PortCallback m_callback;
    QHash<QString, NetworkSpec> m_networks;
    QHash<QString, SubnetSpec> m_subnets;
    QHash<QString, Port> m_ports;
    QHash<QString, QString> m_plugs;       ///< where hypervisors have ports plugged that the lost book had
    QHash<QString, RouterSpec> m_routers;
    QHash<QString, FloatingIpSpec> m_floatingIps;
    QHash<QString, SecurityGroupSpec> m_groups;
    QHash<QString, AddressGroupSpec> m_addressGroups;
    QString m_broken;
    Gate m_gate;
    bool m_started = false;
    std::atomic<quint64> m_connections { 0 };

    std::thread m_teller;
    std::condition_variable m_wake;
    std::deque<std::pair<QString, bool>> m_news;
};

} // namespace skylab::network
