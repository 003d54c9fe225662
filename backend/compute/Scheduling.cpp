#include "compute/Scheduling.h"

#include "compute/ComputeService.h"
#include "compute/model/HostTraits.h"

#include <QLoggingCategory>

namespace skylab::compute {

namespace {

Q_LOGGING_CATEGORY(lcScheduling, "skylab.compute")

/// Others may take what was found before it is claimed: so often it is looked for anew.
constexpr int attempts = 3;

ResourceAmounts totalsOf(const ProviderHoldings& holdings)
{
    ResourceAmounts sum;
    for (const auto& amounts : holdings)
        for (auto it = amounts.begin(); it != amounts.end(); ++it)
            sum[it.key()] += it.value();
    return sum;
}

/// No room, or no such stock: the server's own matter, where other errors concern all.
bool isRefusal(const Error& error) { return error.code == ErrorCode::Conflict || error.code == ErrorCode::BadRequest; }

} // namespace

Scheduling::Pending::Pending(Scheduling& scheduling, const QStringList& ids) : m_scheduling(scheduling), m_ids(ids)
{
    const std::lock_guard lock(m_scheduling.m_mutex);
    for (const auto& id : m_ids)
        ++m_scheduling.m_pending[id];
}

Scheduling::Pending::~Pending()
{
    const std::lock_guard lock(m_scheduling.m_mutex);
    for (const auto& id : m_ids)
        if (--m_scheduling.m_pending[id] == 0)
            m_scheduling.m_pending.remove(id);
}

Result<> Scheduling::keepHost(const HostRow& host, const HostState& state)
{
    qint64 residentKiB = 0;
    if (const auto stats = m_service.driver().stats())
        for (const auto& guest : *stats)
            residentKiB += guest.memoryResidentKiB;
    const auto able = m_service.driver().capabilities();
    return m_placement.keepHost({ host.id, host.name, stocksOf(state, residentKiB / 1024), hostTraits(state, able.value_or(Capabilities()), host.disabled) });
}

Result<HostOffer> Scheduling::readOffer()
{
    const auto name = m_service.hostName();
    HostOffer offer;
    const auto host = TRY(m_service.database().read([&](db::Connection& connection) -> Result<HostRow> {
        offer.servers.clear();
        auto rows = TRY(connection.query(QStringLiteral("SELECT id FROM servers WHERE host = ? AND deleted = ?"), name, false));
        while (rows.next())
            offer.servers.insert(rows.get<QString>(0));
        TRY(rows.check());
        return TRY(Hosts::findWhere(connection, QStringLiteral("name = ?"), { name })).value_or(HostRow { .name = name });
    }));
    offer.id = host.id;
    offer.name = host.name;
    offer.zone = host.zone;
    offer.enabled = !host.disabled;
    offer.disabledReason = host.disabledReason.value_or(QString());
    offer.up = !host.forcedDown;
    offer.downReason = host.forcedDown ? QStringLiteral("an administrator marked it as down") : QString();
    if (host.id.isEmpty())
        return offer;
    if (const auto state = m_service.driver().hostState()) {
        TRY(keepHost(host, *state));
        offer.hypervisorType = state->hypervisorType;
    } else {
        offer.up = false;
        offer.downReason = state.error().message;
    }
    if (m_aggregates) {
        offer.aggregates = TRY(m_aggregates(host.name));
        QStringList ids;
        for (const auto& aggregate : offer.aggregates)
            ids << aggregate.id;
        TRY(m_placement.keepAggregates(host.id, ids));
    }
    TRY(readStocks(offer));
    return offer;
}

Result<> Scheduling::readStocks(HostOffer& offer)
{
    const auto known = TRY(m_placement.host(offer.id));
    offer.stocks = known.stocks;
    offer.traits = QSet<QString>(known.traits.begin(), known.traits.end());
    return {};
}

Result<std::vector<HostOffer>> Scheduling::offers(const Demand& demand, Round& round)
{
    if (!round.offer)
        round.offer = TRY(readOffer());
    else if (!round.offer->id.isEmpty())
        TRY(readStocks(*round.offer));
    std::vector<HostOffer> hosts { *round.offer };
    const auto candidates = m_placement.candidates(demand.resources);
    if (!candidates && candidates.error().code == ErrorCode::BadRequest)      // the flavor's groups have too many ways to be fulfilled
        return fail(noValidHost(demand.flavorName, candidates.error().message));
    if (!candidates && candidates.error().code != ErrorCode::NotFound)
        return fail(candidates.error());
    for (auto& host : hosts) {
        if (!candidates) {
            host.impossible = candidates.error().message;
            continue;
        }
        for (auto it = round.placed.begin(); it != round.placed.end(); ++it)
            if (it.value() == host.name)
                host.servers.insert(it.key());
        for (const auto& candidate : *candidates)
            if (candidate.roots.contains(host.id))
                host.candidates.push_back(candidate.allocations);
    }
    return hosts;
}

Result<QString> Scheduling::place(const ServerRow& server, const Demand& demand, Round& round, std::vector<HostReport>* reports)
{
    Error last;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto hosts = TRY(offers(demand, round));
        if (reports)
            *reports = reportHosts(demand, hosts);
        for (const auto& host : hosts)
            if (!host.impossible.isEmpty())
                return fail(noValidHost(demand.flavorName, QStringLiteral("it asks for what no host has: %1").arg(host.impossible)));
        for (const auto* host : TRY(rankHosts(demand, hosts)))
            for (const auto& way : host->candidates) {
                const std::lock_guard lock(m_claims);
                const auto claimed = m_placement.claim({ server.id, server.projectId, server.userId, way });
                if (claimed) {
                    round.placed.insert(server.id, host->name);
                    return host->name;
                }
                if (claimed.error().code != ErrorCode::Conflict)
                    return fail(claimed.error());
                last = claimed.error();
            }
    }
    return fail(noValidHost(demand.flavorName, QStringLiteral("others were faster, %1 times: %2").arg(attempts).arg(last.message)));
}

