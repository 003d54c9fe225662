#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// Backups: list, show, create, update, delete, restore, records to carry them elsewhere, and an administrator's actions.
class BackupsHandler {
public:
    explicit BackupsHandler(VolumeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> listDetail(service::Call& call);
    Result<sdk::Page<BackupRow>> page(service::Call& call, const sdk::ListQuery& query);
    Result<BackupRow> show(service::Call& call, const QString& id);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> restore(service::Call& call);
    Result<http::Response> exportRecord(service::Call& call);
    Result<http::Response> importRecord(service::Call& call);
    Result<> resetStatus(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> forceDelete(service::Call& call, const QString& id, const QJsonValue& argument);

    enum class Force : std::uint8_t { No, Yes };
    Result<> beginDelete(service::Call& call, const QString& id, Force force);
    /// Marks the volume or snapshot as being copied; tells when its data were so.
    Result<Timestamp> lockSource(db::Transaction& transaction, const service::Call& call, const sdk::BackupCreate& wanted, const VolumeRow& volume) const;
    /// The backup that an incremental one builds on. BadRequest when there is none.
    static Result<BackupRow> parentOf(db::Connection& connection, const VolumeRow& volume, Timestamp before);
    static Result<> fillDependents(db::Connection& connection, std::vector<BackupRow>& rows);

    VolumeService& m_service;
};

} // namespace skylab::volume
