#pragma once

#include "sdk/resource/Codec.h"
#include "service/Routes.h"

#include <functional>

namespace skylab::volume {

/// The metadata of one kind of resource: GET, POST (merge) and PUT (replace) of .../metadata, GET, PUT and DELETE of
/// .../metadata/{key}.
class MetadataHandler {
public:
    using Edit = std::function<Result<>(sdk::StringMap&)>;
    /// How to reach the metadata of the resource that a call's path names.
    struct Access {
        QString noun;                                                              ///< "Volume", for messages
        std::function<Result<sdk::StringMap>(service::Call&)> read;
        std::function<Result<sdk::StringMap>(service::Call&, const Edit&)> change; ///< all or nothing; what is there then
    };
    struct Guards {
        service::Guard read;
        service::Guard write;
        service::Guard remove;
    };

    explicit MetadataHandler(Access access) : m_access(std::move(access)) { }

    /// `path`: "/volumes/{volume_id}/metadata".
    std::vector<service::Route> routes(const QByteArray& path, const Guards& guards);

private:
    Result<http::Response> show(service::Call& call);
    Result<http::Response> merge(service::Call& call);
    Result<http::Response> replace(service::Call& call);
    Result<http::Response> showOne(service::Call& call);
    Result<http::Response> setOne(service::Call& call);
    Result<http::Response> removeOne(service::Call& call);

    Access m_access;
};

} // namespace skylab::volume
