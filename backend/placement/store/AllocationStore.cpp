#include "placement/store/AllocationStore.h"

#include "placement/model/Names.h"

namespace skylab::placement {

namespace {

const QString joined = QStringLiteral("SELECT a.provider_uuid, p.generation, a.resource_class, a.used, c.uuid, c.generation, c.project_id, c.user_id, c.consumer_type, a.created_at "
                                      "FROM allocations a JOIN resource_providers p ON p.uuid = a.provider_uuid JOIN consumers c ON c.uuid = a.consumer_uuid ");

Result<std::vector<AllocationRow>> rowsOf(db::Connection& connection, const QString& where, const QString& value)
{
    auto rows = TRY(connection.query(joined + where, value));
    std::vector<AllocationRow> found;
    while (rows.next()) {
        AllocationRow row { rows.get<QString>(0), rows.get<qint64>(1), rows.get<QString>(2), rows.get<qint64>(3),
                            { rows.get<QString>(4), rows.get<qint64>(5), rows.get<QString>(6), rows.get<QString>(7), {} }, rows.get<Timestamp>(9) };
        if (!rows.value(8).isNull())
            row.consumer.type = rows.get<QString>(8);
        found.push_back(std::move(row));
    }
    TRY(rows.check());
    return found;
}

Result<> invalid(const QString& text, const QString& resourceClass, const QString& provider)
{
    return fail(ErrorCode::Conflict, QStringLiteral("Unable to allocate inventory: ") + text.arg(resourceClass, provider));
}

} // namespace

Result<std::optional<Consumer>> AllocationStore::consumer(db::Connection& connection, const QString& uuid)
{
    auto rows = TRY(connection.query(QStringLiteral("SELECT uuid, generation, project_id, user_id, consumer_type FROM consumers WHERE uuid = ?"), uuid));
    if (!rows.next()) {
        TRY(rows.check());
        return std::optional<Consumer>();
    }
    Consumer consumer { rows.get<QString>(0), rows.get<qint64>(1), rows.get<QString>(2), rows.get<QString>(3), {} };
    if (!rows.value(4).isNull())
        consumer.type = rows.get<QString>(4);
    return std::optional<Consumer>(std::move(consumer));
}

Result<std::vector<AllocationRow>> AllocationStore::ofConsumer(db::Connection& connection, const QString& uuid)
{
    return rowsOf(connection, QStringLiteral("WHERE a.consumer_uuid = ?"), uuid);
}

Result<std::vector<AllocationRow>> AllocationStore::ofProvider(db::Connection& connection, const QString& uuid)
{
    return rowsOf(connection, QStringLiteral("WHERE a.provider_uuid = ?"), uuid);
}

Result<> AllocationStore::claim(db::Transaction& transaction, const std::vector<ConsumerClaim>& claims)
{
    QMap<QString, Amounts> usedBefore;
    for (const auto& claim : claims) {
        TRY(prepare(transaction, claim));
        for (auto it = claim.allocations.begin(); it != claim.allocations.end(); ++it) {
            if (!TRY(ProviderStore::find(transaction, it.key())))
                return fail(ErrorCode::BadRequest, QStringLiteral("Allocation for resource provider '%1' that does not exist.").arg(it.key()));
            for (auto one = it->begin(); one != it->end(); ++one)
                if (auto known = ProviderStore::requireClass(transaction, one.key()); !known)
                    return fail(ErrorCode::BadRequest, QStringLiteral("Unable to allocate inventory for consumer %1: %2").arg(claim.consumer.uuid, known.error().message));
            usedBefore.insert(it.key(), TRY(ProviderStore::usage(transaction, it.key())));
        }
    }
    // What they held counts as free for what they want, whichever of them held it: so servers and migrations swap.
    QSet<QString> touched;
    for (const auto& claim : claims) {
        if (claim.allocations.isEmpty())
            for (const auto& row : TRY(ofConsumer(transaction, claim.consumer.uuid)))
                touched.insert(row.provider);
        TRY(transaction.execute(QStringLiteral("DELETE FROM allocations WHERE consumer_uuid = ?"), claim.consumer.uuid));
        const auto wanted = claim.allocations.keys();
        touched |= QSet<QString>(wanted.begin(), wanted.end());
    }
    TRY(fit(transaction, claims, usedBefore));
    for (const auto& claim : claims)
        TRY(write(transaction, claim));
    for (const auto& uuid : touched) {
        auto provider = TRY(ProviderStore::require(transaction, uuid));
        TRY(ProviderStore::bump(transaction, provider));
    }
    return {};
}

/// The consumer's row, as the claim has it.
Result<> AllocationStore::prepare(db::Transaction& transaction, const ConsumerClaim& claim)
{
    const auto& wanted = claim.consumer;
    const auto present = TRY(consumer(transaction, wanted.uuid));
    const auto conflict = [](const QString& expected, const std::optional<qint64>& got) {
        return refuse(ErrorCode::Conflict, QStringLiteral("consumer generation conflict - expected %1 but got %2").arg(expected, got ? QString::number(*got) : QStringLiteral("None")), code::concurrentUpdate);
    };
    if (!present) {
        if (claim.checkGeneration && claim.generation)
            return conflict(QStringLiteral("null"), claim.generation);
        TRY(transaction.execute(QStringLiteral("INSERT INTO consumers (uuid, generation, project_id, user_id, consumer_type, created_at) VALUES (?, ?, ?, ?, ?, ?)"),
            wanted.uuid, qint64(0), wanted.projectId, wanted.userId, claim.setType ? wanted.type : std::optional<QString>(), Clock::now()));
        return {};
    }
    if (claim.checkGeneration && claim.generation != present->generation)
        return conflict(QString::number(present->generation), claim.generation);
    TRY(transaction.execute(QStringLiteral("UPDATE consumers SET project_id = ?, user_id = ?, consumer_type = ? WHERE uuid = ?"),
        wanted.projectId, wanted.userId, claim.setType ? wanted.type : present->type, wanted.uuid));
    return {};
}

/// Whether all claims together can be had.
Result<> AllocationStore::fit(db::Transaction& transaction, const std::vector<ConsumerClaim>& claims, const QMap<QString, Amounts>& usedBefore)
{
    QMap<QString, Amounts> totals;
    for (const auto& claim : claims)
        for (auto it = claim.allocations.begin(); it != claim.allocations.end(); ++it)
            for (auto one = it->begin(); one != it->end(); ++one)
                totals[it.key()][one.key()] += one.value();
    for (auto it = totals.begin(); it != totals.end(); ++it) {
        const auto stocks = TRY(ProviderStore::stocks(transaction, it.key()));
        const auto used = TRY(ProviderStore::usage(transaction, it.key()));
        for (auto one = it->begin(); one != it->end(); ++one) {
            if (!stocks.contains(one.key()))
                return invalid(QStringLiteral("Inventory for '%1' on resource provider '%2' invalid."), one.key(), it.key());
            const auto& stock = stocks[one.key()];
            for (const auto& claim : claims)
                if (const auto amount = claim.allocations.value(it.key()).value(one.key()); amount > 0 && !stock.permits(amount))
                    return invalid(QStringLiteral("Unable to create allocation for '%1' on resource provider '%2'. The requested amount would violate inventory constraints."), one.key(), it.key());
            const auto after = used.value(one.key()) + one.value();
            // An inventory that was made smaller than its use may be left in steps.
            const auto before = usedBefore.value(it.key()).value(one.key());
            if (double(after) > stock.exactCapacity() && (before == 0 || after > before))
                return invalid(QStringLiteral("Unable to create allocation for '%1' on resource provider '%2'. The requested amount would exceed the capacity."), one.key(), it.key());
        }
    }
    return {};
}

Result<> AllocationStore::write(db::Transaction& transaction, const ConsumerClaim& claim)
{
    const auto now = Clock::now();
    if (claim.allocations.isEmpty()) {
        TRY(transaction.execute(QStringLiteral("DELETE FROM consumers WHERE uuid = ?"), claim.consumer.uuid));
        return {};
    }
    for (auto it = claim.allocations.begin(); it != claim.allocations.end(); ++it)
        for (auto one = it->begin(); one != it->end(); ++one)
            TRY(transaction.execute(QStringLiteral("INSERT INTO allocations (provider_uuid, resource_class, consumer_uuid, used, created_at) VALUES (?, ?, ?, ?, ?)"),
                it.key(), one.key(), claim.consumer.uuid, one.value(), now));
    TRY(transaction.execute(QStringLiteral("UPDATE consumers SET generation = generation + 1 WHERE uuid = ?"), claim.consumer.uuid));
    return {};
}

Result<bool> AllocationStore::release(db::Transaction& transaction, const QString& consumer)
{
    const auto held = TRY(transaction.execute(QStringLiteral("DELETE FROM allocations WHERE consumer_uuid = ?"), consumer));
    TRY(transaction.execute(QStringLiteral("DELETE FROM consumers WHERE uuid = ?"), consumer));
    return held > 0;
}

Result<std::vector<AllocationStore::Sum>> AllocationStore::sums(db::Connection& connection, const QString& projectId, const QString& userId)
{
    const auto where = QStringLiteral("WHERE c.project_id = ?%1 ").arg(userId.isEmpty() ? QString() : QStringLiteral(" AND c.user_id = ?"));
    const QVariantList values = userId.isEmpty() ? QVariantList { projectId } : QVariantList { projectId, userId };
    std::vector<Sum> sums;
    const auto of = [&sums](const QVariant& type) -> Sum& {
        const auto name = type.isNull() ? std::optional<QString>() : type.toString();
        const auto found = std::find_if(sums.begin(), sums.end(), [&](const Sum& sum) { return sum.type == name; });
        return found != sums.end() ? *found : sums.emplace_back(Sum { name, {}, 0 });
    };
    auto amounts = TRY(connection.query(QStringLiteral("SELECT c.consumer_type, a.resource_class, CAST(SUM(a.used) AS BIGINT) FROM allocations a JOIN consumers c ON c.uuid = a.consumer_uuid ")
        + where + QStringLiteral("GROUP BY c.consumer_type, a.resource_class"), values));
    while (amounts.next())
        of(amounts.value(0)).amounts.insert(amounts.get<QString>(1), amounts.get<qint64>(2));
    TRY(amounts.check());
    auto counts = TRY(connection.query(QStringLiteral("SELECT c.consumer_type, COUNT(DISTINCT a.consumer_uuid) FROM allocations a JOIN consumers c ON c.uuid = a.consumer_uuid ")
        + where + QStringLiteral("GROUP BY c.consumer_type"), values));
    while (counts.next())
        of(counts.value(0)).consumers = counts.get<qint64>(1);
    TRY(counts.check());
    return sums;
}

} // namespace skylab::placement
