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
    Result<sdk::Page<SnapshotRow>> list(service::Call& call, const sdk::ListQuery& query);
    Result<http::Response> listSummary(service::Call& call);
    Result<SnapshotRow> show(service::Call& call, const QString& id);
    Result<SnapshotRow> create(service::Call& call, sdk::Decoded<sdk::VolumeSnapshot> wanted);
    Result<SnapshotRow> update(service::Call& call, const QString& id, const QJsonObject& changes);
    Result<> remove(service::Call& call, const QString& id);
    Result<> resetStatus(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<SnapshotRow> change(service::Call& call, const QString& id, const std::function<Result<>(db::Transaction&, SnapshotRow&)>& change);

    MetadataHandler::Access metadata();

    VolumeService& m_service;
    MetadataHandler m_metadata;
};

} // namespace skylab::volume
