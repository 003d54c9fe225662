#include "volume/handlers/BackupsHandler.h"

#include "core/Uuid.h"
#include "service/Chassis.h"
#include "volume/VolumeService.h"
#include "volume/handlers/Lists.h"
#include "volume/model/BackupRecord.h"
#include "volume/model/VolumeState.h"
#include "volume/peers/Objects.h"

#include <QSet>

namespace skylab::volume {

using service::Call;

namespace {

const QString backupId = QStringLiteral("backup_id");
const QString defaultContainer = QStringLiteral("volumebackups");

void writeSummary(JsonWriter& json, const BackupRow& row, const sdk::Encoding& encoding)
{
    json.beginObject().key("id").value(row.id).key("name");
    sdk::Codec<std::optional<QString>>::encode(json, row.name, encoding);
    sdk::Backup::encodeLinks(json, row, encoding);
    json.endObject();
}

/// Cinder answers changes with little more than the name.
http::Response changed(const Call& call, int status, const BackupRow& row)
{
    JsonWriter json;
    json.beginObject().key("backup");
    writeSummary(json, row, call.encoding());
    json.endObject();
    return service::jsonResponse(status, json.take());
}

} // namespace

std::vector<service::Route> BackupsHandler::routes()
{
    const service::Guard read { QStringLiteral("backup:get"), service::rules::projectReader };
    const auto write = [](const char* rule) { return service::Guard { QStringLiteral("backup:%1").arg(QLatin1String(rule)), service::rules::projectMember }; };
    const auto admin = [](const char* rule) { return service::Guard { QString::fromLatin1(rule), service::rules::admin }; };
    using H = BackupsHandler;
    return {
        service::route("GET", "/backups", { QStringLiteral("backup:get_all"), service::rules::projectReader }, this, &H::list),
        service::route("GET", "/backups/detail", { QStringLiteral("backup:get_all"), service::rules::projectReader }, this, &H::listDetail),
        service::show("/backups/{backup_id}", read, this, &H::show),
        service::route("POST", "/backups", write("create"), this, &H::create),
        service::versions(service::route("PUT", "/backups/{backup_id}", write("update"), this, &H::update), sdk::mv(3, 9)),
        service::remove("/backups/{backup_id}", write("delete"), this, &H::remove, 202),
        service::route("POST", "/backups/{backup_id}/restore", write("restore"), this, &H::restore),
        service::route("GET", "/backups/{backup_id}/export_record", admin("backup:export-import"), this, &H::exportRecord),
        service::route("POST", "/backups/import_record", admin("backup:backup-import"), this, &H::importRecord),
        service::action("/backups/{backup_id}/action", "os-reset_status", admin("volume_extension:backup_admin_actions:reset_status"), this, &H::resetStatus),
        service::action("/backups/{backup_id}/action", "os-force_delete", admin("volume_extension:backup_admin_actions:force_delete"), this, &H::forceDelete),
    };
}

// ---- read

Result<> BackupsHandler::fillDependents(db::Connection& connection, std::vector<BackupRow>& rows)
{
    QSet<QString> parents;
    constexpr std::size_t atOnce = 500;
    for (std::size_t from = 0; from < rows.size(); from += atOnce) {
        QStringList marks;
        QVariantList ids;
        for (std::size_t i = from; i < std::min(rows.size(), from + atOnce); ++i) {
            marks << QStringLiteral("?");
            ids << rows[i].id;
        }
        auto found = TRY(connection.query(QStringLiteral("SELECT DISTINCT parent_id FROM backups WHERE parent_id IN (%1)").arg(marks.join(u',')), ids));
        while (found.next())
            parents.insert(found.get<QString>(0));
        TRY(found.check());
    }
    for (auto& row : rows)
        row.hasDependentBackups = parents.contains(row.id);
    return {};
}

Result<sdk::Page<BackupRow>> BackupsHandler::page(Call& call, const sdk::ListQuery& query)
{
    const auto scope = lists::Scope::of(call, query);
    return m_service.database().read([&](db::Connection& connection) -> Result<sdk::Page<BackupRow>> {
        auto page = TRY(lists::read<BackupRow>(connection, call, query, scope));
        TRY(fillDependents(connection, page.items));
        return page;
    });
}

Result<http::Response> BackupsHandler::list(Call& call)
{
    const auto query = TRY(lists::parse<BackupRow>(call));
    return lists::respond(call, TRY(page(call, query)), query, [&](JsonWriter& json, const BackupRow& row) { writeSummary(json, row, call.encoding()); });
}

Result<http::Response> BackupsHandler::listDetail(Call& call)
{
    const auto query = TRY(lists::parse<BackupRow>(call));
    return lists::respond(call, TRY(page(call, query)), query, [&](JsonWriter& json, const BackupRow& row) { sdk::encode(json, row, call.encoding()); });
}

Result<BackupRow> BackupsHandler::show(Call& call, const QString& id)
{
    return m_service.database().read([&](db::Connection& connection) -> Result<BackupRow> {
        std::vector<BackupRow> one { TRY(VolumeService::findBackup(connection, call.context, id)) };
        TRY(fillDependents(connection, one));
        return one.front();
    });
}

// ---- create

Result<Timestamp> BackupsHandler::lockSource(db::Transaction& transaction, const Call& call, const sdk::BackupCreate& wanted, const VolumeRow& volume) const
{
    if (wanted.snapshotId.isEmpty()) {
        auto locked = volume;
        TRY(state::beginBackup(locked, wanted.force));
        TRY(VolumeService::requireNotCopied(transaction, volume.id));
        TRY(Volumes::update(transaction, locked));
        TRY(m_service.announce(transaction, call.context, "update", locked));
        return Clock::now();
    }
    auto snapshot = TRY(VolumeService::findSnapshot(transaction, call.context, wanted.snapshotId));
    if (snapshot.volumeId != volume.id)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid volume: Snapshot %1 is one of volume %2, not of %3.").arg(snapshot.id, snapshot.volumeId, volume.id), QStringLiteral("snapshot_id"));
    if (snapshot.status != state::available)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid snapshot: Snapshot to be backed up must be available, but the current status is \"%1\".").arg(snapshot.status), QStringLiteral("snapshot_id"));
    snapshot.status = state::backingUp;
    snapshot.updatedAt = Clock::now();
    TRY(Snapshots::update(transaction, snapshot));
    TRY(m_service.announce(transaction, call.context, "update", snapshot));
    return snapshot.createdAt;
}

