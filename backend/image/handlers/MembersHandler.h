#pragma once

#include "image/store/ImageRows.h"
#include "service/Route.h"

namespace skylab::image {

class ImageService;

/// The projects that a shared image is shared with. Its owner invites and removes them; each answers for itself.
class MembersHandler {
public:
    explicit MembersHandler(ImageService& service) : m_service(service) { }

    Result<http::Response> list(service::Call& call);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<http::Response> remove(service::Call& call);

private:
    /// The image as its owner (or an administrator) may share it: NotFound, Forbidden.
    Result<ImageRow> shareable(db::Connection& connection, const service::Call& call) const;
    Result<> announce(db::Transaction& transaction, const service::Call& call, const char* type, const ImageRow& image, const sdk::ImageMember& member);

    ImageService& m_service;
};

} // namespace skylab::image
