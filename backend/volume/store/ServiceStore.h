#pragma once

#include "core/Clock.h"
#include "service/Store.h"

namespace skylab::volume {

/// One part of the service that can be taken out of use: cinder-scheduler, cinder-volume, cinder-backup.
struct ServiceRow {
    QString binary;
    QString host;                ///< "host", or "host@backend" for cinder-volume
    bool disabled = false;
    std::optional<QString> disabledReason;
    Timestamp changedAt;
};

/// What operators have said about the parts of the service. All are in use until somebody says otherwise.
class ServiceStore {
public:
    /// The parts on this host, in order of name.
    static Result<std::vector<ServiceRow>> list(db::Connection& connection, const QString& host);
    static Result<> save(db::Connection& connection, const ServiceRow& row);
};

inline const QString volumeBinary = QStringLiteral("cinder-volume");
inline const QString schedulerBinary = QStringLiteral("cinder-scheduler");
inline const QString backupBinary = QStringLiteral("cinder-backup");

} // namespace skylab::volume
