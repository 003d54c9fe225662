#include "compute/store/HostRows.h"

#include "core/Uuid.h"

namespace skylab::compute {

Result<int> nextNumber(db::Transaction& transaction, const QString& name)
{
    auto rows = TRY(transaction.query(QStringLiteral("INSERT INTO numbers (name, last) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = numbers.last + 1 RETURNING last"), name));
    if (!rows.next()) {
        TRY(rows.check());
        return fail(ErrorCode::Internal, QStringLiteral("No number for '%1' could be drawn.").arg(name));
    }
    return rows.get<int>(0);
}

Result<> settleZones(db::Transaction& transaction)
{
    const auto aggregates = TRY(Aggregates::select(transaction));
    for (auto& host : TRY(Hosts::select(transaction))) {
        auto zone = defaultZone;
        for (const auto& aggregate : aggregates)
            if (aggregate.hosts.contains(host.name) && !aggregate.zone().isEmpty())
                zone = aggregate.zone();
        if (zone == host.zone)
            continue;
        if (TRY(Servers::count(transaction, QStringLiteral("host = ? AND deleted = ? AND pinned_zone <> '' AND pinned_zone <> ?"), { host.name, false, zone })) > 0)
            return fail(ErrorCode::Conflict, QStringLiteral("Host %1 would move from availability zone %2 to %3, and runs servers that were asked to be in %2. Delete them or move them away first.").arg(host.name, host.zone, zone));
        TRY(transaction.execute(QStringLiteral("UPDATE hosts SET zone = ? WHERE id = ?"), zone, host.id));
        TRY(transaction.execute(QStringLiteral("UPDATE servers SET availability_zone = ? WHERE host = ? AND deleted = ?"), zone, host.name, false));
    }
    return {};
}

namespace migrations {

namespace {

const QStringList ended { QStringLiteral("confirmed"), QStringLiteral("reverted"), QStringLiteral("error"), QStringLiteral("failed"), QStringLiteral("completed"), QStringLiteral("cancelled"), QStringLiteral("done") };
const QString resized = QStringLiteral("resized");
const QString prepares = QStringLiteral("resize_prep");
const QString finishes = QStringLiteral("resize_finish");
const QString reverts = QStringLiteral("resize_reverting");

/// What the change says about the resize that goes on; empty = nothing new.
QString statusAfter(const ServerRow& before, const ServerRow& after)
{
    const bool began = before.taskState == prepares || before.taskState == finishes;
    if (after.vmState == resized && before.vmState != resized)
        return QStringLiteral("finished");
    if (before.vmState == resized) {
        if (after.vmState == u"error")
            return QStringLiteral("error");
        if (after.taskState == reverts && before.taskState != reverts)
            return QStringLiteral("reverting");
        if (after.vmState != resized)
            return before.taskState == reverts ? QStringLiteral("reverted") : QStringLiteral("confirmed");
        // To delete a server is to confirm its resize.
        return after.taskState == u"deleting" && before.taskState != u"deleting" ? QStringLiteral("confirmed") : QString();
    }
    if (after.taskState == finishes && before.taskState != finishes)
        return QStringLiteral("post-migrating");
    if (began && (after.taskState.isEmpty() || after.taskState == u"deleting"))
        return QStringLiteral("error");
    return {};
}

} // namespace

bool isOpen(const MigrationRow& migration) { return !ended.contains(migration.status); }

Result<MigrationRow> begin(db::Transaction& transaction, const QString& userId, const ServerRow& server, const QString& type, const QString& status, const QString& destHost)
{
    MigrationRow row;
    row.uuid = newUuid();
    row.number = TRY(nextNumber(transaction, QStringLiteral("migrations")));
    row.serverId = server.id;
    row.type = type;
    row.status = status;
    row.sourceHost = server.host;
    row.destHost = destHost;
    row.oldFlavor = server.oldFlavor.id.isEmpty() ? server.flavorId : server.oldFlavor.id;
    row.newFlavor = server.flavorId;
    row.userId = userId;
    row.projectId = server.projectId;
    row.createdAt = row.updatedAt = Clock::now();
    TRY(MigrationStore::insert(transaction, row));
    return row;
}

Result<> setStatus(db::Transaction& transaction, const QString& serverId, const QString& status)
{
    const auto rows = TRY(MigrationStore::select(transaction, QStringLiteral("server_id = ?"), { serverId }, QStringLiteral("number DESC LIMIT 1")));
    if (rows.empty() || !isOpen(rows.front()) || rows.front().status == status)
        return {};
    auto row = rows.front();
    row.status = status;
    row.updatedAt = Clock::now();
    TRY(MigrationStore::update(transaction, row));
    return {};
}

Result<> follow(db::Transaction& transaction, const QString& userId, const ServerRow& before, const ServerRow& after)
{
    if (before.vmState == after.vmState && before.taskState == after.taskState)
        return {};
    if (after.taskState == prepares && before.taskState != prepares) {
        const bool sameSize = before.flavorId == after.flavorId;
        TRY(begin(transaction, userId, after, sameSize ? QStringLiteral("migration") : QStringLiteral("resize"), QStringLiteral("pre-migrating"), after.host));
        return {};
    }
    const auto status = statusAfter(before, after);
    return status.isEmpty() ? Result<>() : setStatus(transaction, after.id, status);
}

} // namespace migrations
} // namespace skylab::compute
