#include "placement/handlers/ProvidersHandler.h"

#include "core/JsonWriter.h"
#include "core/Uuid.h"
#include "placement/PlacementService.h"
#include "placement/handlers/Wire.h"
#include "placement/model/Names.h"
#include "placement/model/Query.h"

namespace skylab::placement {

using sdk::mv;
using service::Call;

namespace {

const QString staleGeneration = QStringLiteral("Resource provider's generation already changed. Please update the generation and try again.");

QString idOf(const Call& call) { return call.id(QStringLiteral("uuid")); }

void write(JsonWriter& json, const Call& call, const Provider& provider)
{
    const auto url = wire::path(call, QStringLiteral("/resource_providers/") + provider.uuid);
    json.beginObject().key("uuid").value(provider.uuid).key("name").value(provider.name).key("generation").value(provider.generation);
    json.key("links").beginArray();
    const auto link = [&](const char* rel, const QString& href) { json.beginObject().key("rel").value(rel).key("href").value(href).endObject(); };
    link("self", url);
    for (const auto& [rel, since] : { std::pair { "inventories", 0 }, { "usages", 0 }, { "aggregates", 1 }, { "traits", 6 }, { "allocations", 11 } })
        if (call.version >= mv(1, since))
            link(rel, url + u'/' + QLatin1String(rel));
    json.endArray();
    if (call.version >= mv(1, 14)) {
        json.key("parent_provider_uuid");
        provider.parent.isEmpty() ? json.null() : json.value(provider.parent);
        json.key("root_provider_uuid").value(provider.root);
    }
    json.endObject();
}

http::Response respond(const Call& call, int status, const Provider& provider)
{
    JsonWriter json;
    write(json, call, provider);
    return wire::json(call, status, json.take(), provider.updatedAt);
}

Shape providerShape(const Call& call, bool create)
{
    auto shape = Shape::object().require("name", Shape::text(0, 200));
    if (create)
        shape = std::move(shape).allow("uuid", Shape::uuid());
    if (call.version >= mv(1, 14))
        shape = std::move(shape).allow("parent_provider_uuid", Shape::uuid().orNull());
    return shape;
}

Shape listShape(const Call& call)
{
    auto shape = Shape::object().allow("name", Shape::text()).allow("uuid", Shape::uuid());
    if (call.version >= mv(1, 3))
        shape = std::move(shape).allow("member_of", Shape::text());
    if (call.version >= mv(1, 4))
        shape = std::move(shape).allow("resources", Shape::text());
    if (call.version >= mv(1, 14))
        shape = std::move(shape).allow("in_tree", Shape::uuid());
    if (call.version >= mv(1, 18))
        shape = std::move(shape).allow("required", Shape::text());
    return shape;
}

QString normalised(const QString& uuid) { return normalUuid(uuid).value_or(uuid); }

} // namespace

// ---- providers

Result<http::Response> ProvidersHandler::list(Call& call)
{
    TRY(wire::acceptsJson(call));
    const auto items = call.request.query();
    const auto wanted = queryObject(items);
    TRY(listShape(call).check(wanted, QStringLiteral("Invalid query string parameters")));
    const auto aggregates = TRY(parseAggregates(queryValues(items, QStringLiteral("member_of")), {}, call.version));
    const auto traits = TRY(parseTraits(queryValues(items, QStringLiteral("required")), call.version));
    const auto resources = wanted.contains(QStringLiteral("resources")) ? TRY(parseResources(wanted[u"resources"].toString())) : Amounts();
    const auto world = TRY(m_service.database().read([&](db::Connection& connection) -> Result<World> {
        for (auto it = resources.begin(); it != resources.end(); ++it)
            if (auto known = ProviderStore::requireClass(connection, it.key()); !known)
                return fail(ErrorCode::BadRequest, QStringLiteral("Invalid resource class in resources parameter: ") + known.error().message);
        if (auto known = ProviderStore::requireTraits(connection, traitsOf(traits)); !known)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid trait(s) in \"required\" parameter: ") + known.error().message);
        return World::read(connection);
    }));
    const auto inTree = wanted[u"in_tree"].toString();
    const auto tree = inTree.isEmpty() ? -1 : world.find(inTree);
    JsonWriter json;
    json.beginObject().key("resource_providers").beginArray();
    Timestamp newest;
    for (const auto& node : world.nodes()) {
        const auto& name = wanted[u"name"];
        const auto& uuid = wanted[u"uuid"];
        const bool named = (name.toString().isEmpty() || name.toString() == node.provider.name) && (uuid.toString().isEmpty() || normalised(uuid.toString()) == node.provider.uuid);
        const bool inside = inTree.isEmpty() || (tree >= 0 && node.root == world.at(tree).root);
        bool roomy = true;
        for (auto it = resources.begin(); it != resources.end(); ++it) {
            const auto stock = node.stocks.constFind(it.key());
            roomy = roomy && stock != node.stocks.cend() && stock->fits(it.value());
        }
        if (!named || !inside || !roomy || !satisfies(node, traits) || !satisfies(node, aggregates))
            continue;
        newest = std::max(newest, node.provider.updatedAt);
        write(json, call, node.provider);
    }
    json.endArray().endObject();
    return wire::json(call, 200, json.take(), newest.isNull() ? Clock::now() : newest);
}

