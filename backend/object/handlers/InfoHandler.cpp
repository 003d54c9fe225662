#include "object/handlers/InfoHandler.h"

#include "object/ObjectService.h"
#include "object/handlers/BulkHandler.h"
#include "object/model/Headers.h"
#include "object/model/Manifest.h"
#include "object/model/Signature.h"
#include "service/Routes.h"

namespace skylab::object {

namespace {

void writeSwift(JsonWriter& json)
{
    json.key("swift").beginObject();
    json.key("version").value("2.30.0").key("strict_cors_mode").value(true);
    json.key("max_file_size").value(maxObjectBytes).key("max_meta_count").value(maxMetaCount).key("max_meta_name_length").value(maxMetaName);
    json.key("max_meta_value_length").value(maxMetaValue).key("max_meta_overall_size").value(maxMetaTotal);
    json.key("max_object_name_length").value(maxObjectName).key("max_container_name_length").value(maxAccountOrContainerName);
    json.key("max_account_name_length").value(maxAccountOrContainerName).key("account_listing_limit").value(10000).key("container_listing_limit").value(10000);
    json.key("account_autocreate").value(true).key("allow_account_management").value(false);
    json.key("policies").beginArray().beginObject().key("name").value("Policy-0").key("default").value(true).key("aliases").value("Policy-0").endObject().endArray();
    json.endObject();
}

void writeList(JsonWriter& json, const char* key, const QByteArrayList& words)
{
    json.key(key).beginArray();
    for (const auto& word : words)
        json.value(QString::fromLatin1(word));
    json.endArray();
}

void writeTempUrl(JsonWriter& json)
{
    json.key("tempurl").beginObject();
    writeList(json, "methods", { "GET", "HEAD", "PUT", "POST", "DELETE" });
    writeList(json, "incoming_remove_headers", { "x-timestamp" });
    writeList(json, "incoming_allow_headers", {});
    writeList(json, "outgoing_remove_headers", { "x-object-meta-*" });
    writeList(json, "outgoing_allow_headers", { "x-object-meta-public-*" });
    writeList(json, "allowed_digests", allowedDigests());
    json.endObject();
}

} // namespace

Result<http::Response> InfoHandler::info(service::Call&)
{
    JsonWriter json;
    json.beginObject();
    writeSwift(json);
    for (const auto* plain : { "account_quotas", "container_quotas", "crossdomain", "keystoneauth", "list_endpoints", "staticweb" })
        json.key(plain).beginObject().endObject();
    json.key("bulk_delete").beginObject().key("max_deletes_per_request").value(BulkHandler::maxDeletes).key("max_failed_deletes").value(BulkHandler::maxFailures).endObject();
    json.key("bulk_upload").beginObject().key("max_containers_per_extraction").value(BulkHandler::maxContainers).key("max_failed_extractions").value(BulkHandler::maxFailures).endObject();
    json.key("dlo").beginObject().endObject();
    json.key("slo").beginObject().key("max_manifest_segments").value(maxManifestSegments).key("max_manifest_size").value(maxManifestBytes);
    json.key("min_segment_size").value(1).key("allow_async_delete").value(false).endObject();
    json.key("symlink").beginObject().key("symloop_max").value(2).key("static_links").value(true).endObject();
    json.key("versioned_writes").beginObject();
    writeList(json, "allowed_flags", { "x-versions-location", "x-history-location" });
    json.endObject();
    json.key("object_versioning").beginObject().endObject();
    writeTempUrl(json);
    json.key("formpost").beginObject();
    writeList(json, "allowed_digests", allowedDigests());
    json.endObject();
    json.endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> InfoHandler::health(service::Call&)
{
    if (const auto healthy = m_service.blobs().health(); !healthy)
        return fail(ErrorCode::Unavailable, healthy.error().message);
    return http::Response { 200, { { "Content-Type", "text/plain" } }, QByteArray("OK") };
}

/// For old browser plugins: no page of another host may do what its user could. CORS is the way.
Result<http::Response> InfoHandler::crossdomain(service::Call&)
{
    return http::Response { 200, { { "Content-Type", "application/xml" } },
                            QByteArray("<?xml version=\"1.0\"?>\n<!DOCTYPE cross-domain-policy SYSTEM \"http://www.adobe.com/xml/dtds/cross-domain-policy.dtd\" >\n"
                                       "<cross-domain-policy>\n</cross-domain-policy>") };
}

} // namespace skylab::object
