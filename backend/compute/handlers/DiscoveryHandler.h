#pragma once

#include "service/Routes.h"

namespace skylab::compute {

class ComputeService;

/// Version documents, and the list of extensions of old.
class DiscoveryHandler {
public:
    explicit DiscoveryHandler(ComputeService& service) : m_service(service) { }

    std::vector<service::Route> routes();
    std::vector<service::Route> rootRoutes();

private:
    using Call = service::Call;
    Result<http::Response> listVersions(Call& call);
    Result<http::Response> showVersion(Call& call);
    Result<http::Response> showOldVersion(Call& call);
    Result<http::Response> listExtensions(Call& call);
    Result<http::Response> showExtension(Call& call);

    enum class Form { Listed, Single };
    void writeVersion(JsonWriter& json, const Call& call, bool old, Form form) const;

    ComputeService& m_service;
};

} // namespace skylab::compute
