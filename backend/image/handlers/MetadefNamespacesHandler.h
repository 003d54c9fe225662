#pragma once

#include "image/ImageService.h"
#include "image/store/MetadefRows.h"
#include "service/Routes.h"

namespace skylab::image {

/// Namespaces of metadata definitions, and the resource types that there are.
/// Source: Image service API v2, "Metadata Definitions Service API".
class MetadefNamespacesHandler {
public:
    explicit MetadefNamespacesHandler(ImageService& service) : m_service(service) { }

    Result<http::Response> list(service::Call& call);
    Result<http::Response> show(service::Call& call);
    /// With everything inside, where the body has it.
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<> remove(service::Call& call, const QString& name);
    Result<http::Response> resourceTypes(service::Call& call);

private:
    ImageService& m_service;
};

} // namespace skylab::image
