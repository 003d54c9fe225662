#include "placement/store/ProviderStore.h"

#include "placement/model/Names.h"

#include <algorithm>

namespace skylab::placement {

namespace {

const QString columns = QStringLiteral("SELECT uuid, name, generation, parent_uuid, root_uuid, created_at, updated_at FROM resource_providers ");

Provider providerOf(const db::Query& row)
{
    return { row.get<QString>(0), row.get<QString>(1), row.get<qint64>(2), row.get<QString>(3), row.get<QString>(4), row.get<Timestamp>(5), row.get<Timestamp>(6) };
}

Result<QStringList> texts(db::Connection& connection, const QString& sql, const QString& value)
{
    auto rows = TRY(connection.query(sql, value));
    QStringList found;
    while (rows.next())
        found << rows.get<QString>(0);
    TRY(rows.check());
    return found;
}

Result<> badParent(const char* action, const QString& reason)
{
    return fail(ErrorCode::BadRequest, QStringLiteral("Object action %1 failed because: %2").arg(QLatin1String(action), reason));
}

/// The provider and all below it.
Result<QStringList> subtree(db::Connection& connection, const Provider& provider)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT uuid, parent_uuid FROM resource_providers WHERE root_uuid = ?"), provider.root));
    QHash<QString, QStringList> children;
    while (rows.next())
        children[rows.get<QString>(1)] << rows.get<QString>(0);
    TRY(rows.check());
    QStringList below { provider.uuid };
    for (qsizetype i = 0; i < below.size(); ++i)
        below += children.value(below[i]);
    return below;
}

} // namespace

Result<std::optional<Provider>> ProviderStore::find(db::Connection& connection, const QString& uuid)
{
    auto rows = TRY(connection.query(columns + QStringLiteral("WHERE uuid = ?"), uuid));
    if (rows.next())
        return std::optional<Provider>(providerOf(rows));
    TRY(rows.check());
    return std::optional<Provider>();
}

Result<Provider> ProviderStore::require(db::Connection& connection, const QString& uuid)
{
    auto provider = TRY(find(connection, uuid));
    if (!provider)
        return fail(ErrorCode::NotFound, QStringLiteral("No resource provider with uuid %1 found").arg(uuid.left(64)));
    return std::move(*provider);
}

Result<> ProviderStore::create(db::Transaction& transaction, Provider& provider)
{
    QStringList taken;
    if (TRY(find(transaction, provider.uuid)))
        taken << QStringLiteral("uuid: ") + provider.uuid;
    auto named = TRY(transaction.query(QStringLiteral("SELECT 1 FROM resource_providers WHERE name = ?"), provider.name));
    if (named.next())
        taken << QStringLiteral("name: ") + provider.name;
    TRY(named.check());
    if (!taken.isEmpty())
        return refuse(ErrorCode::Conflict, QStringLiteral("Conflicting resource provider %1 already exists.").arg(taken.join(QStringLiteral(", "))), code::duplicateName);
    provider.root = provider.uuid;
    if (!provider.parent.isEmpty()) {
        if (provider.parent == provider.uuid)
            return badParent("create", QStringLiteral("parent provider UUID cannot be same as UUID. Please set parent provider UUID to None if there is no parent."));
        const auto parent = TRY(find(transaction, provider.parent));
        if (!parent)
            return badParent("create", QStringLiteral("parent provider UUID does not exist."));
        provider.root = parent->root;
    }
    provider.generation = 0;
    provider.createdAt = provider.updatedAt = Clock::now();
    TRY(transaction.execute(QStringLiteral("INSERT INTO resource_providers (uuid, name, generation, parent_uuid, root_uuid, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)"),
        provider.uuid, provider.name, provider.generation, provider.parent.isEmpty() ? std::optional<QString>() : provider.parent, provider.root, provider.createdAt, provider.updatedAt));
    return {};
}

