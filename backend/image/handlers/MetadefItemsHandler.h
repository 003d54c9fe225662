#pragma once

#include "image/ImageService.h"
#include "image/store/MetadefRows.h"
#include "service/Routes.h"

namespace skylab::image {

/// Properties, objects, tags and resource types of a namespace: four collections that work alike.
/// Source: Image service API v2, "Metadata Definitions Service API".
class MetadefItemsHandler {
public:
    explicit MetadefItemsHandler(ImageService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using K = MetadefKind;
    template <K kind> Result<http::Response> list(service::Call& call) { return list(call, kind); }
    template <K kind> Result<http::Response> show(service::Call& call) { return show(call, kind); }
    template <K kind> Result<http::Response> create(service::Call& call) { return create(call, kind); }
    template <K kind> Result<http::Response> update(service::Call& call) { return update(call, kind); }
    template <K kind> Result<http::Response> remove(service::Call& call) { return remove(call, kind); }
    template <K kind> Result<http::Response> clear(service::Call& call) { return clear(call, kind); }
    Result<http::Response> list(service::Call& call, K kind);
    Result<http::Response> show(service::Call& call, K kind);
    Result<http::Response> create(service::Call& call, K kind);
    Result<http::Response> update(service::Call& call, K kind);
    Result<http::Response> remove(service::Call& call, K kind);
    Result<http::Response> clear(service::Call& call, K kind);
    /// POST /tags/{name}
    Result<http::Response> createTag(service::Call& call);
    /// POST /tags: these, in place of those before; or, with the header X-Openstack-Append, beside them.
    Result<http::Response> createTags(service::Call& call);
    Result<http::Response> add(service::Call& call, const MetadefItem& item);
    Result<> announce(db::Transaction& transaction, const service::Call& call, const char* what, const MetadefNamespaceRow& row, const MetadefItem& item) const;

    ImageService& m_service;
};

namespace metadefs {

/// Out of a request. BadRequest names the key.
Result<MetadefItem> readItem(MetadefKind kind, const QString& namespaceName, const QJsonObject& body);
/// The key of the collection and its value.
void writeItems(JsonWriter& json, MetadefKind kind, const std::vector<MetadefItem>& items);

} // namespace metadefs
} // namespace skylab::image
