#include "image/handlers/MetadefNamespacesHandler.h"

#include "image/handlers/MetadefItemsHandler.h"

#include <QUrl>

namespace skylab::image {

using service::Call;

namespace {

constexpr int pageSize = 25;      // unless the client says otherwise, as Glance's
constexpr MetadefKind allKinds[] = { MetadefKind::Property, MetadefKind::Object, MetadefKind::Tag, MetadefKind::ResourceType };

struct Parts {
    std::vector<MetadefItem> items[std::size(allKinds)];
};

Result<Parts> partsOf(db::Connection& connection, const QString& name)
{
    Parts parts;
    for (auto kind : allKinds)
        parts.items[std::size_t(kind)] = TRY(rows::items(connection, name, kind));
    return parts;
}

http::Response answer(const Call& call, int status, const MetadefNamespaceRow& row, const Parts& parts)
{
    JsonWriter json;
    json.beginObject();
    sdk::encodeFields(json, row, call.encoding());
    for (auto kind : allKinds)
        if (const auto& items = parts.items[std::size_t(kind)]; !items.empty())
            metadefs::writeItems(json, kind, items);
    json.endObject();
    return service::jsonResponse(status, json.take());
}

/// The definitions that a new namespace brings along, taken out of its body.
Result<std::vector<MetadefItem>> takeItems(QJsonObject& body, const QString& name)
{
    std::vector<MetadefItem> all;
    for (auto kind : allKinds) {
        const auto given = body.take(QLatin1String(collectionOf(kind)));
        auto list = given.toArray();
        const auto byName = given.toObject();
        for (auto it = byName.begin(); it != byName.end(); ++it) {
            auto one = it->toObject();
            one.insert(QStringLiteral("name"), it.key());
            list.append(one);
        }
        for (const auto& one : list)
            all.push_back(TRY(metadefs::readItem(kind, name, one.toObject())));
    }
    return all;
}

/// Own or, for administrators, any; with the rights that its visibility and owner need.
Result<sdk::Decoded<MetadefNamespaceRow>> decode(const Call& call, QJsonObject body, sdk::In where, const MetadefNamespaceRow& before)
{
    for (const auto* key : { "self", "schema", "created_at", "updated_at" })      // sent back by clients that read before
        body.remove(QLatin1String(key));
    auto wanted = TRY(sdk::decode<MetadefNamespaceRow>(body, where, {}, before));
    if (wanted->name.contains(u'/'))
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'namespace': it must not have a slash"), QStringLiteral("namespace"));
    if (wanted->owner != before.owner && !wanted->owner.isEmpty() && wanted->owner != call.projectId() && !call.context.admin)
        return fail(ErrorCode::Forbidden, QStringLiteral("You are not permitted to give namespaces to '%1': only an administrator is.").arg(wanted->owner.left(64)), QStringLiteral("owner"));
    return wanted;
}

} // namespace

Result<http::Response> MetadefNamespacesHandler::list(Call& call)
{
    auto rules = call.service.traits().listRules;
    rules.known = { QStringLiteral("resource_types") };
    auto query = TRY(sdk::parseListQuery<MetadefNamespaceRow>(call.request.query(), rules));
    query.limit = query.limit.value_or(pageSize);
    if (query.sort.empty())
        query.sort = { { "created_at", true } };
    const auto types = query.value(u"resource_types").split(u',', Qt::SkipEmptyParts);
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto scope = rows::namespaceScope(call.context, types);
        const auto page = TRY(MetadefNamespaces::list(connection, query, scope.where, scope.arguments));
        QStringList names;
        for (const auto& row : page.items)
            names << row.name;
        const auto associations = TRY(rows::itemsOfAll(connection, names, MetadefKind::ResourceType));
        JsonWriter json;
        json.beginObject().key("namespaces").beginArray();
        for (const auto& row : page.items) {
            json.beginObject();
            sdk::encodeFields(json, row, call.encoding());
            if (const auto it = associations.find(row.name); it != associations.end())
                metadefs::writeItems(json, MetadefKind::ResourceType, it->second);
            json.endObject();
        }
        json.endArray();
        service::writeListLinks(json, call, "metadefs/namespaces", query, page.more, names.value(0), names.isEmpty() ? QString() : names.last());
        json.endObject();
        return service::jsonResponse(200, json.take());
    });
}

