#pragma once

#include "core/Result.h"
#include "http/Server.h"
#include "sdk/resource/ListQuery.h"
#include "service/Context.h"
#include "service/Policy.h"

#include <functional>
#include <vector>

namespace skylab::service {

class Service;

/// One call on its way through a handler: who, what, and which microversion. Lives as long as the request.
struct Call {
    const Context& context;
    const http::Request& request;
    http::BodyReader& body;
    const Service& service;
    QHash<QString, QString> ids = {};           ///< path arguments, percent-decoded: {"server_id": "..."}
    sdk::Version version = {};                  ///< negotiated microversion; null where the service has none
    QString baseUrl = {};                       ///< "http://host:5000/compute/v2.1", as the client reached it
    QJsonObject json = {};                      ///< the parsed body, where the route wants one
    const Policy* policy = nullptr;

    [[nodiscard]] QString id(const QString& name) const { return ids.value(name); }
    /// The query parameter's last value; null when absent.
    [[nodiscard]] QString query(QStringView name) const;
    [[nodiscard]] sdk::Encoding encoding() const { return { .version = version, .admin = context.admin, .baseUrl = baseUrl }; }
    /// The project that new things belong to.
    [[nodiscard]] const QString& projectId() const { return context.projectId; }
};

enum class Access : std::uint8_t {
    Token,       ///< a valid token, and the rule must hold
    Public,      ///< no token is looked at: version documents, POST /auth/tokens
    Optional,    ///< a token that is sent must be valid; without one the handler decides (public containers)
};

enum class BodyKind : std::uint8_t {
    Json,        ///< read whole (bounded), parsed, an object
    Stream,      ///< left to the handler, which reads call.body
};

using RouteHandler = std::function<Result<http::Response>(Call&)>;

/// Adds to what the route's rule is asked about: attributes of the resource at hand ("target.user.domain_id").
/// The path's arguments, project_id and user_id are there already. A resource that is not found adds nothing, so that
/// strangers get 403 and those who may see all get the handler's 404.
using TargetResolver = std::function<void(const Call&, PolicyTarget&)>;

/// One row of a service's table of routes. A row without a rule can't be made: see the builders in Routes.h.
struct Route {
    QByteArray method;
    QString path;                       ///< "/servers/{server_id}"; a last "{object*}" takes the rest, slashes included
    QString rule;                       ///< policy rule, "os_compute_api:servers:show"
    QString check;                      ///< its default
    RouteHandler handle;
    QString action = {};                ///< POST .../action: the body's key, "os-stop"
    Access access = Access::Token;
    BodyKind body = BodyKind::Json;
    qint64 maxBody = 1 << 20;           ///< of JSON bodies, in bytes
    sdk::Version since = {};
    sdk::Version until = {};
    TargetResolver target = {};
    bool quick = false;                 ///< see quick() in Routes.h
};

} // namespace skylab::service
