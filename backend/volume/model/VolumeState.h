#pragma once

#include "volume/store/VolumeRows.h"

#include <functional>

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

inline const QString maintenance = QStringLiteral("maintenance");
inline const QString awaitingTransfer = QStringLiteral("awaiting-transfer");
inline const QString backingUp = QStringLiteral("backing-up");
inline const QString restoringBackup = QStringLiteral("restoring-backup");
inline const QString errorRestoring = QStringLiteral("error_restoring");
inline const QString reverting = QStringLiteral("reverting");

/// Of an attachment.
inline const QString attached = QStringLiteral("attached");

// A volume's status and what it says of its attachments follow from the book of attachments: these change both at once.

/// available -> reserved, for an attachment that is about to be made (no line in the book yet).
Result<> reserve(VolumeRow& volume);
/// available -> attaching: the same as older clients ask for it (os-reserve).
Result<> beginAttaching(VolumeRow& volume);
/// The same with a reserved line in the book. A server that holds the volume already may have another, as when it moves.
Result<> reserve(VolumeRow& volume, AttachmentBook& book, AttachmentRow attachment);
/// reserved, attaching -> where the book says.
void unreserve(VolumeRow& volume, const AttachmentBook& book);
/// A reserved line -> attaching: its client told where it is and was told how to connect.
Result<> connect(VolumeRow& volume, AttachmentBook& book, const AttachmentRow& attachment);
/// An attaching line -> attached, the volume in-use. Again: success.
Result<> complete(VolumeRow& volume, AttachmentBook& book, const QString& attachmentId);
/// available, reserved, attaching -> in-use with the attachment. Again for the same server: success.
Result<> attach(VolumeRow& volume, AttachmentBook& book, AttachmentRow attachment);
/// in-use -> detaching
Result<> beginDetaching(VolumeRow& volume);
/// detaching -> in-use
void rollDetaching(VolumeRow& volume);
/// Strikes lines out; in-use, detaching ... -> where the book says then. How many there were.
std::size_t detach(VolumeRow& volume, AttachmentBook& book, const std::function<bool(const AttachmentRow&)>& gone);

/// The same from whatever status.
void forceDetach(VolumeRow& volume, AttachmentBook& book, const std::function<bool(const AttachmentRow&)>& gone);

/// available, in-use (with force) -> backing-up
Result<> beginBackup(VolumeRow& volume, bool force);
/// available -> restoring-backup
Result<> beginRestore(VolumeRow& volume, int leastSize);
/// available -> awaiting-transfer
Result<> beginTransfer(VolumeRow& volume);
/// awaiting-transfer -> available, also when it is another project's then
void endTransfer(VolumeRow& volume);
/// available -> reverting; Conflict otherwise
Result<> beginRevert(VolumeRow& volume);
/// available, error (reserved, if that is wanted) -> downloading
Result<> beginReimage(VolumeRow& volume, bool reservedToo);
/// downloading -> available, or reserved as it was
void reimaged(VolumeRow& volume, bool wasReserved);
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
/// error -> where its attachments say, when what it failed for is over
void recovered(VolumeRow& volume);
/// Whatever an administrator says (os-reset_status); BadRequest for a state that does not exist, or in-use without an
/// attachment.
Result<> reset(VolumeRow& volume, const QString& status);

} // namespace state
} // namespace skylab::volume
