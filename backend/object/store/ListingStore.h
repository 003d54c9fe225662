#pragma once

#include "object/model/Listing.h"

namespace skylab::object {

/// Pages of names. A page costs what it shows: a folder that a delimiter makes costs one short query, not its contents.
/// An entry lives as long as the visitor's call.
struct ListingStore {
    static Result<> containers(db::Connection& connection, const QString& account, const ListingQuery& query, const ListingVisitor& visit);
    /// Without those that are expired. With query.versions all versions: the current one of each name first, then its older
    /// ones and marks of deletion from the newest on.
    static Result<> objects(db::Connection& connection, const ContainerRow& container, const ListingQuery& query, const ListingVisitor& visit);
    /// The same, for who needs them all at once.
    static Result<std::vector<ListingEntry>> objects(db::Connection& connection, const ContainerRow& container, const ListingQuery& query);
};

} // namespace skylab::object