Result<http::Response> ProvidersHandler::create(Call& call)
{
    const auto wanted = TRY(wire::body(call, providerShape(call, true))).toObject();
    const auto uuid = wanted[u"uuid"].toString();
    const Provider fresh { .uuid = uuid.isEmpty() ? newUuid() : normalised(uuid), .name = wanted[u"name"].toString(), .parent = wanted[u"parent_provider_uuid"].toString() };
    const auto because = [&](const Error& error) -> Error {
        if (error.code != ErrorCode::BadRequest)
            return error;
        auto told = error;
        told.message = QStringLiteral("Unable to create resource provider \"%1\", %2: %3").arg(fresh.name, fresh.uuid, error.message);
        return told;
    };
    if (fresh.name.isEmpty())
        return skylab::fail(because(Error { ErrorCode::BadRequest, QStringLiteral("Object action create failed because: name is required") }));
    const auto made = m_service.database().write([&](db::Transaction& transaction) -> Result<Provider> {
        auto provider = fresh;
        TRY(ProviderStore::create(transaction, provider));
        TRY(m_service.announce(transaction, call.context, "create", provider));
        return provider;
    });
    if (!made)
        return skylab::fail(because(made.error()));
    auto response = call.version >= mv(1, 20) ? respond(call, 200, *made) : http::Response::empty(201);
    wire::locate(call, response, QStringLiteral("/resource_providers/") + made->uuid);
    return response;
}

Result<http::Response> ProvidersHandler::show(Call& call)
{
    TRY(wire::acceptsJson(call));
    return respond(call, 200, TRY(m_service.database().read([&](db::Connection& connection) { return ProviderStore::require(connection, idOf(call)); })));
}

Result<http::Response> ProvidersHandler::update(Call& call)
{
    const auto wanted = TRY(wire::body(call, providerShape(call, false))).toObject();
    const auto provider = m_service.database().write([&](db::Transaction& transaction) -> Result<Provider> {
        auto row = TRY(ProviderStore::require(transaction, idOf(call)));
        auto parent = row.parent.isEmpty() ? std::optional<QString>() : row.parent;
        if (wanted.contains(QStringLiteral("parent_provider_uuid")))
            parent = wanted[u"parent_provider_uuid"].isNull() ? std::optional<QString>() : wanted[u"parent_provider_uuid"].toString();
        TRY(ProviderStore::update(transaction, row, wanted[u"name"].toString(), parent, call.version >= mv(1, 37) ? ProviderStore::Reparenting::Allowed : ProviderStore::Reparenting::OnlyFirst));
        TRY(m_service.announce(transaction, call.context, "update", row));
        return row;
    });
    if (!provider) {
        auto error = provider.error();
        if (error.code == ErrorCode::BadRequest)
            error.message = QStringLiteral("Unable to save resource provider %1: %2").arg(idOf(call), error.message);
        return skylab::fail(std::move(error));
    }
    return respond(call, 200, *provider);
}

Result<http::Response> ProvidersHandler::remove(Call& call)
{
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        TRY(ProviderStore::remove(transaction, idOf(call)));
        return m_service.announce(transaction, call.context, "delete", { .uuid = idOf(call) });
    }));
    return http::Response::empty(204);
}

