#pragma once

#include "placement/model/CandidateSearch.h"
#include "placement/store/AllocationStore.h"
#include "service/Service.h"

#include <memory>

namespace skylab::placement {

class AllocationsHandler;
class CandidatesHandler;
class InventoriesHandler;
class NamesHandler;
class ProvidersHandler;

/// A provider as the service that owns it wants it to be.
struct ProviderBook {
    QString uuid;
    QString name;
    Stocks stocks;               ///< of these classes; an administrator's other inventories stay, and so do the ratios of these
    QStringList traits;          ///< names that nobody knows are left out; traits that begin with one of `ownedPrefixes` and are not here go; others stay
    QStringList ownedPrefixes;
};

/// A way to fulfil a request, told in uuids.
struct Placing {
    QStringList roots;           ///< of the trees that give
    ProviderAmounts allocations;
};

/// Resource providers, inventories and allocations with the Placement API 1.0 to 1.39, and what other services may ask.
/// Thread-safe; all functions block. An allocation that was answered is committed.
/// Every change of a provider writes its event (placement.resource_provider.*) in its own transaction; allocations come
/// and go with what they are for, which has events of its own.
/// Source: https://docs.openstack.org/api-ref/placement/
class PlacementService final : public service::Service {
public:
    static Result<std::unique_ptr<PlacementService>> open(service::Chassis& chassis);
    ~PlacementService() override;

    std::vector<service::Route> routes() override;
    std::vector<service::Route> rootRoutes() override;

    // For compute.

    /// Makes the provider, or what differs of it, as the book says. Nothing differs: nothing is written.
    /// An inventory that is smaller than its use is taken all the same: nothing more fits in then.
    Result<> keepProvider(const service::Context& context, const ProviderBook& book);
    Result<std::vector<Placing>> candidates(const CandidateRequest& request) const;
    /// What a provider has and how much of it is used; empty when there is no such provider.
    Result<Stocks> stocksOf(const QString& provider) const;
    Result<QSet<QString>> traitsOf(const QString& provider) const;
    Result<ProviderAmounts> holdingsOf(const QString& consumer) const;
    /// Of all consumers of that type, what they hold.
    Result<QMap<QString, ProviderAmounts>> holdings(const QString& consumerType) const;
    /// See AllocationStore::claim().
    Result<> claim(const service::Context& context, const std::vector<ConsumerClaim>& claims);
    /// False: it held nothing.
    Result<bool> release(const service::Context& context, const QString& consumer);
    /// The provider's aggregates. None differs: nothing is written.
    Result<> setAggregates(const service::Context& context, const QString& provider, const QStringList& aggregates);

    // For its own handlers.

    /// `what`: "create", "update", "delete".
    Result<> announce(db::Transaction& transaction, const service::Context& context, const char* what, const Provider& provider);
    Result<http::Response> versions(service::Call& call);

private:
    explicit PlacementService(service::Chassis& chassis);

    std::unique_ptr<ProvidersHandler> m_providers;
    std::unique_ptr<InventoriesHandler> m_inventories;
    std::unique_ptr<NamesHandler> m_names;
    std::unique_ptr<AllocationsHandler> m_allocations;
    std::unique_ptr<CandidatesHandler> m_candidates;
};

} // namespace skylab::placement
