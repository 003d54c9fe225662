#include "image/handlers/MetadefItemsHandler.h"

namespace skylab::image {

using service::Call;

namespace {

enum class Named : std::uint8_t { No, Yes };

QString selfOf(const MetadefItem& item)
{
    return QStringLiteral("/v2/metadefs/namespaces/%1/%2/%3").arg(item.namespaceName, QLatin1String(collectionOf(item.kind)), item.name);
}

void writeItem(JsonWriter& json, const MetadefItem& item, Named named)
{
    json.beginObject();
    if (named == Named::Yes)
        json.key("name").value(item.name);
    for (auto it = item.body.begin(); it != item.body.end(); ++it)
        json.key(QStringView(it.key())).value(QJsonValue(it.value()));
    if (item.kind == MetadefKind::Object && !item.body.contains(u"required"))
        json.key("required").beginArray().endArray();
    if (item.kind != MetadefKind::Property)
        json.key("created_at").value(toString(item.createdAt, TimeFormat::SecondsZ)).key("updated_at").value(toString(item.updatedAt, TimeFormat::SecondsZ));
    if (item.kind == MetadefKind::Object)
        json.key("self").value(selfOf(item)).key("schema").value("/v2/schemas/metadefs/object");
    json.endObject();
}

http::Response answer(int status, const MetadefItem& item)
{
    JsonWriter json;
    writeItem(json, item, Named::Yes);
    return service::jsonResponse(status, json.take());
}

QString namespaceName(const Call& call) { return call.id(QStringLiteral("namespace")); }

tl::unexpected<Error> notFound(const Call& call, MetadefKind kind)
{
    return fail(ErrorCode::NotFound, QStringLiteral("The metadata definition %1 with name=%2 was not found in namespace=%3.").arg(toString(kind), call.id(QStringLiteral("name")).left(80), namespaceName(call).left(80)));
}

} // namespace

namespace metadefs {

Result<MetadefItem> readItem(MetadefKind kind, const QString& namespaceName, const QJsonObject& body)
{
    const auto now = Clock::now();
    const auto name = TRY(definitionName(body));
    const auto definition = TRY(checkDefinition(kind, body));
    MetadefItem item { namespaceName, kind, name, definition, now, now };
    if (kind == MetadefKind::ResourceType && !metadefResourceTypes().contains(item.name))
        return fail(ErrorCode::BadRequest, QStringLiteral("There is no resource type '%1'. There are %2.").arg(item.name, metadefResourceTypes().join(QStringLiteral(", "))), QStringLiteral("name"));
    return item;
}

void writeItems(JsonWriter& json, MetadefKind kind, const std::vector<MetadefItem>& items)
{
    json.key(collectionOf(kind));
    if (kind == MetadefKind::Property) {      // by their names
        json.beginObject();
        for (const auto& item : items) {
            json.key(QStringView(item.name));
            writeItem(json, item, Named::No);
        }
        json.endObject();
        return;
    }
    json.beginArray();
    for (const auto& item : items)
        writeItem(json, item, Named::Yes);
    json.endArray();
}

} // namespace metadefs

std::vector<service::Route> MetadefItemsHandler::routes()
{
    using H = MetadefItemsHandler;
    const auto reader = [](const char* rule) { return service::Guard { QLatin1String(rule), service::rules::projectReader }; };
    const auto admin = [](const char* rule) { return service::Guard { QLatin1String(rule), service::rules::admin }; };
    const auto row = [this](const char* method, const char* path, service::Guard guard, auto handle) { return service::route(method, path, std::move(guard), this, handle); };
    const char* const properties = "/metadefs/namespaces/{namespace}/properties";
    const char* const property = "/metadefs/namespaces/{namespace}/properties/{name}";
    const char* const objects = "/metadefs/namespaces/{namespace}/objects";
    const char* const object = "/metadefs/namespaces/{namespace}/objects/{name}";
    const char* const tags = "/metadefs/namespaces/{namespace}/tags";
    const char* const tag = "/metadefs/namespaces/{namespace}/tags/{name}";
    const char* const types = "/metadefs/namespaces/{namespace}/resource_types";
    return {
        row("GET", properties, reader("get_metadef_properties"), &H::list<K::Property>),
        row("POST", properties, admin("add_metadef_property"), &H::create<K::Property>),
        row("DELETE", properties, admin("remove_metadef_property"), &H::clear<K::Property>),
        row("GET", property, reader("get_metadef_property"), &H::show<K::Property>),
        row("PUT", property, admin("modify_metadef_property"), &H::update<K::Property>),
        row("DELETE", property, admin("remove_metadef_property"), &H::remove<K::Property>),
        row("GET", objects, reader("get_metadef_objects"), &H::list<K::Object>),
        row("POST", objects, admin("add_metadef_object"), &H::create<K::Object>),
        row("DELETE", objects, admin("delete_metadef_object"), &H::clear<K::Object>),
        row("GET", object, reader("get_metadef_object"), &H::show<K::Object>),
        row("PUT", object, admin("modify_metadef_object"), &H::update<K::Object>),
        row("DELETE", object, admin("delete_metadef_object"), &H::remove<K::Object>),
        row("GET", tags, reader("get_metadef_tags"), &H::list<K::Tag>),
        row("POST", tags, admin("add_metadef_tags"), &H::createTags),
        row("DELETE", tags, admin("delete_metadef_tags"), &H::clear<K::Tag>),
        row("GET", tag, reader("get_metadef_tag"), &H::show<K::Tag>),
        row("POST", tag, admin("add_metadef_tag"), &H::createTag),
        row("PUT", tag, admin("modify_metadef_tag"), &H::update<K::Tag>),
        row("DELETE", tag, admin("delete_metadef_tag"), &H::remove<K::Tag>),
        row("GET", types, reader("get_metadef_resource_type"), &H::list<K::ResourceType>),
        row("POST", types, admin("add_metadef_resource_type_association"), &H::create<K::ResourceType>),
        row("DELETE", "/metadefs/namespaces/{namespace}/resource_types/{name}", admin("remove_metadef_resource_type_association"), &H::remove<K::ResourceType>),
    };
}

Result<> MetadefItemsHandler::announce(db::Transaction& transaction, const Call& call, const char* what, const MetadefNamespaceRow& row, const MetadefItem& item) const
{
    const auto type = QStringLiteral("image.metadef_%1.%2").arg(toString(item.kind), QLatin1String(what)).toLatin1();
    return m_service.announce(transaction, call.context, type.constData(), row.name, row.owner, { { QStringLiteral("namespace"), row.name }, { QStringLiteral("name"), item.name } });
}

Result<http::Response> MetadefItemsHandler::list(Call& call, K kind)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto row = TRY(rows::visibleNamespace(connection, call.context, namespaceName(call)));
        JsonWriter json;
        json.beginObject();
        metadefs::writeItems(json, kind, TRY(rows::items(connection, row.name, kind)));
        json.endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<http::Response> MetadefItemsHandler::show(Call& call, K kind)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto row = TRY(rows::visibleNamespace(connection, call.context, namespaceName(call)));
        const auto item = TRY(rows::item(connection, row.name, kind, call.id(QStringLiteral("name"))));
        return item ? answer(200, *item) : Result<http::Response>(notFound(call, kind));
    });
}

