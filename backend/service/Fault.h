#pragma once

#include "core/Error.h"
#include "http/Server.h"
#include "sdk/resource/Version.h"

namespace skylab::service {

/// How a service tells failure: each OpenStack service has a shape of its own.
enum class FaultStyle : std::uint8_t { Keystone, Nova, Cinder, Neutron, Glance, Swift, Placement };

/// The one table from error code and service to HTTP status.
int statusOf(const Error& error, FaultStyle style);

/// The error as the service would answer it. Internal errors are told without their insides; the request id is the
/// thread to the log. `authUrl` fills WWW-Authenticate on 401.
http::Response faultResponse(const Error& error, FaultStyle style, const QString& requestId, const QString& authUrl);

/// "Not Found" for 404 and so on.
QString reasonPhrase(int status);

} // namespace skylab::service
