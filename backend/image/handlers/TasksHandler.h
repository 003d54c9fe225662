#pragma once

#include "image/ImageService.h"
#include "image/store/ImageTaskRows.h"
#include "service/Routes.h"

namespace skylab::image {

/// Imports of images, and the tasks that they are. Source: Image service API v2, "Interoperable image import", "Tasks".
class TasksHandler {
public:
    explicit TasksHandler(ImageService& service) : m_service(service) { }

    /// POST /images/{image_id}/import
    Result<http::Response> import(service::Call& call);
    /// GET /images/{image_id}/tasks
    Result<http::Response> ofImage(service::Call& call);
    Result<http::Response> list(service::Call& call);
    Result<http::Response> show(service::Call& call);
    /// POST /tasks: the old way of an administrator to import, from a URL.
    Result<http::Response> create(service::Call& call);
    /// DELETE /stores/{store_id}/{image_id}: refused, since the only store has the only copy.
    Result<http::Response> removeFromStore(service::Call& call);

private:
    Result<> checkStores(const QJsonObject& body) const;

    ImageService& m_service;
};

} // namespace skylab::image
