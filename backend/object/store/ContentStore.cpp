#include "object/store/ContentStore.h"

#include "core/Uuid.h"
#include "object/model/Headers.h"
#include "object/model/Listing.h"

namespace skylab::object {

namespace {

constexpr int maxExpiredAtOnce = 1000;

QString stamp(Timestamp time) { return QString::fromLatin1(swiftTimestamp(time)); }

/// Older versions of "name" in the container of X-Versions-Location: "004name/", then the time.
QString archivePrefix(const QString& name)
{
    return QStringLiteral("%1%2/").arg(name.toUtf8().size(), 3, 16, QLatin1Char('0')).arg(name);
}

QString shownId(const ObjectRow& row) { return row.versionId.isEmpty() ? QStringLiteral("null") : row.versionId; }

Result<std::optional<ObjectRow>> currentRow(db::Connection& connection, const QString& containerId, const QString& name)
{
    return Objects::findWhere(connection, QStringLiteral("container_id = ? AND name = ?"), { containerId, name });
}

Result<std::optional<VersionRow>> olderRow(db::Connection& connection, const QString& containerId, const QString& name, const QString& versionId)
{
    return Versions::findWhere(connection, QStringLiteral("container_id = ? AND name = ? AND version_id = ?"), { containerId, name, versionId });
}

} // namespace

Result<AccountRow> ContentStore::account(db::Transaction& transaction, const QString& name, const QString& domainId)
{
    auto row = TRY(Accounts::find(transaction, name));
    if (!row) {
        AccountRow made { name, {}, Clock::now(), domainId };
        TRY(Accounts::insert(transaction, made));
        return made;
    }
    if (row->domainId.isEmpty() && !domainId.isEmpty()) {
        row->domainId = domainId;
        TRY(Accounts::update(transaction, *row));
    }
    return std::move(*row);
}

Result<std::optional<ContainerRow>> ContentStore::container(db::Connection& connection, const QString& account, const QString& name)
{
    return Containers::findWhere(connection, QStringLiteral("account = ? AND name = ?"), { account, name });
}

Result<> ContentStore::addContainer(db::Transaction& transaction, const ContainerRow& container)
{
    TRY(Containers::insert(transaction, container));
    TRY(transaction.execute(QStringLiteral("UPDATE accounts SET container_count = container_count + 1 WHERE name = ?"), container.account));
    return {};
}

Result<Change> ContentStore::removeContainer(db::Transaction& transaction, const ContainerRow& wanted)
{
    // Nobody sees the expired ones any more, so those that are over since the caller looked must not be in the way.
    Change change;
    TRY(removeExpired(transaction, maxExpiredAtOnce, change, wanted.id));
    const auto container = TRY(Containers::find(transaction, wanted.id)).value_or(wanted);
    const auto conflict = QStringLiteral("There was a conflict when trying to complete your request. ");
    if (container.objectCount > 0)
        return fail(ErrorCode::Conflict, conflict + QStringLiteral("The container %1 is not empty: delete its %2 objects first.").arg(container.name).arg(container.objectCount));
    if (container.versionCount > 0)
        return fail(ErrorCode::Conflict, conflict + QStringLiteral("Delete all versions before deleting container."));
    TRY(Containers::remove(transaction, container.id));
    TRY(transaction.execute(QStringLiteral("UPDATE accounts SET container_count = container_count - 1 WHERE name = ?"), container.account));
    return change;
}

Result<std::optional<ObjectRow>> ContentStore::object(db::Connection& connection, const QString& containerId, const QString& name)
{
    auto row = TRY(currentRow(connection, containerId, name));
    if (row && row->isExpired(Clock::now()))
        row.reset();
    return row;
}

Result<std::optional<ObjectRow>> ContentStore::version(db::Connection& connection, const QString& containerId, const QString& name, const QString& versionId)
{
    auto current = TRY(object(connection, containerId, name));
    if (current && shownId(*current) == versionId)
        return current;
    auto older = TRY(olderRow(connection, containerId, name, versionId));
    if (!older || older->isExpired(Clock::now()))
        return std::optional<ObjectRow>();
    return std::optional<ObjectRow>(std::move(*older));
}

Result<> ContentStore::count(db::Transaction& transaction, const ContainerRow& container, const Delta& delta)
{
    TRY(transaction.execute(QStringLiteral("UPDATE containers SET object_count = object_count + ?, bytes_used = bytes_used + ?, version_count = version_count + ?, "
                                           "version_bytes = version_bytes + ?, updated_at = ? WHERE id = ?"),
                            delta.objects, delta.bytes, delta.versions, delta.versionBytes, Clock::now().micros, container.id));
    TRY(transaction.execute(QStringLiteral("UPDATE accounts SET object_count = object_count + ?, bytes_used = bytes_used + ? WHERE name = ?"),
                            delta.objects, delta.bytes + delta.versionBytes, container.account));
    return {};
}

Result<> ContentStore::insert(db::Transaction& transaction, const ContainerRow& container, ObjectRow& row)
{
    row.id = newTimedUuid();
    row.containerId = container.id;
    TRY(Objects::insert(transaction, row));
    return count(transaction, container, { .objects = 1, .bytes = row.bytes });
}

/// The current object goes for good.
Result<> ContentStore::drop(db::Transaction& transaction, const ContainerRow& container, const ObjectRow& row, Change& change)
{
    TRY(Objects::remove(transaction, row.id));
    if (row.hasBlob())
        change.blobs.append({ container.account, row.blobId });
    return count(transaction, container, { .objects = -1, .bytes = -row.bytes });
}

/// The current object becomes an older version.
Result<> ContentStore::keep(db::Transaction& transaction, const ContainerRow& container, const ObjectRow& row, Change&)
{
    TRY(Objects::remove(transaction, row.id));
    VersionRow version { row };
    if (version.versionId.isEmpty())
        version.versionId = stamp(row.createdAt);
    TRY(Versions::insert(transaction, version));
    return count(transaction, container, { -1, -row.bytes, 1, row.bytes });
}

/// The current object moves into the container of X-Versions-Location or X-History-Location.
Result<> ContentStore::archive(db::Transaction& transaction, const ContainerRow& container, const ObjectRow& row, Change& change)
{
    const auto target = TRY(ContentStore::container(transaction, container.account, container.versionsIn));
    if (!target)
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("The container %1 for older versions does not exist: make it, or take the setting back.").arg(container.versionsIn));
    auto moved = row;
    moved.name = archivePrefix(row.name) + stamp(row.createdAt);
    if (moved.name.toUtf8().size() > maxObjectName)
        return fail(ErrorCode::PreconditionFailed, QStringLiteral("The object's name is too long for an older version to be kept in %1: take a shorter name, or take the setting back.").arg(container.versionsIn));
    TRY(Objects::remove(transaction, row.id));
    TRY(count(transaction, container, { .objects = -1, .bytes = -row.bytes }));
    if (const auto same = TRY(currentRow(transaction, target->id, moved.name)))
        TRY(drop(transaction, *target, *same, change));
    return insert(transaction, *target, moved);
}