Result<BackupRow> BackupsHandler::parentOf(db::Connection& connection, const VolumeRow& volume, Timestamp before)
{
    const auto candidates = TRY(Backups::select(connection, QStringLiteral("volume_id = ? AND project_id = ? AND status = 'available' AND data_project_id = project_id AND data_timestamp <= ?"),
                                                { volume.id, volume.projectId, before.micros }, QStringLiteral("data_timestamp DESC, id")));
    if (candidates.empty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid backup: No backups available to do an incremental backup. Make a full one first."), QStringLiteral("incremental"));
    return candidates.front();
}

Result<http::Response> BackupsHandler::create(Call& call)
{
    const auto wanted = TRY(sdk::decode<sdk::BackupCreate>(TRY(service::unwrap(call, "backup")), sdk::In::Create, call.version)).value;
    TRY(m_service.objects());
    const auto container = wanted.container.isEmpty() ? defaultContainer : wanted.container;
    if (container.contains(u'/') || container.toUtf8().size() > 256)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'container': a container's name has no slash and at most 256 bytes"), QStringLiteral("container"));
    if (!wanted.availabilityZone.isEmpty() && wanted.availabilityZone != u"nova")
        return fail(ErrorCode::BadRequest, QStringLiteral("Availability zone '%1' is invalid; this cloud has the zone nova.").arg(wanted.availabilityZone.left(64)), QStringLiteral("availability_zone"));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        const auto volume = TRY(VolumeService::find(transaction, call.context, wanted.volumeId));
        BackupRow row;
        row.id = newUuid();
        row.name = wanted.name;
        row.description = wanted.description;
        row.metadata = wanted.metadata;
        row.status = state::creating;
        row.size = volume.size;
        row.availabilityZone = QStringLiteral("nova");
        row.container = container;
        row.volumeId = volume.id;
        row.userId = call.context.userId;
        row.projectId = row.dataProjectId = call.projectId();
        row.createdAt = row.updatedAt = Clock::now();
        row.prefix = QStringLiteral("volume_%1/%2/backup_%3").arg(volume.id, toString(row.createdAt, TimeFormat::SecondsZ).remove(u'-').remove(u':'), row.id);
        if (!wanted.snapshotId.isEmpty())
            row.snapshotId = wanted.snapshotId;
        TRY(m_service.requireBackupQuota(transaction, row.projectId, 1, row.size));
        row.dataTimestamp = TRY(lockSource(transaction, call, wanted, volume));
        if (wanted.incremental) {
            row.isIncremental = true;
            auto owner = volume;
            owner.projectId = row.projectId;
            const auto parent = TRY(parentOf(transaction, owner, row.dataTimestamp));
            row.parentId = parent.id;
            row.container = parent.container;      // one container holds the whole chain
        }
        TRY(Backups::insert(transaction, row));
        TRY(m_service.announce(transaction, call.context, "create", row));
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.backup"), QStringLiteral("backup"), row.id, row.name.value_or(QString()), row.projectId, {} }));
        return changed(call, 202, row);
    });
}

