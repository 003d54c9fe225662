#pragma once

#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Flavors, their extra specs, and which projects may use those that are not public.
class FlavorsHandler {
public:
    explicit FlavorsHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

    /// The flavor, if the caller may use it; NotFound in Nova's words.
    static Result<FlavorRow> find(db::Connection& connection, const service::Context& context, const QString& id);

    /// Those that the caller may use and that are not disabled.
    static Result<std::vector<FlavorRow>> visibleTo(db::Connection& connection, const service::Context& context);

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> listDetail(service::Call& call);
    Result<FlavorRow> show(service::Call& call, const QString& id);
    Result<http::Response> create(service::Call& call);
    Result<FlavorRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> showSpecs(service::Call& call);
    Result<http::Response> createSpecs(service::Call& call);
    Result<http::Response> updateSpec(service::Call& call);
    Result<http::Response> removeSpec(service::Call& call);
    Result<http::Response> listAccess(service::Call& call);
    Result<http::Response> addAccess(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> removeAccess(service::Call& call, const QString& id, const QJsonValue& argument);

    Result<http::Response> answerList(service::Call& call, const QStringList& fields);
    Result<http::Response> answerAccess(const QString& id);
    Result<FlavorRow> change(service::Call& call, const QString& id, const std::function<Result<>(FlavorRow&)>& edit);
    Result<> announce(db::Transaction& transaction, const service::Context& context, const char* what, const FlavorRow& flavor);

    ComputeService& m_service;
};

} // namespace skylab::compute