/// Later than every version that there is, whatever the clock does.
Result<QString> ContentStore::newVersionId(db::Transaction& transaction, const ContainerRow& container, const QString& name)
{
    auto wanted = stamp(Clock::now());
    auto rows = TRY(transaction.query(QStringLiteral("SELECT MAX(version_id) FROM (SELECT version_id FROM versions WHERE container_id = ? AND name = ? UNION ALL "
                                                     "SELECT version_id FROM objects WHERE container_id = ? AND name = ?) AS every"),
                                      container.id, name, container.id, name));
    if (!rows.next())
        TRY(rows.check());
    const auto latest = rows.get<QString>(0);
    if (wanted > latest)
        return wanted;
    const auto micros = latest.section(u'.', 0, 0).toLongLong() * 1'000'000 + latest.section(u'.', 1).toLongLong() * 10;
    return stamp({ micros + 10 });
}

Result<Change> ContentStore::put(db::Transaction& transaction, const ContainerRow& container, ObjectRow row)
{
    Change change;
    change.before = TRY(currentRow(transaction, container.id, row.name));
    const bool keeps = container.versioning == u"on";
    row.versionId = keeps ? TRY(newVersionId(transaction, container, row.name)) : QString();
    if (change.before) {
        const auto& old = *change.before;
        const bool isOver = old.isExpired(Clock::now());
        if (!isOver && (keeps || !old.versionId.isEmpty()))
            TRY(keep(transaction, container, old, change));
        else if (!isOver && !container.versionsIn.isEmpty() && old.kind != kind::dynamicLarge)
            TRY(archive(transaction, container, old, change));
        else
            TRY(drop(transaction, container, old, change));
    }
    TRY(insert(transaction, container, row));
    change.versionId = row.versionId;
    change.after = std::move(row);
    return change;
}

/// Deletes where X-Versions-Location brings the older version back, and X-History-Location writes down the deletion.
Result<Change> ContentStore::removeArchiving(db::Transaction& transaction, const ContainerRow& container, const ObjectRow& current)
{
    Change change;
    change.before = current;
    const auto target = TRY(ContentStore::container(transaction, container.account, container.versionsIn));
    const auto prefix = archivePrefix(current.name);
    if (container.versioning == u"history") {
        TRY(archive(transaction, container, current, change));
        ObjectRow mark { {}, {}, prefix + stamp(Clock::now()), u'-' + newUuid(), 0, emptyMd5, deletedType, {}, {}, Clock::now() };
        if (const auto same = TRY(currentRow(transaction, target->id, mark.name)))
            mark.name = prefix + stamp({ Clock::now().micros + 10 });
        TRY(insert(transaction, *target, mark));
        return change;
    }
    TRY(drop(transaction, container, current, change));
    if (!target)
        return change;
    auto older = TRY(Objects::select(transaction, QStringLiteral("container_id = ? AND name >= ? AND name < ?"), { target->id, prefix, afterPrefix(prefix) }, QStringLiteral("name DESC LIMIT 1")));
    if (older.empty())
        return change;
    auto row = std::move(older.front());
    TRY(Objects::remove(transaction, row.id));
    TRY(count(transaction, *target, { .objects = -1, .bytes = -row.bytes }));
    row.name = current.name;
    TRY(insert(transaction, container, row));
    return change;
}