Result<http::Response> BackupsHandler::update(Call& call)
{
    const auto changes = TRY(service::unwrap(call, "backup"));
    if (changes.isEmpty())
        return fail(ErrorCode::BadRequest, QStringLiteral("Must specify one or more of the following keys: name, description, metadata."), QStringLiteral("backup"));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        auto row = TRY(VolumeService::findBackup(transaction, call.context, call.id(backupId)));
        const auto wanted = TRY(sdk::decode<BackupRow>(changes, sdk::In::Update, call.version, row)).value;
        TRY(m_service.changeBackup(transaction, call.context, row, [&](BackupRow& backup) { backup = wanted; }));
        return changed(call, 200, row);
    });
}

// ---- delete

Result<> BackupsHandler::beginDelete(Call& call, const QString& id, Force force)
{
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(VolumeService::findBackup(transaction, call.context, id));
        if (force == Force::No && row.status != state::available && row.status != state::error && row.status != state::errorDeleting)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid backup: Backup status must be available or error, not %1.").arg(row.status), QStringLiteral("status"));
        if (const auto count = TRY(Backups::count(transaction, QStringLiteral("parent_id = ?"), { row.id })); count > 0)
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid backup: Incremental backups exist for this backup: %1. Delete them first.").arg(count));
        TRY(m_service.changeBackup(transaction, call.context, row, [](BackupRow& backup) { backup.status = state::deleting; }));
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.backup_delete"), QStringLiteral("backup"), row.id, row.name.value_or(QString()), row.projectId, {} }));
        return {};
    });
}

Result<> BackupsHandler::remove(Call& call, const QString& id) { return beginDelete(call, id, Force::No); }
Result<> BackupsHandler::forceDelete(Call& call, const QString& id, const QJsonValue&) { return beginDelete(call, id, Force::Yes); }

Result<> BackupsHandler::resetStatus(Call& call, const QString& id, const QJsonValue& argument)
{
    const auto status = argument[u"status"].toString().toLower();
    if (status != state::available && status != state::error)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'status': '%1' is not one of available, error").arg(status.left(64)), QStringLiteral("status"));
    return m_service.database().write([&](db::Transaction& transaction) -> Result<> {
        auto row = TRY(VolumeService::findBackup(transaction, call.context, id));
        return m_service.changeBackup(transaction, call.context, row, [&](BackupRow& backup) { backup.status = status; });
    });
}

// ---- restore

Result<http::Response> BackupsHandler::restore(Call& call)
{
    const auto id = call.id(backupId);
    const auto body = call.json.value(QStringLiteral("restore"));
    if (!body.isObject() && !body.isNull())
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field 'restore': it must be an object"), QStringLiteral("restore"));
    const auto wanted = TRY(sdk::decode<sdk::BackupRestore>(body.toObject(), sdk::In::Create, call.version)).value;
    VolumeRow volume;
    if (wanted.volumeId.isEmpty()) {
        sdk::VolumeCreate fresh;
        fresh.name = wanted.name.isEmpty() ? QStringLiteral("restore_backup_") + id : wanted.name;
        fresh.description = QStringLiteral("auto-created_from_restore_from_backup");
        fresh.backupId = id;
        volume = TRY(m_service.beginCreate(call.context, fresh));
    } else {
        volume = TRY(m_service.database().write([&](db::Transaction& transaction) -> Result<VolumeRow> {
            auto backup = TRY(VolumeService::findBackup(transaction, call.context, id));
            if (backup.status != state::available)
                return fail(ErrorCode::BadRequest, QStringLiteral("Invalid backup: Backup status must be available, not %1.").arg(backup.status), QStringLiteral("status"));
            auto row = TRY(VolumeService::find(transaction, call.context, wanted.volumeId));
            TRY(state::beginRestore(row, backup.size));
            TRY(VolumeService::requireNotCopied(transaction, row.id));
            TRY(Volumes::update(transaction, row));
            TRY(m_service.announce(transaction, call.context, "update", row));
            TRY(m_service.changeBackup(transaction, call.context, backup, [&](BackupRow& one) {
                one.status = QStringLiteral("restoring");
                one.restoreVolumeId = row.id;
            }));
            TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.backup_restore"), QStringLiteral("volume"), row.id, row.name, row.projectId, { { backupId, id } } }));
            return row;
        }));
    }
    JsonWriter json;
    json.beginObject().key("restore").beginObject().key("backup_id").value(id).key("volume_id").value(volume.id).key("volume_name").value(volume.name).endObject().endObject();
    return service::jsonResponse(202, json.take());
}

