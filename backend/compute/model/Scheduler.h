#pragma once

#include "compute/driver/GuestState.h"
#include "compute/peers/Placement.h"
#include "compute/store/ComputeRows.h"

#include <QSet>

namespace skylab::compute {

/// An aggregate that a host is in.
struct HostAggregate {
    QString id;
    QString name;
    sdk::StringMap metadata;
};

/// A host as filters and weights see it.
struct HostOffer {
    QString id;                  ///< of its resource provider too
    QString name;
    QString zone;
    bool enabled = true;
    QString disabledReason;
    bool up = true;
    QString downReason;
    QString hypervisorType;
    QMap<QString, ResourceStock> stocks;         ///< what Placement knows of it
    QSet<QString> traits;
    std::vector<HostAggregate> aggregates;
    QSet<QString> servers;       ///< ids
    std::vector<ProviderHoldings> candidates;    ///< ways to have what is asked; none = it has no room
    QString impossible;          ///< what is asked and no host has: a class or trait that does not exist

    [[nodiscard]] qint64 capacity(const char* name) const { return stocks.value(QLatin1String(name)).capacity(); }
    [[nodiscard]] qint64 used(const char* name) const { return stocks.value(QLatin1String(name)).used; }
};

/// What a server wants of a host.
struct Demand {
    QString flavorName;
    QString projectId;
    ResourceRequest resources;
    sdk::StringMap extraSpecs;   ///< of the flavor
    sdk::StringMap imageProperties;
    QString zone;                ///< empty = any
    QString host;                ///< empty = any
    QStringList sameHostAs;      ///< hints same_host, different_host: ids of servers
    QStringList differentHostFrom;
    QString groupPolicy;
    QStringList groupMembers;
    int maxPerHost = 1;          ///< of the group, with anti-affinity
};

/// What one filter says of a host.
struct FilterCheck {
    QString filter;
    bool passed = false;
    QString message;             ///< a sentence without the host's name; filters of resources have one when passed too

    bool operator==(const FilterCheck&) const = default;
    static constexpr auto fields = std::tuple {
        sdk::Field<&FilterCheck::filter> { "filter" }, sdk::Field<&FilterCheck::passed> { "passed" }, sdk::Field<&FilterCheck::message> { "message" },
    };
};

/// What a host has of one class, and would have used with what is asked.
struct HostStock {
    qint64 total = 0;
    qint64 used = 0;
    qint64 free = 0;
    qint64 after = 0;
    double ratio = 1;

    bool operator==(const HostStock&) const = default;
    static constexpr auto fields = std::tuple {
        sdk::Field<&HostStock::total> { "total" }, sdk::Field<&HostStock::used> { "used" },             sdk::Field<&HostStock::free> { "free" },
        sdk::Field<&HostStock::after> { "after" }, sdk::Field<&HostStock::ratio> { "allocation_ratio" },
    };
};

/// Why a host can take a server, or can't: what /skylab/v1/fit and /explain show.
struct HostReport {
    QString host;
    bool fits = false;
    std::vector<FilterCheck> checks = {};
    HostStock memory = {};       ///< MiB
    HostStock vcpus = {};
    HostStock disk = {};         ///< GiB

    bool operator==(const HostReport&) const = default;
    static constexpr auto fields = std::tuple {
        sdk::Field<&HostReport::host> { "host" },         sdk::Field<&HostReport::fits> { "fits" },   sdk::Field<&HostReport::checks> { "checks" },
        sdk::Field<&HostReport::memory> { "memory_mib" }, sdk::Field<&HostReport::vcpus> { "vcpus" }, sdk::Field<&HostReport::disk> { "disk_gib" },
    };
};

/// Sixteen virtual processors share one, as Nova's default has it; memory and disk are never promised twice.
constexpr double vcpuOvercommit = 16.0;
/// Left to the host itself.
constexpr qint64 reservedMemoryMiB = 512;

/// The host's inventories, as far as its driver's figures tell. `residentMiB` = memory that running guests really use:
/// what else is used belongs to other programs, and is reserved for them in steps, so that it is not written all the time.
QMap<QString, ResourceStock> stocksOf(const HostState& state, qint64 residentMiB);

/// What the server holds of a host: its flavor's processors, memory and disk, its local disks, and what the flavor's extra
/// specs and its image's properties ask of Placement ("resources:VGPU", "trait:HW_CPU_X86_AVX2", "group_policy").
/// Until a resize is confirmed the server may go back: it holds the larger of both flavors.
ResourceRequest resourcesOf(const ServerRow& server);

/// The hosts that can take the server, the best one first; or NoValidHost: "No host can run big-1: lab-pc has 19.4 GiB
/// memory free of 64 GiB asked". Error::details says per host and filter what was wrong.
Result<std::vector<const HostOffer*>> rankHosts(const Demand& demand, const std::vector<HostOffer>& hosts);
/// What every filter says of every host: the same ones that rankHosts() asks.
std::vector<HostReport> reportHosts(const Demand& demand, const std::vector<HostOffer>& hosts);
/// What the server wants wherever it is placed: without zone, host, hints and group.
Demand demandOf(const ServerRow& server);
/// NoValidHost with one reason.
Error noValidHost(const QString& flavorName, const QString& reason);

/// The disk that a flavor takes on the host.
qint64 localDiskGiB(const sdk::ServerFlavor& flavor, bool bootsFromVolume);

} // namespace skylab::compute
