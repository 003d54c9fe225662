#pragma once

#include "service/Routes.h"

namespace skylab::compute {

/// What all rows of the table of actions share.

inline constexpr const char* actionPath = "/servers/{server_id}/action";

/// Members of the server's project; `rule` without "os_compute_api:".
inline service::Guard memberOf(const char* rule) { return { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::projectMember }; }
inline service::Guard readerOf(const char* rule) { return { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::projectReader }; }
inline service::Guard adminOf(const char* rule) { return { QStringLiteral("os_compute_api:%1").arg(QLatin1String(rule)), service::rules::admin }; }

/// An action that answers with a status alone.
template <typename H>
service::Route actionRoute(const char* name, service::Guard guard, H* handler, Result<> (H::*handle)(service::Call&, const QString&, const QJsonValue&), int status = 202)
{
    return service::action(actionPath, name, std::move(guard), handler, handle, status);
}
/// An action that answers with a body.
template <typename H>
service::Route actionRoute(const char* name, service::Guard guard, H* handler, Result<http::Response> (H::*handle)(service::Call&, const QString&, const QJsonValue&))
{
    return service::action(actionPath, name, std::move(guard), handler, handle);
}

/// An argument that must be an object; null stands for an empty one.
inline Result<QJsonObject> objectOf(const QJsonValue& argument, const char* action)
{
    if (argument.isObject() || argument.isNull())
        return argument.toObject();
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it must be an object").arg(QLatin1String(action)), QString::fromLatin1(action));
}

} // namespace skylab::compute
