#include "identity/handlers/CatalogHandler.h"

#include "core/Uuid.h"
#include "identity/store/CatalogStore.h"

namespace skylab::identity {

using service::Call;
using service::Store;

namespace {

/// Own endpoints are shown with the address that the client itself used.
EndpointRow seenFrom(const Call& call, EndpointRow row)
{
    row.url.replace(ownBase, call.request.baseUrl());
    return row;
}

QString regionTaken(const QString& id)
{
    return QStringLiteral("Conflict occurred attempting to store region - Duplicate ID, %1.").arg(id);
}

} // namespace

Result<sdk::Page<ServiceRow>> CatalogHandler::listServices(Call&, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) { return Store<ServiceRow>::list(connection, query); });
}

Result<ServiceRow> CatalogHandler::showService(Call&, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return required<ServiceRow>(connection, id); });
}

Result<ServiceRow> CatalogHandler::createService(Call& call, sdk::Decoded<sdk::ServiceEntry> wanted)
{
    ServiceRow row;
    static_cast<sdk::ServiceEntry&>(row) = std::move(wanted.value);
    row.id = newHexId();
    row.extra.remove(QStringLiteral("links"));
    return m_directory.write([&](db::Transaction& transaction) -> Result<ServiceRow> {
        TRY(Store<ServiceRow>::insert(transaction, row));
        TRY(record(transaction, call.context, "create", row));
        return row;
    });
}

Result<ServiceRow> CatalogHandler::updateService(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<ServiceRow> {
        auto row = TRY(sdk::decode<ServiceRow>(changes, sdk::In::Update, {}, TRY(required<ServiceRow>(transaction, id)))).value;
        row.extra.remove(QStringLiteral("links"));
        TRY(Store<ServiceRow>::update(transaction, row));
        TRY(record(transaction, call.context, "update", row));
        return row;
    });
}

