#include "placement/handlers/InventoriesHandler.h"

#include "core/JsonWriter.h"
#include "placement/PlacementService.h"
#include "placement/handlers/Wire.h"
#include "placement/model/Names.h"

namespace skylab::placement {

using sdk::mv;
using service::Call;

namespace {

constexpr double largestRatio = 3.40282e+38;
const QString conflict = QStringLiteral("resource provider generation conflict");

QString idOf(const Call& call) { return call.id(QStringLiteral("uuid")); }
QString classOf(const Call& call) { return call.id(QStringLiteral("resource_class")); }

Shape recordShape()
{
    return Shape::object().require("total", Shape::integer(1, maxInteger)).allow("reserved", Shape::integer(0, maxInteger))
        .allow("min_unit", Shape::integer(1, maxInteger)).allow("max_unit", Shape::integer(1, maxInteger)).allow("step_size", Shape::integer(1, maxInteger))
        .allow("allocation_ratio", Shape::number(largestRatio));
}

void writeFields(JsonWriter& json, const Stock& stock)
{
    json.key("total").value(stock.total).key("reserved").value(stock.reserved).key("min_unit").value(stock.minUnit).key("max_unit").value(stock.maxUnit);
    json.key("step_size").value(stock.stepSize).key("allocation_ratio").value(stock.ratio);
}

http::Response respondOne(const Call& call, int status, const Provider& provider, const Stock& stock)
{
    JsonWriter json;
    json.beginObject();
    writeFields(json, stock);
    json.key("resource_provider_generation").value(provider.generation).endObject();
    return wire::json(call, status, json.take(), provider.updatedAt);
}

http::Response respondAll(const Call& call, const Provider& provider, const Stocks& stocks)
{
    JsonWriter json;
    json.beginObject().key("resource_provider_generation").value(provider.generation).key("inventories").beginObject();
    for (auto it = stocks.begin(); it != stocks.end(); ++it) {
        json.key(QStringView(it.key())).beginObject();
        writeFields(json, *it);
        json.endObject();
    }
    json.endObject().endObject();
    return wire::json(call, 200, json.take(), provider.updatedAt);
}

/// An error of the store, introduced by what was attempted.
template <typename T>
Result<T> introduced(Result<T> result, ErrorCode code, const QString& opening, ErrorCode as)
{
    if (result || result.error().code != code || !result.error().field.isEmpty())
        return result;
    auto error = result.error();
    error.code = as;
    error.message = opening + QStringLiteral(": ") + error.message;
    return skylab::fail(std::move(error));
}

} // namespace

Shape InventoriesHandler::replaceShape()
{
    return Shape::object().require("resource_provider_generation", Shape::integer())
        .require("inventories", Shape::object().each(plainName(), recordShape().allow("resource_provider_generation", Shape::integer())).open());
}

Stock InventoriesHandler::stockOf(const QJsonObject& wanted)
{
    const Stock plain;
    return { wanted[u"total"].toInteger(plain.total), wanted[u"reserved"].toInteger(plain.reserved), wanted[u"min_unit"].toInteger(plain.minUnit),
             wanted[u"max_unit"].toInteger(plain.maxUnit), wanted[u"step_size"].toInteger(plain.stepSize), wanted[u"allocation_ratio"].toDouble(plain.ratio) };
}

Result<> InventoriesHandler::checkCapacity(sdk::Version version, const QString& provider, const QString& resourceClass, const Stock& stock)
{
    const auto capacity = stock.capacity();
    const bool mayBeUsedUp = version >= mv(1, 26);
    if (mayBeUsedUp ? capacity >= 0 : capacity > 0)
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid inventory for '%1' on resource provider '%2'. The reserved value is greater than %3total.")
        .arg(resourceClass, provider, mayBeUsedUp ? QString() : QStringLiteral("or equal to ")));
}

Result<http::Response> InventoriesHandler::list(Call& call)
{
    TRY(wire::acceptsJson(call));
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto provider = TRY(ProviderStore::require(connection, idOf(call)));
        return respondAll(call, provider, TRY(ProviderStore::stocks(connection, provider.uuid)));
    });
}

Result<http::Response> InventoriesHandler::show(Call& call)
{
    TRY(wire::acceptsJson(call));
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto provider = TRY(ProviderStore::require(connection, idOf(call)));
        const auto stocks = TRY(ProviderStore::stocks(connection, provider.uuid));
        if (!stocks.contains(classOf(call)))
            return fail(ErrorCode::NotFound, QStringLiteral("No inventory of class %1 for %2").arg(classOf(call), provider.uuid));
        return respondOne(call, 200, provider, stocks[classOf(call)]);
    });
}

Result<http::Response> InventoriesHandler::create(Call& call)
{
    TRY(m_service.database().read([&](db::Connection& connection) { return ProviderStore::require(connection, idOf(call)); }));
    const auto wanted = TRY(wire::body(call, recordShape().require("resource_class", Shape::text(plainName())).allow("resource_provider_generation", Shape::integer()))).toObject();
    const auto name = wanted[u"resource_class"].toString();
    const auto stock = stockOf(wanted);
    const auto opening = QStringLiteral("Unable to create inventory for resource provider %1").arg(idOf(call));
    TRY(introduced(checkCapacity(call.version, idOf(call), name, stock), ErrorCode::BadRequest, opening, ErrorCode::BadRequest));
    const auto provider = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<Provider> {
        auto row = TRY(ProviderStore::require(transaction, idOf(call)));
        TRY(introduced(ProviderStore::requireClass(transaction, name), ErrorCode::NotFound, opening, ErrorCode::BadRequest));
        if (TRY(ProviderStore::stocks(transaction, row.uuid)).contains(name))
            return refuse(ErrorCode::Conflict, QStringLiteral("Update conflict: the resource provider has an inventory of %1 already. Change it with PUT.").arg(name), code::concurrentUpdate);
        TRY(ProviderStore::putStock(transaction, row.uuid, name, stock));
        TRY(ProviderStore::bump(transaction, row));
        TRY(m_service.announce(transaction, call.context, "update", row));
        return row;
    }));
    auto response = respondOne(call, 201, provider, stock);
    wire::locate(call, response, QStringLiteral("/resource_providers/%1/inventories/%2").arg(provider.uuid, name));
    return response;
}