// ---- aggregates

namespace {

http::Response respondAggregates(const Call& call, const Provider& provider, const QStringList& aggregates)
{
    JsonWriter json;
    json.beginObject().key("aggregates").beginArray();
    for (const auto& aggregate : aggregates)
        json.value(aggregate);
    json.endArray();
    if (call.version >= mv(1, 19))
        json.key("resource_provider_generation").value(provider.generation);
    json.endObject();
    return wire::json(call, 200, json.take());
}

} // namespace

Result<http::Response> ProvidersHandler::showAggregates(Call& call)
{
    TRY(wire::acceptsJson(call));
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto provider = TRY(ProviderStore::require(connection, idOf(call)));
        return respondAggregates(call, provider, TRY(ProviderStore::aggregates(connection, provider.uuid)));
    });
}

Result<http::Response> ProvidersHandler::setAggregates(Call& call)
{
    const bool generations = call.version >= mv(1, 19);
    auto uuids = Shape::list(Shape::uuid()).unique();
    const auto shape = generations ? Shape::object().require("aggregates", std::move(uuids)).require("resource_provider_generation", Shape::integer()) : std::move(uuids);
    // An unknown provider is told before what is wrong with the body.
    TRY(m_service.database().read([&](db::Connection& connection) { return ProviderStore::require(connection, idOf(call)); }));
    const auto wanted = TRY(wire::body(call, shape));
    QStringList aggregates;
    for (const auto& uuid : generations ? wanted[u"aggregates"].toArray() : wanted.toArray())
        aggregates << uuid.toString();
    const auto provider = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<Provider> {
        auto row = TRY(ProviderStore::require(transaction, idOf(call)));
        if (generations)
            TRY(ProviderStore::expect(row, wanted[u"resource_provider_generation"].toInteger(), staleGeneration));
        TRY(ProviderStore::setAggregates(transaction, row.uuid, aggregates));
        if (generations)
            TRY(ProviderStore::bump(transaction, row));
        TRY(m_service.announce(transaction, call.context, "update", row));
        return row;
    }));
    return respondAggregates(call, provider, aggregates);
}

// ---- traits

namespace {

http::Response respondTraits(const Call& call, const Provider& provider, const QStringList& traits)
{
    JsonWriter json;
    json.beginObject().key("traits").beginArray();
    for (const auto& trait : traits)
        json.value(trait);
    json.endArray().key("resource_provider_generation").value(provider.generation).endObject();
    return wire::json(call, 200, json.take(), provider.updatedAt);
}

} // namespace

Result<http::Response> ProvidersHandler::showTraits(Call& call)
{
    TRY(wire::acceptsJson(call));
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto provider = TRY(ProviderStore::require(connection, idOf(call)));
        return respondTraits(call, provider, TRY(ProviderStore::traits(connection, provider.uuid)));
    });
}

Result<http::Response> ProvidersHandler::setTraits(Call& call)
{
    const auto wanted = TRY(wire::body(call, Shape::object().require("traits", Shape::list(Shape::text(1, 255))).require("resource_provider_generation", Shape::integer())));
    QStringList traits;
    for (const auto& trait : wanted[u"traits"].toArray())
        traits << trait.toString();
    traits.removeDuplicates();
    const auto provider = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<Provider> {
        auto row = TRY(ProviderStore::require(transaction, idOf(call)));
        TRY(ProviderStore::expect(row, wanted[u"resource_provider_generation"].toInteger(), staleGeneration));
        if (auto known = ProviderStore::requireTraits(transaction, QSet<QString>(traits.begin(), traits.end())); !known)
            return fail(ErrorCode::BadRequest, known.error().message);
        if (TRY(ProviderStore::setTraits(transaction, row, traits)))
            TRY(m_service.announce(transaction, call.context, "update", row));
        return row;
    }));
    traits.sort();
    return respondTraits(call, provider, traits);
}

Result<http::Response> ProvidersHandler::removeTraits(Call& call)
{
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(ProviderStore::require(transaction, idOf(call)));
        if (TRY(ProviderStore::setTraits(transaction, row, {})))
            TRY(m_service.announce(transaction, call.context, "update", row));
        return {};
    }));
    return http::Response::empty(204);
}

} // namespace skylab::placement
