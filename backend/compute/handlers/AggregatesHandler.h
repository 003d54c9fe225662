#pragma once

#include "compute/store/HostRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Host aggregates, and with them the availability zones.
class AggregatesHandler {
public:
    explicit AggregatesHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    using Edit = std::function<Result<>(db::Transaction&, AggregateRow&)>;
    Result<http::Response> list(Call& call);
    Result<http::Response> show(Call& call);
    Result<http::Response> create(Call& call);
    Result<http::Response> update(Call& call);
    Result<> remove(Call& call, const QString& id);
    Result<http::Response> addHost(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> removeHost(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> setMetadata(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> cacheImages(Call& call);

    Result<http::Response> change(Call& call, const QString& id, const char* what, const Edit& edit);
    /// Refuses a zone that would put a host into two, or move servers to another.
    static Result<> checkZone(db::Transaction& transaction, const AggregateRow& aggregate, const QString& zone, const QStringList& hosts);
    Result<> announce(db::Transaction& transaction, const service::Context& context, const char* what, const AggregateRow& aggregate);

    ComputeService& m_service;
};

} // namespace skylab::compute
