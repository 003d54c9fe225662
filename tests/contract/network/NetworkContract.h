#pragma once

#include "network/driver/NetworkDriver.h"
#include "support/Patience.h"

#include <QMap>
#include <QObject>

#include <memory>
#include <mutex>

namespace skylab::network {

/// What every NetworkDriver must do. A driver's test derives from it and says how to make one.
class NetworkContract : public QObject {
    Q_OBJECT

protected:
    /// Why this driver can't run here; empty = it can.
    virtual QString whyNot() { return {}; }
    virtual std::unique_ptr<NetworkDriver> make() = 0;
    /// Plays the hypervisor.
    virtual void plug(const QString& portId) = 0;
    virtual void unplug(const QString& portId) = 0;

    NetworkDriver& driver() { return *m_driver; }
    [[nodiscard]] QString host() const { return m_host; }
    /// Calls of the port callback, in order.
    QList<std::pair<QString, bool>> calls();
    bool wasTold(const QString& portId, bool up);

    NetworkSpec network(qint64 revision = 1);
    SubnetSpec subnet(const NetworkSpec& network, const QString& cidr = QStringLiteral("10.0.1.0/24"));
    PortSpec port(const NetworkSpec& network, const SubnetSpec& subnet, const QString& address);
    SecurityGroupSpec group();

private:
    std::unique_ptr<NetworkDriver> m_driver;
    QString m_host;
    std::mutex m_mutex;
    QList<std::pair<QString, bool>> m_calls;
    int m_macs = 0;

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void cleanup();

    void isHealthyAndSaysWhatItCan();
    void applyingTwiceIsApplyingOnce();
    void removingTheAbsentSucceeds();
    void refusesMissingReferences();
    void olderRevisionDoesNotWin();
    void listsWhatIsOurs();
    void removingANetworkTakesItsPartsAlong();
    void removingARouterTakesItsFloatingIpsAlong();
    void movesAFloatingIpBetweenRouters();
    void refusesAFloatingIpWithoutGateway();
    void refusesAFloatingIpWithoutTheRoutersPorts();
    void forwardsPortsOfAFloatingIp();
    void refusesForwardingsThatDontFit();
    void aSubportFollowsItsParent();
    void limitsPortsAndFloatingIps();
    void groupsMayNameEachOther();
    void refusesANonsenseRule();
    void tellsWhenAPortComesAndGoes();
    void refusesAnUnknownHost();
    void aPortBoundElsewhereStaysDown();
    void metadataNeedsItsPort();
    void takesWorkFromManyThreads();
    void isUnavailableWhenStopped();
};

} // namespace skylab::network
