#pragma once

#include "volume/store/VolumeRows.h"

namespace skylab::volume {

/// A backup's record for export_record and import_record: base64 of JSON, opaque to users as Cinder's is.
QString encodeBackupRecord(const BackupRow& row);

/// A record may come from anywhere, so each field is held against what a backup of this cloud could have there; what it
/// does not tell (status, user, project, times) is the caller's to fill in. BadRequest names the field that is no good.
Result<BackupRow> decodeBackupRecord(const QString& text);

} // namespace skylab::volume
