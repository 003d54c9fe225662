#pragma once

#include "volume/VolumeService.h"
#include "volume/model/BackupManifest.h"
#include "volume/peers/Objects.h"

namespace skylab::volume {

/// The data of backups in the object store. Memory stays within a few parts (4 MiB each) and the list of parts.
/// Made for one task; blocks.
class BackupVault {
public:
    BackupVault(Objects& objects, service::Context context) : m_objects(objects), m_context(std::move(context)) { }

    /// Copies what the disk holds and its parent's backup does not; how many objects there are. May be repeated.
    Result<int> save(const BackupRow& backup, const BackupRow* parent, DiskReader& disk, const QJsonObject& about, const Progress& progress);
    /// The manifest of a backup.
    Result<BackupManifest> manifest(const BackupRow& backup);
    /// Writes the backup's content; what the volume has behind its end becomes zeros. Conflict when an object is
    /// damaged or gone: the writer is not committed then.
    Result<> restore(const BackupRow& backup, const BackupManifest& manifest, DiskWriter& disk, qint64 diskBytes, const Progress& progress);
    /// Removes the backup's own objects. Those that are gone are no error.
    Result<> erase(const BackupRow& backup);

private:
    Result<QByteArray> part(const BackupRow& backup, const BackupManifest& manifest, qint64 index, const BackupManifest::Chunk& chunk);

    Objects& m_objects;
    service::Context m_context;
};

} // namespace skylab::volume