// ---- records

namespace {

const QString recordService = QStringLiteral("cinder.backup.drivers.swift.SwiftBackupDriver");

/// The parts of a chain lie in one container: what builds on a backup reads that one's objects, too.
Result<> requireSameChain(db::Connection& connection, const BackupRow& row)
{
    const auto parent = row.parentId ? TRY(Backups::find(connection, *row.parentId)) : std::nullopt;
    if (!parent || (parent->container == row.container && parent->dataProjectId == row.dataProjectId && parent->volumeId == row.volumeId))
        return {};
    return fail(ErrorCode::BadRequest, QStringLiteral("Invalid backup: The record says that backup %1 builds on %2, but that one is of another volume or lies in another container. One container holds the whole chain.").arg(row.id, parent->id), QStringLiteral("backup_url"));
}

} // namespace

Result<http::Response> BackupsHandler::exportRecord(Call& call)
{
    const auto row = TRY(show(call, call.id(backupId)));
    if (row.status != state::available)
        return fail(ErrorCode::BadRequest, QStringLiteral("Invalid backup: Backup status must be available and not %1.").arg(row.status), QStringLiteral("status"));
    JsonWriter json;
    json.beginObject().key("backup-record").beginObject().key("backup_service").value(recordService).key("backup_url").value(encodeBackupRecord(row)).endObject().endObject();
    return service::jsonResponse(200, json.take());
}

Result<http::Response> BackupsHandler::importRecord(Call& call)
{
    const auto body = TRY(service::unwrap(call, "backup-record"));
    for (const auto* key : { "backup_service", "backup_url" })
        if (body.value(QLatin1String(key)).toString().isEmpty())
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid input for field '%1': it must be the text that export_record gave").arg(QLatin1String(key)), QString::fromLatin1(key));
    if (body.size() != 2)
        return fail(ErrorCode::BadRequest, QStringLiteral("Additional properties are not allowed in backup-record."), QStringLiteral("backup-record"));
    if (body.value(QStringLiteral("backup_service")).toString() != recordService)
        return fail(ErrorCode::BadRequest, QStringLiteral("Backups of the service '%1' can't be read here, only those of %2.").arg(body.value(QStringLiteral("backup_service")).toString().left(80), recordService), QStringLiteral("backup_service"));
    TRY(m_service.objects());
    auto row = TRY(decodeBackupRecord(body.value(QStringLiteral("backup_url")).toString()));
    row.status = state::creating;
    row.availabilityZone = QStringLiteral("nova");
    row.userId = call.context.userId;
    row.projectId = call.projectId();
    row.createdAt = row.updatedAt = Clock::now();
    return m_service.database().write([&](db::Transaction& transaction) -> Result<http::Response> {
        if (TRY(Backups::find(transaction, row.id)))
            return fail(ErrorCode::BadRequest, QStringLiteral("Invalid backup: Backup %1 already exists.").arg(row.id), QStringLiteral("backup_url"));
        TRY(requireSameChain(transaction, row));
        TRY(m_service.requireBackupQuota(transaction, row.projectId, 1, row.size));
        TRY(Backups::insert(transaction, row));
        TRY(m_service.announce(transaction, call.context, "create", row));
        TRY(m_service.chassis().tasks().enqueue(transaction, call.context, { QStringLiteral("volume.backup_import"), QStringLiteral("backup"), row.id, row.name.value_or(QString()), row.projectId, {} }));
        return changed(call, 201, row);
    });
}

} // namespace skylab::volume
