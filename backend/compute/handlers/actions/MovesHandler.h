#pragma once

#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// migrate, os-migrateLive, evacuate: of servers to other hosts.
class MovesHandler {
public:
    explicit MovesHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<> migrate(Call& call, const QString& id, const QJsonValue& argument);
    Result<> migrateLive(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> evacuate(Call& call, const QString& id, const QJsonValue& argument);
    Result<std::optional<HostRow>> hostNamed(const QString& name);

    ComputeService& m_service;
};

} // namespace skylab::compute
