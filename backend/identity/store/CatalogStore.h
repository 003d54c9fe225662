#pragma once

#include "db/Transaction.h"
#include "service/Service.h"

namespace skylab::identity::CatalogStore {

/// The region, unless it is there.
Result<> ensureRegion(db::Transaction& transaction, const QString& id);

/// Entries and endpoints of Skylab's own services, as IdentityService::registerCatalog promises.
Result<> ensureService(db::Transaction& transaction, const service::ServiceTraits& traits, const QString& region);

} // namespace skylab::identity::CatalogStore
