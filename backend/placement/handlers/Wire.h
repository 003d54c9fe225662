#pragma once

#include "core/Clock.h"
#include "placement/model/Shape.h"
#include "placement/model/World.h"
#include "service/Route.h"

namespace skylab::placement::wire {

/// How Placement reads and writes HTTP, alike for all its handlers.

/// NotAcceptable when the client wants anything but JSON.
Result<> acceptsJson(const service::Call& call);

/// The JSON body. UnsupportedMediaType: it is announced as something else; BadRequest: it is no JSON, or has not the
/// shape. At most 16 MiB: a reshape of a whole cloud.
Result<QJsonValue> body(service::Call& call, const Shape& shape);

/// Since 1.15: when what is shown changed last, and that it must not be kept.
http::Response stamped(const service::Call& call, http::Response response, Timestamp lastModified = Clock::now());
http::Response json(const service::Call& call, int status, QByteArray body, Timestamp lastModified = Clock::now());

/// {"VCPU": 2, ...}
void writeAmounts(JsonWriter& json, const Amounts& amounts);

/// "/placement/resource_providers/...", as links have it.
QString path(const service::Call& call, const QString& rest);
/// The same as a whole URL, as Location has it.
void locate(const service::Call& call, http::Response& response, const QString& rest);

/// Placement's uuid of a project or user that a client before 1.8 did not name.
inline const QString unknownOwner = QStringLiteral("00000000-0000-0000-0000-000000000000");

} // namespace skylab::placement::wire
