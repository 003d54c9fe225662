#pragma once

#include "service/Route.h"
#include "service/Service.h"

#include <QJsonDocument>
#include <QUrlQuery>

namespace skylab::service {

/// A policy rule with its default check. Every builder below wants one, so that no route is without.
struct Guard {
    QString rule;
    QString check;
};

/// "{server_id}" of "/servers/{server_id}/metadata/{key}" is "server_id"; the last one is what show and remove act on.
QString lastArgument(const QString& path);

/// The body under its key; BadRequest when it is not an object. A null key means the body itself.
Result<QJsonObject> unwrap(const Call& call, const char* key);

/// The links of a list as the service writes them; `last` is the marker of the next page.
void writeListLinks(JsonWriter& json, const Call& call, const char* collection, const sdk::ListQuery& query, bool more,
                    const QString& first, const QString& last);

/// Whether links are written before the items (Keystone, Glance) or after: only so that answers read as expected.
http::Response jsonResponse(int status, QByteArray body);

template <typename Row>
QString markerOf(const Row& row)
{
    const char* key = "id";
    if constexpr (requires { Row::key; })
        key = Row::key;
    QString marker;
    sdk::forEachField<Row>([&](const auto& field) {
        if constexpr (std::is_same_v<typename std::decay_t<decltype(field)>::Value, QString>)
            if (std::strcmp(field.column(), key) == 0)
                marker = field.of(row);
    });
    return marker;
}

/// One resource under its key.
template <typename Row>
http::Response respond(const Call& call, int status, const Row& row, const char* key = Row::resourceKey)
{
    JsonWriter json;
    if (key)
        json.beginObject().key(key);
    sdk::encode(json, row, call.encoding());
    if (key)
        json.endObject();
    return jsonResponse(status, json.take());
}

/// A list under its collection key, with links.
template <typename Row>
http::Response respondList(const Call& call, const sdk::Page<Row>& page, const sdk::ListQuery& query, const char* collection = Row::collectionKey)
{
    JsonWriter json;
    json.beginObject().key(collection).beginArray();
    auto encoding = call.encoding();
    encoding.only = &query.fields;
    for (const auto& row : page.items)
        sdk::encode(json, row, encoding);
    json.endArray();
    writeListLinks(json, call, collection, query, page.more, page.items.empty() ? QString() : markerOf(page.items.front()),
                   page.items.empty() ? QString() : markerOf(page.items.back()));
    json.endObject();
    return jsonResponse(200, json.take());
}

/// Any handler that makes its own answer.
template <typename H>
Route route(const char* method, const char* path, Guard guard, H* handler, Result<http::Response> (H::*handle)(Call&))
{
    return { method, QString::fromLatin1(path), std::move(guard.rule), std::move(guard.check), [handler, handle](Call& call) { return (handler->*handle)(call); } };
}

/// GET <path>: a page of rows. `known` are query parameters that the handler understands beside the fields.
template <typename H, typename Row>
Route list(const char* path, Guard guard, H* handler, Result<sdk::Page<Row>> (H::*handle)(Call&, const sdk::ListQuery&), QStringList known = {})
{
    return { "GET", QString::fromLatin1(path), std::move(guard.rule), std::move(guard.check), [=](Call& call) -> Result<http::Response> {
        auto rules = call.service.traits().listRules;
        rules.known += known;
        const auto query = TRY(sdk::parseListQuery<Row>(call.request.query(), rules));
        const auto page = TRY((handler->*handle)(call, query));
        return respondList(call, page, query);
    } };
}

/// GET <path>/{id}
template <typename H, typename Row>
Route show(const char* path, Guard guard, H* handler, Result<Row> (H::*handle)(Call&, const QString&))
{
    return { "GET", QString::fromLatin1(path), std::move(guard.rule), std::move(guard.check),
             [=, id = lastArgument(QString::fromLatin1(path))](Call& call) -> Result<http::Response> {
        return respond(call, 200, TRY((handler->*handle)(call, call.id(id))));
    } };
}

/// POST <path>: the body is decoded and validated as `Request` (a resource or a document of its own).
template <typename H, typename Row, typename Request>
Route create(const char* path, Guard guard, H* handler, Result<Row> (H::*handle)(Call&, sdk::Decoded<Request>), int status = 201)
{
    return { "POST", QString::fromLatin1(path), std::move(guard.rule), std::move(guard.check), [=](Call& call) -> Result<http::Response> {
        const auto body = TRY(unwrap(call, Request::resourceKey));
        auto wanted = TRY(sdk::decode<Request>(body, sdk::In::Create, call.version));
        return respond(call, status, TRY((handler->*handle)(call, std::move(wanted))));
    } };
}

/// PUT or PATCH <path>/{id}: the handler decodes the changes on top of the stored row:
/// `sdk::decode<Row>(changes, sdk::In::Update, call.version, stored)`.
template <typename H, typename Row>
Route update(const char* method, const char* path, Guard guard, H* handler, Result<Row> (H::*handle)(Call&, const QString&, const QJsonObject&), int status = 200)
{
    return { method, QString::fromLatin1(path), std::move(guard.rule), std::move(guard.check),
             [=, id = lastArgument(QString::fromLatin1(path))](Call& call) -> Result<http::Response> {
        const auto body = TRY(unwrap(call, Row::resourceKey));
        return respond(call, status, TRY((handler->*handle)(call, call.id(id), body)));
    } };
}

/// DELETE <path>/{id}
template <typename H>
Route remove(const char* path, Guard guard, H* handler, Result<> (H::*handle)(Call&, const QString&), int status = 204)
{
    return { "DELETE", QString::fromLatin1(path), std::move(guard.rule), std::move(guard.check),
             [=, id = lastArgument(QString::fromLatin1(path))](Call& call) -> Result<http::Response> {
        TRY((handler->*handle)(call, call.id(id)));
        return http::Response::empty(status);
    } };
}

/// POST <path>/action with {"<action>": argument}: answers `status` without a body.
template <typename H>
Route action(const char* path, const char* name, Guard guard, H* handler, Result<> (H::*handle)(Call&, const QString&, const QJsonValue&), int status = 202)
{
    Route route { "POST", QString::fromLatin1(path), std::move(guard.rule), std::move(guard.check),
             [=, id = lastArgument(QString::fromLatin1(path))](Call& call) -> Result<http::Response> {
        TRY((handler->*handle)(call, call.id(id), call.json.value(QLatin1String(name))));
        return http::Response::empty(status);
    } };
    route.action = QString::fromLatin1(name);
    return route;
}

/// The same for actions that answer with a body.
template <typename H>
Route action(const char* path, const char* name, Guard guard, H* handler, Result<http::Response> (H::*handle)(Call&, const QString&, const QJsonValue&))
{
    Route route { "POST", QString::fromLatin1(path), std::move(guard.rule), std::move(guard.check),
             [=, id = lastArgument(QString::fromLatin1(path))](Call& call) {
        return (handler->*handle)(call, call.id(id), call.json.value(QLatin1String(name)));
    } };
    route.action = QString::fromLatin1(name);
    return route;
}

/// Limits a route to microversions.
inline Route versions(Route route, sdk::Version since, sdk::Version until = {})
{
    route.since = since;
    route.until = until;
    return route;
}

/// The rule needs to know more than the path says.
inline Route targeted(Route route, TargetResolver target)
{
    route.target = std::move(target);
    return route;
}

/// The handler reads the body itself, in pieces.
inline Route streaming(Route route)
{
    route.body = BodyKind::Stream;
    return route;
}

/// A GET that reads a few rows by their keys and asks nobody: it is answered on the thread that has the connection, where
/// everybody waits for it. What can become long, be it by a tenant's doing, answers http::Response::onWorker() while the request's
/// mayBlock is false, and is asked again where it may take its time.
inline Route quick(Route route)
{
    route.quick = true;
    return route;
}

/// No token is wanted.
inline Route open(Route route, Access access = Access::Public)
{
    route.access = access;
    return route;
}

} // namespace skylab::service
