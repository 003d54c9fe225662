#pragma once

#include "db/Transaction.h"
#include "identity/model/RoleGraph.h"
#include "identity/store/Rows.h"

namespace skylab::identity::TrustStore {

/// How often a trust can be handed on at most.
constexpr qint64 maxRedelegations = 3;

/// The trust and those that it was redelegated from, itself first. NotFound when it is gone or expired.
Result<std::vector<TrustRow>> pedigree(db::Connection& connection, const QString& id);

/// A trust that a token can stand on, with the roles that this gives, implied ones included. NotFound when it is gone
/// or expired; Forbidden when a party is disabled, or the one who has given it first lacks a role of it by now.
struct Usable {
    TrustRow trust;
    QStringList roleIds;
};
Result<Usable> usable(db::Connection& connection, const RoleGraph& roles, const QString& id);

/// Takes one of the remaining uses, when they are counted. NotFound when none is left, also when the last one has just
/// been taken by another request.
Result<> consume(db::Transaction& transaction, const QString& id);

/// The role that a request names by id or by name, or NotFound.
Result<RoleRow> requiredRole(db::Connection& connection, const sdk::RoleReference& wanted);

} // namespace skylab::identity::TrustStore
