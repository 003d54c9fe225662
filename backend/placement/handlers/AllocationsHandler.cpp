#include "placement/handlers/AllocationsHandler.h"

#include "core/JsonWriter.h"
#include "core/Uuid.h"
#include "placement/PlacementService.h"
#include "placement/handlers/InventoriesHandler.h"
#include "placement/handlers/Wire.h"
#include "placement/model/Names.h"
#include "placement/model/Query.h"

namespace skylab::placement {

using sdk::mv;
using service::Call;

namespace {

constexpr qint64 longestOwner = 255;
/// More than any inventory has: sums of such amounts are refused as well, and can't overflow.
constexpr qint64 beyondAll = qint64(1) << 40;
const QString unknownType = QStringLiteral("unknown");

QString consumerOf(const Call& call) { return call.id(QStringLiteral("consumer_uuid")); }

Shape resourcesShape() { return Shape::object().each(plainName(), Shape::integer(1)).atLeast(1); }

/// What is beside "allocations", by version.
Shape withConsumer(Shape shape, sdk::Version version)
{
    if (version >= mv(1, 8))
        shape = std::move(shape).require("project_id", Shape::text(1, longestOwner)).require("user_id", Shape::text(1, longestOwner));
    if (version >= mv(1, 28))
        shape = std::move(shape).require("consumer_generation", Shape::integer().orNull());
    if (version >= mv(1, 34))
        shape = std::move(shape).allow("mappings", Shape::object().each(grouped({}, true), Shape::list(Shape::uuid(), 1)).atLeast(1).open());
    if (version >= mv(1, 38))
        shape = std::move(shape).require("consumer_type", Shape::text(plainName(), longestOwner));
    return shape;
}

/// One consumer's claim. `mayBeEmpty`: none at all gives everything back.
Shape claimShape(sdk::Version version, bool mayBeEmpty)
{
    if (version < mv(1, 12)) {
        const auto provider = Shape::object().require("uuid", Shape::uuid());
        return withConsumer(Shape::object().require("allocations", Shape::list(Shape::object().require("resource_provider", provider).require("resources", resourcesShape()), 1)), version);
    }
    auto allocations = Shape::object().each(uuidKey(), Shape::object().require("resources", resourcesShape()).allow("generation", Shape::integer())).atLeast(mayBeEmpty ? 0 : 1);
    return withConsumer(Shape::object().require("allocations", std::move(allocations)), version);
}

Shape claimsShape(sdk::Version version, qint64 least) { return Shape::object().each(uuidKey(), claimShape(version, true)).atLeast(least); }

Amounts amountsOf(const QJsonObject& resources)
{
    Amounts amounts;
    for (auto it = resources.begin(); it != resources.end(); ++it)
        amounts.insert(it.key(), std::min(it.value().toInteger(), beyondAll));
    return amounts;
}

ConsumerClaim claimOf(const QString& uuid, const QJsonObject& wanted, sdk::Version version)
{
    ConsumerClaim claim;
    claim.consumer = { .uuid = uuid, .projectId = wanted[u"project_id"].toString(wire::unknownOwner), .userId = wanted[u"user_id"].toString(wire::unknownOwner) };
    claim.checkGeneration = version >= mv(1, 28);
    if (wanted[u"consumer_generation"].isDouble())
        claim.generation = wanted[u"consumer_generation"].toInteger();
    claim.setType = version >= mv(1, 38);
    if (claim.setType)
        claim.consumer.type = wanted[u"consumer_type"].toString();
    const auto& allocations = wanted[u"allocations"];
    if (allocations.isArray()) {
        for (const auto& one : allocations.toArray())
            claim.allocations.insert(one[u"resource_provider"][u"uuid"].toString(), amountsOf(one[u"resources"].toObject()));
    } else {
        const auto object = allocations.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            claim.allocations.insert(it.key(), amountsOf(it.value()[u"resources"].toObject()));
    }
    return claim;
}

std::vector<ConsumerClaim> claimsOf(const QJsonObject& wanted, sdk::Version version)
{
    std::vector<ConsumerClaim> claims;
    for (auto it = wanted.begin(); it != wanted.end(); ++it)
        claims.push_back(claimOf(it.key(), it.value().toObject(), version));
    return claims;
}

Timestamp newestOf(const std::vector<AllocationRow>& rows)
{
    Timestamp newest;
    for (const auto& row : rows)
        newest = std::max(newest, row.createdAt);
    return newest.isNull() ? Clock::now() : newest;
}

} // namespace

Result<http::Response> AllocationsHandler::show(Call& call)
{
    TRY(wire::acceptsJson(call));
    const auto rows = TRY(m_service.database().read([&](db::Connection& connection) { return AllocationStore::ofConsumer(connection, consumerOf(call)); }));
    QMap<QString, Amounts> amounts;
    QHash<QString, qint64> generations;
    for (const auto& row : rows) {
        amounts[row.provider].insert(row.resourceClass, row.used);
        generations.insert(row.provider, row.providerGeneration);
    }
    JsonWriter json;
    json.beginObject().key("allocations").beginObject();
    for (auto it = amounts.begin(); it != amounts.end(); ++it) {
        json.key(QStringView(it.key())).beginObject().key("resources");
        wire::writeAmounts(json, *it);
        json.key("generation").value(generations[it.key()]).endObject();
    }
    json.endObject();
    if (!rows.empty() && call.version >= mv(1, 12)) {
        const auto& consumer = rows.front().consumer;
        json.key("project_id").value(consumer.projectId).key("user_id").value(consumer.userId);
        if (call.version >= mv(1, 28))
            json.key("consumer_generation").value(consumer.generation);
        if (call.version >= mv(1, 38))
            json.key("consumer_type").value(consumer.type.value_or(unknownType));
    }
    json.endObject();
    return wire::json(call, 200, json.take(), newestOf(rows));
}

Result<http::Response> AllocationsHandler::showOfProvider(Call& call)
{
    TRY(wire::acceptsJson(call));
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto provider = TRY(ProviderStore::require(connection, call.id(QStringLiteral("uuid"))));
        const auto rows = TRY(AllocationStore::ofProvider(connection, provider.uuid));
        QMap<QString, Amounts> amounts;
        QHash<QString, qint64> generations;
        for (const auto& row : rows) {
            amounts[row.consumer.uuid].insert(row.resourceClass, row.used);
            generations.insert(row.consumer.uuid, row.consumer.generation);
        }
        JsonWriter json;
        json.beginObject().key("allocations").beginObject();
        for (auto it = amounts.begin(); it != amounts.end(); ++it) {
            json.key(QStringView(it.key())).beginObject().key("resources");
            wire::writeAmounts(json, *it);
            if (call.version >= mv(1, 28))
                json.key("consumer_generation").value(generations[it.key()]);
            json.endObject();
        }
        json.endObject().key("resource_provider_generation").value(provider.generation).endObject();
        return wire::json(call, 200, json.take(), newestOf(rows));
    });
}

