#pragma once

#include "compute/driver/GuestState.h"
#include "compute/store/ComputeRows.h"

#include <QSet>

namespace skylab::compute {

/// What a host can still take: its own figures, less what the book says that its servers claim.
struct HostOffer {
    QString name;
    QString zone;
    bool enabled = true;
    QString disabledReason;
    bool up = true;
    QString downReason;
    qint64 vcpus = 0;            ///< processors times the overcommit
    qint64 memoryMiB = 0;        ///< of the whole host, less what other programs use
    qint64 diskGiB = 0;
    qint64 claimedVcpus = 0;
    qint64 claimedMemoryMiB = 0;
    qint64 claimedDiskGiB = 0;
    QSet<QString> servers;       ///< ids
};

/// What a server wants of a host.
struct Demand {
    QString flavorName;
    qint64 vcpus = 0;
    qint64 memoryMiB = 0;
    qint64 diskGiB = 0;
    QString zone;                ///< empty = any
    QString host;                ///< empty = any
    QStringList sameHostAs;      ///< hints same_host, different_host: ids of servers
    QStringList differentHostFrom;
    QString groupPolicy;
    QStringList groupMembers;
    int maxPerHost = 1;          ///< of the group, with anti-affinity
};

/// Sixteen virtual processors share one, as Nova's default has it; memory and disk are never promised twice.
constexpr int vcpuOvercommit = 16;
/// Left to the host itself.
constexpr qint64 reservedMemoryMiB = 512;

/// The host's limits, as far as its driver's figures tell. `residentMiB` = memory that running guests really use.
HostOffer offerOf(const HostRow& host, const HostState& state, qint64 residentMiB);

/// The best host, or NoValidHost: "No host can run big-1: lab-pc has 19.4 GiB memory free of 64 GiB asked".
/// Error::details says per host and filter what was wrong.
Result<QString> chooseHost(const Demand& demand, const std::vector<HostOffer>& hosts);

/// The disk that a flavor takes on the host.
qint64 localDiskGiB(const sdk::ServerFlavor& flavor, bool bootsFromVolume);

} // namespace skylab::compute