Result<http::Response> MetadefItemsHandler::add(Call& call, const MetadefItem& item)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto row = TRY(rows::visibleNamespace(transaction, call.context, item.namespaceName));
        TRY(rows::addItem(transaction, item));
        TRY(announce(transaction, call, "create", row, item));
        return answer(201, item);
    });
}

Result<http::Response> MetadefItemsHandler::create(Call& call, K kind) { return add(call, TRY(metadefs::readItem(kind, namespaceName(call), call.json))); }

Result<http::Response> MetadefItemsHandler::createTag(Call& call)
{
    return add(call, TRY(metadefs::readItem(K::Tag, namespaceName(call), { { QStringLiteral("name"), call.id(QStringLiteral("name")) } })));
}

Result<http::Response> MetadefItemsHandler::createTags(Call& call)
{
    if (!call.json[u"tags"].isArray())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'tags': it must be a list of objects with a name"), QStringLiteral("tags"));
    std::vector<MetadefItem> items;
    for (const auto& one : call.json[u"tags"].toArray())
        items.push_back(TRY(metadefs::readItem(K::Tag, namespaceName(call), one.toObject())));
    const bool append = call.request.headers.value("X-Openstack-Append").toLower() == "true";
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto row = TRY(rows::visibleNamespace(transaction, call.context, namespaceName(call)));
        if (!append)
            TRY(rows::removeItems(transaction, row.name, K::Tag));
        for (const auto& item : items) {
            TRY(rows::addItem(transaction, item));
            TRY(announce(transaction, call, "create", row, item));
        }
        JsonWriter json;
        json.beginObject();
        metadefs::writeItems(json, K::Tag, TRY(rows::items(transaction, row.name, K::Tag)));
        json.endObject();
        return service::jsonResponse(201, json.take());
    });
}

Result<http::Response> MetadefItemsHandler::update(Call& call, K kind)
{
    auto wanted = TRY(metadefs::readItem(kind, namespaceName(call), call.json));
    const auto before = call.id(QStringLiteral("name"));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto row = TRY(rows::visibleNamespace(transaction, call.context, namespaceName(call)));
        const auto item = TRY(rows::item(transaction, row.name, kind, before));
        if (!item)
            return notFound(call, kind);
        auto changed = wanted;
        changed.createdAt = item->createdAt;
        TRY(rows::changeItem(transaction, before, changed));
        TRY(announce(transaction, call, "update", row, changed));
        return answer(200, changed);
    });
}

Result<http::Response> MetadefItemsHandler::remove(Call& call, K kind)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto row = TRY(rows::visibleNamespace(transaction, call.context, namespaceName(call)));
        const auto item = TRY(rows::item(transaction, row.name, kind, call.id(QStringLiteral("name"))));
        if (!item)
            return notFound(call, kind);
        if (row.isProtected && kind == K::ResourceType)
            return fail(ErrorCode::Forbidden, QStringLiteral("Metadata definition namespace %1 is protected: its resource types stay. Set 'protected' to false first.").arg(row.name));
        TRY(rows::removeItem(transaction, row.name, kind, item->name));
        TRY(announce(transaction, call, "delete", row, *item));
        return http::Response::empty(204);
    });
}

Result<http::Response> MetadefItemsHandler::clear(Call& call, K kind)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto row = TRY(rows::visibleNamespace(transaction, call.context, namespaceName(call)));
        for (const auto& item : TRY(rows::items(transaction, row.name, kind)))
            TRY(announce(transaction, call, "delete", row, item));
        TRY(rows::removeItems(transaction, row.name, kind));
        return http::Response::empty(204);
    });
}

} // namespace skylab::image
