#pragma once

#include "object/model/Listing.h"

namespace skylab::object {

/// Pages of names. A page costs what it shows: a folder that a delimiter makes costs one short query, not its contents.
struct ListingStore {
    static Result<std::vector<ListingEntry>> containers(db::Connection& connection, const QString& account, const ListingQuery& query);
    /// Without those that are expired.
    static Result<std::vector<ListingEntry>> objects(db::Connection& connection, const ContainerRow& container, const ListingQuery& query);
    /// The current one of each name first, then its older versions and marks of deletion from the newest on.
    static Result<std::vector<ListingEntry>> versions(db::Connection& connection, const ContainerRow& container, const ListingQuery& query);
};

} // namespace skylab::object