Result<> CatalogHandler::removeService(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(required<ServiceRow>(transaction, id));
        TRY(Store<ServiceRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

Result<sdk::Page<EndpointRow>> CatalogHandler::listEndpoints(Call& call, const sdk::ListQuery& query)
{
    auto page = TRY(m_directory.read([&](db::Connection& connection) { return Store<EndpointRow>::list(connection, query); }));
    for (auto& row : page.items)
        row = seenFrom(call, std::move(row));
    return page;
}

Result<EndpointRow> CatalogHandler::showEndpoint(Call& call, const QString& id)
{
    return seenFrom(call, TRY(m_directory.read([&](db::Connection& connection) { return required<EndpointRow>(connection, id); })));
}

Result<> CatalogHandler::checkEndpoint(db::Transaction& transaction, const Call& call, const EndpointRow& row)
{
    if (!TRY(Store<ServiceRow>::find(transaction, row.serviceId)))
        return fail(ErrorCode::BadRequest, QStringLiteral("Could not find service: %1.").arg(row.serviceId), QStringLiteral("endpoint.service_id"));
    if (!row.regionId || TRY(Store<RegionRow>::find(transaction, *row.regionId)))
        return {};
    // The old name "region" makes the region; "region_id" must exist.
    if (call.json.value(u"endpoint").toObject().contains(u"region_id"))
        return fail(ErrorCode::BadRequest, QStringLiteral("Could not find region: %1.").arg(*row.regionId), QStringLiteral("endpoint.region_id"));
    return CatalogStore::ensureRegion(transaction, *row.regionId);
}

Result<EndpointRow> CatalogHandler::createEndpoint(Call& call, sdk::Decoded<sdk::Endpoint> wanted)
{
    EndpointRow row;
    static_cast<sdk::Endpoint&>(row) = std::move(wanted.value);
    row.id = newHexId();
    row.extra.remove(QStringLiteral("links"));
    return m_directory.write([&](db::Transaction& transaction) -> Result<EndpointRow> {
        TRY(checkEndpoint(transaction, call, row));
        TRY(Store<EndpointRow>::insert(transaction, row));
        TRY(record(transaction, call.context, "create", row));
        return seenFrom(call, row);
    });
}

Result<EndpointRow> CatalogHandler::updateEndpoint(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<EndpointRow> {
        auto row = TRY(sdk::decode<EndpointRow>(changes, sdk::In::Update, {}, TRY(required<EndpointRow>(transaction, id)))).value;
        row.extra.remove(QStringLiteral("links"));
        TRY(checkEndpoint(transaction, call, row));
        TRY(Store<EndpointRow>::update(transaction, row));
        TRY(record(transaction, call.context, "update", row));
        return seenFrom(call, row);
    });
}

Result<> CatalogHandler::removeEndpoint(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(required<EndpointRow>(transaction, id));
        TRY(Store<EndpointRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

Result<sdk::Page<RegionRow>> CatalogHandler::listRegions(Call&, const sdk::ListQuery& query)
{
    return m_directory.read([&](db::Connection& connection) { return Store<RegionRow>::list(connection, query); });
}

Result<RegionRow> CatalogHandler::showRegion(Call&, const QString& id)
{
    return m_directory.read([&](db::Connection& connection) { return required<RegionRow>(connection, id); });
}

Result<> CatalogHandler::checkParent(db::Connection& connection, const RegionRow& row)
{
    auto parentId = row.parentRegionId;
    while (parentId) {
        if (*parentId == row.id)
            return fail(ErrorCode::BadRequest, QStringLiteral("Region %1 can't be its own parent.").arg(row.id), QStringLiteral("region.parent_region_id"));
        parentId = TRY(required<RegionRow>(connection, *parentId)).parentRegionId;
    }
    return {};
}

Result<RegionRow> CatalogHandler::createRegion(Call& call, sdk::Decoded<sdk::Region> wanted)
{
    RegionRow row;
    static_cast<sdk::Region&>(row) = std::move(wanted.value);
    if (row.id.isEmpty())
        row.id = newHexId();
    row.extra.remove(QStringLiteral("links"));
    return m_directory.write([&](db::Transaction& transaction) -> Result<RegionRow> {
        TRY(checkParent(transaction, row));
        TRY(named(Store<RegionRow>::insert(transaction, row), regionTaken(row.id)));
        TRY(record(transaction, call.context, "create", row));
        return row;
    });
}

Result<http::Response> CatalogHandler::putRegion(Call& call)
{
    const auto id = call.id(QStringLiteral("region_id"));
    auto wanted = TRY(sdk::decode<sdk::Region>(TRY(service::unwrap(call, "region")), sdk::In::Create));
    if (!wanted->id.isEmpty() && wanted->id != id)
        return fail(ErrorCode::BadRequest, QStringLiteral("The region's id in the body, %1, is not that of the path.").arg(wanted->id), QStringLiteral("region.id"));
    wanted.value.id = id;
    return service::respond(call, 201, TRY(createRegion(call, std::move(wanted))));
}

Result<RegionRow> CatalogHandler::updateRegion(Call& call, const QString& id, const QJsonObject& changes)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<RegionRow> {
        auto row = TRY(sdk::decode<RegionRow>(changes, sdk::In::Update, {}, TRY(required<RegionRow>(transaction, id)))).value;
        row.extra.remove(QStringLiteral("links"));
        TRY(checkParent(transaction, row));
        TRY(Store<RegionRow>::update(transaction, row));
        TRY(record(transaction, call.context, "update", row));
        return row;
    });
}

Result<> CatalogHandler::removeRegion(Call& call, const QString& id)
{
    return m_directory.write([&](db::Transaction& transaction) -> Result<> {
        const auto row = TRY(required<RegionRow>(transaction, id));
        if (TRY(Store<EndpointRow>::count(transaction, QStringLiteral("region_id = ?"), { id })) > 0)
            return fail(ErrorCode::Forbidden, QStringLiteral("Unable to delete region %1 because it or its child regions have associated endpoints.").arg(id));
        if (TRY(Store<RegionRow>::count(transaction, QStringLiteral("parent_region_id = ?"), { id })) > 0)
            return fail(ErrorCode::Forbidden, QStringLiteral("Unable to delete region %1 because it has child regions. Delete them first.").arg(id));
        TRY(Store<RegionRow>::remove(transaction, id));
        return record(transaction, call.context, "delete", row);
    });
}

} // namespace skylab::identity
