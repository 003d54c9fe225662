#pragma once

#include "core/Result.h"
#include "service/Route.h"

namespace skylab::image {

class ImageService;

/// What this service is and can: versions, schemas (glanceclient builds its models from them), stores, import, quota use.
class DiscoveryHandler {
public:
    explicit DiscoveryHandler(ImageService& service) : m_service(service) { }

    Result<http::Response> choices(service::Call& call);      ///< the versions, as 300
    Result<http::Response> versions(service::Call& call);     ///< the same as 200
    Result<http::Response> schema(service::Call& call);
    Result<http::Response> importInfo(service::Call& call);
    Result<http::Response> stores(service::Call& call);
    Result<http::Response> storesDetail(service::Call& call);
    Result<http::Response> usage(service::Call& call);

private:
    ImageService& m_service;
};

} // namespace skylab::image
