#pragma once

#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Key pairs: each user's own, whatever the project.
class KeypairsHandler {
public:
    explicit KeypairsHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

    static Result<std::optional<KeypairRow>> find(db::Connection& connection, const QString& userId, const QString& name);

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> remove(service::Call& call);
    Result<QString> userOf(const service::Call& call, const QString& wanted) const;

    ComputeService& m_service;
};

} // namespace skylab::compute
