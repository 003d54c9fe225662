#pragma once

#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// changePassword, which asks the guest's agent; and os-server-password, which shows what the guest has encrypted.
class PasswordsHandler {
public:
    explicit PasswordsHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    Result<> changePassword(Call& call, const QString& id, const QJsonValue& argument);
    Result<http::Response> show(Call& call);
    Result<http::Response> clear(Call& call);

    ComputeService& m_service;
};

} // namespace skylab::compute
