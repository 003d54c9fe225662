#include "cloud/PlacementProxy.h"

#include "compute/model/HostTraits.h"
#include "placement/PlacementService.h"

namespace skylab {

namespace {

/// The type of consumer that servers are, as Nova names them.
const QString instance = QStringLiteral("INSTANCE");

} // namespace

Result<> PlacementProxy::keepHost(const compute::HostResources& host)
{
    placement::ProviderBook book { .uuid = host.id, .name = host.name, .stocks = {}, .traits = host.traits, .ownedPrefixes = compute::ownTraitPrefixes() };
    for (auto it = host.stocks.begin(); it != host.stocks.end(); ++it)
        book.stocks.insert(it.key(), { .total = it->total, .reserved = it->reserved, .maxUnit = it->maxUnit, .ratio = it->ratio });
    return m_service.keepProvider(service::Context::system(), book);
}

Result<compute::HostResources> PlacementProxy::host(const QString& id)
{
    const auto stocks = TRY(m_service.stocksOf(id));
    const auto traits = TRY(m_service.traitsOf(id));
    compute::HostResources host { .id = id, .name = {}, .stocks = {}, .traits = QStringList(traits.begin(), traits.end()) };
    for (auto it = stocks.begin(); it != stocks.end(); ++it)
        host.stocks.insert(it.key(), { .total = it->total, .reserved = it->reserved, .maxUnit = it->maxUnit, .ratio = it->ratio, .used = it->used });
    return host;
}

Result<> PlacementProxy::keepAggregates(const QString& hostId, const QStringList& aggregates)
{
    return m_service.setAggregates(service::Context::system(), hostId, aggregates);
}

Result<std::vector<compute::ResourceOffer>> PlacementProxy::candidates(const compute::ResourceRequest& request)
{
    placement::CandidateRequest wanted;
    wanted.isolate = request.isolate;
    for (auto it = request.groups.begin(); it != request.groups.end(); ++it) {
        if (it->resources.isEmpty())      // traits alone ask nothing of a provider
            continue;
        auto& group = wanted.groups[it.key()];
        group.resources = it->resources;
        group.traits.forbidden = it->forbidden;
        for (const auto& trait : it->required)
            group.traits.required.push_back({ trait });
    }
    std::vector<compute::ResourceOffer> offers;
    for (auto& placing : TRY(m_service.candidates(wanted)))
        offers.push_back({ placing.roots, placing.allocations });
    return offers;
}

Result<> PlacementProxy::claim(const compute::ResourceClaim& claim)
{
    placement::ConsumerClaim wanted;
    wanted.consumer = { .uuid = claim.serverId, .projectId = claim.projectId, .userId = claim.userId, .type = instance };
    wanted.allocations = claim.allocations;
    wanted.setType = true;
    return m_service.claim(service::Context::system(), { wanted });
}

Result<> PlacementProxy::release(const QString& serverId)
{
    TRY(m_service.release(service::Context::system(), serverId));
    return {};
}

Result<compute::ProviderHoldings> PlacementProxy::holdings(const QString& serverId) { return m_service.holdingsOf(serverId); }

Result<QMap<QString, compute::ProviderHoldings>> PlacementProxy::allHoldings() { return m_service.holdings(instance); }

} // namespace skylab
