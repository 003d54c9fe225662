#include "compute/handlers/extension/FitPlanner.h"

#include "compute/ComputeService.h"
#include "compute/handlers/FlavorsHandler.h"
#include "compute/handlers/ServerPlanner.h"
#include "compute/store/UserQuotas.h"

#include <algorithm>
#include <tuple>

namespace skylab::compute {

namespace {

/// A server whose processors did so little in the last minute would not be missed.
constexpr float idlePercent = 3;
constexpr int idleSamples = 60 / MetricRings::interval;
/// Flavors that are tried for a smaller one.
constexpr std::size_t mostTried = 50;

} // namespace

bool FitPlanner::Verdict::quotaFits() const
{
    return std::all_of(quota.begin(), quota.end(), [](const QuotaLine& line) { return line.fits(); });
}

bool FitPlanner::mayDo(const char* rule) const
{
    return m_call.policy->allows(m_call.context, QLatin1String(rule), { { QStringLiteral("project_id"), m_call.projectId() }, { QStringLiteral("user_id"), m_call.context.userId } });
}

Result<FitPlanner::Wish> FitPlanner::wishOf(const sdk::Decoded<sdk::FitRequest>& wanted)
{
    auto plan = TRY(ServerPlanner(m_service, m_call).planFit(wanted));
    return Wish { std::move(plan.first.server), std::move(plan.first.demand), std::move(plan.second), wanted->count, wanted->volumesGiB };
}

Result<FitPlanner::Wish> FitPlanner::wishOf(const ServerRow& server)
{
    Wish wish { .server = server, .demand = {}, .counted = true };
    if (server.image.isEmpty() && !server.bootVolume())      // its volumes are given up by now
        wish.server.blockDevices.push_back({ .bootIndex = 0 });
    wish.demand = TRY(ServerPlanner(m_service, m_call).demandAgain(wish.server));
    if (!server.image.isEmpty())
        if (auto image = m_service.images().file(m_call.context, server.image))
            wish.image = std::move(*image);
    return wish;
}

Result<FitPlanner::Verdict> FitPlanner::judge(const Wish& wish)
{
    Verdict verdict;
    verdict.offers = TRY(m_service.scheduling().offers(wish.demand));
    verdict.hosts = reportHosts(wish.demand, verdict.offers);
    QHash<QString, int> perHost;
    verdict.fitting = countFitting(wish.demand, verdict.offers, wish.count, &perHost);
    for (auto& host : verdict.hosts)
        for (auto* stock : { &host.memory, &host.vcpus, &host.disk })
            stock->after = stock->used + (stock->after - stock->used) * std::max(1, perHost.value(host.host));
    if (!wish.counted)
        verdict.quota = TRY(quotaOf(wish));
    return verdict;
}

/// The project's limits, or the user's own within it where those leave less.
Result<std::vector<FitPlanner::QuotaLine>> FitPlanner::quotaOf(const Wish& wish) const
{
    const auto project = m_call.projectId();
    const auto user = m_call.context.userId;
    auto lines = TRY(m_service.database().read([&](db::Connection& connection) -> Result<std::vector<QuotaLine>> {
        const auto limits = TRY(m_service.quota().limits(connection, project));
        const auto used = TRY(userquotas::use(connection, project, {}));
        const auto ownLimits = TRY(userquotas::limits(connection, project, user));
        const auto ownUsed = TRY(userquotas::use(connection, project, user));
        std::vector<QuotaLine> lines;
        const std::pair<QString, qint64> wanted[] = { { QStringLiteral("instances"), 1 }, { QStringLiteral("cores"), wish.server.vcpus }, { QStringLiteral("ram"), wish.server.memoryMiB } };
        for (const auto& [name, each] : wanted) {
            QuotaLine line { name, limits.value(name, -1), used.value(name), used.value(name) + each * wish.count };
            const QuotaLine own { name, ownLimits.value(name, -1), ownUsed.value(name), ownUsed.value(name) + each * wish.count };
            if (own.limit >= 0 && (line.limit < 0 || own.limit - own.inUse < line.limit - line.inUse))
                line = own;
            lines.push_back(line);
        }
        return lines;
    }));
    addVolumeQuota(wish, lines);
    return lines;
}

/// New volumes count in Block Storage, which tells the caller its limits. Without that service nothing is known of them.
void FitPlanner::addVolumeQuota(const Wish& wish, std::vector<QuotaLine>& lines) const
{
    if (wish.volumesGiB == 0)
        return;
    const auto limits = m_service.askPeer(m_call.context, { "GET", QStringLiteral("/volume/v3/limits") });
    if (!limits)
        return;
    const auto absolute = (*limits)[u"limits"][u"absolute"].toObject();
    const auto used = absolute[u"totalGigabytesUsed"].toInteger();
    lines.push_back({ QStringLiteral("gigabytes"), absolute[u"maxTotalVolumeGigabytes"].toInteger(-1), used, used + qint64(wish.volumesGiB) * wish.count });
}

void FitPlanner::writeHosts(JsonWriter& json, const std::vector<HostReport>& hosts) const
{
    static const QHash<QString, QString> discreet {
        { QStringLiteral("host"), QStringLiteral("Another host is asked for.") },
        { QStringLiteral("service"), QStringLiteral("The host takes no servers now.") },
        { QStringLiteral("aggregates"), QStringLiteral("The host is kept for others, or lacks what the flavor asks of its aggregates.") },
    };
    json.beginArray();
    int number = 0;
    for (auto host : hosts) {
        ++number;
        if (!m_call.context.admin) {      // as OS-EXT-SRV-ATTR:host is theirs alone
            host.host = QStringLiteral("host %1").arg(number);
            for (auto& check : host.checks)
                if (!check.passed)
                    check.message = discreet.value(check.filter, check.message);
        }
        sdk::encode(json, host);
    }
    json.endArray();
}

// ---- ways out

Result<> FitPlanner::writeWays(JsonWriter& json, const Wish& wish, const Verdict& verdict)
{
    json.beginArray();
    const bool hostsFit = verdict.fitting >= wish.count;
    const bool quotaFits = verdict.quotaFits();
    if (!hostsFit || !quotaFits)
        TRY(writeSmaller(json, wish, verdict));
    if (!hostsFit && quotaFits && isPlain(wish.demand, verdict.offers)) {
        TRY(writeRoom(json, wish, verdict));
        writeOvercommit(json, wish, verdict);
    }
    if (hostsFit)
        for (const auto& line : verdict.quota)
            if (!line.fits())
                json.beginObject().key("kind").value("raise_quota").key("resource").value(line.resource).key("limit").value(line.after).endObject();
    json.endArray();
    return {};
}

/// The largest flavor that is smaller in no way larger, and fits.
Result<> FitPlanner::writeSmaller(JsonWriter& json, const Wish& wish, const Verdict& verdict)
{
    auto flavors = TRY(m_service.database().read([&](db::Connection& connection) { return FlavorsHandler::visibleTo(connection, m_call.context); }));
    const auto& now = wish.server.flavor;
    const bool volume = wish.server.bootVolume() != nullptr;
    std::erase_if(flavors, [&](const FlavorRow& flavor) {
        const bool noLarger = flavor.vcpus <= now.vcpus && flavor.ram <= now.ram && flavor.disk <= now.disk && flavor.ephemeral <= now.ephemeral && flavor.swap.mib <= now.swap;
        const bool smaller = flavor.vcpus < now.vcpus || flavor.ram < now.ram || flavor.disk < now.disk;
        return !noLarger || !smaller || (wish.image && !ServerPlanner::checkFit(ServerPlanner::copyOf(flavor), *wish.image, volume));
    });
    std::stable_sort(flavors.begin(), flavors.end(), [](const FlavorRow& a, const FlavorRow& b) { return std::tie(a.ram, a.vcpus, a.disk) > std::tie(b.ram, b.vcpus, b.disk); });
    for (std::size_t i = 0; i < std::min(flavors.size(), mostTried); ++i) {
        auto smaller = wish;
        smaller.server.flavor = ServerPlanner::copyOf(flavors[i]);
        smaller.server.vcpus = flavors[i].vcpus;
        smaller.server.memoryMiB = flavors[i].ram;
        const auto demand = demandOf(smaller.server);
        smaller.demand.resources = demand.resources;
        smaller.demand.extraSpecs = demand.extraSpecs;
        if (!TRY(fitsWith(smaller, verdict)))
            continue;
        json.beginObject().key("kind").value("smaller_flavor").key("flavor").beginObject().key("id").value(flavors[i].id).key("name").value(flavors[i].name);
        json.key("vcpus").value(flavors[i].vcpus).key("ram").value(flavors[i].ram).key("disk").value(flavors[i].disk).endObject().endObject();
        break;
    }
    return {};
}

Result<bool> FitPlanner::fitsWith(const Wish& smaller, const Verdict& verdict)
{
    for (const auto& line : verdict.quota) {      // limits and use are the same for every size
        const qint64 each = line.resource == u"cores" ? smaller.server.vcpus : line.resource == u"ram" ? smaller.server.memoryMiB : 0;
        if (each == 0 ? !line.fits() : line.limit >= 0 && line.inUse + each * smaller.count > line.limit)
            return false;
    }
    const bool plain = isPlain(smaller.demand, verdict.offers);
    const auto offers = plain ? lookedAgain(verdict.offers, smaller.demand) : TRY(m_service.scheduling().offers(smaller.demand));
    return countFitting(smaller.demand, offers, smaller.count) >= smaller.count;
}

/// Servers that stand still hold what they have: only those that leave their host make room, and a server leaves it when
/// it is shelved.
Result<> FitPlanner::writeRoom(JsonWriter& json, const Wish& wish, const Verdict& verdict)
{
    if (!mayDo("os_compute_api:os-shelve:shelve"))
        return {};
    const auto rows = TRY(m_service.database().read([&](db::Connection& connection) {
        return Servers::select(connection, QStringLiteral("project_id = ? AND deleted = ? AND trashed_at IS NULL AND task_state = '' AND locked = ? AND host <> ''"), { m_call.projectId(), false, false });
    }));
    const auto held = TRY(m_service.scheduling().allHoldings());
    std::vector<Idle> idle;
    for (const auto& row : rows) {
        const bool leaves = row.bootVolume() || m_service.options().offloadSeconds == 0;
        const auto busy = m_service.metrics().averageCpu(row.id, idleSamples);
        const bool still = row.powerState != int(PowerState::Running) || (busy && *busy < idlePercent);
        if (row.id != wish.server.id && leaves && still && state::check(row, state::Action::Shelve))
            idle.push_back({ row.id, row.name, held.value(row.id) });
    }
    const auto chosen = makeRoom(wish.demand, verdict.offers, std::move(idle), wish.count);
    if (chosen.empty())
        return {};
    qint64 ram = 0, vcpus = 0;
    json.beginObject().key("kind").value("shelve_servers").key("servers").beginArray();
    for (const auto& server : chosen) {
        json.beginObject().key("id").value(server.id).key("name").value(server.name).endObject();
        ram += server.holds("MEMORY_MB");
        vcpus += server.holds("VCPU");
    }
    json.endArray().key("frees").beginObject().key("ram").value(ram).key("vcpus").value(vcpus).endObject().endObject();
    return {};
}

void FitPlanner::writeOvercommit(JsonWriter& json, const Wish& wish, const Verdict& verdict) const
{
    if (!mayDo("placement:resource_providers:inventories:update"))
        return;
    for (const auto* name : { "MEMORY_MB", "VCPU", "DISK_GB" })
        if (const auto ratio = overcommitFor(wish.demand, verdict.offers, QLatin1String(name), wish.count))
            json.beginObject().key("kind").value("overcommit").key("resource").value(name).key("allocation_ratio").value(*ratio).endObject();
}

} // namespace skylab::compute
