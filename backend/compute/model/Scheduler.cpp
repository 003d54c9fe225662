#include "compute/model/Scheduler.h"

#include "compute/model/GuestWishes.h"
#include "core/Result.h"
#include "core/Sizes.h"

#include <algorithm>

namespace skylab::compute {

namespace {

const QString vcpu = QStringLiteral("VCPU");
const QString memory = QStringLiteral("MEMORY_MB");
const QString disk = QStringLiteral("DISK_GB");

/// Memory of other programs comes and goes; what is reserved for them moves in such steps.
constexpr qint64 reservedStepMiB = 512;

using Pair = std::pair<QString, QString>;

/// What is free and what is asked, told apart: where both would be spelled "64 GiB", in MiB.
Pair spelledMemory(qint64 free, qint64 asked)
{
    const Pair pair { mebibytesText(double(free)), mebibytesText(double(asked)) };
    return pair.first != pair.second ? pair : Pair { QStringLiteral("%1 MiB").arg(free), QStringLiteral("%1 MiB").arg(asked) };
}

/// Each filter says why it refuses the host, in words that follow the host's name, or nothing.
struct HostFilter {
    const char* name;
    QString (*refuse)(const Demand&, const HostOffer&);
    const QString* resource = nullptr;       ///< that it looks at: then it has figures to tell
};

QString refuseOtherHost(const Demand& demand, const HostOffer& host)
{
    return !demand.host.isEmpty() && demand.host != host.name ? QStringLiteral("is not %1").arg(demand.host) : QString();
}

QString refuseOtherZone(const Demand& demand, const HostOffer& host)
{
    if (!demand.zone.isEmpty() && demand.zone != host.zone)
        return QStringLiteral("is in zone %1, not in %2").arg(host.zone, demand.zone);
    return {};
}

QString refuseDisabled(const Demand&, const HostOffer& host)
{
    if (!host.up)
        return QStringLiteral("is down: %1").arg(host.downReason);
    if (!host.enabled)
        return host.disabledReason.isEmpty() ? QStringLiteral("is disabled") : QStringLiteral("is disabled: %1").arg(host.disabledReason);
    return {};
}

/// Whether the aggregates are for this project and have what the flavor wants of them.
QString refuseAggregates(const Demand& demand, const HostOffer& host)
{
    static const QString scope = QStringLiteral("aggregate_instance_extra_specs:");
    for (const auto& aggregate : host.aggregates) {
        QStringList projects;
        for (auto it = aggregate.metadata.begin(); it != aggregate.metadata.end(); ++it)
            if (it.key().startsWith(QStringLiteral("filter_tenant_id")))
                projects += it.value().split(u',');
        const bool ours = std::any_of(projects.begin(), projects.end(), [&](const QString& id) { return id.trimmed() == demand.projectId; });
        if (!projects.isEmpty() && !ours)
            return QStringLiteral("is in aggregate %1, which is for other projects").arg(aggregate.name);
    }
    for (auto it = demand.extraSpecs.begin(); it != demand.extraSpecs.end(); ++it) {
        if (!it.key().startsWith(scope))
            continue;
        const auto key = it.key().mid(scope.size());
        const auto wanted = it.value().split(QStringLiteral("<or>"), Qt::SkipEmptyParts);
        const bool has = std::any_of(host.aggregates.begin(), host.aggregates.end(), [&](const HostAggregate& aggregate) {
            const auto values = aggregate.metadata.value(key).split(u',');
            return aggregate.metadata.contains(key) && std::any_of(wanted.begin(), wanted.end(), [&](const QString& one) { return values.contains(one.trimmed()); });
        });
        if (!has)
            return QStringLiteral("is in no aggregate with %1 = %2, which the flavor asks").arg(key, it.value());
    }
    return {};
}

QString refuseImage(const Demand& demand, const HostOffer& host)
{
    const auto type = demand.imageProperties.value(QStringLiteral("img_hv_type"), demand.imageProperties.value(QStringLiteral("hypervisor_type"))).toLower();
    if (type.isEmpty() || type == u"qemu" || type == u"kvm" || type == host.hypervisorType.toLower())
        return {};
    return QStringLiteral("runs %1, and the image is for the hypervisor %2").arg(host.hypervisorType, type);
}

/// Why the host has no way to give what is asked: the class of which it has too little.
QString refuseResource(const Demand& demand, const HostOffer& host, const QString& name)
{
    const auto asked = demand.resources.totals().value(name);
    if (!host.candidates.empty() || asked == 0)
        return {};
    const auto stock = host.stocks.value(name);
    if (stock.total == 0)
        return QStringLiteral("has no %1").arg(name);
    const auto free = std::max<qint64>(0, stock.free());
    if (name == vcpu && asked > stock.maxUnit)
        return QStringLiteral("has %1 processors, %2 are asked").arg(stock.maxUnit).arg(asked);
    if (asked <= free && asked <= stock.maxUnit)
        return {};
    if (name == vcpu)
        return QStringLiteral("has %1 virtual processors free of %2 asked").arg(free).arg(asked);
    if (name == memory)
        return QStringLiteral("has %1 memory free of %2 asked").arg(spelledMemory(free, asked).first, spelledMemory(free, asked).second);
    if (name == disk)
        return QStringLiteral("has %1 GiB disk free of %2 GiB asked").arg(free).arg(asked);
    return QStringLiteral("has %1 of %2 free, %3 are asked").arg(std::min(free, stock.maxUnit)).arg(name).arg(asked);
}

QString refuseVcpus(const Demand& demand, const HostOffer& host) { return refuseResource(demand, host, vcpu); }
QString refuseMemory(const Demand& demand, const HostOffer& host) { return refuseResource(demand, host, memory); }
QString refuseDisk(const Demand& demand, const HostOffer& host) { return refuseResource(demand, host, disk); }

/// What no driver gives, and all else that Placement was asked: other classes, traits, several groups.
QString refuseProviders(const Demand& demand, const HostOffer& host)
{
    if (const auto wish = unmetWish(demand.extraSpecs, demand.imageProperties); !wish.isEmpty())
        return QStringLiteral("can't give its guests %1").arg(wish);
    if (!host.candidates.empty())
        return {};
    if (!host.impossible.isEmpty())
        return QStringLiteral("can't give what no host has: %1").arg(host.impossible);
    const auto totals = demand.resources.totals();
    for (auto it = totals.begin(); it != totals.end(); ++it)
        if (it.key() != vcpu && it.key() != memory && it.key() != disk)
            if (const auto reason = refuseResource(demand, host, it.key()); !reason.isEmpty())
                return reason;
    const auto group = demand.resources.groups.value(QString());
    for (const auto& trait : group.required)
        if (!host.traits.contains(trait))
            return QStringLiteral("lacks the trait %1").arg(trait);
    for (const auto& trait : group.forbidden)
        if (host.traits.contains(trait))
            return QStringLiteral("has the trait %1, which is forbidden").arg(trait);
    for (const auto& name : { vcpu, memory, disk })
        if (!refuseResource(demand, host, name).isEmpty())
            return {};      // said already
    return QStringLiteral("has no providers that together fulfil the request");
}

bool runsAny(const HostOffer& host, const QStringList& servers)
{
    return std::any_of(servers.begin(), servers.end(), [&](const QString& id) { return host.servers.contains(id); });
}

QString refuseNeighbours(const Demand& demand, const HostOffer& host)
{
    if (!demand.sameHostAs.isEmpty() && !runsAny(host, demand.sameHostAs))
        return QStringLiteral("runs none of the servers of the hint same_host");
    if (runsAny(host, demand.differentHostFrom))
        return QStringLiteral("runs a server of the hint different_host");
    return {};
}

QString refuseGroup(const Demand& demand, const HostOffer& host)
{
    const auto here = std::count_if(demand.groupMembers.begin(), demand.groupMembers.end(), [&](const QString& id) { return host.servers.contains(id); });
    if (demand.groupPolicy == u"anti-affinity" && here >= demand.maxPerHost)
        return QStringLiteral("runs %1 of the server group's members already, and its policy is anti-affinity").arg(here);
    return {};
}

const HostFilter filters[] = {
    { "host", refuseOtherHost },          { "zone", refuseOtherZone },      { "service", refuseDisabled },     { "aggregates", refuseAggregates }, { "image", refuseImage }, { "vcpus", refuseVcpus, &vcpu },
    { "ram", refuseMemory, &memory },     { "disk", refuseDisk, &disk },    { "providers", refuseProviders },  { "hints", refuseNeighbours },      { "group", refuseGroup },
};

/// Affinity: all members are on one host, or nowhere yet.
QString refuseLonely(const Demand& demand, const HostOffer& host, bool together)
{
    return together && !runsAny(host, demand.groupMembers) ? QStringLiteral("does not run the server group's other members, and its policy is affinity") : QString();
}

bool isTogether(const Demand& demand, const std::vector<HostOffer>& hosts)
{
    return demand.groupPolicy == u"affinity" && std::any_of(hosts.begin(), hosts.end(), [&](const HostOffer& host) { return runsAny(host, demand.groupMembers); });
}

/// "Memory: 64 GiB asked, 19.5 GiB free."
QString figuresOf(const Demand& demand, const HostOffer& host, const QString& name)
{
    const auto asked = demand.resources.totals().value(name);
    const auto stock = host.stocks.value(name);
    const auto free = std::max<qint64>(0, stock.free());
    if (name == memory)
        return QStringLiteral("Memory: %1 asked, %2 free.").arg(spelledMemory(free, asked).second, spelledMemory(free, asked).first);
    if (name == disk)
        return QStringLiteral("Disk: %1 GiB asked, %2 GiB free.").arg(asked).arg(free);
    if (asked > stock.maxUnit)
        return QStringLiteral("Processors: %1 asked, the host has %2.").arg(asked).arg(stock.maxUnit);
    return QStringLiteral("Processors: %1 asked, %2 free.").arg(asked).arg(free);
}

HostStock stockOf(const Demand& demand, const HostOffer& host, const QString& name)
{
    const auto stock = host.stocks.value(name);
    return { stock.total, stock.used, std::max<qint64>(0, stock.free()), stock.used + demand.resources.totals().value(name), stock.ratio };
}

/// More room is better; hosts with members of the group come first or last as its policy has it.
double weigh(const Demand& demand, const HostOffer& host)
{
    const auto share = [&](const QString& name) {
        const auto stock = host.stocks.value(name);
        return stock.capacity() > 0 ? double(stock.free()) / double(stock.capacity()) : 0.0;
    };
    auto weight = share(memory) + 0.5 * share(vcpu) + 0.25 * share(disk);
    const bool member = runsAny(host, demand.groupMembers);
    if (demand.groupPolicy.endsWith(QStringLiteral("anti-affinity")))
        weight += member ? 0 : 10;
    else if (demand.groupPolicy.endsWith(QStringLiteral("affinity")))
        weight += member ? 10 : 0;
    return weight;
}

/// "resources:VCPU", "trait_GPU:CUSTOM_FAST": the suffix and the name behind the colon; nothing when it is no such key.
std::optional<std::pair<QString, QString>> suffixed(const QString& key, const QString& word)
{
    const auto colon = key.indexOf(u':');
    if (!key.startsWith(word) || colon < word.size())
        return {};
    const auto suffix = key.mid(word.size(), colon - word.size());
    const bool good = suffix.size() <= 64 && std::all_of(suffix.begin(), suffix.end(), [](QChar c) { return (c.unicode() < 128 && c.isLetterOrNumber()) || c == u'_' || c == u'-'; });
    return good ? std::optional(std::pair { suffix, key.mid(colon + 1) }) : std::nullopt;
}

void addSpecs(ResourceRequest& request, const sdk::StringMap& specs)
{
    for (auto it = specs.begin(); it != specs.end(); ++it) {
        if (const auto resource = suffixed(it.key(), QStringLiteral("resources"))) {
            bool number = false;
            const auto amount = it.value().toLongLong(&number);
            auto& resources = request.groups[resource->first].resources;
            if (number && amount > 0)
                resources.insert(resource->second, amount);
            else if (number && amount == 0)      // the flavor's own amount is not asked
                resources.remove(resource->second);
        } else if (const auto trait = suffixed(it.key(), QStringLiteral("trait"))) {
            auto& group = request.groups[trait->first];
            if (it.value() == u"required")
                group.required.insert(trait->second);
            else if (it.value() == u"forbidden")
                group.forbidden.insert(trait->second);
        } else if (it.key() == u"group_policy") {
            request.isolate = it.value() == u"isolate";
        }
    }
}

ResourceRequest flavorResources(const sdk::ServerFlavor& flavor, bool bootsFromVolume, const sdk::StringMap& image)
{
    ResourceRequest request;
    auto& own = request.groups[QString()].resources;
    for (const auto& [name, amount] : { std::pair { vcpu, qint64(flavor.vcpus) }, { memory, qint64(flavor.ram) }, { disk, localDiskGiB(flavor, bootsFromVolume) } })
        if (amount > 0)
            own.insert(name, amount);
    addSpecs(request, flavor.extraSpecs);
    sdk::StringMap traits;
    for (auto it = image.begin(); it != image.end(); ++it)
        if (it.key().startsWith(QStringLiteral("trait")))
            traits.insert(it.key(), it.value());
    addSpecs(request, traits);
    return request;
}

} // namespace

QMap<QString, ResourceStock> stocksOf(const HostState& state, qint64 residentMiB)
{
    QMap<QString, ResourceStock> stocks;
    if (state.vcpusTotal > 0)
        stocks.insert(vcpu, { .total = state.vcpusTotal, .maxUnit = state.vcpusTotal, .ratio = vcpuOvercommit });
    const auto others = std::max<qint64>(0, state.memoryUsedMiB - residentMiB);
    const auto reserved = reservedMemoryMiB + (others + reservedStepMiB - 1) / reservedStepMiB * reservedStepMiB;
    if (state.memoryTotalMiB > 0)
        stocks.insert(memory, { .total = state.memoryTotalMiB, .reserved = std::min(reserved, state.memoryTotalMiB), .maxUnit = state.memoryTotalMiB });
    if (state.diskTotalGiB > 0)
        stocks.insert(disk, { .total = state.diskTotalGiB, .maxUnit = state.diskTotalGiB });
    return stocks;
}

ResourceRequest resourcesOf(const ServerRow& server)
{
    const bool volume = server.bootVolume() != nullptr;
    auto request = flavorResources(server.flavor, volume, server.imageProperties);
    auto& own = request.groups[QString()].resources;
    if (!server.oldFlavor.name.isEmpty()) {
        const auto old = flavorResources(server.oldFlavor, volume, server.imageProperties).groups.value(QString()).resources;
        for (auto it = old.begin(); it != old.end(); ++it)      // both disks are there
            own[it.key()] = it.key() == disk ? own.value(disk) + it.value() : std::max(own.value(it.key()), it.value());
    }
    for (const auto& device : server.blockDevices)
        if (device.local)
            own[disk] += device.sizeGiB;
    return request;
}

Result<std::vector<const HostOffer*>> rankHosts(const Demand& demand, const std::vector<HostOffer>& hosts)
{
    std::vector<std::pair<double, const HostOffer*>> good;
    QStringList reasons;
    QStringList details;
    const bool together = isTogether(demand, hosts);
    for (const auto& host : hosts) {
        QString reason;
        for (const auto& filter : filters) {
            reason = filter.refuse(demand, host);
            if (!reason.isEmpty()) {
                details << QStringLiteral("%1 %2 [%3]").arg(host.name, reason, QLatin1String(filter.name));
                break;
            }
        }
        if (reason.isEmpty())
            reason = refuseLonely(demand, host, together);
        if (reason.isEmpty())
            good.emplace_back(weigh(demand, host), &host);
        else
            reasons << host.name + u' ' + reason;
    }
    if (good.empty()) {
        auto error = noValidHost(demand.flavorName, reasons.isEmpty() ? QStringLiteral("there is no host in this cloud") : reasons.join(QStringLiteral("; ")));
        error.details = details.join(u'\n');
        return fail(std::move(error));
    }
    std::stable_sort(good.begin(), good.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<const HostOffer*> ranked;
    for (const auto& [weight, host] : good)
        ranked.push_back(host);
    return ranked;
}

std::vector<HostReport> reportHosts(const Demand& demand, const std::vector<HostOffer>& hosts)
{
    const bool together = isTogether(demand, hosts);
    std::vector<HostReport> all;
    for (const auto& host : hosts) {
        HostReport report { .host = host.name, .fits = true, .memory = stockOf(demand, host, memory), .vcpus = stockOf(demand, host, vcpu), .disk = stockOf(demand, host, disk) };
        for (const auto& filter : filters) {
            auto reason = filter.refuse(demand, host);
            if (reason.isEmpty() && filter.refuse == refuseGroup)
                reason = refuseLonely(demand, host, together);
            const bool passed = reason.isEmpty();
            report.fits = report.fits && passed;
            if (filter.resource)
                reason = figuresOf(demand, host, *filter.resource);
            else if (!passed)
                reason = reason[0].toUpper() + reason.mid(1) + u'.';
            report.checks.push_back({ QLatin1String(filter.name), passed, reason });
        }
        all.push_back(std::move(report));
    }
    return all;
}

Demand demandOf(const ServerRow& server)
{
    return { .flavorName = server.flavor.name, .projectId = server.projectId, .resources = resourcesOf(server), .extraSpecs = server.flavor.extraSpecs, .imageProperties = server.imageProperties };
}

Error noValidHost(const QString& flavorName, const QString& reason)
{
    return { ErrorCode::NoValidHost, QStringLiteral("No valid host was found. No host can run %1: %2.").arg(flavorName, reason) };
}

qint64 localDiskGiB(const sdk::ServerFlavor& flavor, bool bootsFromVolume)
{
    return (bootsFromVolume ? 0 : flavor.disk) + flavor.ephemeral + (flavor.swap + 1023) / 1024;
}

} // namespace skylab::compute
