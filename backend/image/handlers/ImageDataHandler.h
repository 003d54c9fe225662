#pragma once

#include "image/ImageService.h"
#include "service/Route.h"

namespace skylab::image {

/// The bytes of images, in and out, in bounded memory.
class ImageDataHandler {
public:
    explicit ImageDataHandler(ImageService& service) : m_service(service) { }

    /// PUT /file: queued to active in one go.
    Result<http::Response> upload(service::Call& call);
    /// PUT /stage, for an import with the method glance-direct (TasksHandler).
    Result<http::Response> stage(service::Call& call);
    /// GET /file, whole or one range.
    Result<http::Response> download(service::Call& call);

private:
    Result<http::Response> receive(service::Call& call, ImageService::Upload upload);
    /// Stops as soon as the first MiB shows that the data are refused; staged data are judged by their import.
    Result<> pump(service::Call& call, ImageWriter& writer, const ImageService::Terms& terms, ImageService::Upload upload) const;

    ImageService& m_service;
};

} // namespace skylab::image