Result<> Scheduling::check(const ServerRow& server, Check what)
{
    auto demand = demandOf(server);
    demand.host = server.host;
    if (what == Check::Image)
        demand.extraSpecs.removeIf([](const auto& spec) { return spec.key().startsWith(QStringLiteral("aggregate_instance_extra_specs:")); });
    auto hosts = TRY(offers(demand));
    const auto held = TRY(m_placement.holdings(server.id));
    const auto group = demand.resources.groups.value(QString());
    for (auto& offer : hosts) {
        if (what == Check::Image) {
            offer.enabled = offer.up = true;
            offer.aggregates.clear();
        }
        const auto own = held.value(offer.id);
        for (auto it = own.begin(); it != own.end(); ++it)
            offer.stocks[it.key()].used -= it.value();
        // Placement finds no room for the server beside itself: then only traits are looked at.
        if (offer.candidates.empty() && offer.impossible.isEmpty() && offer.traits.contains(group.required) && !offer.traits.intersects(group.forbidden))
            offer.candidates.push_back({ { offer.id, group.resources } });
    }
    if (const auto ranked = rankHosts(demand, hosts); !ranked)
        return fail(ranked.error());
    return {};
}

Result<> Scheduling::settle(const ServerRow& server)
{
    if (server.deleted || server.host.isEmpty())
        return release(server.id);
    const auto host = TRY(m_service.database().read([&](db::Connection& connection) { return Hosts::findWhere(connection, QStringLiteral("name = ?"), { server.host }); }));
    if (!host)
        return fail(ErrorCode::NotFound, QStringLiteral("Host %1 of server %2 is not known.").arg(server.host, server.id));
    ProviderHoldings held;
    Result<> settled;
    {
        const std::lock_guard lock(m_claims);
        held = TRY(m_placement.holdings(server.id));
        settled = settleOn(*host, server, held);
    }
    if (settled || settled.error().code != ErrorCode::Conflict)
        return settled;
    // It does not fit: say what is missing, as if the server held nothing yet.
    auto demand = demandOf(server);
    demand.host = server.host;
    auto offer = TRY(readOffer());
    const auto own = held.value(host->id);
    for (auto it = own.begin(); it != own.end(); ++it)
        offer.stocks[it.key()].used -= it.value();
    const auto ranked = rankHosts(demand, { offer });
    return fail(ranked ? noValidHost(demand.flavorName, settled.error().message) : ranked.error());
}

Result<> Scheduling::release(const QString& serverId)
{
    const std::lock_guard lock(m_claims);
    return m_placement.release(serverId);
}

void Scheduling::giveBack(const QString& serverId)
{
    if (auto released = release(serverId); !released)
        qCWarning(lcScheduling).noquote() << "What server" << serverId << "holds can't be given back:" << released.error().message;
}

