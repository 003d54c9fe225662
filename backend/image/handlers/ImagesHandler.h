#pragma once

#include "image/store/ImageRows.h"
#include "service/Route.h"

namespace skylab::image {

class ImageService;

/// Images as documents: make, list, show, change, delete, (de)activate, tag.
class ImagesHandler {
public:
    explicit ImagesHandler(ImageService& service) : m_service(service) { }

    Result<http::Response> create(service::Call& call);
    Result<http::Response> list(service::Call& call);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> deactivate(service::Call& call);
    Result<http::Response> reactivate(service::Call& call);
    Result<http::Response> addTag(service::Call& call);
    Result<http::Response> removeTag(service::Call& call);

private:
    ImageService& m_service;
};

} // namespace skylab::image
