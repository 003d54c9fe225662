#pragma once

#include "service/Routes.h"
#include "volume/handlers/MetadataHandler.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// Snapshots of volumes: list, show, create, update, delete, metadata, reset.
class SnapshotsHandler {
public:
    explicit SnapshotsHandler(VolumeService& service) : m_service(service), m_metadata(metadata()) { }

    std::vector<service::Route> routes();

private:
    Result<sdk::ListQuery> query(const service::Call& call) const;
    Result<sdk::Page<SnapshotRow>> page(service::Call& call, const sdk::ListQuery& query);
    Result<http::Response> list(service::Call& call);
    Result<http::Response> listSummary(service::Call& call);
    Result<SnapshotRow> show(service::Call& call, const QString& id);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<> remove(service::Call& call, const QString& id);
    enum class Force : std::uint8_t { No, Yes };
    Result<> beginDelete(service::Call& call, const QString& id, Force force);
    Result<> forceDelete(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> resetStatus(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> updateStatus(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<SnapshotRow> change(service::Call& call, const QString& id, const std::function<Result<>(db::Transaction&, SnapshotRow&)>& change);

    MetadataHandler::Access metadata();

    VolumeService& m_service;
    MetadataHandler m_metadata;
};

} // namespace skylab::volume