Result<http::Response> MetadefNamespacesHandler::show(Call& call)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto row = TRY(rows::visibleNamespace(connection, call.context, call.id(QStringLiteral("namespace"))));
        return answer(call, 200, row, TRY(partsOf(connection, row.name)));
    });
}

Result<http::Response> MetadefNamespacesHandler::create(Call& call)
{
    auto body = call.json;
    const auto items = TRY(takeItems(body, body[u"namespace"].toString()));
    auto row = TRY(decode(call, body, sdk::In::Create, {})).value;
    if (row.owner.isEmpty())
        row.owner = call.projectId();
    row.createdAt = row.updatedAt = Clock::now();
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        if (TRY(MetadefNamespaces::find(transaction, row.name)))
            return fail(ErrorCode::Conflict, QStringLiteral("A metadata definition namespace=%1 already exists.").arg(row.name), QStringLiteral("namespace"));
        TRY(MetadefNamespaces::insert(transaction, row));
        for (const auto& item : items)
            TRY(rows::addItem(transaction, item));
        TRY(m_service.announce(transaction, call.context, "image.metadef_namespace.create", row.name, row.owner, sdk::toJson(row)));
        auto response = answer(call, 201, row, TRY(partsOf(transaction, row.name)));
        response.headers.set("Location", QStringLiteral("%1/metadefs/namespaces/%2").arg(call.baseUrl, QString::fromLatin1(QUrl::toPercentEncoding(row.name))).toUtf8());
        return response;
    });
}

Result<http::Response> MetadefNamespacesHandler::update(Call& call)
{
    if (!call.json[u"namespace"].isString())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'namespace': it is required"), QStringLiteral("namespace"));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto before = TRY(rows::visibleNamespace(transaction, call.context, call.id(QStringLiteral("namespace"))));
        auto row = TRY(decode(call, call.json, sdk::In::Update, before)).value;
        row.updatedAt = Clock::now();
        if (row.name != before.name) {
            if (TRY(MetadefNamespaces::find(transaction, row.name)))
                return fail(ErrorCode::Conflict, QStringLiteral("A metadata definition namespace=%1 already exists.").arg(row.name), QStringLiteral("namespace"));
            TRY(transaction.execute(QStringLiteral("UPDATE metadef_namespaces SET namespace = ? WHERE namespace = ?"), row.name, before.name));
        }
        TRY(MetadefNamespaces::update(transaction, row));
        TRY(m_service.announce(transaction, call.context, "image.metadef_namespace.update", row.name, row.owner, sdk::toJson(row)));
        return answer(call, 200, row, {});
    });
}

Result<> MetadefNamespacesHandler::remove(Call& call, const QString& name)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(rows::visibleNamespace(transaction, call.context, name));
        if (row.isProtected)
            return fail(ErrorCode::Forbidden, QStringLiteral("Metadata definition namespace %1 is protected and cannot be deleted. Set 'protected' to false first.").arg(name));
        TRY(MetadefNamespaces::remove(transaction, name));
        return m_service.announce(transaction, call.context, "image.metadef_namespace.delete", name, row.owner, sdk::toJson(row));
    });
}

Result<http::Response> MetadefNamespacesHandler::resourceTypes(Call&)
{
    JsonWriter json;
    json.beginObject().key("resource_types").beginArray();
    for (const auto& name : metadefResourceTypes())
        json.beginObject().key("name").value(name).key("created_at").value("2026-01-01T00:00:00Z").key("updated_at").value("2026-01-01T00:00:00Z").endObject();
    json.endArray().endObject();
    return service::jsonResponse(200, json.take());
}

} // namespace skylab::image
