#include "placement/PlacementService.h"

#include "core/JsonWriter.h"
#include "placement/handlers/AllocationsHandler.h"
#include "placement/handlers/CandidatesHandler.h"
#include "placement/handlers/InventoriesHandler.h"
#include "placement/handlers/NamesHandler.h"
#include "placement/handlers/ProvidersHandler.h"
#include "placement/handlers/Wire.h"
#include "placement/model/Names.h"
#include "placement/model/Query.h"
#include "service/Chassis.h"
#include "service/Event.h"
#include "service/EventBus.h"

#include <algorithm>

namespace skylab::placement {

namespace {

service::ServiceTraits placementTraits()
{
    service::ServiceTraits traits;
    traits.name = QStringLiteral("placement");
    traits.types = { QStringLiteral("placement") };
    traits.catalogName = QStringLiteral("placement");
    traits.prefix = traits.root = traits.endpointPath = QStringLiteral("/placement");
    traits.faults = service::FaultStyle::Placement;
    traits.lists = service::ListStyle::Plain;
    traits.versionWord = "placement";
    traits.minVersion = sdk::mv(1, 0);
    traits.maxVersion = sdk::mv(1, 39);
    return traits;
}

} // namespace

PlacementService::PlacementService(service::Chassis& chassis)
    : Service(chassis, placementTraits()), m_providers(std::make_unique<ProvidersHandler>(*this)), m_inventories(std::make_unique<InventoriesHandler>(*this)),
      m_names(std::make_unique<NamesHandler>(*this)), m_allocations(std::make_unique<AllocationsHandler>(*this)), m_candidates(std::make_unique<CandidatesHandler>(*this))
{
}

PlacementService::~PlacementService() = default;

Result<std::unique_ptr<PlacementService>> PlacementService::open(service::Chassis& chassis)
{
    std::unique_ptr<PlacementService> service(new PlacementService(chassis));
    TRY(service->openDatabase());
    return service;
}

Result<http::Response> PlacementService::versions(service::Call& call)
{
    JsonWriter json;
    json.beginObject().key("versions").beginArray().beginObject();
    json.key("id").value("v1.0").key("max_version").value("1.39").key("min_version").value("1.0").key("status").value("CURRENT");
    json.key("links").beginArray().beginObject().key("rel").value("self").key("href").value("").endObject().endArray();
    json.endObject().endArray().endObject();
    return wire::json(call, 200, json.take());
}

Result<> PlacementService::announce(db::Transaction& transaction, const service::Context& context, const char* what, const Provider& provider)
{
    QJsonObject payload;
    if (qstrcmp(what, "delete") != 0)
        payload = { { QStringLiteral("uuid"), provider.uuid }, { QStringLiteral("name"), provider.name }, { QStringLiteral("generation"), provider.generation },
                    { QStringLiteral("parent_provider_uuid"), provider.parent.isEmpty() ? QJsonValue() : QJsonValue(provider.parent) }, { QStringLiteral("root_provider_uuid"), provider.root } };
    TRY(service::appendEvent(transaction, context, QStringLiteral("placement.resource_provider.%1").arg(QLatin1String(what)), provider.uuid, {}, payload));
    transaction.onCommit([this] { chassis().events().wake(); });
    return {};
}

// ---- for compute

Result<> PlacementService::keepProvider(const service::Context& context, const ProviderBook& book)
{
    const auto merge = [&](const Stocks& present, const QStringList& traits) {
        auto stocks = present;
        for (auto it = book.stocks.begin(); it != book.stocks.end(); ++it) {
            auto stock = *it;
            if (const auto known = present.constFind(it.key()); known != present.constEnd())      // an administrator may have set it
                stock.ratio = known->ratio;
            stocks.insert(it.key(), stock);
        }
        QStringList kept;
        for (const auto& trait : book.traits)
            if (standardTraitSet().contains(trait))
                kept << trait;
        for (const auto& trait : traits)
            if (!kept.contains(trait) && std::none_of(book.ownedPrefixes.begin(), book.ownedPrefixes.end(), [&](const QString& prefix) { return trait.startsWith(prefix); }))
                kept << trait;
        kept.sort();
        return std::pair { stocks, kept };
    };
    const bool differs = TRY(database().read([&](db::Connection& connection) -> Result<bool> {
        const auto row = TRY(ProviderStore::find(connection, book.uuid));
        if (!row || row->name != book.name)
            return true;
        const auto stocks = TRY(ProviderStore::stocks(connection, book.uuid));
        const auto traits = TRY(ProviderStore::traits(connection, book.uuid));
        return merge(stocks, traits) != std::pair { stocks, traits };
    }));
    if (!differs)
        return {};
    return database().write([&](db::Transaction& transaction) -> Result<> {
        auto found = TRY(ProviderStore::find(transaction, book.uuid));
        Provider row = found.value_or(Provider { .uuid = book.uuid, .name = book.name });
        if (!found)
            TRY(ProviderStore::create(transaction, row));
        else if (row.name != book.name)
            TRY(ProviderStore::update(transaction, row, book.name, row.parent.isEmpty() ? std::optional<QString>() : row.parent, ProviderStore::Reparenting::OnlyFirst));
        const auto present = TRY(ProviderStore::stocks(transaction, book.uuid));
        const auto [stocks, traits] = merge(present, TRY(ProviderStore::traits(transaction, book.uuid)));
        if (stocks != present)
            TRY(ProviderStore::setStocks(transaction, row, stocks));
        TRY(ProviderStore::setTraits(transaction, row, traits));
        return announce(transaction, context, found ? "update" : "create", row);
    });
}

Result<std::vector<Placing>> PlacementService::candidates(const CandidateRequest& request) const
{
    const auto world = TRY(database().read([&](db::Connection& connection) -> Result<World> {
        for (const auto& name : classesOf(request))
            TRY(ProviderStore::requireClass(connection, name));
        TRY(ProviderStore::requireTraits(connection, placement::traitsOf(request)));
        return World::read(connection);
    }));
    const auto found = TRY(CandidateSearch(world, request).run());
    std::vector<Placing> placings;
    for (const auto& candidate : found.found) {
        Placing placing;
        for (auto it = candidate.allocations.begin(); it != candidate.allocations.end(); ++it) {
            const auto& provider = world.at(it.key()).provider;
            placing.allocations.insert(provider.uuid, *it);
            if (!placing.roots.contains(provider.root))
                placing.roots << provider.root;
        }
        placings.push_back(std::move(placing));
    }
    return placings;
}

Result<Stocks> PlacementService::stocksOf(const QString& provider) const
{
    return database().read([&](db::Connection& connection) -> Result<Stocks> {
        auto stocks = TRY(ProviderStore::stocks(connection, provider));
        const auto used = TRY(ProviderStore::usage(connection, provider));
        for (auto it = stocks.begin(); it != stocks.end(); ++it)
            it->used = used.value(it.key());
        return stocks;
    });
}

Result<QSet<QString>> PlacementService::traitsOf(const QString& provider) const
{
    const auto traits = TRY(database().read([&](db::Connection& connection) { return ProviderStore::traits(connection, provider); }));
    return QSet<QString>(traits.begin(), traits.end());
}

Result<ProviderAmounts> PlacementService::holdingsOf(const QString& consumer) const
{
    return database().read([&](db::Connection& connection) -> Result<ProviderAmounts> {
        ProviderAmounts all;
        for (const auto& row : TRY(AllocationStore::ofConsumer(connection, consumer)))
            all[row.provider].insert(row.resourceClass, row.used);
        return all;
    });
}

Result<QMap<QString, ProviderAmounts>> PlacementService::holdings(const QString& consumerType) const
{
    return database().read([&](db::Connection& connection) -> Result<QMap<QString, ProviderAmounts>> {
        auto rows = TRY(connection.query(QStringLiteral("SELECT a.consumer_uuid, a.provider_uuid, a.resource_class, a.used FROM allocations a JOIN consumers c ON c.uuid = a.consumer_uuid WHERE c.consumer_type = ?"), consumerType));
        QMap<QString, ProviderAmounts> all;
        while (rows.next())
            all[rows.get<QString>(0)][rows.get<QString>(1)].insert(rows.get<QString>(2), rows.get<qint64>(3));
        TRY(rows.check());
        return all;
    });
}

Result<> PlacementService::claim(const service::Context&, const std::vector<ConsumerClaim>& claims)
{
    return database().write([&](db::Transaction& transaction) { return AllocationStore::claim(transaction, claims); });
}

Result<bool> PlacementService::release(const service::Context&, const QString& consumer)
{
    return database().write([&](db::Transaction& transaction) { return AllocationStore::release(transaction, consumer); });
}

Result<> PlacementService::setAggregates(const service::Context& context, const QString& provider, const QStringList& aggregates)
{
    auto wanted = aggregates;
    wanted.removeDuplicates();
    wanted.sort();
    if (TRY(database().read([&](db::Connection& connection) { return ProviderStore::aggregates(connection, provider); })) == wanted)
        return {};
    return database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(ProviderStore::require(transaction, provider));
        TRY(ProviderStore::setAggregates(transaction, provider, aggregates));
        TRY(ProviderStore::bump(transaction, row));
        return announce(transaction, context, "update", row);
    });
}

} // namespace skylab::placement
