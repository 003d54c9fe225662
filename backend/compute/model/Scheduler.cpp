#include "compute/model/Scheduler.h"

#include "core/Result.h"

#include <algorithm>

namespace skylab::compute {

namespace {

/// "19.4 GiB", "512 MiB"
QString spelledMemory(qint64 mib)
{
    if (mib < 1024)
        return QStringLiteral("%1 MiB").arg(std::max<qint64>(0, mib));
    const auto tenths = mib * 10 / 1024;
    return tenths % 10 == 0 ? QStringLiteral("%1 GiB").arg(tenths / 10) : QStringLiteral("%1.%2 GiB").arg(tenths / 10).arg(tenths % 10);
}

/// Each filter says why it refuses the host, or nothing.
struct HostFilter {
    const char* name;
    QString (*refuse)(const Demand&, const HostOffer&);
};

QString refuseWrongPlace(const Demand& demand, const HostOffer& host)
{
    if (!demand.host.isEmpty() && demand.host != host.name)
        return QStringLiteral("%1 is not %2").arg(host.name, demand.host);
    if (!demand.zone.isEmpty() && demand.zone != host.zone)
        return QStringLiteral("%1 is in zone %2, not in %3").arg(host.name, host.zone, demand.zone);
    return {};
}

QString refuseDisabled(const Demand&, const HostOffer& host)
{
    if (!host.up)
        return QStringLiteral("%1 is down: %2").arg(host.name, host.downReason);
    if (!host.enabled)
        return host.disabledReason.isEmpty() ? QStringLiteral("%1 is disabled").arg(host.name) : QStringLiteral("%1 is disabled: %2").arg(host.name, host.disabledReason);
    return {};
}

QString refuseVcpus(const Demand& demand, const HostOffer& host)
{
    const auto free = host.vcpus - host.claimedVcpus;
    if (demand.vcpus * vcpuOvercommit > host.vcpus)
        return QStringLiteral("%1 has %2 processors, %3 are asked").arg(host.name).arg(host.vcpus / vcpuOvercommit).arg(demand.vcpus);
    if (demand.vcpus > free)
        return QStringLiteral("%1 has %2 virtual processors free of %3 asked").arg(host.name).arg(std::max<qint64>(0, free)).arg(demand.vcpus);
    return {};
}

QString refuseMemory(const Demand& demand, const HostOffer& host)
{
    const auto free = host.memoryMiB - host.claimedMemoryMiB;
    if (demand.memoryMiB <= free)
        return {};
    return QStringLiteral("%1 has %2 memory free of %3 asked").arg(host.name, spelledMemory(free), spelledMemory(demand.memoryMiB));
}

QString refuseDisk(const Demand& demand, const HostOffer& host)
{
    const auto free = host.diskGiB - host.claimedDiskGiB;
    if (demand.diskGiB <= free)
        return {};
    return QStringLiteral("%1 has %2 GiB disk free of %3 GiB asked").arg(host.name).arg(std::max<qint64>(0, free)).arg(demand.diskGiB);
}

bool runsAny(const HostOffer& host, const QStringList& servers)
{
    return std::any_of(servers.begin(), servers.end(), [&](const QString& id) { return host.servers.contains(id); });
}

QString refuseNeighbours(const Demand& demand, const HostOffer& host)
{
    if (!demand.sameHostAs.isEmpty() && !runsAny(host, demand.sameHostAs))
        return QStringLiteral("%1 runs none of the servers of the hint same_host").arg(host.name);
    if (runsAny(host, demand.differentHostFrom))
        return QStringLiteral("%1 runs a server of the hint different_host").arg(host.name);
    return {};
}

QString refuseGroup(const Demand& demand, const HostOffer& host)
{
    const auto here = std::count_if(demand.groupMembers.begin(), demand.groupMembers.end(), [&](const QString& id) { return host.servers.contains(id); });
    if (demand.groupPolicy == u"anti-affinity" && here >= demand.maxPerHost)
        return QStringLiteral("%1 runs %2 of the server group's members already, and its policy is anti-affinity").arg(host.name).arg(here);
    return {};
}

constexpr HostFilter filters[] = {
    { "place", refuseWrongPlace }, { "service", refuseDisabled }, { "vcpus", refuseVcpus }, { "memory", refuseMemory },
    { "disk", refuseDisk },        { "hints", refuseNeighbours }, { "group", refuseGroup },
};

/// More room is better; hosts with members of the group come first or last as its policy has it.
double weigh(const Demand& demand, const HostOffer& host)
{
    const auto share = [](qint64 free, qint64 all) { return all > 0 ? double(free) / double(all) : 0.0; };
    auto weight = share(host.memoryMiB - host.claimedMemoryMiB, host.memoryMiB) + 0.5 * share(host.vcpus - host.claimedVcpus, host.vcpus)
        + 0.25 * share(host.diskGiB - host.claimedDiskGiB, host.diskGiB);
    const bool member = runsAny(host, demand.groupMembers);
    if (demand.groupPolicy.endsWith(QStringLiteral("anti-affinity")))
        weight += member ? 0 : 10;
    else if (demand.groupPolicy.endsWith(QStringLiteral("affinity")))
        weight += member ? 10 : 0;
    return weight;
}

} // namespace

HostOffer offerOf(const HostRow& host, const HostState& state, qint64 residentMiB)
{
    HostOffer offer;
    offer.name = host.name;
    offer.zone = host.zone;
    offer.enabled = !host.disabled;
    offer.disabledReason = host.disabledReason.value_or(QString());
    offer.up = !host.forcedDown;
    offer.downReason = host.forcedDown ? QStringLiteral("an administrator marked it as down") : QString();
    offer.vcpus = qint64(state.vcpusTotal) * vcpuOvercommit;
    const auto others = std::max<qint64>(0, state.memoryUsedMiB - residentMiB);
    offer.memoryMiB = std::max<qint64>(0, state.memoryTotalMiB - others - reservedMemoryMiB);
    offer.diskGiB = state.diskTotalGiB;
    return offer;
}

Result<QString> chooseHost(const Demand& demand, const std::vector<HostOffer>& hosts)
{
    const HostOffer* best = nullptr;
    double bestWeight = 0;
    QStringList reasons;
    QStringList details;
    // Affinity: all members are on one host, or nowhere yet.
    const bool together = demand.groupPolicy == u"affinity" && std::any_of(hosts.begin(), hosts.end(), [&](const HostOffer& host) { return runsAny(host, demand.groupMembers); });
    for (const auto& host : hosts) {
        QString reason;
        for (const auto& filter : filters) {
            reason = filter.refuse(demand, host);
            if (!reason.isEmpty()) {
                details << QStringLiteral("%1 [%2]").arg(reason, QLatin1String(filter.name));
                break;
            }
        }
        if (reason.isEmpty() && together && !runsAny(host, demand.groupMembers))
            reason = QStringLiteral("%1 does not run the server group's other members, and its policy is affinity").arg(host.name);
        if (!reason.isEmpty()) {
            reasons << reason;
            continue;
        }
        const auto weight = weigh(demand, host);
        if (!best || weight > bestWeight) {
            best = &host;
            bestWeight = weight;
        }
    }
    if (best)
        return best->name;
    Error error { ErrorCode::NoValidHost, QStringLiteral("No valid host was found. No host can run %1: %2.")
        .arg(demand.flavorName, reasons.isEmpty() ? QStringLiteral("there is no host in this cloud") : reasons.join(QStringLiteral("; "))) };
    error.details = details.join(u'\n');
    return fail(std::move(error));
}

qint64 localDiskGiB(const sdk::ServerFlavor& flavor, bool bootsFromVolume)
{
    return (bootsFromVolume ? 0 : flavor.disk) + flavor.ephemeral + (flavor.swap + 1023) / 1024;
}

} // namespace skylab::compute
