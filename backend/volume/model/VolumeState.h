#pragma once

#include "volume/store/VolumeRows.h"

namespace skylab::volume {

/// The only place that assigns a volume's or snapshot's status. Each function names a transition of the diagram in
/// README.md, refuses it from a state that does not allow it (BadRequest, as Cinder has it), and tells the state it is in.
namespace state {

inline const QString creating = QStringLiteral("creating");
inline const QString available = QStringLiteral("available");
inline const QString reserved = QStringLiteral("reserved");
inline const QString attaching = QStringLiteral("attaching");
inline const QString inUse = QStringLiteral("in-use");
inline const QString detaching = QStringLiteral("detaching");
inline const QString extending = QStringLiteral("extending");
inline const QString uploading = QStringLiteral("uploading");
inline const QString deleting = QStringLiteral("deleting");
inline const QString error = QStringLiteral("error");
inline const QString errorDeleting = QStringLiteral("error_deleting");
inline const QString errorExtending = QStringLiteral("error_extending");

/// available -> reserved, for an attachment that is about to be made.
Result<> reserve(VolumeRow& volume);
/// reserved, attaching -> available (or in-use while other attachments remain).
void unreserve(VolumeRow& volume);
/// available, reserved, attaching -> in-use with the attachment.
Result<> attach(VolumeRow& volume, const sdk::VolumeAttachment& attachment);
/// in-use -> detaching
Result<> beginDetaching(VolumeRow& volume);
/// detaching -> in-use
void rollDetaching(VolumeRow& volume);
/// in-use, detaching, ... -> available, when the last attachment goes. True when there was such an attachment.
bool detach(VolumeRow& volume, const QString& serverId);
/// available, in-use -> extending
Result<> beginExtend(VolumeRow& volume, bool onlineAllowed);
/// extending -> where it was, with the new size
void extended(VolumeRow& volume, int size);
/// available, in-use (with force) -> uploading
Result<> beginUpload(VolumeRow& volume, bool force);
/// available, error ... -> deleting
Result<> beginDelete(VolumeRow& volume, bool force);
/// Back to where it was before the work that failed or ended.
void restore(VolumeRow& volume);
/// creating -> downloading, while an image is copied
void downloading(VolumeRow& volume);
/// Whether it is still being made.
bool isBeingMade(const VolumeRow& volume);
/// -> available after creation
void created(VolumeRow& volume);
/// -> error, with the reason
void failed(VolumeRow& volume, const QString& status, const QString& reason);
/// Whatever an administrator says (os-reset_status); BadRequest for a state that does not exist.
Result<> reset(VolumeRow& volume, const QString& status);

} // namespace state
} // namespace skylab::volume
