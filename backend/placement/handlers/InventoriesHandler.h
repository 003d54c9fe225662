#pragma once

#include "placement/model/Shape.h"
#include "placement/store/ProviderStore.h"
#include "service/Route.h"

namespace skylab::placement {

class PlacementService;

/// What providers have, and how much of it is used.
class InventoriesHandler {
public:
    explicit InventoriesHandler(PlacementService& service) : m_service(service) { }

    Result<http::Response> list(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> replace(service::Call& call);
    Result<http::Response> removeAll(service::Call& call);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> remove(service::Call& call);
    Result<http::Response> usages(service::Call& call);

    /// Of PUT .../inventories; reshaper has the same within.
    static Shape replaceShape();
    /// An inventory of a request, with the defaults of what it does not say.
    static Stock stockOf(const QJsonObject& wanted);
    /// BadRequest when nothing is left to give (before 1.26), or less than nothing.
    static Result<> checkCapacity(sdk::Version version, const QString& provider, const QString& resourceClass, const Stock& stock);

private:
    PlacementService& m_service;
};

} // namespace skylab::placement
