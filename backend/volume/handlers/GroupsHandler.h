#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// Groups of volumes (3.13): making them empty or from a source, taking volumes in and out, deleting.
class GroupsHandler {
public:
    explicit GroupsHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> listDetail(service::Call& call);
    Result<sdk::Page<GroupRow>> page(service::Call& call, sdk::ListQuery& query);
    Result<http::Response> show(service::Call& call);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> createFromSource(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<> remove(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> resetStatus(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> refuseReplication(service::Call& call, const QString& id, const QJsonValue& argument);
    Result<> insert(db::Transaction& transaction, const service::Call& call, const GroupRow& row);
    Result<> copySnapshots(db::Transaction& transaction, const service::Call& call, const GroupSnapshotRow& source, GroupRow& group);
    Result<> copyVolumes(db::Transaction& transaction, const service::Call& call, GroupRow& group);
    Result<> addCopy(db::Transaction& transaction, const service::Call& call, const GroupRow& group, VolumeRow copy);
    Result<> join(db::Transaction& transaction, const service::Call& call, const GroupRow& group, const QString& volumeId);
    Result<> leave(db::Transaction& transaction, const service::Call& call, const GroupRow& group, const QString& volumeId);
    Result<> markVolumesDeleting(db::Transaction& transaction, const service::Call& call, const GroupRow& group, bool withVolumes);

    VolumeService& m_service;
};

/// Snapshots of all volumes of a group at once (3.14).
class GroupSnapshotsHandler {
public:
    explicit GroupSnapshotsHandler(VolumeService& service) : m_service(service) { }
    std::vector<service::Route> routes();

private:
    Result<http::Response> list(service::Call& call);
    Result<http::Response> listDetail(service::Call& call);
    Result<sdk::Page<GroupSnapshotRow>> page(service::Call& call, sdk::ListQuery& query);
    Result<GroupSnapshotRow> show(service::Call& call, const QString& id);
    Result<http::Response> create(service::Call& call);
    Result<> remove(service::Call& call, const QString& id);
    Result<> resetStatus(service::Call& call, const QString& id, const QJsonValue& argument);

    VolumeService& m_service;
};

/// What the lists of both have in common: the caller's project, unless an administrator asks for all.
std::pair<QString, QVariantList> groupScope(const service::Call& call, const sdk::ListQuery& query);
/// BadRequest: no status of groups and their snapshots.
Result<QString> groupStatusOf(const QJsonValue& argument);

} // namespace skylab::volume
