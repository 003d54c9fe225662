#pragma once

#include "db/Transaction.h"
#include "placement/model/World.h"

#include <QStringList>

namespace skylab::placement {

/// Resource providers and what hangs on them: inventories, traits, aggregates; and the names of classes and traits.
/// Static functions over a connection; what writes takes a transaction. A provider's generation counts every change of
/// what it has, so that two who change it at once notice each other.
class ProviderStore {
public:
    static Result<std::optional<Provider>> find(db::Connection& connection, const QString& uuid);
    /// NotFound: "No resource provider with uuid ... found".
    static Result<Provider> require(db::Connection& connection, const QString& uuid);

    /// Conflict (placement.duplicate_name) when uuid or name is taken; BadRequest when the parent is none.
    static Result<> create(db::Transaction& transaction, Provider& provider);
    enum class Reparenting { Allowed, OnlyFirst };
    /// Name and parent become what the row says; the whole subtree follows to the new root.
    static Result<> update(db::Transaction& transaction, Provider& provider, const QString& name, const std::optional<QString>& parent, Reparenting reparenting);
    /// Conflict while it has children or allocations.
    static Result<> remove(db::Transaction& transaction, const QString& uuid);
    /// Conflict (placement.concurrent_update) unless the caller knows the present generation.
    static Result<> expect(const Provider& provider, qint64 generation, const QString& message);
    static Result<> bump(db::Transaction& transaction, Provider& provider);

    static Result<Stocks> stocks(db::Connection& connection, const QString& uuid);
    static Result<Amounts> usage(db::Connection& connection, const QString& uuid);
    /// All inventories at once. Conflict (placement.inventory.inuse) when one that goes is in use; NotFound for a class
    /// that does not exist.
    static Result<> setStocks(db::Transaction& transaction, Provider& provider, const Stocks& stocks);
    static Result<> putStock(db::Transaction& transaction, const QString& uuid, const QString& resourceClass, const Stock& stock);
    static Result<> removeStocks(db::Transaction& transaction, const QString& uuid, const QStringList& classes);

    static Result<QStringList> traits(db::Connection& connection, const QString& uuid);
    /// False: they were so already, and the generation stays.
    static Result<bool> setTraits(db::Transaction& transaction, Provider& provider, const QStringList& traits);
    static Result<QStringList> aggregates(db::Connection& connection, const QString& uuid);
    static Result<> setAggregates(db::Transaction& transaction, const QString& uuid, const QStringList& aggregates);

    /// NotFound: "No such resource class ...".
    static Result<> requireClass(db::Connection& connection, const QString& name);
    /// NotFound: "No such trait(s): ...".
    static Result<> requireTraits(db::Connection& connection, const QSet<QString>& names);
};

} // namespace skylab::placement
