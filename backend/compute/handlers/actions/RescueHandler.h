#pragma once

#include "compute/store/ComputeRows.h"
#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;
struct BootImage;

/// rescue and unrescue.
class RescueHandler {
public:
    explicit RescueHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<http::Response> rescue(Call& call, const QString& id, const QJsonValue& argument);
    Result<> unrescue(Call& call, const QString& id, const QJsonValue& argument);
    Result<BootImage> imageFor(const Call& call, const ServerRow& server, const QString& wanted);

    ComputeService& m_service;
};

} // namespace skylab::compute
