#pragma once

#include "compute/peers/Placement.h"

namespace skylab {

namespace placement { class PlacementService; }

/// What compute asks of Placement, put to the real service. Thin: names are translated, nothing is decided.
class PlacementProxy final : public compute::Placement {
public:
    explicit PlacementProxy(placement::PlacementService& service) : m_service(service) { }
    Result<> keepHost(const compute::HostResources& host) override;
    Result<compute::HostResources> host(const QString& id) override;
    Result<> keepAggregates(const QString& hostId, const QStringList& aggregates) override;
    Result<std::vector<compute::ResourceOffer>> candidates(const compute::ResourceRequest& request) override;
    Result<> claim(const compute::ResourceClaim& claim) override;
    Result<> release(const QString& serverId) override;
    Result<compute::ProviderHoldings> holdings(const QString& serverId) override;
    Result<QMap<QString, compute::ProviderHoldings>> allHoldings() override;

private:
    placement::PlacementService& m_service;
};

} // namespace skylab