Result<> ProviderStore::update(db::Transaction& transaction, Provider& provider, const QString& name, const std::optional<QString>& parent, Reparenting reparenting)
{
    auto named = TRY(transaction.query(QStringLiteral("SELECT 1 FROM resource_providers WHERE name = ? AND uuid <> ?"), name, provider.uuid));
    if (named.next())
        return refuse(ErrorCode::Conflict, QStringLiteral("Conflicting resource provider %1 already exists.").arg(name), code::duplicateName);
    TRY(named.check());
    auto root = provider.root;
    const auto before = TRY(subtree(transaction, provider));
    if (parent) {
        const auto row = TRY(find(transaction, *parent));
        if (!row)
            return badParent("create", QStringLiteral("parent provider UUID does not exist."));
        if (!provider.parent.isEmpty() && provider.parent != *parent && reparenting == Reparenting::OnlyFirst)
            return badParent("update", QStringLiteral("re-parenting a provider is not currently allowed."));
        if (before.contains(*parent))
            return badParent("update", QStringLiteral("creating loop in the provider tree is not allowed."));
        root = row->root;
    } else if (!provider.parent.isEmpty()) {
        if (reparenting == Reparenting::OnlyFirst)
            return badParent("update", QStringLiteral("un-parenting a provider is not currently allowed."));
        root = provider.uuid;
    }
    if (root != provider.root)
        for (const auto& uuid : before)
            TRY(transaction.execute(QStringLiteral("UPDATE resource_providers SET root_uuid = ? WHERE uuid = ?"), root, uuid));
    provider.name = name;
    provider.parent = parent.value_or(QString());
    provider.root = root;
    provider.updatedAt = Clock::now();
    TRY(transaction.execute(QStringLiteral("UPDATE resource_providers SET name = ?, parent_uuid = ?, updated_at = ? WHERE uuid = ?"), provider.name, parent, provider.updatedAt, provider.uuid));
    return {};
}

Result<> ProviderStore::remove(db::Transaction& transaction, const QString& uuid)
{
    if (!TRY(find(transaction, uuid)))
        return fail(ErrorCode::NotFound, QStringLiteral("No resource provider with uuid %1 found for delete").arg(uuid.left(64)));
    if (!TRY(texts(transaction, QStringLiteral("SELECT uuid FROM resource_providers WHERE parent_uuid = ? LIMIT 1"), uuid)).isEmpty())
        return refuse(ErrorCode::Conflict, QStringLiteral("Unable to delete parent resource provider %1: It has child resource providers.").arg(uuid), code::cannotDeleteParent);
    if (!TRY(texts(transaction, QStringLiteral("SELECT consumer_uuid FROM allocations WHERE provider_uuid = ? LIMIT 1"), uuid)).isEmpty())
        return refuse(ErrorCode::Conflict, QStringLiteral("Unable to delete resource provider %1: Resource provider has allocations.").arg(uuid), code::providerInUse);
    for (const auto* table : { "inventories", "provider_traits", "provider_aggregates" })
        TRY(transaction.execute(QStringLiteral("DELETE FROM %1 WHERE provider_uuid = ?").arg(QLatin1String(table)), uuid));
    TRY(transaction.execute(QStringLiteral("DELETE FROM resource_providers WHERE uuid = ?"), uuid));
    return {};
}

Result<> ProviderStore::expect(const Provider& provider, qint64 generation, const QString& message)
{
    if (provider.generation == generation)
        return {};
    return refuse(ErrorCode::Conflict, message, code::concurrentUpdate);
}

Result<> ProviderStore::bump(db::Transaction& transaction, Provider& provider)
{
    ++provider.generation;
    provider.updatedAt = Clock::now();
    TRY(transaction.execute(QStringLiteral("UPDATE resource_providers SET generation = ?, updated_at = ? WHERE uuid = ?"), provider.generation, provider.updatedAt, provider.uuid));
    return {};
}

// ---- inventories

Result<Stocks> ProviderStore::stocks(db::Connection& connection, const QString& uuid)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT resource_class, total, reserved, min_unit, max_unit, step_size, allocation_ratio FROM inventories WHERE provider_uuid = ?"), uuid));
    Stocks stocks;
    while (rows.next())
        stocks.insert(rows.get<QString>(0), { rows.get<qint64>(1), rows.get<qint64>(2), rows.get<qint64>(3), rows.get<qint64>(4), rows.get<qint64>(5), rows.get<double>(6) });
    TRY(rows.check());
    return stocks;
}

Result<Amounts> ProviderStore::usage(db::Connection& connection, const QString& uuid)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT resource_class, CAST(SUM(used) AS BIGINT) FROM allocations WHERE provider_uuid = ? GROUP BY resource_class"), uuid));
    Amounts amounts;
    while (rows.next())
        amounts.insert(rows.get<QString>(0), rows.get<qint64>(1));
    TRY(rows.check());
    return amounts;
}

Result<> ProviderStore::putStock(db::Transaction& transaction, const QString& uuid, const QString& resourceClass, const Stock& stock)
{
    TRY(transaction.execute(QStringLiteral("INSERT INTO inventories (provider_uuid, resource_class, total, reserved, min_unit, max_unit, step_size, allocation_ratio, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                                           "ON CONFLICT (provider_uuid, resource_class) DO UPDATE SET total = excluded.total, reserved = excluded.reserved, min_unit = excluded.min_unit, "
                                           "max_unit = excluded.max_unit, step_size = excluded.step_size, allocation_ratio = excluded.allocation_ratio, updated_at = excluded.updated_at"),
        uuid, resourceClass, stock.total, stock.reserved, stock.minUnit, stock.maxUnit, stock.stepSize, stock.ratio, Clock::now()));
    return {};
}

