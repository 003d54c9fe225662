#include "identity/handlers/VersionsHandler.h"

namespace skylab::identity {

namespace {

void writeVersion(JsonWriter& json, const service::Call& call)
{
    json.beginObject().key("id").value("v3.14").key("status").value("stable").key("updated").value("2020-04-07T00:00:00Z");
    json.key("links").beginArray().beginObject().key("rel").value("self").key("href").value(call.baseUrl + u'/').endObject().endArray();
    json.key("media-types").beginArray().beginObject().key("base").value("application/json");
    json.key("type").value("application/vnd.openstack.identity-v3+json").endObject().endArray().endObject();
}

} // namespace

Result<http::Response> VersionsHandler::list(service::Call& call)
{
    JsonWriter json;
    json.beginObject().key("versions").beginObject().key("values").beginArray();
    writeVersion(json, call);
    json.endArray().endObject().endObject();
    return http::Response::json(300, json.take());
}

Result<http::Response> VersionsHandler::show(service::Call& call)
{
    JsonWriter json;
    json.beginObject().key("version");
    writeVersion(json, call);
    json.endObject();
    return http::Response::json(200, json.take());
}

} // namespace skylab::identity