Result<http::Response> AllocationsHandler::replace(Call& call)
{
    const auto uuid = normalUuid(consumerOf(call));
    if (!uuid)
        return fail(ErrorCode::BadRequest, QStringLiteral("Malformed consumer_uuid: %1").arg(consumerOf(call).left(64)));
    const auto wanted = TRY(wire::body(call, claimShape(call.version, call.version >= mv(1, 28)))).toObject();
    const auto claim = claimOf(*uuid, wanted, call.version);
    TRY(m_service.claim(call.context, { claim }));
    return http::Response::empty(204);
}

Result<http::Response> AllocationsHandler::replaceMany(Call& call)
{
    const auto wanted = TRY(wire::body(call, claimsShape(call.version, 1))).toObject();
    TRY(m_service.claim(call.context, claimsOf(wanted, call.version)));
    return http::Response::empty(204);
}

Result<http::Response> AllocationsHandler::remove(Call& call)
{
    if (!TRY(m_service.release(call.context, consumerOf(call))))
        return fail(ErrorCode::NotFound, QStringLiteral("No allocations for consumer '%1'").arg(consumerOf(call).left(64)));
    return http::Response::empty(204);
}

Result<http::Response> AllocationsHandler::totals(Call& call)
{
    static const Pattern typePattern { QStringLiteral("^[A-Z0-9_]+$|^all|^unknown$"), [](QStringView text) { return isPlainName(text) || text.startsWith(u"all") || text == u"unknown"; } };
    TRY(wire::acceptsJson(call));
    const bool typed = call.version >= mv(1, 38);
    auto shape = Shape::object().require("project_id", Shape::text(1, longestOwner)).allow("user_id", Shape::text(1, longestOwner));
    if (typed)
        shape = std::move(shape).allow("consumer_type", Shape::text(typePattern, longestOwner));
    const auto wanted = queryObject(call.request.query());
    TRY(shape.check(wanted, QStringLiteral("Invalid query string parameters")));
    const auto sums = TRY(m_service.database().read([&](db::Connection& connection) { return AllocationStore::sums(connection, wanted[u"project_id"].toString(), wanted[u"user_id"].toString()); }));
    const auto type = wanted[u"consumer_type"].toString();
    QMap<QString, AllocationStore::Sum> groups;      // by the name under which they are shown
    for (const auto& sum : sums) {
        const auto name = sum.type.value_or(unknownType);
        if (typed && !type.isEmpty() && type != u"all" && type != name)
            continue;
        auto& group = groups[!typed || type == u"all" ? QStringLiteral("all") : name];
        group.consumers += sum.consumers;
        for (auto it = sum.amounts.begin(); it != sum.amounts.end(); ++it)
            group.amounts[it.key()] += it.value();
    }
    JsonWriter json;
    json.beginObject().key("usages");
    if (typed) {
        json.beginObject();
        for (auto it = groups.begin(); it != groups.end(); ++it) {
            json.key(QStringView(it.key())).beginObject().key("consumer_count").value(it->consumers);
            for (auto one = it->amounts.begin(); one != it->amounts.end(); ++one)
                json.key(QStringView(one.key())).value(one.value());
            json.endObject();
        }
        json.endObject();
    } else {
        wire::writeAmounts(json, groups.value(QStringLiteral("all")).amounts);
    }
    json.endObject();
    return wire::json(call, 200, json.take());
}