Result<> ProviderStore::removeStocks(db::Transaction& transaction, const QString& uuid, const QStringList& classes)
{
    const auto used = TRY(usage(transaction, uuid));
    QStringList busy;
    for (const auto& name : classes)
        if (used.contains(name))
            busy << name;
    if (!busy.isEmpty()) {
        std::sort(busy.begin(), busy.end(), classBefore);
        return refuse(ErrorCode::Conflict, QStringLiteral("Inventory for '%1' on resource provider '%2' in use.").arg(busy.join(QStringLiteral(", ")), uuid), code::inventoryInUse);
    }
    for (const auto& name : classes)
        TRY(transaction.execute(QStringLiteral("DELETE FROM inventories WHERE provider_uuid = ? AND resource_class = ?"), uuid, name));
    return {};
}

Result<> ProviderStore::setStocks(db::Transaction& transaction, Provider& provider, const Stocks& stocks)
{
    for (auto it = stocks.begin(); it != stocks.end(); ++it)
        TRY(requireClass(transaction, it.key()));
    QStringList gone;
    const auto before = TRY(ProviderStore::stocks(transaction, provider.uuid));
    for (auto it = before.begin(); it != before.end(); ++it)
        if (!stocks.contains(it.key()))
            gone << it.key();
    TRY(removeStocks(transaction, provider.uuid, gone));
    for (auto it = stocks.begin(); it != stocks.end(); ++it)
        TRY(putStock(transaction, provider.uuid, it.key(), *it));
    return bump(transaction, provider);
}

// ---- traits, aggregates

Result<QStringList> ProviderStore::traits(db::Connection& connection, const QString& uuid)
{
    return texts(connection, QStringLiteral("SELECT trait FROM provider_traits WHERE provider_uuid = ? ORDER BY trait"), uuid);
}

Result<bool> ProviderStore::setTraits(db::Transaction& transaction, Provider& provider, const QStringList& traits)
{
    const auto list = TRY(ProviderStore::traits(transaction, provider.uuid));
    const QSet<QString> before(list.begin(), list.end()), after(traits.begin(), traits.end());
    if (before == after)
        return false;
    for (const auto& trait : before - after)
        TRY(transaction.execute(QStringLiteral("DELETE FROM provider_traits WHERE provider_uuid = ? AND trait = ?"), provider.uuid, trait));
    for (const auto& trait : after - before)
        TRY(transaction.execute(QStringLiteral("INSERT INTO provider_traits (provider_uuid, trait) VALUES (?, ?)"), provider.uuid, trait));
    TRY(bump(transaction, provider));
    return true;
}

Result<QStringList> ProviderStore::aggregates(db::Connection& connection, const QString& uuid)
{
    return texts(connection, QStringLiteral("SELECT aggregate_uuid FROM provider_aggregates WHERE provider_uuid = ? ORDER BY aggregate_uuid"), uuid);
}

Result<> ProviderStore::setAggregates(db::Transaction& transaction, const QString& uuid, const QStringList& aggregates)
{
    TRY(transaction.execute(QStringLiteral("DELETE FROM provider_aggregates WHERE provider_uuid = ?"), uuid));
    for (const auto& aggregate : QSet<QString>(aggregates.begin(), aggregates.end()))
        TRY(transaction.execute(QStringLiteral("INSERT INTO provider_aggregates (provider_uuid, aggregate_uuid) VALUES (?, ?)"), uuid, aggregate));
    return {};
}

// ---- names

Result<> ProviderStore::requireClass(db::Connection& connection, const QString& name)
{
    if (standardClasses().contains(name) || !TRY(texts(connection, QStringLiteral("SELECT name FROM resource_classes WHERE name = ?"), name)).isEmpty())
        return {};
    return fail(ErrorCode::NotFound, QStringLiteral("No such resource class %1.").arg(name.left(255)));
}

Result<> ProviderStore::requireTraits(db::Connection& connection, const QSet<QString>& names)
{
    QStringList unknown;
    for (const auto& name : names)
        if (!standardTraitSet().contains(name) && TRY(texts(connection, QStringLiteral("SELECT name FROM traits WHERE name = ?"), name)).isEmpty())
            unknown << name;
    if (unknown.isEmpty())
        return {};
    std::sort(unknown.begin(), unknown.end());
    return fail(ErrorCode::NotFound, QStringLiteral("No such trait(s): %1.").arg(unknown.join(QStringLiteral(", "))));
}

} // namespace skylab::placement