Result<http::Response> InventoriesHandler::replace(Call& call)
{
    TRY(m_service.database().read([&](db::Connection& connection) { return ProviderStore::require(connection, idOf(call)); }));
    const auto wanted = TRY(wire::body(call, replaceShape())).toObject();
    const auto inventories = wanted[u"inventories"].toObject();
    Stocks stocks;
    for (auto it = inventories.begin(); it != inventories.end(); ++it)
        stocks.insert(it.key(), stockOf(it.value().toObject()));
    const auto provider = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<Provider> {
        auto row = TRY(ProviderStore::require(transaction, idOf(call)));
        TRY(ProviderStore::expect(row, wanted[u"resource_provider_generation"].toInteger(), conflict));
        for (auto it = stocks.begin(); it != stocks.end(); ++it)
            TRY(introduced(checkCapacity(call.version, row.uuid, it.key(), *it), ErrorCode::BadRequest, QStringLiteral("Unable to update inventory for resource provider %1").arg(row.uuid), ErrorCode::BadRequest));
        auto done = introduced(ProviderStore::setStocks(transaction, row, stocks), ErrorCode::NotFound, QStringLiteral("Unknown resource class in inventory for resource provider %1").arg(row.uuid), ErrorCode::BadRequest);
        TRY(introduced(std::move(done), ErrorCode::Conflict, QStringLiteral("update conflict"), ErrorCode::Conflict));
        TRY(m_service.announce(transaction, call.context, "update", row));
        return row;
    }));
    return respondAll(call, provider, stocks);
}

Result<http::Response> InventoriesHandler::removeAll(Call& call)
{
    if (call.version < mv(1, 5))
        return fail(ErrorCode::MethodNotAllowed, QStringLiteral("The method DELETE is not allowed for this resource."));
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(ProviderStore::require(transaction, idOf(call)));
        TRY(ProviderStore::setStocks(transaction, row, {}));
        return m_service.announce(transaction, call.context, "update", row);
    }));
    return http::Response::empty(204);
}

Result<http::Response> InventoriesHandler::update(Call& call)
{
    TRY(m_service.database().read([&](db::Connection& connection) { return ProviderStore::require(connection, idOf(call)); }));
    const auto wanted = TRY(wire::body(call, recordShape().require("resource_provider_generation", Shape::integer()))).toObject();
    const auto stock = stockOf(wanted);
    const auto provider = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<Provider> {
        auto row = TRY(ProviderStore::require(transaction, idOf(call)));
        TRY(ProviderStore::expect(row, wanted[u"resource_provider_generation"].toInteger(), conflict));
        TRY(introduced(checkCapacity(call.version, row.uuid, classOf(call), stock), ErrorCode::BadRequest, QStringLiteral("Unable to update inventory for resource provider %1").arg(row.uuid), ErrorCode::BadRequest));
        TRY(ProviderStore::requireClass(transaction, classOf(call)));
        if (!TRY(ProviderStore::stocks(transaction, row.uuid)).contains(classOf(call)))
            return fail(ErrorCode::BadRequest, QStringLiteral("No inventory record with resource class for resource provider %1: No inventory of class %2 found.").arg(row.uuid, classOf(call)));
        TRY(ProviderStore::putStock(transaction, row.uuid, classOf(call), stock));
        TRY(ProviderStore::bump(transaction, row));
        TRY(m_service.announce(transaction, call.context, "update", row));
        return row;
    }));
    return respondOne(call, 200, provider, stock);
}

Result<http::Response> InventoriesHandler::remove(Call& call)
{
    TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(ProviderStore::require(transaction, idOf(call)));
        if (!TRY(ProviderStore::stocks(transaction, row.uuid)).contains(classOf(call)))
            return fail(ErrorCode::NotFound, QStringLiteral("No inventory of class %1 found for delete").arg(classOf(call)));
        auto gone = introduced(ProviderStore::removeStocks(transaction, row.uuid, { classOf(call) }), ErrorCode::Conflict, QStringLiteral("Unable to delete inventory of class %1").arg(classOf(call)), ErrorCode::Conflict);
        if (!gone) {      // this one way has the other code
            auto error = gone.error();
            error.type = code::concurrentUpdate;
            return skylab::fail(std::move(error));
        }
        TRY(ProviderStore::bump(transaction, row));
        return m_service.announce(transaction, call.context, "update", row);
    }));
    return http::Response::empty(204);
}

Result<http::Response> InventoriesHandler::usages(Call& call)
{
    TRY(wire::acceptsJson(call));
    return m_service.database().read([&](db::Connection& connection) -> Result<http::Response> {
        const auto provider = TRY(ProviderStore::require(connection, idOf(call)));
        const auto stocks = TRY(ProviderStore::stocks(connection, provider.uuid));
        const auto used = TRY(ProviderStore::usage(connection, provider.uuid));
        JsonWriter json;
        json.beginObject().key("resource_provider_generation").value(provider.generation).key("usages").beginObject();
        for (auto it = stocks.begin(); it != stocks.end(); ++it)
            json.key(QStringView(it.key())).value(used.value(it.key()));
        json.endObject().endObject();
        return wire::json(call, 200, json.take());
    });
}

} // namespace skylab::placement
