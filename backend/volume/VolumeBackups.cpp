// What backups share between handlers and tasks.

#include "service/Chassis.h"
#include "volume/VolumeService.h"
#include "volume/model/VolumeState.h"

namespace skylab::volume {

Result<Objects*> VolumeService::objects() const
{
    if (!m_objects)
        return fail(ErrorCode::Unavailable, QStringLiteral("Service cinder-backup could not be found: this cloud has no object store for backups."));
    return m_objects;
}

Result<BackupRow> VolumeService::findBackup(db::Connection& connection, const service::Context& context, const QString& id)
{
    auto row = TRY(Backups::find(connection, id));
    if (!row || (!context.admin && row->projectId != context.projectId))
        return fail(ErrorCode::NotFound, QStringLiteral("Backup %1 could not be found.").arg(id.left(64)));
    return std::move(*row);
}

Result<> VolumeService::changeBackup(db::Transaction& transaction, const service::Context& context, BackupRow& backup, const std::function<void(BackupRow&)>& change)
{
    change(backup);
    backup.updatedAt = Clock::now();
    TRY(Backups::update(transaction, backup));
    return announce(transaction, context, "update", backup);
}

Result<> VolumeService::requireBackupQuota(db::Connection& connection, const QString& projectId, qint64 backups, qint64 gigabytes) const
{
    const auto used = TRY(m_quota.inUse(connection, projectId));
    const auto count = QStringLiteral("backups"), size = QStringLiteral("backup_gigabytes");
    return m_quota.require(connection, projectId, { { count, used.value(count), backups }, { size, used.value(size), gigabytes } });
}

Result<> VolumeService::announce(db::Transaction& transaction, const service::Context& context, const char* what, const BackupRow& backup)
{
    const auto payload = qstrcmp(what, "delete") == 0 ? QJsonObject() : sdk::toJson(backup, { .version = traits().maxVersion, .baseUrl = chassis().publicUrl() + QStringLiteral("/volume/v3") });
    TRY(service::appendEvent(transaction, context, QStringLiteral("volume.backup.%1").arg(QLatin1String(what)), backup.id, backup.projectId, payload));
    transaction.onCommit([this] { chassis().events().wake(); });
    return {};
}

Result<> VolumeService::announce(db::Transaction& transaction, const service::Context& context, const char* what, const TransferRow& transfer)
{
    const auto payload = qstrcmp(what, "delete") == 0 ? QJsonObject() : sdk::toJson(transfer, { .version = traits().maxVersion, .baseUrl = chassis().publicUrl() + QStringLiteral("/volume/v3") });
    TRY(service::appendEvent(transaction, context, QStringLiteral("volume.transfer.%1").arg(QLatin1String(what)), transfer.id, transfer.sourceProjectId, payload));
    transaction.onCommit([this] { chassis().events().wake(); });
    return {};
}

Result<> VolumeService::chooseBackup(db::Transaction& transaction, const service::Context& context, const sdk::VolumeCreate& wanted, VolumeRow& row)
{
    if (wanted.backupId.isEmpty())
        return {};
    TRY(objects());
    auto backup = TRY(findBackup(transaction, context, wanted.backupId));
    if (backup.status != u"available")
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid backup: Backup status must be available, not %1.").arg(backup.status), QStringLiteral("backup_id"));
    if (!wanted.size)
        row.size = backup.size;
    if (row.size < backup.size)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'size': volume size %1 cannot be less than the backup size %2").arg(row.size).arg(backup.size), QStringLiteral("size"));
    row.backupId = backup.id;
    return changeBackup(transaction, context, backup, [&](BackupRow& one) {
        one.status = QStringLiteral("restoring");
        one.restoreVolumeId = row.id;
    });
}

} // namespace skylab::volume
