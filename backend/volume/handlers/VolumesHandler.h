#pragma once

#include "service/Routes.h"
#include "volume/store/VolumeRows.h"

namespace skylab::volume {

class VolumeService;

/// Volumes: list, show, create, update, delete.
class VolumesHandler {
public:
    explicit VolumesHandler(VolumeService& service) : m_service(service) { }

    Result<http::Response> list(service::Call& call);
    Result<http::Response> listDetail(service::Call& call);
    Result<VolumeRow> show(service::Call& call, const QString& id);
    Result<http::Response> create(service::Call& call);
    Result<http::Response> update(service::Call& call);
    Result<> remove(service::Call& call, const QString& id);
    Result<http::Response> summary(service::Call& call);

private:
    Result<sdk::ListQuery> query(const service::Call& call) const;
    Result<sdk::Page<VolumeRow>> page(service::Call& call, const sdk::ListQuery& query);

    VolumeService& m_service;
};

/// POST /volumes/{id}/action.
class VolumeActionsHandler {
public:
    explicit VolumeActionsHandler(VolumeService& service) : m_service(service) { }

    std::vector<service::Route> routes();

private:
    using Call = service::Call;
    using Json = QJsonValue;

    // VolumeActionsHandler.cpp: attaching, and what is said of a volume
    Result<> reserve(Call& call, const QString& id, const Json& argument);
    Result<> unreserve(Call& call, const QString& id, const Json& argument);
    Result<> beginDetaching(Call& call, const QString& id, const Json& argument);
    Result<> rollDetaching(Call& call, const QString& id, const Json& argument);
    Result<> attach(Call& call, const QString& id, const Json& argument);
    Result<> detach(Call& call, const QString& id, const Json& argument);
    Result<http::Response> initializeConnection(Call& call, const QString& id, const Json& argument);
    Result<> terminateConnection(Call& call, const QString& id, const Json& argument);
    Result<> setBootable(Call& call, const QString& id, const Json& argument);
    Result<> setReadOnly(Call& call, const QString& id, const Json& argument);
    Result<http::Response> setImageMetadata(Call& call, const QString& id, const Json& argument);
    Result<> unsetImageMetadata(Call& call, const QString& id, const Json& argument);
    Result<http::Response> showImageMetadata(Call& call, const QString& id, const Json& argument);

    // VolumeContentActions.cpp: what changes or copies the data
    Result<> extend(Call& call, const QString& id, const Json& argument);
    Result<http::Response> uploadImage(Call& call, const QString& id, const Json& argument);
    Result<> revert(Call& call, const QString& id, const Json& argument);
    Result<> reimage(Call& call, const QString& id, const Json& argument);
    Result<> retype(Call& call, const QString& id, const Json& argument);

    // VolumeAdminActions.cpp
    Result<> resetStatus(Call& call, const QString& id, const Json& argument);
    Result<> forceDelete(Call& call, const QString& id, const Json& argument);
    Result<> forceDetach(Call& call, const QString& id, const Json& argument);
    Result<> migrate(Call& call, const QString& id, const Json& argument);
    Result<> completeMigration(Call& call, const QString& id, const Json& argument);
    Result<> completeExtend(Call& call, const QString& id, const Json& argument);

    /// The lines that a detach means: the one that is named, or the only one. BadRequest when it is not clear.
    Result<std::function<bool(const AttachmentRow&)>> meant(const VolumeRow& volume, const QString& attachmentId);

    VolumeService& m_service;
};

} // namespace skylab::volume