Result<Change> ContentStore::remove(db::Transaction& transaction, const ContainerRow& container, const QString& name)
{
    Change change;
    change.before = TRY(currentRow(transaction, container.id, name));
    change.found = change.before && !change.before->isExpired(Clock::now());
    if (change.found && !container.versionsIn.isEmpty())
        return removeArchiving(transaction, container, *change.before);
    if (container.versioning == u"on") {
        VersionRow mark { { newUuid(), container.id, name, u'-' + newUuid(), 0, emptyMd5, deletedType, {}, {}, Clock::now() } };
        mark.versionId = change.versionId = TRY(newVersionId(transaction, container, name));
        mark.kind = kind::deleted;
        change.currentVersionId = QStringLiteral("null");
        if (change.before)
            TRY(keep(transaction, container, *change.before, change));
        TRY(Versions::insert(transaction, mark));
        TRY(count(transaction, container, { .versions = 1 }));
        return change;
    }
    if (!change.found)
        return change;
    if (!change.before->versionId.isEmpty())      // versions are no longer kept, but those that were are
        TRY(keep(transaction, container, *change.before, change));
    else
        TRY(drop(transaction, container, *change.before, change));
    return change;
}

Result<Change> ContentStore::removeVersion(db::Transaction& transaction, const ContainerRow& container, const QString& name, const QString& versionId)
{
    Change change;
    change.versionId = versionId;
    change.currentVersionId = QStringLiteral("null");
    const auto current = TRY(currentRow(transaction, container.id, name));
    if (current && shownId(*current) == versionId) {
        change.before = current;
        TRY(drop(transaction, container, *current, change));
        return change;
    }
    if (current)
        change.currentVersionId = shownId(*current);
    const auto older = TRY(olderRow(transaction, container.id, name, versionId));
    change.found = older.has_value();
    if (!older)
        return change;
    change.before = *older;
    TRY(Versions::remove(transaction, older->id));
    if (older->hasBlob())
        change.blobs.append({ container.account, older->blobId });
    TRY(count(transaction, container, { .versions = -1, .versionBytes = -older->bytes }));
    return change;
}

Result<Change> ContentStore::makeCurrent(db::Transaction& transaction, const ContainerRow& container, const QString& name, const QString& versionId)
{
    Change change;
    change.versionId = versionId;
    const auto current = TRY(currentRow(transaction, container.id, name));
    if (current && current->versionId == versionId) {
        change.after = current;
        return change;
    }
    auto older = TRY(olderRow(transaction, container.id, name, versionId));
    change.found = older && older->kind != kind::deleted;
    if (!change.found)
        return change;
    if (current)
        TRY(keep(transaction, container, *current, change));
    TRY(Versions::remove(transaction, older->id));
    TRY(count(transaction, container, { .versions = -1, .versionBytes = -older->bytes }));
    ObjectRow row = *older;
    TRY(insert(transaction, container, row));
    change.before = current;
    change.after = std::move(row);
    return change;
}

Result<int> ContentStore::removeExpired(db::Transaction& transaction, int limit, Change& change, const QString& containerId)
{
    const auto order = QStringLiteral("delete_at LIMIT %1").arg(limit);
    auto where = QStringLiteral("delete_at <= ?");
    QVariantList arguments { Clock::now().micros };
    if (!containerId.isEmpty()) {
        where += QStringLiteral(" AND container_id = ?");
        arguments << containerId;
    }
    const auto objects = TRY(Objects::select(transaction, where, arguments, order));
    for (const auto& row : objects)
        if (const auto container = TRY(Containers::find(transaction, row.containerId)))
            TRY(drop(transaction, *container, row, change));
    const auto versions = TRY(Versions::select(transaction, where, arguments, order));
    for (const auto& row : versions) {
        const auto container = TRY(Containers::find(transaction, row.containerId));
        if (!container)
            continue;
        TRY(Versions::remove(transaction, row.id));
        if (row.hasBlob())
            change.blobs.append({ container->account, row.blobId });
        TRY(count(transaction, *container, { .versions = -1, .versionBytes = -row.bytes }));
    }
    return int(objects.size() + versions.size());
}

} // namespace skylab::object
