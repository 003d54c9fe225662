#include "identity/store/CatalogStore.h"

#include "core/Uuid.h"
#include "identity/model/Catalog.h"
#include "identity/store/Rows.h"
#include "service/Store.h"

namespace skylab::identity::CatalogStore {

using service::Store;

Result<> ensureRegion(db::Transaction& transaction, const QString& id)
{
    if (TRY(Store<RegionRow>::find(transaction, id)))
        return {};
    RegionRow row;
    row.id = id;
    return Store<RegionRow>::insert(transaction, row);
}

namespace {

Result<QString> ensureEntry(db::Transaction& transaction, const QString& type, const QString& name)
{
    if (const auto found = TRY(Store<ServiceRow>::findWhere(transaction, QStringLiteral("type = ?"), { type })))
        return found->id;
    ServiceRow row;
    row.id = newHexId();
    row.type = type;
    row.name = name;
    TRY(Store<ServiceRow>::insert(transaction, row));
    return row.id;
}

Result<> ensureEndpoint(db::Transaction& transaction, const QString& serviceId, const QString& interface, const QString& region, const QString& url)
{
    auto found = TRY(Store<EndpointRow>::findWhere(transaction, QStringLiteral("service_id = ? AND interface = ? AND region_id = ?"), { serviceId, interface, region }));
    if (found) {
        if (!found->url.startsWith(ownBase) || found->url == url)
            return {};
        found->url = url;
        TRY(Store<EndpointRow>::update(transaction, *found));
        return {};
    }
    EndpointRow row;
    row.id = newHexId();
    row.serviceId = serviceId;
    row.interface = interface;
    row.regionId = region;
    row.url = url;
    return Store<EndpointRow>::insert(transaction, row);
}

} // namespace

Result<> ensureService(db::Transaction& transaction, const service::ServiceTraits& traits, const QString& region)
{
    for (const auto& type : traits.types) {
        const auto id = TRY(ensureEntry(transaction, type, traits.catalogName));
        for (const auto* interface : { "public", "internal", "admin" })
            TRY(ensureEndpoint(transaction, id, QLatin1String(interface), region, ownBase + traits.endpointPath));
    }
    return {};
}

} // namespace skylab::identity::CatalogStore
