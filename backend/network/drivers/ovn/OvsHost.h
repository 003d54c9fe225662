#pragma once

#include "core/Result.h"
#include "network/drivers/ovn/Northbound.h"
#include "network/drivers/ovn/Ovsdb.h"

namespace skylab::network::ovn {

/// This machine as a member of the network: its integration bridge, and a network namespace per network in which
/// 169.254.169.254 lives. Needs root. Thread-safe as long as one network is worked on by one thread at a time.
class OvsHost {
public:
    OvsHost(Ovsdb& openVswitch, QString integrationBridge);

    /// The name by which OVN knows this host. Unavailable when Open vSwitch is down or not set up.
    Result<QString> systemId();
    /// Unavailable when the bridge is absent or its datapath doesn't work; the reason is in the message.
    Result<void> checkBridge();
    /// Open vSwitch's configuration counters: {asked for, done}. `bump` asks for one more.
    Result<std::pair<qint64, qint64>> progress(bool bump);

    /// Namespace, interface, addresses; gives a socket that listens on 169.254.169.254:80 in there, for the caller to
    /// close. What exists is used again.
    Result<int> openMetadata(const QString& networkId, const Northbound::MetadataPort& port);
    Result<void> closeMetadata(const QString& networkId);

    static QString namespaceName(const QString& networkId);

private:
    Result<bool> readsRawFrames();
    Result<void> prepareNamespace(const QString& networkId, const Northbound::MetadataPort& port, bool rawFrames);
    Result<void> configureInside(const QString& space, const Northbound::MetadataPort& port, bool rawFrames);
    Result<void> plug(const QString& device, const QString& portId);
    Result<void> unplug(const QString& device);

    Ovsdb& m_database;
    const QString m_bridge;
};

} // namespace skylab::network::ovn