/// Each class where the server holds it already, else on the host itself.
Result<> Scheduling::settleOn(const HostRow& host, const ServerRow& server, const ProviderHoldings& held)
{
    const auto wanted = resourcesOf(server).totals();
    const auto before = totalsOf(held);
    if (wanted == before)
        return {};
    auto now = held;
    for (auto it = now.begin(); it != now.end(); ++it)
        for (const auto& name : before.keys())
            if (!wanted.contains(name))
                it->remove(name);
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        if (before.value(it.key()) == it.value())
            continue;
        auto provider = host.id;
        for (auto one = held.begin(); one != held.end(); ++one)
            if (one->contains(it.key()))
                provider = one.key();
        for (auto one = now.begin(); one != now.end(); ++one)      // one provider gives all of it from now on
            one->remove(it.key());
        now[provider].insert(it.key(), it.value());
    }
    now.removeIf([](const auto& one) { return one.value().isEmpty(); });
    return m_placement.claim({ server.id, server.projectId, server.userId, now });
}

bool Scheduling::isPending(const QString& serverId)
{
    const std::lock_guard lock(m_mutex);
    return m_pending.contains(serverId);
}

/// Compares all at once, and looks again at each that differs: it may only have changed meanwhile.
Result<> Scheduling::heal(Heal what)
{
    const auto all = TRY(m_placement.allHoldings());
    const auto [hosts, servers] = TRY(m_service.database().read([](db::Connection& connection) -> Result<std::pair<std::vector<HostRow>, std::vector<ServerRow>>> {
        auto hosts = TRY(Hosts::select(connection));
        auto servers = TRY(Servers::select(connection, QStringLiteral("deleted = ?"), { false }));
        return std::pair { std::move(hosts), std::move(servers) };
    }));
    QSet<QString> holders, doubtful;
    std::vector<ServerRow> without;
    for (const auto& server : servers) {
        if (std::none_of(hosts.begin(), hosts.end(), [&](const HostRow& one) { return one.name == server.host; }))
            continue;
        holders.insert(server.id);
        const auto held = totalsOf(all.value(server.id));
        if (resourcesOf(server).totals() == held)
            continue;
        if (held.isEmpty())
            without.push_back(server);
        else
            doubtful.insert(server.id);
    }
    for (auto it = all.begin(); it != all.end(); ++it)
        if (!holders.contains(it.key()))
            doubtful.insert(it.key());
    for (const auto& id : doubtful) {
        TRY(m_service.requireRunning());
        auto healed = healOne(id, hosts);
        if (!healed && !isRefusal(healed.error()))
            return healed;
        if (!healed)
            qCWarning(lcScheduling).noquote() << "Server" << id << "can't claim what it has:" << healed.error().message;
    }
    return what == Heal::All ? claimMissing(without, hosts) : Result<>();
}

/// What was refused once is not asked for again: on a full host thousands of servers would be told the same.
Result<> Scheduling::claimMissing(const std::vector<ServerRow>& servers, const std::vector<HostRow>& hosts)
{
    std::vector<std::pair<QString, ResourceAmounts>> refused;
    int left = 0;
    QString example;
    for (const auto& server : servers) {
        TRY(m_service.requireRunning());
        const std::pair wish { server.host, resourcesOf(server).totals() };
        if (std::find(refused.begin(), refused.end(), wish) != refused.end()) {
            ++left;
            continue;
        }
        auto healed = healOne(server.id, hosts);
        if (healed)
            continue;
        if (!isRefusal(healed.error()))
            return healed;
        refused.push_back(wish);
        ++left;
        example = QStringLiteral("%1: %2").arg(server.id, healed.error().message);
    }
    if (left > 0)
        qCWarning(lcScheduling).noquote() << left << "servers can't claim what they have, for example" << example;
    return {};
}

/// A refusal when there is no room for what the server has.
Result<> Scheduling::healOne(const QString& serverId, const std::vector<HostRow>& hosts)
{
    const std::lock_guard lock(m_claims);
    if (isPending(serverId))
        return {};
    const auto row = TRY(m_service.database().read([&](db::Connection& connection) { return Servers::find(connection, serverId); }));
    const auto held = TRY(m_placement.holdings(serverId));
    const auto host = std::find_if(hosts.begin(), hosts.end(), [&](const HostRow& one) { return row && !row->deleted && one.name == row->host; });
    if (host != hosts.end())
        return settleOn(*host, *row, held);
    if (std::none_of(hosts.begin(), hosts.end(), [&](const HostRow& one) { return held.contains(one.id); }))
        return {};
    qCInfo(lcScheduling).noquote() << "Nobody has what is claimed for server" << serverId << "any more; it is given back";
    return m_placement.release(serverId);
}

} // namespace skylab::compute
