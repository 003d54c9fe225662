#pragma once

#include "network/model/Faults.h"
#include "network/store/Scope.h"
#include "service/Routes.h"

/// What Neutron's resources have in common on the wire.
namespace skylab::network::wire {

inline service::Guard reading(const char* rule) { return { QString::fromLatin1(rule), service::rules::projectReader }; }
inline service::Guard writing(const char* rule) { return { QString::fromLatin1(rule), service::rules::projectMember }; }
inline service::Guard administering(const char* rule) { return { QString::fromLatin1(rule), service::rules::admin }; }

/// tags=a,b (all), tags-any, not-tags, not-tags-any; and what the list knows beside.
inline QStringList listExtras(const QStringList& more = {})
{
    return QStringList { QStringLiteral("tags"), QStringLiteral("tags-any"), QStringLiteral("not-tags"), QStringLiteral("not-tags-any") } + more;
}
/// The scope narrowed by the query's tag filters.
Scope withTags(Scope scope, const sdk::ListQuery& query, db::Engine engine);
/// The scope narrowed by shared=True or False: what the caller's project, or everyone, may use.
Scope withShared(Scope scope, const sdk::ListQuery& query, const service::Context& context, const QString& type, const QString& column = QStringLiteral("id"));
/// The scope narrowed by another condition.
Scope narrowed(Scope scope, const QString& where, const QVariantList& arguments);
/// All values of a parameter that the handler takes itself.
QStringList valuesOf(const sdk::ListQuery& query, QStringView name);

/// 412 unless the request has no If-Match, or names the row's revision.
Result<> checkRevision(const service::Call& call, qint64 revision);

/// Forbidden when someone who is no administrator gave one of these attributes.
Result<> refuseFields(const service::Context& context, const char* rule, const std::vector<const char*>& given, std::initializer_list<const char*> adminOnly);

/// What was given, less the flags that say no more than the default does: forms are sent whole.
std::vector<const char*> beyondDefaults(std::vector<const char*> given, std::initializer_list<std::pair<const char*, bool>> flags);

/// The project of a new resource: the caller's, or for administrators any.
Result<QString> projectFor(const service::Context& context, const QString& wanted);

/// AvailabilityZoneNotFound unless all are zones of this cloud.
Result<> checkZones(const QStringList& hints);

/// One resource, with ?fields=.
template <typename Row>
http::Response respondOne(const service::Call& call, int status, const Row& row)
{
    QStringList fields;
    if (call.request.method == "GET")
        for (const auto& [name, value] : call.request.query())
            if (name == u"fields")
                fields += value.split(u',', Qt::SkipEmptyParts);
    auto encoding = call.encoding();
    encoding.only = &fields;
    JsonWriter json;
    json.beginObject().key(Row::resourceKey);
    sdk::encode(json, row, encoding);
    json.endObject();
    return service::jsonResponse(status, json.take());
}

/// GET <path>/{id}
template <typename H, typename Row>
service::Route show(const char* path, service::Guard guard, H* handler, Result<Row> (H::*handle)(service::Call&, const QString&))
{
    return { "GET", QString::fromLatin1(path), std::move(guard.rule), std::move(guard.check),
             [=, id = service::lastArgument(QString::fromLatin1(path))](service::Call& call) -> Result<http::Response> {
        return respondOne(call, 200, TRY((handler->*handle)(call, call.id(id))));
    } };
}

/// POST <path>: {"port": {...}}, or {"ports": [{...}, ...]}, which are made all or not at all. `prepare` brings each into the
/// form that the document has.
template <typename H, typename Row, typename Request>
service::Route create(const char* path, service::Guard guard, H* handler, Result<std::vector<Row>> (H::*handle)(service::Call&, std::vector<sdk::Decoded<Request>>),
                      QJsonObject (*prepare)(QJsonObject) = nullptr)
{
    return { "POST", QString::fromLatin1(path), std::move(guard.rule), std::move(guard.check), [=](service::Call& call) -> Result<http::Response> {
        std::vector<sdk::Decoded<Request>> wanted;
        const auto decode = [&](const QJsonObject& json) { return sdk::decode<Request>(prepare ? prepare(json) : json, sdk::In::Create); };
        const auto many = call.json.value(QLatin1String(Request::collectionKey));
        if (!many.isArray()) {
            if (!call.json.value(QLatin1String(Request::resourceKey)).isObject())
                return refuse(ErrorCode::BadRequest, "HTTPBadRequest", QStringLiteral("Unable to find '%1' in request body").arg(QLatin1String(Request::resourceKey)), QLatin1String(Request::resourceKey));
            wanted.push_back(TRY(decode(call.json.value(QLatin1String(Request::resourceKey)).toObject())));
            const auto made = TRY((handler->*handle)(call, std::move(wanted)));
            return respondOne(call, 201, made.front());
        }
        for (const auto& one : many.toArray())
            wanted.push_back(TRY(decode(one.toObject())));
        if (wanted.empty())
            return refuse(ErrorCode::BadRequest, "HTTPBadRequest", QStringLiteral("Resources required"), QLatin1String(Request::collectionKey));
        const auto made = TRY((handler->*handle)(call, std::move(wanted)));
        JsonWriter json;
        json.beginObject().key(Row::collectionKey).beginArray();
        for (const auto& row : made)
            sdk::encode(json, row, call.encoding());
        json.endArray().endObject();
        return service::jsonResponse(201, json.take());
    } };
}

} // namespace skylab::network::wire
