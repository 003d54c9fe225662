#pragma once

#include "core/Result.h"
#include "service/Context.h"

#include <QJsonObject>

#include <functional>

namespace skylab::compute {

/// What an older client asks of images, volumes and networks by way of compute.
struct PeerRequest {
    QByteArray method;           ///< "GET"
    QString path;                ///< with its query, "/volume/v3/volumes/detail?limit=1"
    QJsonObject body = {};       ///< sent when not empty; the key "" holds a list that is the body itself
    QByteArray type = "application/json";
};

/// Puts a request to a peer's own API with the caller's token, so that its rules, quotas and faults hold, and gives the
/// answer's JSON. A fault becomes an Error with the peer's own words. May be called by many threads at once; blocks.
using PeerApi = std::function<Result<QJsonObject>(const service::Context& context, const PeerRequest& request)>;

} // namespace skylab::compute