// ---- reshaper

Result<http::Response> AllocationsHandler::reshape(Call& call)
{
    auto inventories = Shape::object().each(uuidKey(), InventoriesHandler::replaceShape()).atLeast(1);
    const auto wanted = TRY(wire::body(call, Shape::object().require("inventories", std::move(inventories)).require("allocations", claimsShape(call.version, 0)))).toObject();
    const auto claims = claimsOf(wanted[u"allocations"].toObject(), call.version);
    const auto told = [](Result<> done) -> Result<> {
        if (done || !(done.error().code == ErrorCode::NotFound || done.error().type == code::inventoryInUse))
            return done;
        auto error = done.error();
        error.message = (error.code == ErrorCode::NotFound ? QStringLiteral("malformed reshaper data: ") : QStringLiteral("update conflict: ")) + error.message;
        error.code = error.code == ErrorCode::NotFound ? ErrorCode::BadRequest : error.code;
        return skylab::fail(std::move(error));
    };
    TRY(told(m_service.database().write([&](db::Transaction& transaction) { return reshapeAll(transaction, call, wanted[u"inventories"].toObject(), claims); })));
    return http::Response::empty(204);
}

Result<> AllocationsHandler::reshapeAll(db::Transaction& transaction, Call& call, const QJsonObject& inventories, const std::vector<ConsumerClaim>& claims)
{
    QMap<QString, Stocks> wanted;
    for (auto it = inventories.begin(); it != inventories.end(); ++it) {
        auto provider = TRY(ProviderStore::find(transaction, it.key()));
        if (!provider)
            return refuse(ErrorCode::BadRequest, QStringLiteral("Resource provider %1 in inventories not found: No resource provider with uuid %1 found").arg(it.key()), code::providerNotFound);
        const auto generation = it.value()[u"resource_provider_generation"].toInteger();
        TRY(ProviderStore::expect(*provider, generation, QStringLiteral("resource provider generation conflict for provider %1: actual: %2, given: %3").arg(it.key()).arg(provider->generation).arg(generation)));
        auto& stocks = wanted[it.key()];
        const auto records = it.value()[u"inventories"].toObject();
        for (auto one = records.begin(); one != records.end(); ++one)
            stocks.insert(one.key(), InventoriesHandler::stockOf(one.value().toObject()));
    }
    // Old and new stand beside each other while the claims move over.
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        auto provider = TRY(ProviderStore::require(transaction, it.key()));
        auto both = TRY(ProviderStore::stocks(transaction, it.key()));
        for (auto one = it->begin(); one != it->end(); ++one)
            both.insert(one.key(), *one);
        if (!it->isEmpty())
            TRY(ProviderStore::setStocks(transaction, provider, both));
    }
    TRY(AllocationStore::claim(transaction, claims));
    for (auto it = wanted.begin(); it != wanted.end(); ++it) {
        auto provider = TRY(ProviderStore::require(transaction, it.key()));
        TRY(ProviderStore::setStocks(transaction, provider, *it));
        TRY(m_service.announce(transaction, call.context, "update", provider));
    }
    return {};
}

} // namespace skylab::placement
