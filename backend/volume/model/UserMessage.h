#pragma once

#include "core/Error.h"

#include <QString>

namespace skylab::volume::message {

/// A number of the API's list and what it says. Source: Block Storage API v3, "Messages"; event ids are
/// VOLUME_<resource>_<action>_<detail>.
struct Part {
    const char* id;
    const char* text;
};

namespace action {
inline constexpr Part schedule { "001", "schedule allocate volume" };
inline constexpr Part upload { "003", "copy volume to image" };
inline constexpr Part download { "005", "copy image to volume" };
inline constexpr Part extend { "007", "extend volume" };
inline constexpr Part create { "008", "create volume from backend storage" };
inline constexpr Part createSnapshot { "009", "create snapshot" };
inline constexpr Part deleteSnapshot { "010", "delete snapshot" };
inline constexpr Part createBackup { "013", "create backup" };
inline constexpr Part deleteBackup { "014", "delete backup" };
inline constexpr Part restoreBackup { "015", "restore backup" };
inline constexpr Part reimage { "016", "reimage volume" };
} // namespace action

namespace detail {
inline constexpr Part unknown { "001", "It failed for a reason that is not known." };
inline constexpr Part noBackend { "003", "No storage backend can take it." };
inline constexpr Part notUploaded { "004", "The volume could not be copied to the image." };
inline constexpr Part imageTooLarge { "007", "The image needs more room than there is." };
inline constexpr Part serverRefused { "009", "The server could not extend the volume." };
inline constexpr Part notExtended { "010", "The storage backend could not extend the volume." };
inline constexpr Part notCreated { "012", "The storage backend could not create the volume." };
inline constexpr Part snapshotNotCreated { "013", "The snapshot could not be created." };
inline constexpr Part snapshotNotDeleted { "016", "The snapshot could not be deleted." };
inline constexpr Part backupNotCreated { "020", "The backup could not be created." };
inline constexpr Part backupNotDeleted { "025", "The backup could not be deleted." };
inline constexpr Part backupNotRestored { "026", "The backup could not be restored." };
inline constexpr Part notReimaged { "028", "The volume could not be given the image's content." };
} // namespace detail

inline constexpr const char* volume = "VOLUME";
inline constexpr const char* snapshot = "VOLUME_SNAPSHOT";
inline constexpr const char* backup = "VOLUME_BACKUP";

struct Event {
    const char* resourceType;
    Part action;
    Part detail;

    [[nodiscard]] QString id() const { return QStringLiteral("VOLUME_%1_%2_%3").arg(QLatin1String(resourceType), QLatin1String(action.id), QLatin1String(detail.id)); }
    /// With the error's own words where they are for users: what goes wrong inside (a path, a host) is for the log.
    [[nodiscard]] QString text(const Error& error) const
    {
        const bool inside = error.code == ErrorCode::Internal || error.code == ErrorCode::Unavailable;
        const auto said = QStringLiteral("%1: %2").arg(QLatin1String(action.text), QLatin1String(detail.text));
        return inside || error.message.isEmpty() ? said : said + u' ' + error.message;
    }
};

} // namespace skylab::volume::message
