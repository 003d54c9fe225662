#include "compute/model/Fitting.h"

#include <algorithm>

namespace skylab::compute {

namespace {

/// Beyond these a host is better called full.
constexpr double mostVcpuRatio = 32;
constexpr double mostOtherRatio = 2;

const ResourceGroup& ownGroup(const Demand& demand)
{
    static const ResourceGroup none;
    const auto group = demand.resources.groups.constFind(QString());
    return group == demand.resources.groups.constEnd() ? none : *group;
}

/// What the host itself can give of a plain demand, by its stocks as they are now.
void lookAgain(HostOffer& host, const Demand& demand)
{
    const auto& group = ownGroup(demand);
    bool gives = host.traits.contains(group.required) && !host.traits.intersects(group.forbidden);
    for (auto it = group.resources.begin(); it != group.resources.end(); ++it) {
        const auto stock = host.stocks.value(it.key());
        gives = gives && it.value() <= stock.free() && it.value() <= stock.maxUnit;
    }
    host.candidates.clear();
    if (gives)
        host.candidates.push_back({ { host.id, group.resources } });
}

/// One server more on the host. What other providers gave is taken for used up: nobody here knows how much they have.
void take(HostOffer& host, const Demand& demand, bool plain)
{
    const auto way = host.candidates.front();
    const auto own = way.value(host.id);
    for (auto it = own.begin(); it != own.end(); ++it)
        host.stocks[it.key()].used += it.value();
    if (plain) {
        lookAgain(host, demand);
        return;
    }
    std::erase_if(host.candidates, [&](const ProviderHoldings& other) {
        for (auto provider = other.begin(); provider != other.end(); ++provider) {
            if (provider.key() != host.id && way.contains(provider.key()))
                return true;
            for (auto it = provider->begin(); provider.key() == host.id && it != provider->end(); ++it)
                if (it.value() > host.stocks.value(it.key()).free())
                    return true;
        }
        return false;
    });
}

std::vector<HostOffer> without(std::vector<HostOffer> hosts, const std::vector<Idle>& gone, const Demand& demand)
{
    for (auto& host : hosts) {
        for (const auto& server : gone) {
            const auto held = server.holdings.value(host.id);
            for (auto it = held.begin(); it != held.end(); ++it)
                host.stocks[it.key()].used -= it.value();
            host.servers.remove(server.id);
        }
        lookAgain(host, demand);
    }
    return hosts;
}

} // namespace

qint64 Idle::holds(const char* resourceClass) const
{
    qint64 sum = 0;
    for (const auto& amounts : holdings)
        sum += amounts.value(QLatin1String(resourceClass));
    return sum;
}

bool isPlain(const Demand& demand, const std::vector<HostOffer>& hosts)
{
    if (demand.resources.groups.size() > 1 || (demand.resources.groups.size() == 1 && !demand.resources.groups.contains(QString())))
        return false;
    const auto& wanted = ownGroup(demand).resources;
    return std::all_of(hosts.begin(), hosts.end(), [&](const HostOffer& host) {
        return host.impossible.isEmpty() && std::all_of(wanted.keyBegin(), wanted.keyEnd(), [&](const QString& name) { return host.stocks.contains(name); });
    });
}

std::vector<HostOffer> lookedAgain(std::vector<HostOffer> hosts, const Demand& demand)
{
    for (auto& host : hosts)
        lookAgain(host, demand);
    return hosts;
}

int countFitting(const Demand& wanted, std::vector<HostOffer> hosts, int most, QHash<QString, int>* perHost)
{
    auto demand = wanted;
    const bool plain = isPlain(demand, hosts);
    int fitting = 0;
    for (; fitting < most; ++fitting) {
        const auto ranked = rankHosts(demand, hosts);
        if (!ranked || ranked->front()->candidates.empty())
            break;
        auto& host = hosts[std::size_t(ranked->front() - hosts.data())];
        take(host, demand, plain);
        const auto id = QStringLiteral("new-%1").arg(fitting);
        host.servers.insert(id);
        if (!demand.groupPolicy.isEmpty())
            demand.groupMembers << id;
        if (perHost)
            ++(*perHost)[host.name];
    }
    return fitting;
}

std::optional<double> overcommitFor(const Demand& demand, const std::vector<HostOffer>& hosts, const QString& resourceClass, int count)
{
    double least = mostVcpuRatio;
    for (const auto& host : hosts)
        least = std::min(least, host.stocks.value(resourceClass).ratio);
    const bool vcpus = resourceClass == u"VCPU";
    const auto most = vcpus ? mostVcpuRatio : mostOtherRatio;
    const auto fitsAt = [&](double ratio) {
        auto changed = hosts;
        for (auto& host : changed) {
            if (auto stock = host.stocks.find(resourceClass); stock != host.stocks.end())
                stock->ratio = std::max(stock->ratio, ratio);
            lookAgain(host, demand);
        }
        return countFitting(demand, std::move(changed), count) >= count;
    };
    if (fitsAt(least) || !fitsAt(most))
        return {};
    // In tenths, and the smallest by halving: more room never makes fewer fit.
    int low = int(least * 10), high = int(most * 10);
    while (high - low > 1) {
        const int middle = (low + high) / 2;
        (fitsAt(middle / 10.0) ? high : low) = middle;
    }
    return high / 10.0;
}

std::vector<Idle> makeRoom(const Demand& demand, const std::vector<HostOffer>& hosts, std::vector<Idle> idle, int count)
{
    const auto fits = [&](const std::vector<Idle>& gone) { return countFitting(demand, without(hosts, gone, demand), count) >= count; };
    if (!fits(idle))
        return {};
    std::stable_sort(idle.begin(), idle.end(), [](const Idle& a, const Idle& b) { return a.holds("MEMORY_MB") > b.holds("MEMORY_MB"); });
    std::vector<Idle> chosen;
    for (const auto& server : idle) {
        chosen.push_back(server);
        if (fits(chosen))
            break;
    }
    // A large one may have made small ones needless, or the last one all others.
    for (std::size_t i = chosen.size(); i-- > 0;) {
        auto fewer = chosen;
        fewer.erase(fewer.begin() + std::ptrdiff_t(i));
        if (fits(fewer))
            chosen = std::move(fewer);
    }
    return chosen;
}

} // namespace skylab::compute
